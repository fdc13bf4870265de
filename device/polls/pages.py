"""The pages of the polls: what stands on the screen while no voter has the terminal."""

from dataclasses import dataclass, field

from device.election.settings import Role
from device.polls.facts import Fact, Grade
from device.polls.tasks import Task


@dataclass(frozen=True, slots=True)
class Home:
    """The idle screen; what it says follows from the snapshot."""


@dataclass(frozen=True, slots=True)
class PinEntry:
    """Somebody types a PIN; ``sentence`` says what was wrong with the last one.

    ``task`` is what is done with it: LOG_IN, or LOAD_PACKAGE while there is no election whose
    PINs could be asked (then the PIN is checked against the new package).
    """

    role: Role
    digits: str = field(default="", repr=False)
    sentence: str = ""
    task: Task = Task.LOG_IN


@dataclass(frozen=True, slots=True)
class Menu:
    """What the person who logged in may do."""


@dataclass(frozen=True, slots=True)
class StyleChoice:
    """Which ballot style the next voter gets."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Asks once more before ``task``."""

    task: Task


@dataclass(frozen=True, slots=True)
class Working:
    """A job is running; ``text_key`` names the step, ``fraction`` 0..1 or None if nobody knows."""

    task: Task
    text_key: str
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a job: what was done, or why not, with the facts behind it."""

    task: Task
    grade: Grade
    sentence: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class AskPaper:
    """The printer could not prove that the report of ``task`` came out: a person has to look."""

    task: Task


@dataclass(frozen=True, slots=True)
class Undecided:
    """A ballot was encrypted and its voter did not decide; a poll worker resolves it as spoiled."""


@dataclass(frozen=True, slots=True)
class PrinterHelp:
    """The printer may still hold something of the last voter; ``failed``: it could not confirm."""

    failed: bool = False


@dataclass(frozen=True, slots=True)
class MediaHelp:
    """A removable medium takes no ballots."""


@dataclass(frozen=True, slots=True)
class Voting:
    """A voter has the terminal: the voter's screens are shown, not these."""


Page = (
    Home
    | PinEntry
    | Menu
    | StyleChoice
    | Confirm
    | Working
    | Report
    | AskPaper
    | Undecided
    | PrinterHelp
    | MediaHelp
    | Voting
)
