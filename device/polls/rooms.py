"""The parts of a terminal that the polls' jobs work with, and how they note things in the log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from device.election.election import Election
from device.election.identity import Identity
from device.election.package_store import PackageStore
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.errors import StateError
from device.hal import PrinterStatus, Rig
from device.polls.access import Access
from device.polls.facts import Station
from device.polls.station import NEW, station_of
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotCounts
from device.records.box_enrolment import BoxMark, Enrolments, enrolled_marks
from device.records.box_member import BoxIdentity
from device.records.event_details import loggable
from device.records.event_format import Disposition
from device.records.event_kinds import Detail, EventKind
from device.records.event_log import DEFAULT_CAPACITY, EventLog
from device.records.kept_hints import KeptHints
from device.records.print_journal import PrintJournal
from device.records.printer_probes import PrinterProbes

Progress = Callable[[str, float | None], None]
"""Told which step is being done (a text key) and how far it is, 0..1 or None if nobody knows."""

Details = Mapping[Detail, str | int]


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a terminal is before it looked at its storage.

    ``table_budget_bytes``: memory for the three exponent tables of an election. ``log_capacity``:
    events that fit into a new event log. ``memory_guarded``: whether the program's memory is kept off
    disks, None where nobody knows.
    """

    rig: Rig
    identity: Identity
    software_version: str
    group: Group
    table_budget_bytes: int
    log_capacity: int = DEFAULT_CAPACITY
    memory_guarded: bool | None = None


@dataclass(slots=True)
class Rooms:
    """Everything that is open while the terminal runs; belongs to the hardware thread.

    ``boxes`` are open once the polls were opened, ``hints`` since they were asked for.
    ``zero_report_unproven``: the zero report was sent, all else was in order, and a person has to look
    at the paper.
    """

    terminal: Terminal
    log: EventLog
    journal: PrintJournal
    probes: PrinterProbes
    packages: PackageStore
    access: Access
    election: Election | None = None
    powers: Powers | None = field(default=None, repr=False)
    boxes: BallotBoxes | None = None
    hints: KeptHints | None = None
    printer_status: PrinterStatus | None = None
    zero_report_unproven: bool = False
    _station: Station = field(default=NEW, init=False, repr=False)
    _station_events: int = field(default=0, init=False, repr=False)

    @property
    def rig(self) -> Rig:
        """The hardware."""
        return self.terminal.rig

    @property
    def identity(self) -> Identity:
        """Who the terminal is."""
        return self.terminal.identity

    @property
    def station(self) -> Station:
        """Where the polls stand now: asked before and after every job, so only new events are read."""
        new = self.log.entries(self._station_events)
        self._station = station_of(new, self._station)
        self._station_events += len(new)
        return self._station

    @property
    def printer_unclear(self) -> bool:
        """Whether something of the last print job may still come out of the printer."""
        last = self.journal.last()
        return last is not None and last.unknown

    def loaded_election(self) -> Election:
        """The election. Raises StateError when none is loaded."""
        if self.election is None:
            raise StateError("There is no election on this terminal yet: load the election package first.")
        return self.election

    def open_boxes(self) -> BallotBoxes:
        """The ballot boxes. Raises StateError before the polls were opened."""
        if self.boxes is None:
            raise StateError("The ballot boxes are not open: open the polls first.")
        return self.boxes

    def box_identity(self) -> BoxIdentity:
        """Whose ballots the boxes keep."""
        keys = self.loaded_election().keys
        return BoxIdentity(keys.extended_base_hash, self.identity.device_id, self.identity.public_key)

    def enrolments(self) -> Enrolments:
        """The ballot boxes that belong to this election, as the log tells it; a new one is logged."""

        def note(label: str, mark: BoxMark) -> None:
            unit = {Detail.UNIT: mark.unit} if mark.unit else {}
            self.note(EventKind.MEDIUM_ENROLLED, {Detail.MEDIUM: label, Detail.BOX: mark.box, **unit})

        return Enrolments(enrolled_marks(self.log.entries()), note)

    def note(self, kind: EventKind, details: Details | None = None) -> None:
        """Log a success of whoever is logged in."""
        self._append(kind, Disposition.SUCCESS, details)

    def note_failure(self, kind: EventKind, details: Details | None = None) -> None:
        """Log a failure."""
        self._append(kind, Disposition.FAILURE, details)

    def note_problem(self, kind: EventKind, error: Exception, details: Details | None = None) -> None:
        """Log a failure with the sentence of ``error``, if a log may hold that sentence."""
        printable = "".join(each if each.isprintable() else " " for each in str(error))
        self.note_failure(kind, {**(details or {}), Detail.PROBLEM: loggable(printable)})

    def _append(self, kind: EventKind, disposition: Disposition, details: Details | None) -> None:
        named = {detail.value: value for detail, value in (details or {}).items()}
        self.log.append(kind, disposition, self.access.user, named)

    def close(self) -> None:
        """Give all files back; for a start that failed and is tried again."""
        self.log.close()
        self.journal.close()
        self.drop_hints()
        if self.boxes is not None:
            self.boxes.close()

    def drop_hints(self) -> None:
        """Give the file of hints back; they are opened again when they are asked for."""
        if self.hints is not None:
            self.hints.close()
            self.hints = None

    def settle_printer(self) -> None:
        """Forget an unknown print job, durably: nothing of it can come out any more."""
        self.journal.settle()


def count_details(counts: BallotCounts) -> Details:
    """Counts as details of an event."""
    return {
        Detail.BALLOTS: counts.encrypted,
        Detail.CAST: counts.cast,
        Detail.CHALLENGED: counts.challenged,
        Detail.SPOILED: counts.spoiled,
        Detail.UNDECIDED: counts.undecided,
    }
