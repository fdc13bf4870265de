"""What a voter's session asks of the world. Each is done once; its result comes back as an event.

    RecordBallot    -> BallotRecorded or RecordingFailed
    PrintCode       -> CodePrinted
    Decide          -> DecisionRecorded or DecisionFailed
    PrintChallenge  -> ChallengePrinted
    AdmitPollWorker -> WorkerAdmitted after the right PIN, or nothing
    CallPollWorker, EndSession: no result

A session never asks for a second thing that has a result while it waits for the first.
"""

from dataclasses import dataclass, field
from enum import Enum

from device.electionguard.ballot import PlainBallot
from device.records.ballot_state import BallotState
from device.voting.marks import BallotMarks


class CallReason(Enum):
    """Why a poll worker is called; none tells anything about a vote."""

    VOTER_ASKED = "the voter asked"
    VOTER_GONE = "the voter left"
    NOT_RECORDED = "a ballot could not be recorded"
    NOT_DECIDED = "a decision could not be recorded"
    PRINTER = "a receipt is not proven to be printed"


class Outcome(Enum):
    """How a session ended."""

    CAST = "cast"
    CHALLENGED = "challenged"
    SPOILED = "spoiled"
    CANCELLED = "cancelled"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class RecordBallot:
    """Encrypt, store on every medium, then print the code in ``language``."""

    plain: PlainBallot = field(repr=False)
    language: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintCode:
    """Print the code again because a person asked; ``reprint`` counts from 1 and is printed."""

    code: bytes = field(repr=False)
    language: str = field(repr=False)
    reprint: int


@dataclass(frozen=True, slots=True)
class Decide:
    """Make the decision about a recorded ballot durable."""

    code: bytes = field(repr=False)
    decision: BallotState


@dataclass(frozen=True, slots=True)
class PrintChallenge:
    """Print the challenged ballot's selections, marked as not counted. ``reprint``: 0 at first."""

    code: bytes = field(repr=False)
    marks: BallotMarks = field(repr=False)
    language: str = field(repr=False)
    reprint: int


@dataclass(frozen=True, slots=True)
class CallPollWorker:
    """Call a poll worker: a light, a sound, an entry in the log."""

    reason: CallReason


@dataclass(frozen=True, slots=True)
class AdmitPollWorker:
    """Somebody touched the poll worker's button: ask for a PIN."""


@dataclass(frozen=True, slots=True)
class EndSession:
    """The session is over and holds no mark and no code any more. UNRESOLVED: a poll worker has

    to look at the undecided ballots, because a decision could not be made durable.
    """

    outcome: Outcome


Effect = RecordBallot | PrintCode | Decide | PrintChallenge | CallPollWorker | AdmitPollWorker | EndSession
