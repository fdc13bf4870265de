"""Between opening and closing: the gates before a voter, undecided ballots, sticks, breaks."""

from device.errors import MediumFull, StateError
from device.hal import PowerAlarm
from device.polls.events import Finished, VoterMayStart
from device.polls.facts import Grade, Group
from device.polls.media import expect_sticks, media_facts, note_healing
from device.polls.printing import expect_tested_printer
from device.polls.rooms import Progress, Rooms, count_details
from device.polls.sheets import count_facts, print_sheet, printed_fact
from device.polls.tasks import Phase
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_record import final_record
from device.records.ballot_state import BallotState
from device.records.event_kinds import Detail, EventKind

HEALTH_BYTES = 64
EVENTS_FOR_A_VOTER = 64
EVENTS_FOR_CLOSING = 64
NEARLY_FULL = 20


def activate(rooms: Rooms, style_index: int) -> VoterMayStart:
    """Every gate before a voter; logged as an activation, without the style.

    Raises StateError, PrinterError, EntropyError or MediumError for the first gate that is shut.
    """
    election = rooms.loaded_election()
    place = election.settings.place_of(rooms.identity.device_id)
    if style_index not in place.ballot_styles:
        raise StateError("This ballot style is not in use in this polling place.")
    boxes = rooms.open_boxes()
    if boxes.counts().undecided:
        raise StateError("An undecided ballot has to be resolved before the next voter.")
    if rooms.printer_unclear:
        raise StateError("The printer has to be cleared before the next voter.")
    _expect_room(rooms, boxes)
    expect_sticks(boxes, election.settings.without_stick)
    expect_tested_printer(rooms)
    rooms.rig.entropy.random_bytes(HEALTH_BYTES)
    _expect_power(rooms)
    rooms.note(EventKind.BALLOT_ACTIVATED)
    return VoterMayStart(style_index)


def assist_voter(rooms: Rooms) -> Finished:
    """A poll worker takes over a voter's session; the PIN that let them was logged."""
    rooms.open_boxes()
    return Finished()


def resolve_undecided(rooms: Rooms) -> Finished:
    """Resolve one undecided ballot as spoiled: durable in every box, then logged.

    Asked again after a cut it goes on with what is still undecided. Raises StateError when there is
    none, MediumError when the internal box failed.
    """
    boxes = rooms.open_boxes()
    waiting = boxes.undecided()
    if not waiting:
        raise StateError("There is no undecided ballot.")
    ballot = waiting[0]
    _, signature = final_record(ballot.body, BallotState.SPOILED, rooms.identity.signing_key)
    boxes.decide(ballot.code, BallotState.SPOILED, signature)
    rooms.note(EventKind.BALLOT_SPOILED)
    left = boxes.counts().undecided
    if left:
        return Finished(f"The ballot is resolved as spoiled; {left} more are undecided.", Grade.WARNING)
    return Finished("The ballot is resolved as spoiled. It stays in the record and is not counted.")


def suspend(rooms: Rooms, progress: Progress) -> Finished:
    """Suspend voting: logged first, then confirmed on paper; what paper says changes nothing."""
    rooms.note(EventKind.POLLS_SUSPENDED, count_details(rooms.open_boxes().counts()))
    return _confirmed(
        rooms, "Voting suspended", "Voting is suspended. Every recorded ballot is kept.", progress
    )


def suspend_for_power(rooms: Rooms) -> Finished:
    """Suspend voting because the power is about to end: logged, and nothing is printed."""
    if rooms.station.phase is Phase.OPEN:
        rooms.note(EventKind.POLLS_SUSPENDED, count_details(rooms.open_boxes().counts()))
    return Finished()


def resume(rooms: Rooms, progress: Progress) -> Finished:
    """Resume voting after the boxes were compared; counts go on, nothing is set to zero."""
    _expect_power(rooms)
    boxes = rooms.open_boxes()
    note_healing(rooms, boxes.heal().boxes)
    rooms.note(EventKind.POLLS_RESUMED, count_details(boxes.counts()))
    return _confirmed(rooms, "Voting resumed", "Voting goes on.", progress)


def print_counts(rooms: Rooms, progress: Progress) -> Finished:
    """Print how many ballots there are, for the poll book; never votes."""
    return _confirmed(rooms, "Ballot counts", "", progress)


def _confirmed(rooms: Rooms, title: str, sentence: str, progress: Progress) -> Finished:
    boxes = rooms.open_boxes()
    ballots = Group("Ballots", (*count_facts(boxes.counts()), *media_facts(boxes.media())))
    progress("printing", None)
    printed = printed_fact(print_sheet(rooms, title, (ballots,)))
    return Finished(sentence, Grade.GOOD, (*ballots.facts, printed))


def _expect_room(rooms: Rooms, boxes: BallotBoxes) -> None:
    room = boxes.room()
    if room == 0:
        raise MediumFull("The ballot boxes are full: close the polls and use another terminal.")
    if rooms.log.room() < EVENTS_FOR_A_VOTER + EVENTS_FOR_CLOSING:
        raise MediumFull("The event log is full: close the polls and use another terminal.")
    if room == NEARLY_FULL:
        rooms.note(EventKind.STORAGE_NEARLY_FULL, {Detail.PART: "ballot boxes", Detail.ROOM: room})


def _expect_power(rooms: Rooms) -> None:
    if rooms.rig.power.alarm() is PowerAlarm.ENDING:
        raise StateError("The power is about to end: check the power cable and the supply, then try again.")
