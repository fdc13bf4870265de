"""Verifications 12, 13 and 14.E, 14.F: challenged ballots hold what is published of them.

A challenged ballot is opened with its encryption nonces (Verification 13). Where its own nonce does
not open it, for only a faulty terminal makes such a ballot, guardians decrypt it with their shares
instead, as they decrypt a tally (Verifications 10 and 12).
"""

from gmpy2 import mpz, powmod

from device.electionguard.ballot import (
    BallotShape,
    Ciphertext,
    ContestShape,
    ElectionKeys,
    EncryptedBallot,
    EncryptedContest,
    HashedCiphertext,
)
from device.electionguard.challenges import confirmation_code, contest_hash
from device.electionguard.guardian_challenges import contest_data_challenge
from device.electionguard.membership import is_element, is_scalar
from device.electionguard.nonces import BLOCK_BYTES, contest_data_keys, masked
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.tally import (
    DataDecryption,
    NonceProof,
    OpenedBallot,
    OpenedContest,
    ShareProof,
)
from device.electionguard.verify_finding import Finding
from device.electionguard.verify_tally import verify_decryption


def verify_challenged_ballot(
    group: Group,
    keys: ElectionKeys,
    powers: Powers,
    shape: BallotShape,
    ballot: EncryptedBallot,
    opened: OpenedBallot,
) -> list[Finding]:
    """Verifications 12 to 14, but for labels, of one challenged ballot.

    The ballot must have been verified itself; one without the fields of its style is not looked into.
    """
    if not _has_fields_of(shape, ballot):
        return [Finding("13.B", "ballot", "it does not have the fields of its ballot style")]
    if [contest.index for contest in opened.contests] != [contest.index for contest in shape.contests]:
        return [Finding("14.B", "ballot", "these are not exactly the contests of the ballot style")]
    findings: list[Finding] = []
    hashes = []
    for contest_shape, contest, published in zip(
        shape.contests, ballot.contests, opened.contests, strict=True
    ):
        checks = _ContestChecks(group, keys, powers, ballot.identifier_hash, contest_shape, contest)
        found = checks.findings(published)
        findings += found
        hashes.append(contest.contest_hash if found else checks.hash_of(published))
    # EG 2.1.0 (13.B): H_C = H(H_I; 0x29, chi_1, ..., chi_m, B_C)
    code = confirmation_code(ballot.identifier_hash, hashes, ballot.chaining_field)
    if code != ballot.confirmation_code or opened.confirmation_code != ballot.confirmation_code:
        findings.append(Finding("13.B", "ballot", "encrypted again it has another confirmation code"))
    return findings


def _has_fields_of(shape: BallotShape, ballot: EncryptedBallot) -> bool:
    fields = [(contest.index, len(contest.field_limits)) for contest in shape.contests]
    return fields == [(contest.index, len(contest.ciphertexts)) for contest in ballot.contests]


