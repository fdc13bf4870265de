"""From a blank and a voter's selections to an encrypted ballot: scalar arithmetic and a hash a contest.

Nothing is computed mod p, no challenge of a range proof is left to hash, and what is done is the same
whatever the selections are.
"""

from gmpy2 import invert, mpz

from device.electionguard.ballot import (
    BallotShape,
    Ciphertext,
    ContestShape,
    ElectionKeys,
    EncryptedBallot,
    EncryptedContest,
    HashedCiphertext,
    PlainBallot,
    PlainContest,
    RangeProof,
    Response,
)
from device.electionguard.blank import Blank
from device.electionguard.blank_commitments import HintWriter
from device.electionguard.blank_filled_check import FilledCheck
from device.electionguard.blank_layout import (
    BlankContest,
    BlankData,
    BlankField,
    BlankReader,
    number_of,
    real_at,
)
from device.electionguard.chaining import CHAINING_FIELD_BYTES
from device.electionguard.challenges import confirmation_code, response_bytes
from device.electionguard.encryption import Encryption
from device.electionguard.hashing import Domain, hash_bytes, hash_scalar, index_bytes
from device.electionguard.nonces import masked
from device.electionguard.parameters import Group
from device.electionguard.range_proof import responses
from device.electionguard.selections import check_selections


class BlankFiller:
    """Fills the blanks of one election, as ``BallotEncryptor`` encrypts; draws nothing."""

    def __init__(self, group: Group, keys: ElectionKeys) -> None:
        self._group = group
        self._keys = keys
        self._check = FilledCheck(group, keys)
        self._inverses = [mpz(0)]

    def prepare(self, shape: BallotShape) -> None:
        """Compute the inverses mod q that filling a blank of ``shape`` may need."""
        limits = ((contest.selection_limit, *contest.field_limits) for contest in shape.contests)
        most = max(map(max, limits), default=0)
        if 2 * most + 1 > len(self._inverses):
            # 0, 1/1, ..., 1/R, 1/-R, ..., 1/-1: in Python, 1 / d stands at d for negative d too.
            distances = (*range(1, most + 1), *range(-most, 0))
            self._inverses = [mpz(0), *(invert(distance, self._group.q) for distance in distances)]

    def fill(self, blank: Blank, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        """The ballot of ``blank`` for ``plain``, proved, hashed and checked; destroys the blank always.

        Raises SelectionError for what the shape does not allow, StateError for a blank that was used,
        EncryptionError when the blank changed since it was made or the ballot does not survive its
        check: then no code may be shown.
        """
        try:
            if len(chaining_field) != CHAINING_FIELD_BYTES:
                raise ValueError("a chaining field has 36 bytes")
            check_selections(blank.shape, plain)
            self.prepare(blank.shape)
            hints = HintWriter(self._group, blank.commitments)
            return self._filled(blank.shape, blank.use(), hints, plain, chaining_field)
        finally:
            blank.destroy()

    def _filled(
        self,
        shape: BallotShape,
        blank: BlankReader,
        hints: HintWriter,
        plain: PlainBallot,
        chaining_field: bytes,
    ) -> Encryption:
        head = blank.head()
        h_i, nonce, contests = head.identifier_hash, head.nonce, []
        for contest_shape, chosen in zip(shape.contests, plain.contests, strict=True):
            prepared = blank.contest(contest_shape)
            contest = self._contest(h_i, contest_shape, prepared, chosen)
            self._check.check_contest(h_i, contest_shape, prepared, chosen, contest)
            contests.append(contest)
            hints.contest(contest_shape, chosen, prepared.data.commitment if prepared.data else b"")
        sealed = HashedCiphertext(number_of(nonce.alpha), nonce.masked, Response(nonce.c, nonce.v))
        code = confirmation_code(h_i, (contest.contest_hash for contest in contests), chaining_field)
        ballot = EncryptedBallot(shape.index, head.id_b, h_i, tuple(contests), sealed, chaining_field, code)
        self._check.check_ballot(shape, head, ballot)
        return Encryption(ballot, head.ballot_nonce, hints.hints(nonce.commitment))

    def _contest(
        self, h_i: bytes, shape: ContestShape, blank: BlankContest, plain: PlainContest
    ) -> EncryptedContest:
        contest = index_bytes(shape.index)
        hashed: list[bytes] = []
        ciphertexts, proofs = [], []
        for prepared, value in zip(blank.fields, plain.values, strict=True):
            alpha, beta = prepared.alpha, prepared.betas[value]
            proofs.append(self._proof(prepared, value))
            ciphertexts.append(Ciphertext(number_of(alpha), number_of(beta)))
            hashed += (alpha, beta)
        # sec. 3.3.8: (alpha_bar, beta_bar) encrypts l = sum sigma_i with xi = (sum xi_i) mod q
        limit_proof = self._proof(blank.limit, sum(plain.values))
        data = None
        if blank.data is not None:
            data = self._data(h_i, contest, blank.data, plain.data)
            hashed += (blank.data.alpha, data.c1, response_bytes(self._group, data.c2))
        # eq. (70): chi_l = H(H_I; 0x28, l, alpha_1, beta_1, ..., alpha_m, beta_m, C_0, C_1, C_2)
        chi = hash_bytes(h_i, Domain.CONTEST, contest, *hashed)
        return EncryptedContest(shape.index, tuple(ciphertexts), tuple(proofs), limit_proof, data, chi)

    def _proof(self, blank: BlankField, value: int) -> RangeProof:
        pairs = real_at(value, blank.pairs)
        # eq. (58): t_j = (u_j + (l - j) c_j) mod q, so c_j = (t_j - u_j) / (l - j) mod q
        inverses, q = self._inverses, self._group.q
        chosen = [(t - u) * inverses[value - j] % q for j, (u, t) in enumerate(pairs)]
        exponents = [u for u, _ in pairs]
        return responses(self._group, value, exponents, chosen, blank.nonce, blank.challenges[value])

    def _data(self, h_i: bytes, contest: bytes, blank: BlankData, data: bytes) -> HashedCiphertext:
        group = self._group
        # eq. (68): C_1 = D_1 XOR k_1 || D_2 XOR k_2 || ... || D_b XOR k_b
        c1 = masked(data, blank.keys)
        # eq. (69): c = H_q(H_I; 0x27, ind_c, a, C_0, C_1), v = (u - c xi) mod q
        c = hash_scalar(group, h_i, Domain.CONTEST_DATA_PROOF, contest, blank.commitment, blank.alpha, c1)
        v = (blank.u - c * blank.nonce) % group.q
        return HashedCiphertext(number_of(blank.alpha), c1, Response(c, v))
