"""The expensive part of a blank's self-check, done when it is made.

Like the self-check of a ballot it starts from id_B and the ballot nonce alone, derives every nonce
again and claims what each element, read back from the buffer, then has to be; the powers are checked
together and without the exponent tables. After it, and a digest of the buffer, filling needs no power.
"""

from gmpy2 import mpz

from device.electionguard.ballot import (
    BallotShape,
    ContestShape,
    ElectionKeys,
    HashedCiphertext,
    Response,
)
from device.electionguard.blank_layout import (
    BlankContest,
    BlankData,
    BlankField,
    BlankHead,
    BlankNonce,
    BlankReader,
    number_of,
)
from device.electionguard.challenges import ballot_nonce_challenge, identifier_hash
from device.electionguard.claims import PowerClaims
from device.electionguard.hashed_elgamal import open_ballot_nonce
from device.electionguard.nonces import contest_data_keys, contest_data_nonce, selection_nonce
from device.electionguard.parameters import Group
from device.electionguard.randomness import Random
from device.electionguard.steps import Steps
from device.errors import EncryptionError


def check_blank(
    group: Group, keys: ElectionKeys, shape: BallotShape, memory: bytearray, random: Random
) -> Steps[None]:
    """Raise EncryptionError unless the buffer holds a blank of ``shape``; in small steps.

    Draws two bytes for every element checked.
    """
    reader = BlankReader(group, memory)
    blank = reader.head()
    _require(blank.identifier_hash == identifier_hash(keys.extended_base_hash, blank.id_b))
    claims = PowerClaims(group, keys)
    fields = _FieldCheck(group, keys, claims)
    _check_nonce(group, claims, blank, blank.nonce)
    for contest_shape in shape.contests:
        contest = reader.contest(contest_shape)
        fields.check(blank, contest_shape, contest)
        if contest.data is not None:
            _check_data(group, claims, blank, contest_shape, contest.data)
        yield
    _require((yield from claims.hold_in_steps(random)))


def _check_nonce(group: Group, claims: PowerClaims, blank: BlankHead, nonce: BlankNonce) -> None:
    h_i, alpha, beta = blank.identifier_hash, number_of(nonce.alpha), number_of(nonce.beta)
    commitment = number_of(nonce.commitment)
    ciphertext = HashedCiphertext(alpha, nonce.masked, Response(nonce.c, nonce.v))
    _require(open_ballot_nonce(group, h_i, ciphertext, beta) == blank.ballot_nonce)
    _require(nonce.c == ballot_nonce_challenge(group, h_i, commitment, alpha, ciphertext.c1))
    claims.g(alpha, nonce.nonce)
    claims.data_key(beta, nonce.nonce)
    # eq. (38): a = g^v C_0^c = g^(v + c xi) mod p
    claims.g(commitment, (nonce.v + nonce.c * nonce.nonce) % group.q)


class _FieldCheck:
    """Checks the fields of blanks.

    Elements that were computed from each other are compared with what they are computed from, and only
    the others are claimed: a fault in one power would else spoil several claims, and two elements of
    order 2 too much undo each other in the product of all.
    """

    def __init__(self, group: Group, keys: ElectionKeys, claims: PowerClaims) -> None:
        self._group = group
        self._keys = keys
        self._claims = claims

    def check(self, blank: BlankHead, shape: ContestShape, contest: BlankContest) -> None:
        """Raise EncryptionError for a field or a sum that is wrong in itself; claim the rest."""
        p, q = self._group.p, self._group.q
        nonce_sum, alpha_bar, beta_bar = mpz(0), mpz(1), mpz(1)
        for j, field in enumerate(contest.fields, start=1):
            # eq. (33): xi_i,j = H_q(H_I; 0x21, i, j, xi_B)
            nonce = selection_nonce(self._group, blank.identifier_hash, shape.index, j, blank.ballot_nonce)
            alpha, beta = number_of(field.alpha), number_of(field.betas[0])
            # eq. (31): (alpha, beta) = (g^xi mod p, K^(sigma + xi) mod p), here for sigma = 0
            self._claims.g(alpha, nonce)
            self._claims.vote_key(beta, nonce)
            self._check_field(field, nonce, alpha, beta)
            nonce_sum += nonce
            # (7.1), (7.2): alpha_bar = prod alpha_i mod p, beta_bar = prod beta_i mod p
            alpha_bar, beta_bar = alpha_bar * alpha % p, beta_bar * beta % p
        self._check_field(contest.limit, nonce_sum % q, alpha_bar, beta_bar)

    def _check_field(self, field: BlankField, nonce: mpz, alpha: mpz, beta: mpz) -> None:
        group = self._group
        _require(field.nonce == nonce and number_of(field.alpha) == alpha)
        for each in field.betas:
            _require(number_of(each) == beta)
            beta = beta * self._keys.vote_key % group.p
        real_u, real_t, _ = field.pairs[0]
        _require(real_u == real_t)
        for u, t, pair in field.pairs:
            _require(u < group.q and t < group.q)
            # eq. (57), (58): (a_j, b_j) = (g^u_j mod p, K^t_j mod p)
            self._claims.g(number_of(pair[: group.p_bytes]), u)
            self._claims.vote_key(number_of(pair[group.p_bytes :]), t)


def _check_data(
    group: Group, claims: PowerClaims, blank: BlankHead, shape: ContestShape, data: BlankData
) -> None:
    h_i, alpha, beta = blank.identifier_hash, number_of(data.alpha), number_of(data.beta)
    # eq. (64): xi = H_q(H_I; 0x25, ind_c, xi_B)
    _require(data.nonce == contest_data_nonce(group, h_i, shape.index, blank.ballot_nonce))
    _require(data.keys == contest_data_keys(group, h_i, shape.index, alpha, beta, shape.data_blocks))
    _require(data.u < group.q)
    claims.g(alpha, data.nonce)
    claims.data_key(beta, data.nonce)
    claims.g(number_of(data.commitment), data.u)


def _require(holds: bool) -> None:
    if not holds:
        raise EncryptionError("A prepared ballot did not survive its self-check.")
