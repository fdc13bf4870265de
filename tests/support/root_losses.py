"""What trouble left of a ``root_day``: opened as at a start, and compared with what was announced."""

from collections.abc import Sequence
from dataclasses import dataclass

from support.root_day import (
    CAPACITY,
    DECISIONS,
    LOG_EVENTS,
    MAX_BODY_BYTES,
    MORNING,
    STYLE,
    PreparedEncryptor,
    ballots,
    enrolments,
    export,
    marked,
    record_source,
    recorder_on,
    take_in,
)
from support.voter_recording import DEVICE_KEY, IDENTITY

from device.errors import SealmarkError, StateError
from device.hal import JobState, Medium
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState
from device.records.box_finding import find_box
from device.records.box_states import BoxState
from device.records.event_kinds import EventKind
from device.records.event_log import EventLog
from device.records.record_export import verify_export
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy

Found = dict[bytes, BallotState | None]


@dataclass(frozen=True, slots=True)
class Announced:
    """What a day reported as durable before the trouble."""

    lines: Sequence[str]

    def has(self, line: str) -> bool:
        return line in self.lines

    def count(self, word: str) -> int:
        return sum(line.split()[0] == word for line in self.lines)

    def events(self) -> int:
        return max([int(line.split()[1]) for line in self.lines if line.startswith("events ")], default=0)


def losses(internal: Medium, stick: Medium, announced: Announced) -> list[str]:
    """What was announced and is not there, or is there and must not be; [] when all is well.

    Ends with another voter and an export, since a terminal that cannot go on is a loss as well.
    """
    try:
        return _compare(internal, stick, announced)
    except SealmarkError as exc:
        return [f"the terminal cannot go on: {type(exc).__name__}: {exc}"]


def _compare(internal: Medium, stick: Medium, announced: Announced) -> list[str]:
    lost: list[str] = []
    if EventLog.begun(internal):
        log = EventLog.open(internal, SimulatedClock(MORNING))
    else:
        log = EventLog.create(internal, SimulatedClock(MORNING), LOG_EVENTS)
        lost += ["the event log is gone"] if announced.has("log") else []
    boxes = _opened(internal, stick, log)
    if boxes is None:
        entropy = SeededEntropy(b"the next start")
        boxes = BallotBoxes.create(
            internal, (stick,), IDENTITY, MAX_BODY_BYTES, CAPACITY, entropy, enrolments(log)
        )
        lost += ["the ballot boxes are gone"] if announced.has("boxes") else []
    try:
        lost += _of_ballots(boxes, announced)
        lost += ["events are gone"] if len(log.entries()) < announced.events() else []
        lost += _of_export(stick, boxes, announced)
        lost += _of_going_on(stick, boxes, log)
        return lost + _of_agreement(boxes, (internal, stick))
    finally:
        boxes.close()
        log.close()


def _opened(internal: Medium, stick: Medium, log: EventLog) -> BallotBoxes | None:
    """The boxes as at a start; a poll worker takes in a stick not enrolled. None where there are none."""
    recorded = log.count(EventKind.BALLOT_RECORDED)
    for enrolling in (False, True):
        entropy = SeededEntropy(b"the next start")
        try:
            boxes = BallotBoxes.open(
                internal, (stick,), IDENTITY, entropy, recorded, enrolments(log), enrolling=enrolling
            )
        except StateError:
            continue
        if any(report.state is BoxState.UNENROLLED for report in boxes.media()):
            take_in(boxes, stick)
        return boxes
    return None


def _of_ballots(boxes: BallotBoxes, announced: Announced) -> list[str]:
    """The boxes hold the first voters' ballots, in doubt only about the step that was not announced."""
    found: Found = {each.code: each.state for each in boxes.ballots()}
    bodies = {each.code: each.body for each in boxes.ballots()}
    voters = [each.ballot.confirmation_code for each in ballots()]
    shown, decided = announced.count("shown"), announced.count("decided")
    lost = []
    if not shown <= len(found) <= shown + 1 or set(found) != set(voters[: len(found)]) or not all(bodies):
        lost.append(f"{len(found)} ballots where {shown} were shown")
    states = [found.get(code) for code in voters[: len(DECISIONS)]]
    known = sum(state is not None for state in states)
    if not decided <= known <= decided + 1 or tuple(states[:known]) != DECISIONS[:known]:
        lost.append(f"{known} decisions where {decided} were announced, or others than were made")
    return lost


def _of_export(stick: Medium, boxes: BallotBoxes, announced: Announced) -> list[str]:
    if not announced.has("exported"):
        return []
    try:
        verify_export(stick, record_source(boxes), DEVICE_KEY, lambda _done, _all: None)
    except SealmarkError as exc:
        return [f"the exported record is not whole: {exc}"]
    return []


def _of_going_on(stick: Medium, boxes: BallotBoxes, log: EventLog) -> list[str]:
    """One voter more, and the record of the day."""
    before = boxes.counts().encrypted
    last = recorder_on(boxes, log, PreparedEncryptor(first=len(DECISIONS)))
    last.decide(last.record(STYLE, marked(), lambda _code: JobState.CUT).code, BallotState.CAST)
    verify_export(stick, export(stick, boxes), DEVICE_KEY, lambda _done, _all: None)
    return [] if boxes.counts().encrypted == before + 1 else ["the voter afterwards was not counted"]


def _of_agreement(boxes: BallotBoxes, media: Sequence[Medium]) -> list[str]:
    expected: Found = {each.code: each.state for each in boxes.ballots()}
    lost = []
    for medium in media:
        box = find_box(medium)
        if box is None:
            lost.append(f"{medium.label} has no ballot box")
            continue
        box.scan(lambda _stored: None)
        if {code: placed.state for code, placed in box.placed.items()} != expected:
            lost.append(f"{medium.label} is not in step")
        box.close()
    return lost
