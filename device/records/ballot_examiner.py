"""Examining the ballot files of a record: all that can be said of each without the others.

Any number of examiners can share the work, in processes of their own: what goes in is a context and
the places of files, what comes out are plain values, in the order asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from device.election.manifest import Manifest
from device.electionguard.ballot import BallotShape, ElectionKeys
from device.electionguard.hints import hints_length_bytes
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import Powers
from device.electionguard.randomness import Random
from device.electionguard.verify_ballot import verify_ballot
from device.electionguard.verify_chain import verify_no_chaining
from device.electionguard.verify_finding import Finding
from device.electionguard.verify_hints import HintedBallot, HintedVerifier
from device.errors import FormatError, InputError
from device.formats.hexadecimal import hex_of_bytes
from device.records.ballot_record import (
    MAX_RECORD_BYTES,
    BallotRecord,
    check_record_signature,
    read_ballot_record,
)
from device.records.books import BookEntry, book_entry
from device.records.checks import Problem, problem_of
from device.records.closing_record import DeviceRecord
from device.records.record_export import BALLOT_FOLDER
from device.records.record_files import RecordFiles

BATCH_BALLOTS = 16
"""So many ballots with hints are checked together: more is hardly faster and takes more memory."""


@dataclass(frozen=True, slots=True)
class BallotContext:
    """What the ballots of one record are checked against."""

    files: RecordFiles
    manifest: Manifest
    keys: ElectionKeys
    device: DeviceRecord


@dataclass(frozen=True, slots=True)
class BallotTask:
    """One ballot file to examine; ``number`` is its place in the record, ``hints`` its hints if any."""

    number: int
    path: str = field(repr=False)
    hints: str | None = field(repr=False)

    @property
    def where(self) -> str:
        """How problems name the ballot: by its place, for its name is a code."""
        return f"ballot {self.number}"


@dataclass(slots=True)
class BallotOutcome:
    """What an examiner says of one ballot.

    ``problems``: by number of check. ``sums``: SHA-256 of the files that were read, by path. ``entry``
    and ``id_b`` of what could be read as a ballot. ``proved``: its own proofs hold. ``record``: the
    ballot, if it is proved and nothing stands between examiner and reader.
    """

    problems: list[Problem] = field(default_factory=list)
    sums: dict[str, bytes] = field(default_factory=dict, repr=False)
    entry: BookEntry | None = None
    id_b: bytes = field(default=b"", repr=False)
    proved: bool = False
    record: BallotRecord | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Readable:
    """A ballot that could be read, on its way through the examination."""

    task: BallotTask
    outcome: BallotOutcome
    record: BallotRecord
    shape: BallotShape
    hints: bytes | None = field(repr=False)


class BallotExaminer:
    """Examines ballots of one record.

    ``random`` gives the weights of batch checks: the kernel's, for nobody may foresee them.
    """

    def __init__(self, context: BallotContext, powers: Powers, random: Random) -> None:
        self._context = context
        self._powers = powers
        self._hinted = HintedVerifier(STANDARD, context.keys, powers, random)

    def examine(self, tasks: Sequence[BallotTask]) -> list[BallotOutcome]:
        """An outcome for every task, in order; those with hints are checked as one batch."""
        outcomes = [BallotOutcome() for _ in tasks]
        readable = [
            each
            for task, outcome in zip(tasks, outcomes, strict=True)
            if (each := self._read(task, outcome)) is not None
        ]
        for each, findings in zip(readable, self._verify(readable), strict=True):
            self._conclude(each, findings)
        return outcomes

    def _read(self, task: BallotTask, outcome: BallotOutcome) -> _Readable | None:
        manifest, files = self._context.manifest, self._context.files
        try:
            data = files.read(task.path, MAX_RECORD_BYTES)
        except InputError as exc:
            outcome.problems.append(("R1", f"{task.where}: {exc}"))
            return None
        outcome.sums[task.path] = sha256(data).digest()
        try:
            record = read_ballot_record(data)
            if record.ballot.style_index > len(manifest.ballot_styles):
                raise FormatError("The manifest has no such ballot style.")
        except InputError as exc:
            outcome.problems.append(("6", f"{task.where}: {exc}"))
            return None
        ballot = record.ballot
        outcome.id_b = ballot.id_b
        outcome.entry = book_entry(ballot.confirmation_code, ballot.chaining_field, record.state, data)
        self._check_origin(task, outcome, record, data)
        shape = manifest.shape(ballot.style_index)
        return _Readable(task, outcome, record, shape, self._read_hints(task, outcome, shape))

    def _check_origin(
        self, task: BallotTask, outcome: BallotOutcome, record: BallotRecord, data: bytes
    ) -> None:
        device = self._context.device
        if task.path != f"{BALLOT_FOLDER}/{hex_of_bytes(record.ballot.confirmation_code)}.json":
            outcome.problems.append(("R1", f"{task.where}: its file is not named by its code."))
        if record.device_id != device.device_id:
            outcome.problems.append(("R2", f"{task.where}: it is of another device."))
        try:
            check_record_signature(data, record, device.signing_key)
        except InputError as exc:
            outcome.problems.append(("R2", f"{task.where}: {exc}"))

    def _read_hints(self, task: BallotTask, outcome: BallotOutcome, shape: BallotShape) -> bytes | None:
        if task.hints is None:
            return None
        try:
            data = self._context.files.read(task.hints, hints_length_bytes(STANDARD, shape))
        except InputError as exc:
            outcome.problems.append(("R8", f"{task.where}, hints: {exc}"))
            return None
        outcome.sums[task.hints] = sha256(data).digest()
        return data

    def _verify(self, readable: Sequence[_Readable]) -> list[list[Finding]]:
        batch = [
            HintedBallot(each.shape, each.record.ballot, each.hints)
            for each in readable
            if each.hints is not None
        ]
        of_batch = iter(self._hinted.verify(batch))
        return [next(of_batch) if each.hints is not None else self._verify_alone(each) for each in readable]

    def _verify_alone(self, each: _Readable) -> list[Finding]:
        return verify_ballot(STANDARD, self._context.keys, each.shape, each.record.ballot, self._powers)

    def _conclude(self, each: _Readable, findings: list[Finding]) -> None:
        device, ballot = self._context.device, each.record.ballot
        if device.initial_code is None:
            findings = findings + verify_no_chaining(device.device_information_hash, ballot.chaining_field)
        each.outcome.problems += [problem_of(finding, each.task.where) for finding in findings]
        if all(finding.number == "hints" for finding in findings):
            each.outcome.proved, each.outcome.record = True, each.record
