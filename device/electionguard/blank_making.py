"""Making blanks: everything of a ballot that does not depend on the selections, in small steps.

A step is at most two powers, so that whoever makes blanks beside the screens can rest in between.
"""

from collections.abc import Callable, Sequence
from functools import partial

from gmpy2 import mpz

from device.electionguard.ballot import BallotShape, Ciphertext, ContestShape, ElectionKeys
from device.electionguard.blank import Blank, wipe
from device.electionguard.blank_check import BlankCheck
from device.electionguard.blank_commitments import CommitmentWriter, commitment_bytes
from device.electionguard.blank_layout import BlankPair, BlankWriter, blank_bytes, real_at
from device.electionguard.challenges import (
    CommitmentPair,
    identifier_hash,
    limit_challenge,
    range_challenge,
)
from device.electionguard.hashed_elgamal import encrypt_ballot_nonce
from device.electionguard.hashing import HASH_BYTES
from device.electionguard.nonces import (
    NONCE_BYTES,
    contest_data_keys,
    contest_data_nonce,
    selection_nonce,
)
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.randomness import Random, random_bytes, random_scalar
from device.electionguard.steps import Steps, finished
from device.errors import EntropyError

Commitments = list[CommitmentPair]
"""The commitment pairs of one proof, the real one first."""

Challenge = Callable[[Ciphertext, Sequence[CommitmentPair]], mpz]


