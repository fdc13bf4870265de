"""The state of one voter's session: where it stands, and what lies over the screen.

    Instructing -> InContest <-> WritingIn, RemovingWriteIn
                   InContest <-> Reviewing -> Confirming -> Recording -> ShowingCode -> Asking
    Recording -> NotRecorded -> Recording, or back to Reviewing
    ShowingCode -> PrintingCode -> ShowingCode
    Asking -> Deciding(Cast) -> CastDone -> Ended
    Asking -> AskingChallenge -> Deciding(Challenged) -> PrintingChallenge -> Challenged -> InContest
    Deciding -> NotDecided -> Deciding
    anywhere, by a poll worker: before the code -> Ended; after it -> Deciding(Spoiled) -> Ended

Marks stand only in the stages that need them. From ``Deciding(Cast)`` on, nothing in the state can
tell the vote.
"""

from dataclasses import dataclass, field
from enum import Enum

from device.election.manifest import Contest, Manifest
from device.election.settings import TimeLimits
from device.hal import JobState
from device.records.ballot_state import BallotState
from device.voting.effects import Outcome
from device.voting.marks import BallotMarks


class NoticeKind(Enum):
    """What the session tells a voter about the last touch."""

    SWITCHED = "switched"
    LIMIT_REACHED = "limit reached"
    OPTION_FULL = "option full"
    NO_ROOM = "no room"
    SAME_WRITE_IN = "same write-in"


Choice = int | str
"""An option by its position from 0, or the name of a write-in."""


@dataclass(frozen=True, slots=True)
class Notice:
    """News about the last touch; ``before`` and ``now`` are what SWITCHED went from and to."""

    kind: NoticeKind = field(repr=False)
    before: Choice | None = field(default=None, repr=False)
    now: Choice | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Instructing:
    """How it works, before the first contest; marks are kept when a voter comes back to it."""

    marks: BallotMarks


@dataclass(frozen=True, slots=True)
class InContest:
    """One contest. ``from_review``: the way on leads straight back to the review."""

    marks: BallotMarks
    position: int
    from_review: bool = False
    notice: Notice | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class WritingIn:
    """The keyboard over the contest that ``contest`` is; ``text`` is typed so far."""

    contest: InContest
    text: str = field(default="", repr=False)
    notice: Notice | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RemovingWriteIn:
    """Asks before a typed name is lost. ``instead``: the option that takes its place, if any."""

    contest: InContest
    slot: int = field(repr=False)
    instead: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reviewing:
    """All contests on one list."""

    marks: BallotMarks


@dataclass(frozen=True, slots=True)
class Confirming:
    """The last question before the ballot is encrypted."""

    marks: BallotMarks


@dataclass(frozen=True, slots=True)
class Recording:
    """Waits for RecordBallot."""

    marks: BallotMarks


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """Nothing was recorded, every mark is kept. ``reason``: a sentence for a poll worker."""

    marks: BallotMarks
    reason: str


@dataclass(frozen=True, slots=True)
class CodedBallot:
    """A ballot that is safe on disk and undecided. ``reprints``: how often a person asked."""

    code: bytes = field(repr=False)
    marks: BallotMarks
    printed: JobState
    reprints: int = 0

    @property
    def proven(self) -> bool:
        """Whether the receipt is proven to be printed and cut."""
        return self.printed is JobState.CUT


@dataclass(frozen=True, slots=True)
class ShowingCode:
    """The tracking code on the screen; paper is proven or declared unproven."""

    ballot: CodedBallot


@dataclass(frozen=True, slots=True)
class PrintingCode:
    """Waits for PrintCode, asked by a person."""

    ballot: CodedBallot


@dataclass(frozen=True, slots=True)
class Asking:
    """Cast or challenge? Never before a code (EG 2.1.0 sec. 3.4.4)."""

    ballot: CodedBallot


@dataclass(frozen=True, slots=True)
class AskingChallenge:
    """Challenge was touched: make sure that it is meant."""

    ballot: CodedBallot


@dataclass(frozen=True, slots=True)
class Deciding:
    """Waits for Decide. ``marks`` only for a challenge, whose receipt shows them."""

    code: bytes = field(repr=False)
    decision: BallotState
    marks: BallotMarks | None


@dataclass(frozen=True, slots=True)
class NotDecided:
    """The decision may or may not be durable; only the same one can be tried again."""

    deciding: Deciding
    reason: str


@dataclass(frozen=True, slots=True)
class CastDone:
    """The cast ballot is durable everywhere it can be."""


@dataclass(frozen=True, slots=True)
class PrintingChallenge:
    """Waits for PrintChallenge."""

    code: bytes = field(repr=False)
    marks: BallotMarks
    reprints: int


@dataclass(frozen=True, slots=True)
class Challenged:
    """The ballot is challenged, its receipt proven or declared unproven; a fresh one comes next."""

    code: bytes = field(repr=False)
    marks: BallotMarks
    printed: JobState
    reprints: int

    @property
    def proven(self) -> bool:
        """Whether the receipt is proven to be printed and cut."""
        return self.printed is JobState.CUT


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over."""

    outcome: Outcome


BallotStage = Instructing | InContest | WritingIn | RemovingWriteIn | Reviewing | Confirming
CodeStage = ShowingCode | Asking | AskingChallenge
BusyStage = Recording | PrintingCode | Deciding | PrintingChallenge
Stage = BallotStage | CodeStage | BusyStage | NotRecorded | NotDecided | CastDone | Challenged | Ended


class Cover(Enum):
    """What lies over the stage; all but NONE hide every selection and every code."""

    NONE = "none"
    WARNING = "warning"
    HIDDEN = "hidden"
    HELP = "help"
    WORKER = "worker"
    WORKER_END = "worker end"


@dataclass(frozen=True, slots=True)
class BallotSetup:
    """What a session needs to know of the election; the same for every voter of a ballot style.

    ``contests``: of the style, in order. ``languages``: BCP 47 tags, the default first.
    """

    style_index: int
    contests: tuple[Contest, ...]
    languages: tuple[str, ...]
    limits: TimeLimits


@dataclass(frozen=True, slots=True)
class Session:
    """One voter. ``touched_s``: when the voter last did something; ``now_s``: the last tick.

    ``cover_s``: since when ``cover`` lies over the stage. All on the steady clock.
    """

    stage: Stage
    language: str = field(repr=False)
    now_s: float
    touched_s: float
    cover: Cover = Cover.NONE
    cover_s: float = 0.0


def ballot_setup(
    manifest: Manifest, style_index: int, languages: tuple[str, ...], limits: TimeLimits
) -> BallotSetup:
    """The setup for one ballot style (from 1) of an election."""
    return BallotSetup(style_index, manifest.style_contests(style_index), languages, limits)
