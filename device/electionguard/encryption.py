"""From a voter's selections to an encrypted ballot with its confirmation code.

Everything a ballot needs is drawn and computed here, and nothing leaves before the terminal has
opened its own ciphertext with the nonce (``self_check``).
"""

from dataclasses import dataclass, field

from gmpy2 import mpz

from device.electionguard.ballot import (
    BallotShape,
    Ciphertext,
    ContestShape,
    ElectionKeys,
    EncryptedBallot,
    EncryptedContest,
    PlainBallot,
    PlainContest,
    RangeProof,
)
from device.electionguard.chaining import CHAINING_FIELD_BYTES
from device.electionguard.challenges import (
    CommitmentPair,
    aggregate,
    confirmation_code,
    contest_hash,
    identifier_hash,
    limit_challenge,
    range_challenge,
)
from device.electionguard.hashed_elgamal import encrypt_ballot_nonce, encrypt_contest_data
from device.electionguard.hashing import HASH_BYTES
from device.electionguard.hints import hint_bytes, hints_of
from device.electionguard.nonces import NONCE_BYTES, selection_nonce
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.randomness import Random, random_bytes
from device.electionguard.range_proof import commit, respond
from device.electionguard.selections import check_selections
from device.electionguard.self_check import SelfCheck
from device.electionguard.workings import BallotWorkings, ContestWorkings
from device.errors import EntropyError


@dataclass(frozen=True, slots=True)
class Encryption:
    """An encrypted ballot, and the ballot nonce (32 bytes) that opens it: a secret of its voter.

    ``hints``: the commitments of its proofs, as they are exported. Nothing secret: anybody can compute
    them from the ballot (``hint_check.computed_hints``).
    """

    ballot: EncryptedBallot = field(repr=False)
    nonce: bytes = field(repr=False)
    hints: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Field:
    """One encrypted field with its secrets."""

    nonce: mpz = field(repr=False)
    ciphertext: Ciphertext
    proof: RangeProof
    pairs: tuple[CommitmentPair, ...]


class BallotEncryptor:
    """Encrypts the ballots of one election.

    ``powers`` gives the powers of g, K and K_hat; ``random`` returns as many uniform random bytes as
    it is asked for.
    """

    def __init__(self, group: Group, keys: ElectionKeys, powers: Powers, random: Random) -> None:
        self._group = group
        self._keys = keys
        self._powers = powers
        self._random = random

    def encrypt(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        """Encrypt ``plain``, prove it well-formed, hash it and check it; ``chaining_field`` is B_C.

        Draws id_B, xi_B, then per contest what ``commit`` draws for each field and for the limit
        and u of the contest data, then what the ballot nonce's encryption and the self-check draw.
        Raises SelectionError for what the shape does not allow, EntropyError when the randomness is
        plainly none, EncryptionError when the self-check fails: then no code may be shown.
        """
        if len(chaining_field) != CHAINING_FIELD_BYTES:
            raise ValueError("a chaining field has 36 bytes")
        check_selections(shape, plain)
        id_b, nonce = random_bytes(self._random, HASH_BYTES), random_bytes(self._random, NONCE_BYTES)
        if id_b == nonce:
            raise EntropyError("The source of randomness repeats itself.")
        h_i = identifier_hash(self._keys.extended_base_hash, id_b)
        made = [
            self._encrypt_contest(h_i, nonce, contest_shape, contest)
            for contest_shape, contest in zip(shape.contests, plain.contests, strict=True)
        ]
        nonce_ciphertext, nonce_workings = encrypt_ballot_nonce(
            self._group, self._powers, self._random, h_i, nonce
        )
        contests = tuple(contest for contest, _ in made)
        code = confirmation_code(h_i, (contest.contest_hash for contest in contests), chaining_field)
        ballot = EncryptedBallot(shape.index, id_b, h_i, contests, nonce_ciphertext, chaining_field, code)
        workings = BallotWorkings(tuple(workings for _, workings in made), nonce_workings)
        SelfCheck(self._group, self._keys, shape, ballot, nonce).run(plain, workings, self._random)
        return Encryption(ballot, nonce, hint_bytes(self._group, hints_of(workings)))

    def _encrypt_contest(
        self, h_i: bytes, ballot_nonce: bytes, shape: ContestShape, plain: PlainContest
    ) -> tuple[EncryptedContest, ContestWorkings]:
        group, powers, random = self._group, self._powers, self._random
        fields = [
            self._encrypt_field(h_i, ballot_nonce, shape, j, value)
            for j, value in enumerate(plain.values, start=1)
        ]
        ciphertexts = tuple(made.ciphertext for made in fields)
        # sec. 3.3.8: (alpha_bar, beta_bar) encrypts l = sum sigma_i with xi = (sum xi_i) mod q
        total, nonce_sum = aggregate(group, ciphertexts), sum((made.nonce for made in fields), mpz(0))
        commitment = commit(group, powers, random, sum(plain.values), shape.selection_limit)
        challenge = limit_challenge(group, h_i, shape.index, total, commitment.pairs)
        limit_proof = respond(group, commitment, nonce_sum % group.q, challenge)
        data, data_workings = None, None
        if shape.data_blocks:
            data, data_workings = encrypt_contest_data(
                group, powers, random, h_i, shape.index, ballot_nonce, plain.data
            )
        hashed = contest_hash(group, h_i, shape.index, ciphertexts, data)
        proofs, pairs = tuple(made.proof for made in fields), tuple(made.pairs for made in fields)
        contest = EncryptedContest(shape.index, ciphertexts, proofs, limit_proof, data, hashed)
        return contest, ContestWorkings(pairs, commitment.pairs, data_workings)

    def _encrypt_field(
        self, h_i: bytes, ballot_nonce: bytes, shape: ContestShape, index: int, value: int
    ) -> _Field:
        group, powers = self._group, self._powers
        # eq. (33): xi_i,j = H_q(H_I; 0x21, i, j, xi_B)
        nonce = selection_nonce(group, h_i, shape.index, index, ballot_nonce)
        # eq. (31): (alpha, beta) = (g^xi mod p, K^(sigma + xi) mod p)
        ciphertext = Ciphertext(powers.g(nonce), powers.vote_key((value + nonce) % group.q))
        commitment = commit(group, powers, self._random, value, shape.field_limits[index - 1])
        challenge = range_challenge(group, h_i, shape.index, index, ciphertext, commitment.pairs)
        return _Field(nonce, ciphertext, respond(group, commitment, nonce, challenge), commitment.pairs)
