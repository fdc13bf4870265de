"""The expensive part of a blank's self-check, done when it is made.

Like the self-check of a ballot it starts from id_B and the ballot nonce alone, derives every nonce
again and claims what each element, read back from the buffer, then has to be; the powers are checked
together and without the exponent tables, and every challenge is hashed again. After it, and a digest of
the buffer, filling needs no power and no challenge.
"""

from collections.abc import Callable, Sequence
from functools import partial

from gmpy2 import mpz

from device.electionguard.ballot import (
    Ciphertext,
    ContestShape,
    ElectionKeys,
    HashedCiphertext,
    Response,
)
from device.electionguard.blank_layout import (
    BlankData,
    BlankField,
    BlankNonce,
    BlankReader,
    number_of,
)
from device.electionguard.challenges import (
    CommitmentPair,
    aggregate,
    ballot_nonce_challenge,
    identifier_hash,
    limit_challenge,
    range_challenge,
)
from device.electionguard.claims import PowerClaims
from device.electionguard.hashed_elgamal import open_ballot_nonce
from device.electionguard.nonces import contest_data_keys, contest_data_nonce, selection_nonce
from device.electionguard.parameters import Group
from device.electionguard.randomness import Random
from device.electionguard.steps import Steps
from device.errors import EncryptionError


class BlankCheck:
    """Checks the blank in ``memory`` part by part, each once it is written.

    Elements that were computed from each other are compared with what they are computed from, and only
    the others are claimed: a fault in one power would else spoil several claims, and two elements of
    order 2 too much undo each other in the product of all. Everything raises EncryptionError.
    """

    def __init__(self, group: Group, keys: ElectionKeys, memory: bytearray) -> None:
        self._group = group
        self._keys = keys
        self._claims = PowerClaims(group, keys)
        self._reader = BlankReader(group, memory)
        self._h_i = b""
        self._ballot_nonce = b""

    def check_head(self) -> None:
        """Check what stands before the contests."""
        head = self._reader.head()
        self._h_i, self._ballot_nonce = head.identifier_hash, head.ballot_nonce
        # eq. (32): H_I = H(H_E; 0x20, id_B)
        _require(self._h_i == identifier_hash(self._keys.extended_base_hash, head.id_b))
        self._check_nonce(head.nonce)

    def check_contest(
        self, shape: ContestShape, commitments: Sequence[Sequence[CommitmentPair]]
    ) -> Steps[None]:
        """Check the next contest; ``commitments`` are those of its fields and of its limit."""
        group, contest = self._group, self._reader.contest(shape)
        *of_fields, of_limit = commitments
        nonce_sum, total = mpz(0), Ciphertext(mpz(1), mpz(1))
        for j, (field, pairs) in enumerate(zip(contest.fields, of_fields, strict=True), start=1):
            # eq. (33): xi_i,j = H_q(H_I; 0x21, i, j, xi_B)
            nonce = selection_nonce(group, self._h_i, shape.index, j, self._ballot_nonce)
            # eq. (31): (alpha, beta) = (g^xi mod p, K^(sigma + xi) mod p), here for sigma = 0
            ciphertext = Ciphertext(number_of(field.alpha), number_of(field.betas[0]))
            self._claims.g(ciphertext.alpha, nonce)
            self._claims.vote_key(ciphertext.beta, nonce)
            challenge = partial(range_challenge, group, self._h_i, shape.index, j)
            yield from self._check_field(field, nonce, ciphertext, pairs, challenge)
            nonce_sum, total = nonce_sum + nonce, aggregate(group, (total, ciphertext))
        challenge = partial(limit_challenge, group, self._h_i, shape.index)
        yield from self._check_field(contest.limit, nonce_sum % group.q, total, of_limit, challenge)
        if contest.data is not None:
            self._check_data(shape, contest.data)

    def check_powers(self, random: Random) -> Steps[None]:
        """Check all powers together; draws two bytes for every element."""
        _require((yield from self._claims.hold_in_steps(random)))

    def _check_field(
        self,
        field: BlankField,
        nonce: mpz,
        ciphertext: Ciphertext,
        commitments: Sequence[CommitmentPair],
        challenge: Callable[[Ciphertext, Sequence[CommitmentPair]], mpz],
    ) -> Steps[None]:
        """``ciphertext``: what the field is for the value 0."""
        group, (real, *fake) = self._group, commitments
        _require(field.nonce == nonce and number_of(field.alpha) == ciphertext.alpha)
        of_values = zip(field.betas, field.challenges, strict=True)
        for value, (beta, expected) in enumerate(of_values):
            _require(number_of(beta) == ciphertext.beta)
            placed = [*fake[:value], real, *fake[value:]]
            _require(expected == challenge(ciphertext, placed))
            beta_after = ciphertext.beta * self._keys.vote_key % group.p
            ciphertext = Ciphertext(ciphertext.alpha, beta_after)
            yield
        _require(field.pairs[0][0] == field.pairs[0][1])
        for (u, t), (a, b) in zip(field.pairs, commitments, strict=True):
            _require(u < group.q and t < group.q)
            # eq. (57), (58): (a_j, b_j) = (g^u_j mod p, K^t_j mod p)
            self._claims.g(a, u)
            self._claims.vote_key(b, t)

    def _check_nonce(self, nonce: BlankNonce) -> None:
        group, h_i, alpha, beta = self._group, self._h_i, number_of(nonce.alpha), number_of(nonce.beta)
        commitment = number_of(nonce.commitment)
        ciphertext = HashedCiphertext(alpha, nonce.masked, Response(nonce.c, nonce.v))
        _require(open_ballot_nonce(group, h_i, ciphertext, beta) == self._ballot_nonce)
        _require(nonce.c == ballot_nonce_challenge(group, h_i, commitment, alpha, ciphertext.c1))
        self._claims.g(alpha, nonce.nonce)
        self._claims.data_key(beta, nonce.nonce)
        # eq. (38): a = g^v C_0^c = g^(v + c xi) mod p
        self._claims.g(commitment, (nonce.v + nonce.c * nonce.nonce) % group.q)

    def _check_data(self, shape: ContestShape, data: BlankData) -> None:
        group, h_i, alpha, beta = self._group, self._h_i, number_of(data.alpha), number_of(data.beta)
        # eq. (64): xi = H_q(H_I; 0x25, ind_c, xi_B)
        _require(data.nonce == contest_data_nonce(group, h_i, shape.index, self._ballot_nonce))
        _require(data.keys == contest_data_keys(group, h_i, shape.index, alpha, beta, shape.data_blocks))
        _require(data.u < group.q)
        self._claims.g(alpha, data.nonce)
        self._claims.data_key(beta, data.nonce)
        self._claims.g(number_of(data.commitment), data.u)


def _require(holds: bool) -> None:
    if not holds:
        raise EncryptionError("A prepared ballot did not survive its self-check.")
