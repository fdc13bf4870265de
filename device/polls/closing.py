"""Closing the polls, for good, and carrying the election record out (VVSG 2.0 1.1.7, 1.1.9).

Durable steps, in this order, each safe to be cut:

    1  no ballot is undecided                       refused otherwise
    2  POLLS_CLOSING is logged                      from here on nobody votes on this terminal
    3  every box is read anew and brought in step; counts are reconciled, BALLOTS_READ and
       COUNTS_RECONCILED are logged
    4  POLLS_CLOSED is logged                       the books are closed
    5  the last report is printed                   can be printed again at any time
    6  the record is written to every stick that is there, read back and compared; with hints, if
       the stick has room for them: those that were not kept are computed now
    7  EXPORT_WRITTEN and EXPORT_VERIFIED are logged, for each stick

A cut before 2 leaves the polls open. After it a start goes on with 3, and 5 to 7 wait for a poll
worker. The exported log ends with POLLS_CLOSED and its time is that event's time: what happens
later (printing, exporting, another start) stays in the terminal's own log. A record that is
written again, to the same stick or to another, is therefore the same, byte for byte.
"""

from device.errors import MediumError, MediumMissing, SealmarkError, StateError, StorageError
from device.hal import Medium, MediumState
from device.polls.books import closing_groups, election_record, reconciled
from device.polls.events import Finished
from device.polls.facts import Fact, Grade, worst
from device.polls.media import note_healing
from device.polls.rooms import Progress, Rooms, count_details
from device.polls.sheets import print_sheet, printed_fact
from device.records.event_kinds import Detail, EventKind
from device.records.record_export import RecordSource, export_record, verify_export

REPORT_NAME = "Closing report"
_WITHOUT_HINTS = "The stick had no room for them. The record is whole; verifying it takes longer."


def close_polls(rooms: Rooms, progress: Progress) -> Finished:
    """Steps 1 to 7. Raises StateError, StorageError or MediumError before step 4; then never."""
    undecided = rooms.open_boxes().counts().undecided
    if undecided:
        raise StateError(
            "An undecided ballot has to be resolved before the polls can be closed: log in and resolve it."
        )
    rooms.note(EventKind.POLLS_CLOSING, count_details(rooms.open_boxes().counts()))
    finish_closing(rooms, progress)
    return _carry_out(rooms, progress, "The polls are closed")


def finish_closing(rooms: Rooms, progress: Progress) -> None:
    """Steps 3 and 4, also at a start after a cut between 2 and 4; done before, it changes nothing.

    Raises StorageError when counts or boxes do not hold together, MediumError.
    """
    if rooms.station.books_closed:
        return
    progress("books", None)
    boxes = rooms.open_boxes()
    note_healing(rooms, boxes.heal().boxes)
    counts = reconciled(boxes)
    rooms.note(EventKind.BALLOTS_READ, {Detail.BALLOTS: counts.encrypted})
    rooms.note(EventKind.COUNTS_RECONCILED, count_details(counts))
    rooms.note(EventKind.POLLS_CLOSED, count_details(counts))


def export_again(rooms: Rooms, progress: Progress) -> Finished:
    """Steps 3 to 7 as far as they are not done, to the sticks that are in the terminal now."""
    finish_closing(rooms, progress)
    return _carry_out(rooms, progress, "The polls are closed")


def print_closing_report(rooms: Rooms, progress: Progress) -> Finished:
    """Print the last report again."""
    finish_closing(rooms, progress)
    groups = closing_groups(rooms, election_record(rooms))
    progress("printing", None)
    printed = printed_fact(print_sheet(rooms, REPORT_NAME, groups))
    return Finished("", Grade.GOOD, (printed, *groups[0].facts, *groups[1].facts))


def _carry_out(rooms: Rooms, progress: Progress, done: str) -> Finished:
    record = election_record(rooms)
    groups = closing_groups(rooms, record)
    printed: tuple[Fact, ...] = ()
    if not rooms.station.exported:
        progress("printing", None)
        printed = (printed_fact(print_sheet(rooms, REPORT_NAME, groups)),)
    lines = tuple(_export(rooms, medium, record.source, progress) for medium in rooms.rig.removable)
    facts = (*lines, *printed, *groups[0].facts, *groups[1].facts)
    if not any(line.grade is Grade.GOOD for line in lines):
        sentence = f"{done}, but the election record is on no stick yet: put a stick in and write it again."
        return Finished(sentence, Grade.ERROR, facts)
    return Finished(f"{done}, and the election record is written and verified.", worst(facts), facts)


def _export(rooms: Rooms, medium: Medium, source: RecordSource, progress: Progress) -> Fact:
    label = f"Record, {medium.label}"
    try:
        if medium.state() is MediumState.MISSING:
            raise MediumMissing(f"The medium '{medium.label}' is not there: put it in.")
        value, hinted = _write_and_verify(rooms, medium, source, progress)
    except (MediumError, StorageError, SealmarkError) as exc:
        rooms.note_problem(EventKind.EXPORT_FAILED, exc, {Detail.MEDIUM: medium.label})
        return Fact(label, "not written", Grade.ERROR, str(exc))
    if hinted or not source.ballot_codes:
        return Fact(label, value, Grade.GOOD)
    return Fact(label, f"{value}, without verification hints", Grade.GOOD, _WITHOUT_HINTS)


def _write_and_verify(
    rooms: Rooms, medium: Medium, source: RecordSource, progress: Progress
) -> tuple[str, bool]:
    """What was done, and whether the record on the medium has hints; a whole one is only read back."""
    key = rooms.identity.signing_key
    label = {Detail.MEDIUM: medium.label}
    value, found = "was there already, verified", _standing_already(rooms, medium, source)
    if found is None:
        found = export_record(medium, source, key, lambda done, total: progress("export", done / total))
        rooms.note(EventKind.EXPORT_WRITTEN, {**label, Detail.FILES: found.file_count + 2})
        verify_export(medium, found, key, lambda done, total: progress("verify", done / total))
        value = "written and verified"
    rooms.note(EventKind.EXPORT_VERIFIED, label)
    return value, found.hints is not None


def _standing_already(rooms: Rooms, medium: Medium, source: RecordSource) -> RecordSource | None:
    if not medium.has(source.folder):
        return None
    try:
        return verify_export(medium, source, rooms.identity.signing_key, lambda _done, _total: None)
    except SealmarkError:
        return None  # cut off or damaged: it is written again
