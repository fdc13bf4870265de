"""What goes into the polls' flow and what comes out of it.

The terminal passes every ``Event`` to ``device.polls.flow.step`` and carries out the ``Effect``s
that come back: ``RunJob`` on the hardware thread (``device.polls.desk.Desk.run``), whose result it
posts as ``JobDone``; the others on the voter's session.
"""

from dataclasses import dataclass, field
from enum import Enum

from device.election.settings import Role
from device.hal import PowerAlarm
from device.polls.facts import Fact, Grade, Snapshot
from device.polls.tasks import Task

# Jobs and their outcomes.


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of blocking work. ``role`` and ``pin`` for LOG_IN, ``style_index`` for ACTIVATE."""

    task: Task
    role: Role | None = None
    pin: str = field(default="", repr=False)
    style_index: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """The job is done; ``sentence`` says what happened, ``facts`` what is behind it."""

    sentence: str = ""
    grade: Grade = Grade.GOOD
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The job was refused or failed; ``sentence`` says why and what to do."""

    sentence: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The PIN was right."""

    role: Role


@dataclass(frozen=True, slots=True)
class PinWrong:
    """The PIN was wrong, or has to wait."""

    sentence: str


@dataclass(frozen=True, slots=True)
class VoterMayStart:
    """Every gate before a voter is open."""

    style_index: int


@dataclass(frozen=True, slots=True)
class PaperDoubtful:
    """The report was sent, and the printer did not prove that it came out."""


Outcome = Finished | Refused | LoggedIn | PinWrong | VoterMayStart | PaperDoubtful


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job came to, and the terminal as it is after it."""

    job: Job
    outcome: Outcome
    snapshot: Snapshot


# Events.


class VoterOutcome(Enum):
    """How a voter's session ended; the values are those of the voter's session itself."""

    CAST = "cast"
    CHALLENGED = "challenged"
    SPOILED = "spoiled"
    CANCELLED = "cancelled"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Touch:
    """A touch target of the screen was touched."""

    id: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passes; ``now_s`` is the clock's steady time. To be sent about once a second.

    ``alarm``: what the power hardware says at that moment.
    """

    now_s: float
    alarm: PowerAlarm = PowerAlarm.UNKNOWN


@dataclass(frozen=True, slots=True)
class JobMoved:
    """The running job reports a step: ``progress(text_key, fraction)``."""

    text_key: str
    fraction: float | None


@dataclass(frozen=True, slots=True)
class JobDone:
    """A job came to its end."""

    result: JobResult


@dataclass(frozen=True, slots=True)
class VoterNeedsHelp:
    """Somebody touched the poll worker's button on a voter's screen: a PIN is asked for."""


@dataclass(frozen=True, slots=True)
class VoterSessionEnded:
    """The voter's session is over and its secrets are forgotten."""

    outcome: VoterOutcome


Event = Touch | Tick | JobMoved | JobDone | VoterNeedsHelp | VoterSessionEnded

# Effects.


@dataclass(frozen=True, slots=True)
class RunJob:
    """Run ``job`` on the hardware thread and post ``JobDone``."""

    job: Job


@dataclass(frozen=True, slots=True)
class StartVoterSession:
    """Give the terminal to a voter with this ballot style."""

    style_index: int


@dataclass(frozen=True, slots=True)
class AdmitToVoterSession:
    """A poll worker gave the right PIN and the hardware is in order: the voter's session goes on

    with the poll worker in front of it. Its screens are shown again.
    """


Effect = RunJob | StartVoterSession | AdmitToVoterSession