class _ContestChecks:
    """The checks on one contest of a challenged ballot."""

    def __init__(
        self,
        group: Group,
        keys: ElectionKeys,
        powers: Powers,
        h_i: bytes,
        shape: ContestShape,
        contest: EncryptedContest,
    ) -> None:
        self._group = group
        self._keys = keys
        self._powers = powers
        self._h_i = h_i
        self._shape = shape
        self._contest = contest
        self._at = f"contest {shape.index}"

    def findings(self, opened: OpenedContest) -> list[Finding]:
        """Everything that does not hold of this contest."""
        if len(opened.values) != len(self._shape.field_limits):
            return [Finding("14.D", self._at, "there is not exactly one selection for each field")]
        found = self._limits(opened.values)
        if isinstance(opened.proof, NonceProof):
            found += self._nonces(opened.values, opened.proof)
            found += self._data_with_nonce(opened.data, opened.proof)
        else:
            found += self._decryptions(opened.values, opened.proof)
            found += self._data_with_shares(opened.data, opened.proof.data)
        return found

    def hash_of(self, opened: OpenedContest) -> bytes:
        """chi of the contest encrypted again (13.3), or as it is where shares decrypted it."""
        if not isinstance(opened.proof, NonceProof):
            return self._contest.contest_hash
        again = [
            self._encrypted_again(index, opened.values, opened.proof) for index in range(len(opened.values))
        ]
        return contest_hash(self._group, self._h_i, self._shape.index, again, self._contest.data)

    def _limits(self, values: tuple[int, ...]) -> list[Finding]:
        # EG 2.1.0 (14.E): sigma is a valid value
        found = [
            Finding("14.E", f"{self._at}, field {index}", "the selection is outside its limit")
            for index, (value, limit) in enumerate(
                zip(values, self._shape.field_limits, strict=True), start=1
            )
            if not 0 <= value <= limit
        ]
        # EG 2.1.0 (14.F): the sum of all selections is at most L
        if sum(values) > self._shape.selection_limit:
            found.append(Finding("14.F", self._at, "the selections exceed the selection limit"))
        return found

    def _nonces(self, values: tuple[int, ...], proof: NonceProof) -> list[Finding]:
        if len(proof.nonces) != len(values):
            return [Finding("13.B", self._at, "there is not exactly one nonce for each field")]
        if not all(is_scalar(self._group, nonce) for nonce in proof.nonces):
            return [Finding("13.B", self._at, "a nonce is not below q")]
        return [
            Finding("13.B", f"{self._at}, field {index + 1}", "encrypted again it is another ciphertext")
            for index, ciphertext in enumerate(self._contest.ciphertexts)
            if ciphertext != self._encrypted_again(index, values, proof)
        ]

    def _encrypted_again(self, index: int, values: tuple[int, ...], proof: NonceProof) -> Ciphertext:
        nonce = proof.nonces[index]
        # EG 2.1.0 (13.1), (13.2): alpha = g^xi, beta = K^(sigma + xi)
        return Ciphertext(
            self._powers.g(nonce), self._powers.vote_key((nonce + values[index]) % self._group.q)
        )

    def _data_with_nonce(self, plain: bytes, proof: NonceProof) -> list[Finding]:
        where = f"{self._at}, contest data"
        data, nonce = self._contest.data, proof.data_nonce
        if data is None or nonce is None:
            absent = data is None and nonce is None and not plain
            return [] if absent else [Finding("13.A", where, "it stands on one side only")]
        if not is_scalar(self._group, nonce) or len(plain) != len(data.c1):
            return [Finding("13.A", where, "its nonce or its length is wrong")]
        # EG 2.1.0 (13.4), (13.5). That alpha is C_0 is not written there; without it any other nonce
        # would "decrypt" the ciphertext to other bytes.
        alpha, beta = self._powers.g(nonce), self._powers.data_key(nonce)
        if alpha != data.c0 or not self._masks(data, plain, beta):
            return [Finding("13.A", where, "it is not what the ciphertext holds")]
        return []

    def _decryptions(self, values: tuple[int, ...], proof: ShareProof) -> list[Finding]:
        if len(proof.decryptions) != len(values):
            return [Finding("10.B", self._at, "there is not exactly one decryption for each field")]
        found: list[Finding] = []
        for index, ciphertext in enumerate(self._contest.ciphertexts, start=1):
            found += verify_decryption(
                self._group,
                self._keys,
                self._powers,
                (self._shape.index, index),
                ciphertext,
                values[index - 1],
                proof.decryptions[index - 1],
                f"{self._at}, field {index}",
            )
        return found

    def _data_with_shares(self, plain: bytes, proof: DataDecryption | None) -> list[Finding]:
        where = f"{self._at}, contest data"
        data = self._contest.data
        if data is None or proof is None:
            absent = data is None and proof is None and not plain
            return [] if absent else [Finding("12.C", where, "it stands on one side only")]
        if not is_scalar(self._group, proof.proof.v):
            return [Finding("12.A", where, "the response is not below q")]
        if not self._data_proof_holds(data, proof):
            return [Finding("12.B", where, "the proof of the decryption does not hold")]
        # EG 2.1.0 (12.C)
        if len(plain) != len(data.c1) or not self._masks(data, plain, proof.beta):
            return [Finding("12.C", where, "it is not what the ciphertext holds")]
        return []

    def _data_proof_holds(self, data: HashedCiphertext, decryption: DataDecryption) -> bool:
        group, powers = self._group, self._powers
        c, v = decryption.proof.c, decryption.proof.v
        if not is_element(group, decryption.beta) or not is_scalar(group, c):
            return False
        # EG 2.1.0 (12.1): a = g^v K_hat^c
        a = powers.g(v) * powers.data_key(c) % group.p
        # EG 2.1.0 (12.2): b = C_0^v beta^c
        b = powmod(data.c0, v, group.p) * powmod(decryption.beta, c, group.p) % group.p
        # EG 2.1.0 (12.B)
        return c == contest_data_challenge(group, self._h_i, self._shape.index, data, a, b, decryption.beta)

    def _masks(self, data: HashedCiphertext, plain: bytes, beta: mpz) -> bool:
        # EG 2.1.0 (12.3), (12.4), (13.6), (13.7), (13.A): C_1 = D XOR k_1 || ... || k_b
        blocks = len(data.c1) // BLOCK_BYTES
        keys = contest_data_keys(self._group, self._h_i, self._shape.index, data.c0, beta, blocks)
        return data.c1 == masked(plain, keys)
