"""What the terminal does at every start: open everything, heal, and find out how it was left.

    encryption     tested against a known answer; if it fails, nothing else is done
    event log      opened and its chain checked; a start after a power cut is logged as one
    print journal  a job that was under way is unknown: the printer waits for a poll worker
    package        accepted anew; a package that was kept but not logged is logged, and the other
                   way round cannot be: it is logged as removed before it is removed
    tables         read, or built
    boxes          read, compared, healed; fewer ballots or decisions than the log knows of are never
                   believed, more are noted (device/polls/log_gaps.py)
    closing        a closing that was begun goes on; an opening is begun again by a poll worker

Undecided ballots stay undecided: a poll worker resolves each.
"""

from device.election.package_store import PackageStore
from device.electionguard.self_test import self_test
from device.errors import EncryptionError, InputError, StorageError
from device.polls.access import Access
from device.polls.closing import finish_closing
from device.polls.events import Finished
from device.polls.facts import Fact, Grade, worst
from device.polls.intake import prepare_encryption, remove_election
from device.polls.log_gaps import logged_ballots, note_gap
from device.polls.media import note_healing
from device.polls.rooms import Progress, Rooms, Terminal
from device.polls.tasks import Phase
from device.records.ballot_boxes import BallotBoxes
from device.records.box_finding import BOX_NAME
from device.records.event_format import Disposition
from device.records.event_kinds import Detail, EventKind
from device.records.event_log import LOG_NAME, EventLog
from device.records.print_journal import PrintJournal
from device.records.printer_probes import PrinterProbes

_IN_ORDER = (EventKind.SHUT_DOWN, EventKind.LOG_STARTED, EventKind.PROVISIONED)


def open_rooms(terminal: Terminal) -> Rooms:
    """Open log, journal and package store. Raises StorageError or MediumError: then nothing may go on."""
    internal, clock = terminal.rig.internal, terminal.rig.clock
    log = _open_log(terminal)
    journal, probes = PrintJournal.open(internal), PrinterProbes.open(internal)
    terminal.rig.printer.recall(probes.known())
    return Rooms(terminal, log, journal, probes, PackageStore(internal), Access(log, clock))


def start(rooms: Rooms, progress: Progress, *, first: bool = True) -> Finished:
    """Everything above, and what people have to know of it.

    Raises StorageError or MediumError, or EncryptionError when the self-test fails.

    ``first``: not another try after one that failed.
    """
    progress("start", None)
    facts = _note_start(rooms) if first else []
    _test_encryption(rooms)
    facts += [*_printer(rooms), *_package(rooms)]
    if rooms.election is not None:
        prepare_encryption(rooms, progress)
    if rooms.station.phase in (Phase.OPEN, Phase.SUSPENDED, Phase.CLOSED):
        progress("boxes", None)
        facts += _boxes(rooms)
    if rooms.station.phase is Phase.CLOSED:
        finish_closing(rooms, progress)
    facts += _unfinished(rooms)
    found = tuple(facts)
    return Finished(_sentence(found), worst(found), found)


def _open_log(terminal: Terminal) -> EventLog:
    internal, clock = terminal.rig.internal, terminal.rig.clock
    if internal.has(LOG_NAME):
        try:
            return EventLog.open(internal, clock)
        except StorageError:
            # A creation that was cut off leaves a blank region, which may be made anew; ``create``
            # refuses where there are events, and then the first error says what is wrong.
            if internal.has(BOX_NAME):
                raise
            return EventLog.create(internal, clock, terminal.log_capacity)
    if internal.has(BOX_NAME):
        raise StorageError("The event log is gone, but ballots are stored: call the election official.")
    return EventLog.create(internal, clock, terminal.log_capacity)


def _note_start(rooms: Rooms) -> list[Fact]:
    entries = rooms.log.entries()
    facts: list[Fact] = []
    if entries[-1].kind not in _IN_ORDER:
        rooms.log.append(EventKind.POWER_CUT_FOUND, Disposition.FAILURE)
        facts.append(
            Fact(
                "Power",
                "the terminal was not shut down in order",
                Grade.WARNING,
                "Check the power cable. What was recorded before is kept.",
            )
        )
    rooms.note(EventKind.STARTED, {Detail.VERSION: rooms.terminal.software_version})
    reported = sum(
        int(entry.details[Detail.DAMAGED.value])
        for entry in entries
        if entry.kind is EventKind.LOG_RECORD_DAMAGED
    )
    damaged = rooms.log.damaged_pages - reported
    if damaged > 0:
        rooms.note(EventKind.LOG_RECORD_DAMAGED, {Detail.DAMAGED: damaged})
    return facts


