"""The closed list of what the event log can say (VVSG 2.0 Table 15-1), and in which fields.

A kind fixes its type, its severity, what it means, and which details may stand with it. Kinds about
a voter's ballot carry no details at all, so that no field can hold a choice, a code or a style.
"""

from enum import Enum


class EventType(Enum):
    """Groups of kinds; the value is the ``Type`` of NIST SP 1500-101."""

    SYSTEM = "system"
    ACCESS = "access"
    CONFIGURATION = "configuration"
    READINESS = "readiness"
    POLLS = "polls"
    BALLOT = "ballot"
    PRINTER = "printer"
    STORAGE = "storage"
    EXPORT = "export"

    @property
    def description(self) -> str:
        """What the group holds, for the log's documentation."""
        return _TYPE_DESCRIPTIONS[self]


_TYPE_DESCRIPTIONS = {
    EventType.SYSTEM: "Starting, stopping and checking the terminal itself.",
    EventType.ACCESS: "People identifying themselves with a PIN, and what they were refused.",
    EventType.CONFIGURATION: "Loading an election and setting the terminal.",
    EventType.READINESS: "Tests and reports that show whether the terminal is ready.",
    EventType.POLLS: "Opening, suspending, resuming and closing the polls.",
    EventType.BALLOT: "What happened to ballots, without saying to which.",
    EventType.PRINTER: "The receipt printer and its paper.",
    EventType.STORAGE: "Storage media, ballot boxes and the event log.",
    EventType.EXPORT: "Writing and checking the election record.",
}


class Severity(Enum):
    """How much attention an event needs."""

    INFORMATION = "information"
    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"


class Detail(Enum):
    """The names of all details. Counts are integers from 0, texts are short and checked."""

    MEDIUM = "medium"  # a medium's label
    BOX = "box"  # the fingerprint of a ballot box, in letters
    UNIT = "unit"  # the fingerprint of a physical volume, in letters
    PROBLEM = "problem"  # a sentence from the error tree
    TROUBLE = "trouble"  # what a printer or the power supply said
    PART = "part"  # a part of the terminal, a file or a program
    REPORT = "report"  # which report
    VERSION = "version"  # a software version
    FAILURES = "failures"
    WAIT_S = "wait_s"
    PRINTER = "printer"  # the name of a printer, as far as it tells one
    PROOF = "proof"  # what a printer was found to prove
    BALLOTS = "ballots"
    CAST = "cast"
    CHALLENGED = "challenged"
    SPOILED = "spoiled"
    UNDECIDED = "undecided"
    BALLOTS_COPIED = "ballots_copied"
    DECISIONS_COPIED = "decisions_copied"
    DAMAGED = "damaged"
    FILES = "files"
    ROOM = "room"


NUMBERS = frozenset(
    {
        Detail.FAILURES, Detail.WAIT_S, Detail.BALLOTS, Detail.CAST, Detail.CHALLENGED,
        Detail.SPOILED, Detail.UNDECIDED, Detail.BALLOTS_COPIED, Detail.DECISIONS_COPIED,
        Detail.DAMAGED, Detail.FILES, Detail.ROOM,
    }
)  # fmt: skip
"""Details that are integers; all others are texts."""

_I, _N, _W, _E = Severity.INFORMATION, Severity.NOTICE, Severity.WARNING, Severity.ERROR
_T = EventType
_COUNTS = (Detail.BALLOTS, Detail.CAST, Detail.CHALLENGED, Detail.SPOILED, Detail.UNDECIDED)


