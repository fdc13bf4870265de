"""Ballots recorded and opened again, in batches that can be repeated (VVSG 2.0 1.2-C).

Every ballot goes the way of a real one, from a voter's marks to the signed bytes of a record file; ballots
are made in turn from blanks and by tables alone. Each is opened from those bytes, as guardians open a
challenged ballot: they decrypt its nonce, and the nonce opens every field. That is done with exponent
tables of its own, of another width, so that a wrong table cannot agree with itself. Every
``VERIFY_EVERY``-th ballot is also verified as anybody would verify it, and each of its fields decrypted
with the guardians' shares of the vote key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.election.election import Chaining, Election
from device.election.manifest import Contest
from device.election.settings import DeviceEntry
from device.electionguard import randomness
from device.electionguard.ballot import BallotShape, ElectionKeys, EncryptedBallot, PlainBallot
from device.electionguard.blank_filling import BlankFiller
from device.electionguard.blank_making import BlankMaker
from device.electionguard.chaining import no_chaining_field
from device.electionguard.contest_data import decode_write_ins
from device.electionguard.encryption import BallotEncryptor, Encryption
from device.electionguard.hashing import device_information_hash
from device.electionguard.opening import open_ballot_with
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import Powers, build_table_powers
from device.electionguard.self_test import SeededBytes
from device.electionguard.tables import DEFAULT_BUDGET_BYTES
from device.electionguard.verify_ballot import verify_ballot
from device.errors import SealmarkError
from device.formats.minisign import public_key_of
from device.records.ballot_record import (
    ballot_body,
    check_record_signature,
    final_record,
    read_ballot_record,
)
from device.records.ballot_state import BallotState
from device.voting.marks import BallotMarks
from device.voting.plain_ballot import plain_ballot
from hal_sim.office.decryption import Quorum
from hal_sim.office.discrete_log import DiscreteLog
from hal_sim.office.election_file import EXAMPLE_FILE, read_election_file
from hal_sim.office.election_office import Preparation, prepare_election
from hal_sim.soak.selections import draw_marks

BATCH_BALLOTS = 10
VERIFY_EVERY = 101  # odd, so that ballots of both ways of making are verified
OPENING_BUDGET_BYTES = 32 * 1024 * 1024
"""For the tables that open ballots; those that make them are the terminal's."""
DEVICE_ID = "T-SOAK"
DEVICE_INFORMATION = "Sealmark, soak test"