def _test_encryption(rooms: Rooms) -> None:
    part = {Detail.PART: "encryption"}
    try:
        self_test()
    except EncryptionError as exc:
        rooms.note_problem(EventKind.SELF_TEST, exc, part)
        raise
    rooms.note(EventKind.SELF_TEST, part)


def _printer(rooms: Rooms) -> list[Fact]:
    last = rooms.journal.last()
    if last is None or not last.unknown:
        return []
    rooms.note_failure(EventKind.PRINT_UNKNOWN, {Detail.REPORT: last.purpose.value})
    advice = "Log in as poll worker and clear the printer."
    return [Fact("Printer", f"nobody knows whether a {last.purpose.value} came out", Grade.WARNING, advice)]


def _package(rooms: Rooms) -> list[Fact]:
    try:
        rooms.election = rooms.packages.load(rooms.identity)
    except (StorageError, InputError) as exc:
        return [_lost_package(rooms, exc)]
    phase = rooms.station.phase
    if rooms.election is None:
        if phase is not Phase.NO_ELECTION:
            return [_lost_package(rooms, StorageError("The election package is gone; load it again."))]
        return []
    if phase is Phase.NO_ELECTION:  # kept, and then the power went before it was logged
        rooms.note(EventKind.PACKAGE_LOADED)
    return []


def _lost_package(rooms: Rooms, error: Exception) -> Fact:
    """Before any box was made a lost package is loaded again; later only an official can help."""
    rooms.note_problem(EventKind.INTEGRITY_ERROR, error, {Detail.PART: "election package"})
    station = rooms.station
    if station.phase in (Phase.OPEN, Phase.SUSPENDED, Phase.CLOSED) or station.opening_begun:
        raise StorageError(
            "The stored election package is damaged, and ballots may be stored: call the election official."
        ) from error
    if station.phase is Phase.READY:
        remove_election(rooms)
    else:
        rooms.packages.remove()
    return Fact("Election package", "damaged", Grade.ERROR, "Load it again from the stick.")


def _boxes(rooms: Rooms) -> list[Fact]:
    rig = rooms.rig
    try:
        rooms.boxes = BallotBoxes.open(
            rig.internal,
            rig.removable,
            rooms.box_identity(),
            rig.entropy,
            logged_ballots(rooms.log),
            rooms.enrolments(),
        )
        gap = note_gap(rooms, rooms.boxes.counts())
    except StorageError as exc:
        rooms.note_problem(EventKind.INTEGRITY_ERROR, exc, {Detail.PART: "ballot boxes"})
        raise
    lines = rooms.boxes.healed().boxes
    note_healing(rooms, lines)
    facts = [
        Fact(
            "Ballot boxes",
            f"'{line.label}' was brought in step: {line.ballots_copied} ballots and"
            f" {line.decisions_copied} decisions copied",
        )
        for line in lines
        if line.ballots_copied or line.decisions_copied
    ]
    if gap:
        value = "the power went before everything recorded was logged; it is noted now"
        facts.append(Fact("Event log", value))
    for report in rooms.boxes.media():
        if not report.state.usable:
            facts.append(Fact(report.label, report.state.value, Grade.WARNING, report.problem))
    return facts


def _unfinished(rooms: Rooms) -> list[Fact]:
    station = rooms.station
    undecided = 0 if rooms.boxes is None else rooms.boxes.counts().undecided
    facts: list[Fact] = []
    if undecided:
        value = "one ballot was encrypted but its voter did not decide"
        if undecided > 1:
            value = f"{undecided} ballots were encrypted but their voters did not decide"
        facts.append(Fact("Undecided", value, Grade.WARNING, "Log in as poll worker and resolve it."))
    if station.opening_begun:
        facts.append(Fact("Opening", "it was interrupted", Grade.WARNING, "Open the polls again."))
    if station.phase is Phase.CLOSED and not station.exported:
        advice = "Log in as poll worker and write it."
        facts.append(Fact("Election record", "on no stick yet", Grade.WARNING, advice))
    return facts


def _sentence(facts: tuple[Fact, ...]) -> str:
    if worst(facts) is Grade.GOOD:
        return ""
    return "The terminal has started. Read what it found, then touch OK."
