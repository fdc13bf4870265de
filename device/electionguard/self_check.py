"""The self-check: a ballot opened with its nonce before its code is shown to anybody.

It starts from id_B and the ballot nonce alone, derives every nonce again and claims what each
ciphertext, each commitment and each masked byte then has to be. The powers are checked together and
by modular exponentiation, so a fault in the exponent tables, in memory or in a proof is found before
anybody relies on the ballot.
"""

from gmpy2 import mpz

from device.electionguard.ballot import (
    BallotShape,
    ContestShape,
    ElectionKeys,
    EncryptedBallot,
    EncryptedContest,
    HashedCiphertext,
    PlainBallot,
    PlainContest,
    RangeProof,
)
from device.electionguard.challenges import (
    CommitmentPair,
    aggregate,
    ballot_nonce_challenge,
    confirmation_code,
    contest_data_challenge,
    contest_hash,
    identifier_hash,
    limit_challenge,
    range_challenge,
)
from device.electionguard.claims import PowerClaims
from device.electionguard.hashed_elgamal import open_ballot_nonce, open_contest_data
from device.electionguard.nonces import contest_data_nonce, selection_nonce
from device.electionguard.parameters import Group
from device.electionguard.randomness import Random
from device.electionguard.range_proof import expected_exponents
from device.electionguard.workings import BallotWorkings, ContestWorkings, HashedWorkings
from device.errors import EncryptionError


class SelfCheck:
    """The check of one ballot of ``shape``, encrypted with ``ballot_nonce`` (32 bytes)."""

    def __init__(
        self,
        group: Group,
        keys: ElectionKeys,
        shape: BallotShape,
        ballot: EncryptedBallot,
        ballot_nonce: bytes,
    ) -> None:
        self._group = group
        self._shape = shape
        self._ballot = ballot
        self._ballot_nonce = ballot_nonce
        self._claims = PowerClaims(group, keys)
        # eq. (32): H_I = H(H_E; 0x20, id_B)
        self._h_i = identifier_hash(keys.extended_base_hash, ballot.id_b)

    def run(self, plain: PlainBallot, workings: BallotWorkings, random: Random) -> None:
        """Raise EncryptionError unless the ballot opens to ``plain`` and every proof in it holds.

        Draws two bytes for every element checked.
        """
        ballot = self._ballot
        _require(ballot.identifier_hash == self._h_i)
        of_contests = (self._shape.contests, plain.contests, ballot.contests, workings.contests)
        for shape, plain_contest, contest, contest_workings in zip(*of_contests, strict=True):
            self._check_fields(shape, plain_contest, contest, contest_workings)
            self._check_data(shape, plain_contest, contest, contest_workings)
        self._check_ballot_nonce(ballot.nonce, workings.nonce)
        hashes = [contest.contest_hash for contest in ballot.contests]
        code = confirmation_code(self._h_i, hashes, ballot.chaining_field)
        _require(ballot.confirmation_code == code)
        _require(self._claims.hold(random))

    def _check_fields(
        self, shape: ContestShape, plain: PlainContest, contest: EncryptedContest, workings: ContestWorkings
    ) -> None:
        group, h_i = self._group, self._h_i
        nonce_sum, value_sum = mpz(0), 0
        of_fields = (plain.values, contest.ciphertexts, contest.range_proofs, workings.range_pairs)
        for j, (value, ciphertext, proof, pairs) in enumerate(zip(*of_fields, strict=True), start=1):
            # eq. (33): xi_i,j = H_q(H_I; 0x21, i, j, xi_B)
            nonce = selection_nonce(group, h_i, shape.index, j, self._ballot_nonce)
            # eq. (31): alpha = g^xi mod p, beta = K^(sigma + xi) mod p
            self._claims.g(ciphertext.alpha, nonce)
            self._claims.vote_key(ciphertext.beta, (value + nonce) % group.q)
            challenge = range_challenge(group, h_i, shape.index, j, ciphertext, pairs)
            self._check_range(proof, pairs, challenge, nonce, value)
            nonce_sum, value_sum = nonce_sum + nonce, value_sum + value
        total = aggregate(group, contest.ciphertexts)
        challenge = limit_challenge(group, h_i, shape.index, total, workings.limit_pairs)
        self._check_range(contest.limit_proof, workings.limit_pairs, challenge, nonce_sum, value_sum)

    def _check_range(
        self, proof: RangeProof, pairs: tuple[CommitmentPair, ...], challenge: mpz, nonce: mpz, value: int
    ) -> None:
        # (6.D), (7.D): c = (c_0 + c_1 + ... + c_R) mod q
        _require(sum(response.c for response in proof) % self._group.q == challenge)
        expected = expected_exponents(self._group, proof, nonce, value)
        for (a, b), (exponent_a, exponent_b) in zip(pairs, expected, strict=True):
            self._claims.g(a, exponent_a)
            self._claims.vote_key(b, exponent_b)

    def _check_data(
        self, shape: ContestShape, plain: PlainContest, contest: EncryptedContest, workings: ContestWorkings
    ) -> None:
        group, h_i, index = self._group, self._h_i, shape.index
        if contest.data is not None and workings.data is not None:
            nonce = contest_data_nonce(group, h_i, index, self._ballot_nonce)
            c0, c1, commitment = contest.data.c0, contest.data.c1, workings.data.commitment
            challenge = contest_data_challenge(group, h_i, index, commitment, c0, c1)
            self._check_hashed(contest.data, workings.data, nonce, challenge)
            _require(open_contest_data(group, h_i, index, contest.data, workings.data.beta) == plain.data)
        else:
            _require(contest.data is None and workings.data is None and not plain.data)
        hashed = contest_hash(group, h_i, index, contest.ciphertexts, contest.data)
        _require(contest.contest_hash == hashed)

    def _check_ballot_nonce(self, ciphertext: HashedCiphertext, workings: HashedWorkings) -> None:
        group, h_i = self._group, self._h_i
        challenge = ballot_nonce_challenge(group, h_i, workings.commitment, ciphertext.c0, ciphertext.c1)
        self._check_hashed(ciphertext, workings, workings.nonce, challenge)
        _require(open_ballot_nonce(group, h_i, ciphertext, workings.beta) == self._ballot_nonce)

    def _check_hashed(
        self, ciphertext: HashedCiphertext, workings: HashedWorkings, nonce: mpz, challenge: mpz
    ) -> None:
        c, v = ciphertext.c2.c, ciphertext.c2.v
        _require(c == challenge)
        self._claims.g(ciphertext.c0, nonce)
        self._claims.data_key(workings.beta, nonce)
        # a = g^v C_0^c = g^(v + c xi) mod p
        self._claims.g(workings.commitment, (v + c * nonce) % self._group.q)


def _require(holds: bool) -> None:
    if not holds:
        raise EncryptionError("The terminal's own ciphertext did not survive its self-check.")