class Encryptor(Protocol):
    """What makes ballots: ``BallotEncryptor`` and its kin."""

    def encrypt(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        """An encrypted ballot and its nonce."""


MakeEncryptor = Callable[[ElectionKeys, Powers, randomness.Random], Encryptor]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of a batch; ``errors``: sentences that tell where, and no vote."""

    ballots: int
    positions: int
    verified: int
    errors: tuple[str, ...] = ()


def by_tables(keys: ElectionKeys, powers: Powers, random: randomness.Random) -> Encryptor:
    """The encryption of a voter who comes before anything is prepared."""
    return BallotEncryptor(STANDARD, keys, powers, random)


class _ByBlanks:
    """Fills a new blank for every ballot."""

    def __init__(self, keys: ElectionKeys, powers: Powers, random: randomness.Random) -> None:
        self._maker = BlankMaker(STANDARD, keys, powers, random)
        self._filler = BlankFiller(STANDARD, keys)

    def encrypt(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        """The ballot of a blank."""
        return self._filler.fill(self._maker.make(shape), plain, chaining_field)


def by_blanks(keys: ElectionKeys, powers: Powers, random: randomness.Random) -> Encryptor:
    """The encryption of a voter for whom a ballot was prepared."""
    return _ByBlanks(keys, powers, random)


class Soaker:
    """An election of its own that follows from ``seed``, with all that batches need."""

    def __init__(
        self,
        seed: bytes,
        make_encryptors: tuple[MakeEncryptor, ...] = (by_blanks, by_tables),
        terminal_budget_bytes: int = DEFAULT_BUDGET_BYTES,
        opening_budget_bytes: int = OPENING_BUDGET_BYTES,
    ) -> None:
        self._seed = seed
        self._make_encryptors = make_encryptors
        self._key = Ed25519PrivateKey.from_private_bytes(sha256(b"device" + seed).digest())
        prepared = _prepared(seed, self._key)
        self._election: Election = prepared.election
        keys = self._election.keys
        self._powers = build_table_powers(STANDARD, keys, terminal_budget_bytes)
        self._opening_powers = build_table_powers(STANDARD, keys, opening_budget_bytes)
        ceremony = prepared.ceremony
        self._quorum = Quorum(
            STANDARD,
            keys,
            self._opening_powers,
            ceremony.guardians,
            ceremony.shares,
            SeededBytes(b"quorum" + seed),
        )
        h_di = device_information_hash(keys.extended_base_hash, DEVICE_INFORMATION)
        self._chaining_field = no_chaining_field(h_di)

    def batch(self, number: int) -> BatchResult:
        """Record and open the ballots of batch ``number`` (from 0): the same ones every time."""
        draw = Random(sha256(b"selections %d " % number + self._seed).digest())  # noqa: S311
        random = SeededBytes(b"encryption %d " % number + self._seed)
        keys = self._election.keys
        encryptors = [make(keys, self._powers, random) for make in self._make_encryptors]
        errors: list[str] = []
        positions = verified = 0
        for place in range(BATCH_BALLOTS):
            ballot_number = number * BATCH_BALLOTS + place
            style = draw.choice(self._election.manifest.ballot_styles).index
            marks = draw_marks(self._election.manifest.style_contests(style), draw)
            fully = ballot_number % VERIFY_EVERY == 0
            encryptor = encryptors[ballot_number % len(encryptors)]
            try:
                problems = self._soak(encryptor, style, marks, fully)
            except SealmarkError as exc:
                problems = [str(exc)]
            errors += [f"Ballot {ballot_number + 1}: {problem}" for problem in problems]
            shape = self._election.manifest.shape(style)
            positions += sum(len(contest.field_limits) for contest in shape.contests)
            verified += fully
        return BatchResult(BATCH_BALLOTS, positions, verified, tuple(errors))

    def _soak(self, encryptor: Encryptor, style: int, marks: BallotMarks, fully: bool) -> list[str]:
        """What is wrong with one ballot. Raises SealmarkError for one that was refused on the way."""
        manifest = self._election.manifest
        contests, shape = manifest.style_contests(style), manifest.shape(style)
        made = encryptor.encrypt(shape, plain_ballot(contests, marks), self._chaining_field)
        data, _ = final_record(ballot_body(made.ballot, DEVICE_ID), BallotState.CAST, self._key)
        record = read_ballot_record(data)
        check_record_signature(data, record, public_key_of(self._key))
        ballot = record.ballot
        keys, powers = self._election.keys, self._opening_powers
        nonce = self._quorum.decrypt_ballot_nonce(ballot)
        opened = open_ballot_with(STANDARD, keys, powers, shape, ballot, nonce)
        problems = _differences(contests, marks, opened)
        if fully:
            found = verify_ballot(STANDARD, keys, shape, ballot, powers)
            problems += [f"Verification {each.number}: {each.where}: {each.problem}." for each in found]
            problems += self._decrypted_differences(shape, ballot, opened)
        return problems

    def _decrypted_differences(
        self, shape: BallotShape, ballot: EncryptedBallot, opened: PlainBallot
    ) -> list[str]:
        problems = []
        for contest_shape, contest, plain in zip(
            shape.contests, ballot.contests, opened.contests, strict=True
        ):
            logarithm = DiscreteLog(STANDARD, self._election.keys.vote_key, max(contest_shape.field_limits))
            values = tuple(
                logarithm.find(self._quorum.decrypt((contest.index, j), ciphertext).decrypted)
                for j, ciphertext in enumerate(contest.ciphertexts, start=1)
            )
            if values != plain.values:
                problems.append(f"Contest {contest.index} decrypts to something else than it opens to.")
        return problems


def _prepared(seed: bytes, key: Ed25519PrivateKey) -> Preparation:
    source = read_election_file(EXAMPLE_FILE.read_bytes(), EXAMPLE_FILE.name)
    device = DeviceEntry(DEVICE_ID, DEVICE_INFORMATION, public_key_of(key))
    authority = Ed25519PrivateKey.from_private_bytes(sha256(b"authority" + seed).digest())
    random = SeededBytes(b"office" + seed)
    return prepare_election(source, [device], 1, 1, Chaining.NONE, authority, random)


def _differences(contests: tuple[Contest, ...], marks: BallotMarks, opened: PlainBallot) -> list[str]:
    """Where a ballot does not hold what was marked."""
    problems = []
    for contest, marked, plain in zip(contests, marks.contests, opened.contests, strict=True):
        values = (*marked.votes, len(marked.write_ins)) if contest.write_ins else marked.votes
        if plain.values != values:
            problems.append(f"Contest {contest.index} holds other selections than were made.")
        write_ins = decode_write_ins(plain.data) if contest.data_blocks else ()
        if write_ins != marked.write_ins:
            problems.append(f"Contest {contest.index} holds other write-ins than were made.")
    return problems
