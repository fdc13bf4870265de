"""Sticks between opening and closing: the gate before a voter, taking one in, bringing it up to date."""

from device.election.settings import WithoutStick
from device.errors import MediumMissing, StorageError
from device.hal import MediumState
from device.polls.events import Finished
from device.polls.facts import Fact, Grade
from device.polls.rooms import Progress, Rooms
from device.records.ballot_boxes import BallotBoxes
from device.records.box_states import BoxHeal, BoxReport, BoxState, problem_of
from device.records.event_kinds import Detail, EventKind

WAIT_FOR_STICK_S = 5.0
"""How long a poll worker who took a stick in waits for it before the rest is done by the way."""

TESTING_STICK = "test-stick"
"""Progress while room is made on a fresh stick, and tested."""

_KINDS = {
    BoxState.MISSING: EventKind.MEDIUM_MISSING,
    BoxState.RETURNED: EventKind.MEDIUM_RETURNED,
    BoxState.FULL: EventKind.MEDIUM_FULL,
    BoxState.SUSPECT: EventKind.MEDIUM_SUSPECT,
}


def expect_sticks(boxes: BallotBoxes, policy: WithoutStick) -> None:
    """The gate before a voter. Raises StorageError for boxes that contradict each other, MediumMissing."""
    reports = boxes.media()
    for report in reports:
        if report.state is BoxState.CONTRADICTING:
            raise StorageError(report.problem)
    if policy is WithoutStick.CONTINUE or any(each.removable and each.state.usable for each in reports):
        return
    if any(each.state is BoxState.RETURNED for each in reports):
        raise MediumMissing("The stick is still being brought up to date: wait a moment and try again.")
    raise MediumMissing("No stick takes ballots: put it back before the next voter.")


def restore_media(rooms: Rooms, progress: Progress) -> Finished:
    """A poll worker takes in every stick that is there and takes no ballots: a fresh one is enrolled.

    Raises MediumMissing when none is there.
    """
    boxes, steady_s = rooms.open_boxes(), rooms.rig.clock.steady_s
    out = {report.label for report in boxes.media() if report.removable and not report.state.usable}
    there = [
        medium
        for medium in rooms.rig.removable
        if medium.label in out and medium.state() is not MediumState.MISSING
    ]
    if out and not there:
        raise MediumMissing("The stick is not in the terminal: put it back, or a fresh one in its place.")
    progress("restore-media", None)
    for medium in there:
        boxes.accept(medium, lambda done: progress(TESTING_STICK, done))
    progress("restore-media", None)
    until_s = steady_s() + WAIT_FOR_STICK_S
    while _returning(boxes.media()) and steady_s() < until_s:
        catch_up(rooms)
    facts = media_facts(boxes.media())
    if all(fact.grade is Grade.GOOD for fact in facts):
        return Finished("Every stick takes ballots again.", Grade.GOOD, facts)
    if all(fact.grade is not Grade.ERROR for fact in facts):
        sentence = "The stick is taken in, and is brought up to date while voting goes on: leave it in."
        return Finished(sentence, Grade.WARNING, facts)
    return Finished("Not every stick takes ballots.", Grade.WARNING, facts)


def catch_up(rooms: Rooms) -> Finished:
    """A small step of bringing sticks that are back up to date; how they changed is logged."""
    boxes = rooms.open_boxes()
    note_media(rooms)
    note_healing(rooms, boxes.catch_up(rooms.rig.clock.steady_s).boxes)
    note_media(rooms)
    return Finished()


def note_healing(rooms: Rooms, lines: tuple[BoxHeal, ...]) -> None:
    """Log every box in which something was copied or found damaged."""
    for line in lines:
        if line.ballots_copied or line.decisions_copied or line.damaged_slots:
            rooms.note(
                EventKind.BOX_HEALED,
                {
                    Detail.MEDIUM: line.label,
                    Detail.BALLOTS_COPIED: line.ballots_copied,
                    Detail.DECISIONS_COPIED: line.decisions_copied,
                    Detail.DAMAGED: line.damaged_slots,
                },
            )


def note_media(rooms: Rooms) -> None:
    """Log how media changed since this was done last, in order."""
    for label, state in rooms.open_boxes().changes():
        medium = {Detail.MEDIUM: label}
        if state is BoxState.IN_STEP:
            continue  # bringing it in step was logged as healing
        if state in _KINDS:
            rooms.note(_KINDS[state], medium)
        else:
            rooms.note_problem(EventKind.MEDIUM_LEFT_OUT, StorageError(problem_of(state, label)), medium)


def media_facts(reports: tuple[BoxReport, ...]) -> tuple[Fact, ...]:
    """Every medium: how many ballots it holds, or why it takes none."""
    return tuple(_fact(report) for report in reports)


def _fact(report: BoxReport) -> Fact:
    if report.state.usable:
        return Fact(report.label, f"{report.ballots} ballots", Grade.GOOD)
    grade = Grade.WARNING if report.state is BoxState.RETURNED else Grade.ERROR
    return Fact(report.label, report.state.value, grade, report.problem)


def _returning(reports: tuple[BoxReport, ...]) -> bool:
    return any(report.state is BoxState.RETURNED for report in reports)
