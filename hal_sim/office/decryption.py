"""Joint decryption by a quorum of guardians, with one proof for all of them (EG 2.1.0 sec. 3.6)."""

from collections.abc import Mapping, Sequence

from gmpy2 import invert, mpz, powmod

from device.electionguard.ballot import (
    Ciphertext,
    ContestShape,
    ElectionKeys,
    EncryptedBallot,
    HashedCiphertext,
    Response,
)
from device.electionguard.commitments import ComputedCommitments
from device.electionguard.guardians import Guardian
from device.electionguard.hashed_elgamal import open_ballot_nonce
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.randomness import Random
from device.electionguard.tally import DataDecryption, Decryption
from device.electionguard.verify_ballot import verify_contest_data, verify_nonce_ciphertext
from device.errors import InputError
from hal_sim.office.decryption_guardian import (
    DecryptingGuardian,
    joint_challenge,
    joint_power,
    public_key_of,
)
from hal_sim.office.decryption_statement import (
    DataStatement,
    Part,
    Statement,
    TallyStatement,
    lagrange_coefficient,
)
from hal_sim.office.guardian_secret import KeyShare
from hal_sim.office.share_exchange import commitment_at


class Quorum:
    """The guardians that came to decrypt: at least k of them, and what they decrypt together.

    ``guardians`` are the public records of all n. Raises ValueError for too few shares or two of
    the same guardian.
    """

    def __init__(
        self,
        group: Group,
        keys: ElectionKeys,
        powers: Powers,
        guardians: Sequence[Guardian],
        shares: Sequence[KeyShare],
        random: Random,
    ) -> None:
        indices = [share.index for share in shares]
        if len(set(indices)) != len(indices):
            raise ValueError("a guardian cannot take part twice")
        if not guardians or len(shares) < len(guardians[0].vote_commitments):
            raise ValueError("there are fewer guardians than the quorum")
        self._group = group
        self._keys = keys
        self._proofs = ComputedCommitments(group, powers)
        self._records = tuple(guardians)
        self._available = tuple(sorted(indices))
        self._guardians = tuple(DecryptingGuardian(group, share, random) for share in shares)

    def decrypt(self, place: tuple[int, int], ciphertext: Ciphertext) -> Decryption:
        """Decrypt a ciphertext under K; ``place`` is (contest index, field index).

        Raises InputError naming the guardian whose part is wrong.
        """
        statement = TallyStatement(self._keys.extended_base_hash, place, ciphertext)
        m, proof = self._prove(statement)
        # EG 2.1.0 eq. (82): T = B M^-1
        return Decryption(ciphertext.beta * invert(m, self._group.p) % self._group.p, proof)

    def decrypt_contest_data(
        self, ballot: EncryptedBallot, shape: ContestShape, data: HashedCiphertext
    ) -> DataDecryption:
        """Decrypt contest data under K_hat, once its proof is checked (EG 2.1.0 sec. 3.6.6).

        Raises InputError for a ciphertext without proof, and for a guardian's wrong part.
        """
        if verify_contest_data(self._group, self._proofs, ballot.identifier_hash, shape, data):
            raise InputError("A contest data ciphertext does not prove itself; it is not decrypted.")
        beta, proof = self._prove(DataStatement(ballot.identifier_hash, shape.index, data))
        return DataDecryption(beta, proof)

    def decrypt_ballot_nonce(self, ballot: EncryptedBallot) -> bytes:
        """xi_B of a ballot, once its proof is checked (EG 2.1.0 eq. (107), (108)): never published.

        Raises InputError for a ciphertext without proof.
        """
        nonce, h_i = ballot.nonce, ballot.identifier_hash
        if verify_nonce_ciphertext(self._group, self._proofs, h_i, nonce):
            raise InputError("An encrypted ballot nonce does not prove itself; it is not decrypted.")
        partial = {each.index: each.partial_data_power(nonce.c0) for each in self._guardians}
        return open_ballot_nonce(self._group, h_i, nonce, joint_power(self._group, partial))

    def _prove(self, statement: Statement) -> tuple[mpz, Response]:
        group = self._group
        rounds = {each.index: each.begin(statement, self._available) for each in self._guardians}
        commitments = {index: each.commitment() for index, each in rounds.items()}
        parts = {index: each.reveal(commitments) for index, each in rounds.items()}
        responses = {index: each.respond(parts) for index, each in rounds.items()}
        challenge = joint_challenge(group, statement, parts)
        # EG 2.1.0 eq. (93), (103): v = sum of v_i
        response = sum(responses.values(), mpz(0)) % group.q
        m = joint_power(group, {index: part.m for index, part in parts.items()})
        if not self._holds(statement, m, challenge, response):
            self._blame(statement, parts, challenge, responses)
        return m, Response(challenge, response)

    def _holds(self, statement: Statement, m: mpz, c: mpz, v: mpz) -> bool:
        group, key = self._group, public_key_of(self._keys, statement)
        a = powmod(group.g, v, group.p) * powmod(key, c, group.p) % group.p
        b = powmod(statement.base, v, group.p) * powmod(m, c, group.p) % group.p
        return c == statement.challenge(group, a, b, m)

    def _blame(
        self, statement: Statement, parts: Mapping[int, Part], challenge: mpz, responses: Mapping[int, mpz]
    ) -> None:
        group = self._group
        for index, part in sorted(parts.items()):
            c = challenge * lagrange_coefficient(group, index, self._available) % group.q
            v = responses[index]
            # EG 2.1.0 eq. (94): a'_i = (product of K_j,m^(i^m))^c_i g^v_i
            a = powmod(self._share_key(statement, index), c, group.p) * powmod(group.g, v, group.p)
            # EG 2.1.0 eq. (95): b'_i = A^v_i M_i^c_i
            b = powmod(statement.base, v, group.p) * powmod(part.m, c, group.p)
            if (a % group.p, b % group.p) != (part.a, part.b):
                raise InputError(f"Guardian {index}'s part of a decryption is wrong.")
        raise InputError("The guardians' shares are not those of the election's key.")

    def _share_key(self, statement: Statement, index: int) -> mpz:
        """g^z_i (or g^z_hat_i) from the published commitments of all guardians."""
        key = mpz(1)
        for record in self._records:
            votes = isinstance(statement, TallyStatement)
            commitments = record.vote_commitments if votes else record.data_commitments
            key = key * commitment_at(self._group, commitments, index) % self._group.p
        return key
