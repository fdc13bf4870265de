"""A small day of a terminal's storage on given media, and what has to be left of it after any trouble.

The product's own recorder, boxes, log and export do the work. Whatever they report as durable is
announced at once; ``losses`` opens what is left with the product and compares it with that.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from time import monotonic

from support.example_election import counter_random
from support.small_group import SMALL
from support.voter_recording import DEVICE_KEY, IDENTITY, KEYS, device_record
from support.voter_story import MANIFEST

from device.election.election import Chaining
from device.electionguard.ballot import BallotShape, PlainBallot
from device.electionguard.chaining import no_chaining_field
from device.electionguard.encryption import BallotEncryptor, Encryption
from device.electionguard.powers import PlainPowers
from device.hal import JobState, Medium
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_record import final_record
from device.records.ballot_state import BallotState
from device.records.box_enrolment import BoxMark, Enrolments, enrolled_marks
from device.records.box_states import BoxState
from device.records.event_kinds import EventKind
from device.records.event_log import EventLog
from device.records.record_export import RecordSource, export_record
from device.voting.marks import BallotMarks, ContestMarks
from device.voting.plain_ballot import plain_ballot
from device.voting.recording import BallotRecorder
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy

STYLE = 2
DECISIONS = (BallotState.CAST, BallotState.CHALLENGED, BallotState.CAST, BallotState.SPOILED)
"""What the voters do, in order. A late stick is put in after the first half of them."""
MAX_BODY_BYTES = 24_000
CAPACITY = 6
LOG_EVENTS = 40
MORNING = datetime(2026, 11, 3, 8, tzinfo=UTC)

Announce = Callable[[str], None]
"""Takes ``log``, ``boxes``, ``shown CODE``, ``decided CODE``, ``events N``, ``healed``, ``exported``,
and ``medium LABEL: PROBLEM`` for each of them at the end of voting."""


class PreparedEncryptor:
    """Hands out real ballots that were encrypted once: hundreds of days have the same voters."""

    def __init__(self, first: int = 0) -> None:
        self._ballots = iter(ballots()[first:])

    def encrypt(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        prepared = next(self._ballots)
        if prepared.ballot.chaining_field != chaining_field:
            raise ValueError("prepared for another chaining field")
        return prepared


@cache
def ballots() -> tuple[Encryption, ...]:
    """A ballot for each voter, and one for the voter after them."""
    random = counter_random("voters of the day")
    encryptor = BallotEncryptor(SMALL, KEYS, PlainPowers(SMALL, KEYS), random)
    field = _no_chain()
    return tuple(encryptor.encrypt(MANIFEST.shape(STYLE), marked(), field) for _ in (*DECISIONS, "after"))


def _no_chain() -> bytes:
    return no_chaining_field(device_record(Chaining.NONE).device_information_hash)


def marked() -> PlainBallot:
    marks = BallotMarks((ContestMarks((0, 1, 0)), ContestMarks((1, 0))))
    return plain_ballot(MANIFEST.style_contests(STYLE), marks)


def play(internal: Medium, stick: Medium, announce: Announce, *, late: bool) -> None:
    """The whole day; the stick is there from the beginning, or comes ``late`` and has to be healed.

    Raises whatever the product raises.
    """
    log = EventLog.create(internal, SimulatedClock(MORNING), LOG_EVENTS)
    announce("log")
    entropy = SeededEntropy(b"the day")
    boxes = BallotBoxes.create(
        internal, () if late else (stick,), IDENTITY, MAX_BODY_BYTES, CAPACITY, entropy, enrolments(log)
    )
    announce("boxes")
    try:
        _vote(recorder_on(boxes, log, PreparedEncryptor()), boxes, log, (stick,) if late else (), announce)
        for report in boxes.media():
            announce(f"medium {report.label}: {report.problem}")
        log.append(EventKind.POLLS_CLOSED)
        announce(f"events {len(log.entries())}")
        export(stick, boxes)
        announce("exported")
    finally:
        boxes.close()
        log.close()


def enrolments(log: EventLog) -> Enrolments:
    """The boxes that the log says are enrolled; a new one is logged."""

    def note(label: str, mark: BoxMark) -> None:
        unit = {"unit": mark.unit} if mark.unit else {}
        details = {"medium": label, "box": mark.box, **unit}
        log.append(EventKind.MEDIUM_ENROLLED, details=details)

    return Enrolments(enrolled_marks(log.entries()), note)


def _vote(
    recorder: BallotRecorder, boxes: BallotBoxes, log: EventLog, late: Sequence[Medium], announce: Announce
) -> None:
    for number, state in enumerate(DECISIONS):
        if number == len(DECISIONS) // 2:
            for stick in late:
                take_in(boxes, stick)
                announce("healed")

        def show(code: bytes) -> JobState:
            announce(f"shown {code.hex()}")
            return JobState.CUT

        code = recorder.record(STYLE, marked(), show).code
        recorder.decide(code, state)
        announce(f"decided {code.hex()}")
        announce(f"events {len(log.entries())}")


def take_in(boxes: BallotBoxes, stick: Medium) -> None:
    """A poll worker accepts a stick, and it is healed."""
    boxes.accept(stick)
    while any(report.state is BoxState.RETURNED for report in boxes.media()):
        boxes.catch_up(monotonic)


def recorder_on(boxes: BallotBoxes, log: EventLog, encryptor: PreparedEncryptor) -> BallotRecorder:
    return BallotRecorder(MANIFEST, device_record(Chaining.NONE), DEVICE_KEY, encryptor, boxes, log)


def export(stick: Medium, boxes: BallotBoxes) -> RecordSource:
    source = record_source(boxes)
    export_record(stick, source, DEVICE_KEY, lambda _done, _all: None)
    return source


def record_source(boxes: BallotBoxes) -> RecordSource:
    decided = {each.code: each for each in boxes.ballots() if each.state is not None}

    def file_of(code: bytes) -> bytes:
        stored = boxes.ballot(code)
        return final_record(stored.body, decided[code].state or BallotState.SPOILED, DEVICE_KEY)[0]

    fixed = {"README.txt": b"a record", "device/log.json": b"{}"}
    return RecordSource("E-1", "T-1", fixed, tuple(sorted(decided)), file_of)
