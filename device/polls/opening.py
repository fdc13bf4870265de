"""Opening the polls, once in an election (VVSG 2.0 1.1.3-A, B).

Durable steps, in this order, each safe to be cut; after a cut a poll worker opens again:

    1  printer, sticks and randomness are in order        refused otherwise, and logged;
       a printer that was not tested                      is tested now
    2  boxes are made and enrolled, internal first        boxes that are there are opened instead;
       room for hints on internal                         always made anew, and may fail
    3  BOXES_CREATED is logged
    4  every box is read anew: no ballot on any medium    refused otherwise, BOX_NOT_EMPTY is logged
    5  ZERO_CHECKED is logged
    6  the zero report is printed                         paper proven, or a person looks at it
    7  POLLS_OPENED is logged: now, and not before, the polls are open

No step removes or makes anew a box in which a ballot stands: making one is refused where one is.
"""

from device.errors import MediumMissing, PrinterError, StateError
from device.hal import JobState, MediumState
from device.polls.ballot_hints import make_hint_store
from device.polls.ballot_size import largest_body_bytes
from device.polls.events import Finished, Outcome, PaperDoubtful
from device.polls.facts import NOTHING, Fact, Grade, Group
from device.polls.media import TESTING_STICK
from device.polls.printing import make_printer_tested, trouble_sentence
from device.polls.readiness import origin_groups
from device.polls.rooms import Progress, Rooms, count_details
from device.polls.sheets import count_facts, print_sheet, printed_fact
from device.records.ballot_boxes import BallotBoxes
from device.records.box_states import BoxState
from device.records.event_kinds import Detail, EventKind

HEALTH_BYTES = 64
_STRANGE = (BoxState.FOREIGN, BoxState.DAMAGED, BoxState.TAMPERED, BoxState.CONTRADICTING)


def open_polls(rooms: Rooms, progress: Progress) -> Outcome:
    """Steps 1 to 7; PaperDoubtful if the printer cannot prove step 6.

    Raises StateError, StorageError, MediumError, PrinterError or EntropyError, each with what to do.
    """
    rooms.zero_report_unproven = False
    if rooms.printer_unclear:
        raise StateError("The printer has to be cleared first: choose 'Clear the printer'.")
    make_printer_tested(rooms)
    rooms.rig.entropy.random_bytes(HEALTH_BYTES)
    progress("boxes", None)
    _make_boxes(rooms, progress)
    progress("zero", None)
    groups = _check_zero(rooms)
    progress("printing", None)
    state = print_sheet(rooms, "Zero report", groups)
    if state is JobState.CUT:
        return _opened(rooms, (*groups[0].facts, printed_fact(state)))
    if state is JobState.REFUSED:
        status = rooms.rig.printer.status()
        raise PrinterError(f"The zero report was not printed. {trouble_sentence(status)}")
    rooms.zero_report_unproven = True
    return PaperDoubtful()


def finish_opening(rooms: Rooms, progress: Progress) -> Finished:
    """Step 7, after a person saw the zero report on paper; the boxes are checked once more.

    Raises StateError unless a zero report was sent just before.
    """
    if not rooms.zero_report_unproven:
        raise StateError("The zero report has to be printed first: open the polls.")
    progress("zero", None)
    groups = _check_zero(rooms)
    rooms.zero_report_unproven = False
    rooms.settle_printer()
    rooms.note(EventKind.PRINTER_ATTESTED)
    return _opened(rooms, (*groups[0].facts, Fact("Zero report", "seen on paper", Grade.GOOD)))


def _make_boxes(rooms: Rooms, progress: Progress) -> None:
    rig = rooms.rig

    def testing(done: float) -> None:
        progress(TESTING_STICK, done)

    if all(medium.state() is MediumState.MISSING for medium in rig.removable):
        raise MediumMissing("There is no stick in the terminal: put one in, then open the polls.")
    identity = rooms.box_identity()
    if rooms.boxes is not None:
        rooms.boxes.close()
        rooms.boxes = None
    try:
        rooms.boxes = BallotBoxes.open(
            rig.internal,
            rig.removable,
            identity,
            rig.entropy,
            enrolments=rooms.enrolments(),
            progress=testing,
            enrolling=True,
        )
    except StateError:
        election = rooms.loaded_election()
        rooms.boxes = BallotBoxes.create(
            rig.internal,
            rig.removable,
            identity,
            largest_body_bytes(election, identity.device_id),
            election.settings.ballot_capacity,
            rig.entropy,
            rooms.enrolments(),
            testing,
        )
    make_hint_store(rooms)
    if not rooms.station.opening_begun:
        rooms.note(EventKind.BOXES_CREATED, {Detail.ROOM: rooms.boxes.room()})


def _check_zero(rooms: Rooms) -> tuple[Group, ...]:
    """Step 4 and 5: what stands on the zero report. Raises StateError for a box that is not empty."""
    boxes = rooms.open_boxes()
    boxes.heal(enrolling=True)
    _expect_empty(rooms, boxes)
    media = boxes.media()
    for report in media:
        if report.state in _STRANGE:
            raise StateError(f"{report.problem.removesuffix('.')}: take it out, then open the polls.")
    if not any(report.removable and report.state.usable for report in media):
        problem = next((report.problem for report in media if report.removable and report.problem), "")
        raise MediumMissing(problem or "There is no stick that can take ballots: put a fresh one in.")
    rooms.note(EventKind.ZERO_CHECKED, {Detail.BALLOTS: 0})
    lines = [
        Fact(f"Ballots, {report.label}", "0", Grade.GOOD)
        if report.state.usable
        else Fact(f"Ballots, {report.label}", report.state.value, Grade.WARNING, report.problem)
        for report in media
    ]
    return (Group("Ballots", (*count_facts(NOTHING), *lines)), *origin_groups(rooms))


def _expect_empty(rooms: Rooms, boxes: BallotBoxes) -> None:
    found = boxes.counts().encrypted
    if found:
        rooms.note_failure(EventKind.BOX_NOT_EMPTY, {Detail.BALLOTS: found})
        raise StateError(
            f"The ballot boxes are not empty: {found} ballots stand in them; do not vote on this"
            " terminal and call the election official."
        )


def _opened(rooms: Rooms, facts: tuple[Fact, ...]) -> Finished:
    rooms.note(EventKind.POLLS_OPENED, count_details(NOTHING))
    return Finished("The polls are open. Keep the zero report.", Grade.GOOD, facts)