class BlankMaker:
    """Makes blanks of one election; parameters as of ``BallotEncryptor``."""

    def __init__(self, group: Group, keys: ElectionKeys, powers: Powers, random: Random) -> None:
        self._group = group
        self._keys = keys
        self._powers = powers
        self._random = random

    def memory_bytes(self, shape: BallotShape) -> int:
        """Bytes of the buffers of a blank of ``shape``."""
        return blank_bytes(self._group, shape) + commitment_bytes(self._group, shape)

    def make(self, shape: BallotShape) -> Blank:
        """A blank at once; see ``steps``."""
        return finished(self.steps(shape))

    def steps(self, shape: BallotShape) -> Steps[Blank]:
        """Make a blank and check it. Given up half-way (``close``), it leaves nothing in its buffers.

        Draws id_B, xi_B, what the ballot nonce's encryption draws, then for each field and the limit
        of each contest u of the real pair and u and t of each fake one, then u of the contest data,
        at last two bytes for every element checked. Raises EntropyError when the randomness is
        plainly none, EncryptionError when an element is not what it should be.
        """
        memory = bytearray(blank_bytes(self._group, shape))
        kept = bytearray(commitment_bytes(self._group, shape))
        made = False
        try:
            yield from self._write(shape, memory, CommitmentWriter(self._group, kept))
            made = True
            return Blank(self._group, shape, memory, kept)
        finally:
            if not made:
                wipe(memory)
                wipe(kept)

    def _write(self, shape: BallotShape, memory: bytearray, kept: CommitmentWriter) -> Steps[None]:
        random = self._random
        out, check = BlankWriter(self._group, memory), BlankCheck(self._group, self._keys, memory)
        id_b, ballot_nonce = random_bytes(random, HASH_BYTES), random_bytes(random, NONCE_BYTES)
        if id_b == ballot_nonce:
            raise EntropyError("The source of randomness repeats itself.")
        h_i = identifier_hash(self._keys.extended_base_hash, id_b)
        for each in (id_b, ballot_nonce, h_i):
            out.raw(each)
        self._write_nonce(h_i, ballot_nonce, out)
        check.check_head()
        yield
        for contest in shape.contests:
            commitments = yield from self._write_contest(h_i, ballot_nonce, contest, out)
            yield from check.check_contest(contest, commitments)
            kept.write(commitments)
        yield from check.check_powers(random)

    def _write_nonce(self, h_i: bytes, ballot_nonce: bytes, out: BlankWriter) -> None:
        nonce, workings = encrypt_ballot_nonce(self._group, self._powers, self._random, h_i, ballot_nonce)
        out.scalars(workings.nonce)
        out.elements(nonce.c0, workings.beta)
        out.raw(nonce.c1)
        out.scalars(nonce.c2.c, nonce.c2.v)
        out.elements(workings.commitment)

    def _write_contest(
        self, h_i: bytes, ballot_nonce: bytes, shape: ContestShape, out: BlankWriter
    ) -> Steps[list[Commitments]]:
        """The commitment pairs of every field and of the limit, which filling does not need."""
        group, powers, commitments = self._group, self._powers, []
        nonce_sum, alpha_bar, beta_bar = mpz(0), mpz(1), mpz(1)
        for j, limit in enumerate(shape.field_limits, start=1):
            # eq. (33): xi_i,j = H_q(H_I; 0x21, i, j, xi_B)
            nonce = selection_nonce(group, h_i, shape.index, j, ballot_nonce)
            # eq. (31): (alpha, beta) = (g^xi mod p, K^(sigma + xi) mod p)
            alpha, beta = powers.g(nonce), powers.vote_key(nonce)
            yield
            challenge = partial(range_challenge, group, h_i, shape.index, j)
            commitments.append((yield from self._write_field(nonce, alpha, beta, limit, challenge, out)))
            nonce_sum += nonce
            alpha_bar, beta_bar = alpha_bar * alpha % group.p, beta_bar * beta % group.p
        # sec. 3.3.8: (alpha_bar, beta_bar) encrypts l = sum sigma_i with xi = (sum xi_i) mod q
        nonce, challenge = nonce_sum % group.q, partial(limit_challenge, group, h_i, shape.index)
        total = self._write_field(nonce, alpha_bar, beta_bar, shape.selection_limit, challenge, out)
        commitments.append((yield from total))
        if shape.data_blocks:
            yield from self._write_data(h_i, ballot_nonce, shape, out)
        return commitments

    def _write_field(
        self, nonce: mpz, alpha: mpz, beta: mpz, limit: int, challenge: Challenge, out: BlankWriter
    ) -> Steps[Commitments]:
        betas = [beta]
        for _ in range(limit):
            betas.append(betas[-1] * self._keys.vote_key % self._group.p)
        pairs, commitments = yield from self._draw_pairs(limit)
        out.scalars(nonce)
        out.elements(alpha, *betas)
        for value, each in enumerate(betas):
            # eq. (59), (62): what the challenge is if the field holds this value
            out.scalars(challenge(Ciphertext(alpha, each), real_at(value, commitments)))
            yield
        for pair in pairs:
            out.scalars(*pair)
        return commitments

    def _draw_pairs(self, limit: int) -> Steps[tuple[list[BlankPair], Commitments]]:
        """u and t of the real pair and of the fake ones, and the pairs (g^u, K^t)."""
        pairs, commitments = [], []
        for number in range(limit + 1):
            u = random_scalar(self._group, self._random)
            # eq. (57), (58): (a_j, b_j) = (g^u_j mod p, K^t_j mod p); t_l = u_l in the real pair
            t = random_scalar(self._group, self._random) if number else u
            pairs.append((u, t))
            commitments.append((self._powers.g(u), self._powers.vote_key(t)))
            yield
        return pairs, commitments

    def _write_data(
        self, h_i: bytes, ballot_nonce: bytes, shape: ContestShape, out: BlankWriter
    ) -> Steps[None]:
        group, powers = self._group, self._powers
        # eq. (64): xi = H_q(H_I; 0x25, ind_c, xi_B)
        nonce = contest_data_nonce(group, h_i, shape.index, ballot_nonce)
        # eq. (67): C_0 = alpha = g^xi mod p; and beta = K_hat^xi mod p
        alpha, beta = powers.g(nonce), powers.data_key(nonce)
        yield
        u = random_scalar(group, self._random)
        out.scalars(nonce)
        out.elements(alpha, beta)
        out.raw(contest_data_keys(group, h_i, shape.index, alpha, beta, shape.data_blocks))
        out.scalars(u)
        # eq. (69): a = g^u mod p
        out.elements(powers.g(u))
        yield
