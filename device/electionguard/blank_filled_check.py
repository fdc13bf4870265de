"""The cheap part of a blank's self-check: the filled ballot against the blank, before its code is shown.

The blank's digest has just shown that every element in it is the power that was checked when the blank
was made, and every challenge the hash that was hashed twice then. So all that is left is arithmetic in
the exponents: what the ballot says is opened, each proof has to give back the exponents u and t of the
pairs that stand in its places and the challenge of its value, and the numbers in the ballot have to hash
to the contest hash that was made of the blank's bytes: then every ciphertext is the one that the blank
holds for the selection.
"""

from gmpy2 import mpz

from device.electionguard.ballot import (
    BallotShape,
    ContestShape,
    ElectionKeys,
    EncryptedBallot,
    EncryptedContest,
    HashedCiphertext,
    PlainContest,
    RangeProof,
)
from device.electionguard.blank_layout import BlankContest, BlankData, BlankField, BlankHead, number_of
from device.electionguard.challenges import (
    ballot_nonce_challenge,
    confirmation_code,
    contest_data_challenge,
    contest_hash,
    identifier_hash,
)
from device.electionguard.hashed_elgamal import open_ballot_nonce, open_contest_data
from device.electionguard.parameters import Group
from device.errors import EncryptionError


class FilledCheck:
    """Checks ballots made from blanks of one election."""

    def __init__(self, group: Group, keys: ElectionKeys) -> None:
        self._group = group
        self._keys = keys

    def check_contest(
        self,
        h_i: bytes,
        shape: ContestShape,
        blank: BlankContest,
        plain: PlainContest,
        contest: EncryptedContest,
    ) -> None:
        """Raise EncryptionError unless the contest opens to ``plain`` and every proof in it holds.

        ``blank`` is what the contest was made from, vouched for by its digest.
        """
        self._check_fields(plain, blank, contest)
        self._check_data(h_i, shape, plain, blank.data, contest.data)
        hashed = contest_hash(self._group, h_i, shape.index, contest.ciphertexts, contest.data)
        _require(contest.index == shape.index and contest.contest_hash == hashed)

    def check_ballot(self, shape: BallotShape, blank: BlankHead, ballot: EncryptedBallot) -> None:
        """The same for what is not in the contests, which were checked."""
        # eq. (32): H_I = H(H_E; 0x20, id_B)
        h_i = identifier_hash(self._keys.extended_base_hash, blank.id_b)
        _require(ballot.id_b == blank.id_b and blank.identifier_hash == ballot.identifier_hash == h_i)
        _require(ballot.style_index == shape.index and len(ballot.contests) == len(shape.contests))
        self._check_ballot_nonce(h_i, blank, ballot.nonce)
        hashes = [contest.contest_hash for contest in ballot.contests]
        _require(ballot.confirmation_code == confirmation_code(h_i, hashes, ballot.chaining_field))

    def _check_fields(self, plain: PlainContest, blank: BlankContest, contest: EncryptedContest) -> None:
        of_fields = (plain.values, blank.fields, contest.range_proofs)
        for value, prepared, proof in zip(*of_fields, strict=True):
            self._check_proof(prepared, value, proof)
        self._check_proof(blank.limit, sum(plain.values), contest.limit_proof)

    def _check_proof(self, blank: BlankField, value: int, proof: RangeProof) -> None:
        q, nonce = self._group.q, blank.nonce
        pairs = list(blank.pairs[1:])
        pairs.insert(value, blank.pairs[0])
        _require(len(proof) == len(pairs))
        total = mpz(0)
        for j, (response, (u, t)) in enumerate(zip(proof, pairs, strict=True)):
            c_j = response.c
            # eq. (61), (58): v_j = (u_j - c_j xi) mod q, t_j = (u_j + (l - j) c_j) mod q
            v_j, t_j = (u - c_j * nonce) % q, (u + (value - j) * c_j) % q
            _require(response.v == v_j and t == t_j and 0 <= c_j < q)
            total += c_j
        # (6.D), (7.D): c = (c_0 + c_1 + ... + c_R) mod q
        _require(total % q == blank.challenges[value])

    def _check_data(
        self,
        h_i: bytes,
        shape: ContestShape,
        plain: PlainContest,
        blank: BlankData | None,
        data: HashedCiphertext | None,
    ) -> None:
        if blank is None or data is None:
            _require(blank is None and data is None and not plain.data)
            return
        group, commitment = self._group, number_of(blank.commitment)
        _require(data.c0 == number_of(blank.alpha))
        challenge = contest_data_challenge(group, h_i, shape.index, commitment, data.c0, data.c1)
        _require(data.c2.c == challenge)
        # eq. (69): a = g^u = g^(v + c xi) mod p
        _require((data.c2.v + data.c2.c * blank.nonce) % group.q == blank.u and 0 <= data.c2.v < group.q)
        opened = open_contest_data(group, h_i, shape.index, data, number_of(blank.beta))
        _require(opened == plain.data)

    def _check_ballot_nonce(self, h_i: bytes, blank: BlankHead, ciphertext: HashedCiphertext) -> None:
        group, prepared = self._group, blank.nonce
        _require(ciphertext.c0 == number_of(prepared.alpha) and ciphertext.c2.v == prepared.v)
        commitment = number_of(prepared.commitment)
        challenge = ballot_nonce_challenge(group, h_i, commitment, ciphertext.c0, ciphertext.c1)
        _require(ciphertext.c2.c == challenge)
        opened = open_ballot_nonce(group, h_i, ciphertext, number_of(prepared.beta))
        _require(opened == blank.ballot_nonce)


def _require(holds: bool) -> None:
    if not holds:
        raise EncryptionError("The terminal's own ciphertext did not survive its self-check.")
