"""From the voter's confirmation to the end: recording, the code, cast or challenge.

The question is asked only in stages that hold a code, and a stage holds a code only after
BallotRecorded: it cannot be reached earlier (EG 2.1.0 sec. 3.4.4).
"""

from dataclasses import dataclass, replace

from device.errors import StateError
from device.hal import JobState
from device.records.ballot_state import BallotState
from device.voting.effects import (
    CallPollWorker,
    CallReason,
    Decide,
    Effect,
    EndSession,
    Outcome,
    PrintChallenge,
    PrintCode,
    RecordBallot,
)
from device.voting.events import (
    BallotRecorded,
    ChallengePrinted,
    CodePrinted,
    DecisionFailed,
    DecisionRecorded,
    RecordingFailed,
    ResultEvent,
    Touch,
    VoterEvent,
)
from device.voting.marks import BallotMarks, blank_marks
from device.voting.plain_ballot import plain_ballot
from device.voting.state import (
    Asking,
    AskingChallenge,
    BallotSetup,
    CastDone,
    Challenged,
    CodedBallot,
    Confirming,
    Deciding,
    Ended,
    InContest,
    NotDecided,
    NotRecorded,
    PrintingChallenge,
    PrintingCode,
    Recording,
    Reviewing,
    ShowingCode,
    Stage,
)


@dataclass(frozen=True, slots=True)
class Move:
    """Where the session goes, and what it asks for."""

    stage: Stage
    effects: tuple[Effect, ...] = ()


def decide(setup: BallotSetup, stage: Stage, event: VoterEvent, language: str) -> Move:
    """What a voter's touch does from the confirmation on; nothing, where it means nothing."""
    match stage, event:
        case (Confirming(marks) | NotRecorded(marks), Touch.BACK):
            return Move(Reviewing(marks))
        case (Confirming(marks), Touch.CONFIRM) | (NotRecorded(marks), Touch.RETRY):
            return Move(Recording(marks), (RecordBallot(plain_ballot(setup.contests, marks), language),))
        case ShowingCode(ballot), Touch.CONTINUE:
            return Move(Asking(ballot))
        case ShowingCode(ballot), Touch.PRINT_AGAIN if not ballot.proven:
            again = replace(ballot, reprints=ballot.reprints + 1)
            return Move(PrintingCode(again), (PrintCode(again.code, language, again.reprints),))
        case Asking(ballot), Touch.BACK:
            return Move(ShowingCode(ballot))
        case Asking(ballot), Touch.CAST:
            return deciding(ballot.code, BallotState.CAST, None)
        case Asking(ballot), Touch.CHALLENGE:
            return Move(AskingChallenge(ballot))
        case AskingChallenge(ballot), Touch.DECLINE_CHALLENGE:
            return Move(Asking(ballot))
        case AskingChallenge(ballot), Touch.CONFIRM_CHALLENGE:
            return deciding(ballot.code, BallotState.CHALLENGED, ballot.marks)
        case NotDecided(waiting), Touch.RETRY:
            return deciding(waiting.code, waiting.decision, waiting.marks)
        case CastDone(), Touch.DONE:
            return ended(Outcome.CAST)
        case Challenged(), Touch.PRINT_AGAIN if not stage.proven:
            return _print_challenge(stage.code, stage.marks, stage.reprints + 1, language)
        case Challenged(), Touch.VOTE_AGAIN:
            return Move(InContest(blank_marks(setup.contests), 0))
        case _:
            return Move(stage)


def deciding(code: bytes, decision: BallotState, marks: BallotMarks | None) -> Move:
    """Make a decision durable; ``marks`` only where its receipt shows them."""
    return Move(Deciding(code, decision, marks), (Decide(code, decision),))


def ended(outcome: Outcome) -> Move:
    """The end: nothing of the voter is left in the state."""
    return Move(Ended(outcome), (EndSession(outcome),))


def arrived(stage: Stage, event: ResultEvent, language: str) -> Move:
    """What the result of an effect does. Raises StateError for one that nobody waits for."""
    match stage, event:
        case Recording(marks), BallotRecorded(code, printed):
            return Move(ShowingCode(CodedBallot(code, marks, printed)), _call_if_unproven(printed))
        case Recording(marks), RecordingFailed(reason):
            return Move(NotRecorded(marks, reason), (CallPollWorker(CallReason.NOT_RECORDED),))
        case PrintingCode(ballot), CodePrinted(printed):
            return Move(ShowingCode(replace(ballot, printed=printed)), _call_if_unproven(printed))
        case Deciding(), DecisionRecorded():
            return _decided(stage, language)
        case Deciding(), DecisionFailed(reason):
            return Move(NotDecided(stage, reason), (CallPollWorker(CallReason.NOT_DECIDED),))
        case PrintingChallenge(), ChallengePrinted(printed):
            done = Challenged(stage.code, stage.marks, printed, stage.reprints)
            return Move(done, _call_if_unproven(printed))
        case _:
            raise StateError("The voter's session was given a result that it does not wait for.")


def _decided(stage: Deciding, language: str) -> Move:
    if stage.decision is BallotState.CAST:
        return Move(CastDone())
    if stage.decision is BallotState.CHALLENGED and stage.marks is not None:
        return _print_challenge(stage.code, stage.marks, 0, language)
    return ended(Outcome.SPOILED)


def _print_challenge(code: bytes, marks: BallotMarks, reprint: int, language: str) -> Move:
    return Move(PrintingChallenge(code, marks, reprint), (PrintChallenge(code, marks, language, reprint),))


def _call_if_unproven(printed: JobState) -> tuple[Effect, ...]:
    """A printer that can prove nothing gives no reason to call anybody: the voter looks at the paper."""
    called = printed not in (JobState.CUT, JobState.SENT)
    return (CallPollWorker(CallReason.PRINTER),) if called else ()