class EventKind(Enum):
    """All kinds of events. The name in lower case is the event's ``Id``; it never changes meaning."""

    LOG_STARTED = (_T.SYSTEM, _I, "The event log was begun.")
    STARTED = (_T.SYSTEM, _I, "The terminal started.", Detail.VERSION)
    POWER_CUT_FOUND = (_T.SYSTEM, _W, "At start: the terminal had not been shut down before.")
    SELF_TEST = (_T.SYSTEM, _I, "A self-test of one part ended.", Detail.PART, Detail.PROBLEM)
    SHUT_DOWN = (_T.SYSTEM, _I, "The terminal was shut down in an orderly way.")
    POWER_SOURCE_CHANGED = (_T.SYSTEM, _N, "The terminal changed between mains and battery.", Detail.PART)
    POWER_ALARM = (
        _T.SYSTEM, _W, "The power became weak, is about to end, or is in order again.", Detail.TROUBLE,
    )  # fmt: skip
    CLOCK_SET = (_T.SYSTEM, _N, "The terminal's clock was set.")
    PART_FAILED = (_T.SYSTEM, _E, "A part of the terminal failed.", Detail.PART, Detail.PROBLEM)
    UNEXPECTED_ERROR = (_T.SYSTEM, _E, "The program met an error it did not expect.", Detail.PART)
    ENCRYPTION_CHECK_FAILED = (_T.SYSTEM, _E, "A ballot did not survive its self-check and was not used.")

    LOGGED_IN = (_T.ACCESS, _I, "A person identified with a PIN.")
    LOGIN_REFUSED = (_T.ACCESS, _W, "A wrong PIN was entered.", Detail.FAILURES)
    LOCKED_OUT = (
        _T.ACCESS,
        _W,
        "PINs are refused for a while after failures.",
        Detail.FAILURES,
        Detail.WAIT_S,
    )
    LOGGED_OFF = (_T.ACCESS, _I, "A person ended their work or was logged off.")
    ACTION_REFUSED = (_T.ACCESS, _W, "Something was asked that is not allowed now.", Detail.PROBLEM)

    PROVISIONED = (_T.CONFIGURATION, _N, "The device key was made and an election authority trusted.")
    PACKAGE_LOADED = (_T.CONFIGURATION, _N, "An election package was checked and accepted.")
    PACKAGE_REFUSED = (_T.CONFIGURATION, _W, "An election package was refused whole.", Detail.PROBLEM)
    TABLES_BUILT = (_T.CONFIGURATION, _I, "The exponent tables were built and verified.")
    ELECTION_REMOVED = (_T.CONFIGURATION, _N, "An election that is over was removed from the terminal.")

    READINESS_TESTED = (_T.READINESS, _I, "The readiness tests were run.", Detail.PROBLEM, *_COUNTS)
    ZERO_CHECKED = (_T.READINESS, _I, "The boxes were checked to be empty.", Detail.BALLOTS)
    BOX_NOT_EMPTY = (
        _T.READINESS,
        _E,
        "Opening was tried with ballots in a box.",
        Detail.BALLOTS,
        Detail.MEDIUM,
    )
    TEST_BALLOT = (_T.READINESS, _I, "A test ballot was encrypted, opened again and destroyed.")

    POLLS_OPENED = (_T.POLLS, _N, "The polls were opened.", *_COUNTS)
    POLLS_SUSPENDED = (_T.POLLS, _N, "The polls were suspended.", *_COUNTS)
    POLLS_RESUMED = (_T.POLLS, _N, "The polls were resumed.", *_COUNTS)
    POLLS_CLOSING = (_T.POLLS, _N, "Closing was begun; no ballot is accepted any more.", *_COUNTS)
    POLLS_CLOSED = (_T.POLLS, _N, "The polls were closed.", *_COUNTS)
    COUNTS_RECONCILED = (_T.POLLS, _I, "Encrypted = cast + challenged + spoiled was checked.", *_COUNTS)
    REPORT_PRINTED = (_T.POLLS, _I, "A report was printed.", Detail.REPORT)

    BALLOT_ACTIVATED = (_T.BALLOT, _I, "A poll worker activated a ballot for a voter.")
    ACTIVATION_CANCELLED = (_T.BALLOT, _I, "An activated ballot was cancelled before encryption.")
    BALLOT_RECORDED = (_T.BALLOT, _I, "An encrypted ballot was stored, undecided.")
    BALLOT_CAST = (_T.BALLOT, _I, "A ballot was cast.")
    BALLOT_CHALLENGED = (_T.BALLOT, _I, "A ballot was challenged.")
    BALLOT_SPOILED = (_T.BALLOT, _N, "A poll worker resolved an undecided ballot as spoiled.")
    SESSION_ABANDONED = (_T.BALLOT, _N, "A voter left; the screen was hidden and a poll worker called.")
    BALLOT_NOT_RECORDED = (_T.BALLOT, _E, "A ballot could not be stored; no code was shown.")

    PRINTER_TROUBLE = (_T.PRINTER, _W, "The printer cannot print.", Detail.TROUBLE)
    PRINTER_READY = (_T.PRINTER, _I, "The printer can print again.")
    PRINT_UNKNOWN = (_T.PRINTER, _W, "Nobody knows whether a receipt was printed.", Detail.REPORT)
    REPRINTED = (_T.PRINTER, _N, "A person asked for a receipt again; it is marked.", Detail.REPORT)
    PRINTER_CLEARED = (_T.PRINTER, _N, "The printer's buffer was cleared.")
    PRINTER_ATTESTED = (_T.PRINTER, _N, "A person attested that the printer holds nothing any more.")
    PRINTER_TESTED = (
        _T.PRINTER, _I, "A line was printed to find out what the printer can prove.",
        Detail.PRINTER, Detail.PROOF,
    )  # fmt: skip

    MEDIUM_MISSING = (_T.STORAGE, _W, "A medium is not there.", Detail.MEDIUM)
    MEDIUM_RETURNED = (_T.STORAGE, _N, "A medium was put in.", Detail.MEDIUM)
    MEDIUM_ENROLLED = (
        _T.STORAGE, _N, "A ballot box on a medium belongs to this election from now on.",
        Detail.MEDIUM, Detail.BOX, Detail.UNIT,
    )  # fmt: skip
    MEDIUM_FULL = (_T.STORAGE, _W, "A medium has no room left.", Detail.MEDIUM, Detail.ROOM)
    MEDIUM_SUSPECT = (_T.STORAGE, _W, "A write failed and was done elsewhere.", Detail.MEDIUM)
    MEDIUM_LEFT_OUT = (_T.STORAGE, _E, "A medium is not used any more.", Detail.MEDIUM, Detail.PROBLEM)
    BOX_HEALED = (
        _T.STORAGE, _N, "A ballot box was compared with the others and brought in step.",
        Detail.MEDIUM, Detail.BALLOTS_COPIED, Detail.DECISIONS_COPIED, Detail.DAMAGED,
    )  # fmt: skip
    BOXES_CREATED = (_T.STORAGE, _I, "Empty ballot boxes were made.", Detail.ROOM)
    INTEGRITY_ERROR = (_T.STORAGE, _E, "Stored data does not hold together.", Detail.PART, Detail.PROBLEM)
    LOG_RECORD_DAMAGED = (
        _T.STORAGE,
        _W,
        "Events cut off while they were written were skipped.",
        Detail.DAMAGED,
    )
    STORAGE_NEARLY_FULL = (_T.STORAGE, _W, "Little room is left.", Detail.PART, Detail.ROOM)
    BALLOTS_FOUND = (
        _T.STORAGE, _W, "At start: ballots or decisions were stored that a cut had kept out of the log.",
        Detail.BALLOTS, Detail.CAST, Detail.CHALLENGED, Detail.SPOILED,
    )  # fmt: skip
    BALLOTS_READ = (_T.STORAGE, _N, "The stored ballots were read for the record.", Detail.BALLOTS)

    EXPORT_WRITTEN = (_T.EXPORT, _N, "The election record was written.", Detail.MEDIUM, Detail.FILES)
    EXPORT_VERIFIED = (_T.EXPORT, _N, "The election record was read back and holds.", Detail.MEDIUM)
    EXPORT_FAILED = (
        _T.EXPORT,
        _E,
        "The election record could not be written.",
        Detail.MEDIUM,
        Detail.PROBLEM,
    )

    def __init__(self, group: EventType, severity: Severity, description: str, *details: Detail) -> None:
        self.group = group
        self.severity = severity
        self.description = description
        self.details = frozenset(details)

    @property
    def event_id(self) -> str:
        """The ``Id`` of NIST SP 1500-101."""
        return self.name.lower()
