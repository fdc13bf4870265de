"""What can happen to a voter's session: touches, results of effects, and time.

Fields that could tell a vote or a tracking code stand in no ``repr``.
"""

from dataclasses import dataclass, field
from enum import Enum

from device.hal import JobState


class Touch(Enum):
    """A touch that needs no more than its name; the value is the id that the screen reports."""

    NEXT = "next"
    BACK = "back"
    REVIEW = "review"
    ADD_WRITE_IN = "write-in-add"
    ERASE = "key-erase"
    ACCEPT_WRITE_IN = "write-in-accept"
    CANCEL_WRITE_IN = "write-in-cancel"
    REMOVE = "remove-yes"
    KEEP = "remove-no"
    FINISH = "finish"
    CONFIRM = "confirm"
    RETRY = "retry"
    PRINT_AGAIN = "print-again"
    CONTINUE = "continue"
    CAST = "cast"
    CHALLENGE = "challenge"
    CONFIRM_CHALLENGE = "challenge-yes"
    DECLINE_CHALLENGE = "challenge-no"
    VOTE_AGAIN = "vote-again"
    DONE = "done"
    STILL_HERE = "still-here"
    HELP = "help"
    LEAVE_HELP = "help-done"
    POLL_WORKER = "poll-worker"
    WORKER_RESUME = "worker-resume"
    WORKER_END = "worker-end"
    WORKER_CONFIRM_END = "worker-end-yes"
    WORKER_KEEP = "worker-end-no"


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Show everything in another language of the election (BCP 47 tag)."""

    language: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenContest:
    """From the review straight to the contest with this manifest index."""

    index: int


@dataclass(frozen=True, slots=True)
class TouchOption:
    """An option's row is touched; ``option`` is its position from 0."""

    option: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class MoreVotes:
    """One vote more for an option that can have several."""

    option: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class FewerVotes:
    """One vote less for an option that can have several."""

    option: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class TouchWriteIn:
    """The row of a name already written in is touched; ``slot`` is its position from 0."""

    slot: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class TypeKey:
    """A key of the write-in keyboard."""

    character: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BallotRecorded:
    """Result of RecordBallot: the ballot is safe on disk; ``printed`` says what paper knows."""

    code: bytes = field(repr=False)
    printed: JobState


@dataclass(frozen=True, slots=True)
class RecordingFailed:
    """Result of RecordBallot: nothing was recorded. ``reason``: one sentence for a poll worker."""

    reason: str


@dataclass(frozen=True, slots=True)
class CodePrinted:
    """Result of PrintCode."""

    printed: JobState


@dataclass(frozen=True, slots=True)
class DecisionRecorded:
    """Result of Decide: the decision is durable on the internal medium and the removable ones."""


@dataclass(frozen=True, slots=True)
class DecisionFailed:
    """Result of Decide: nobody knows whether it is durable. ``reason``: for a poll worker."""

    reason: str


@dataclass(frozen=True, slots=True)
class ChallengePrinted:
    """Result of PrintChallenge."""

    printed: JobState


@dataclass(frozen=True, slots=True)
class WorkerAdmitted:
    """A poll worker gave the right PIN."""


@dataclass(frozen=True, slots=True)
class Tick:
    """It is now ``steady_s`` on the steady clock; sent at least every second."""

    steady_s: float


VoterEvent = (
    Touch | ChooseLanguage | OpenContest | TouchOption | MoreVotes | FewerVotes | TouchWriteIn | TypeKey
)
ResultEvent = (
    BallotRecorded | RecordingFailed | CodePrinted | DecisionRecorded | DecisionFailed | ChallengePrinted
)
Event = VoterEvent | ResultEvent | WorkerAdmitted | Tick
