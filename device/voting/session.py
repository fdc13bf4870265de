"""One voter's session: a pure function from state and event to state and effects.

No clock and no I/O: time arrives as ``Tick``, what effects brought arrives as events. This module
holds what lies over every stage: languages, help, inactivity (VVSG 2.0 7.2-O) and the poll worker.
Inactivity never casts: a voter who left before the code leaves nothing, one who left after it
leaves an undecided ballot that a poll worker resolves as spoiled.
"""

import math
from dataclasses import dataclass, replace

from device.records.ballot_state import BallotState
from device.voting.ballot_stages import mark
from device.voting.decision_stages import Move, arrived, decide, deciding, ended
from device.voting.effects import AdmitPollWorker, CallPollWorker, CallReason, Effect, Outcome
from device.voting.events import (
    BallotRecorded,
    ChallengePrinted,
    ChooseLanguage,
    CodePrinted,
    DecisionFailed,
    DecisionRecorded,
    Event,
    RecordingFailed,
    Tick,
    Touch,
    VoterEvent,
    WorkerAdmitted,
)
from device.voting.marks import blank_marks
from device.voting.state import (
    Asking,
    AskingChallenge,
    BallotSetup,
    CastDone,
    Challenged,
    Cover,
    Deciding,
    Ended,
    InContest,
    Instructing,
    NotDecided,
    NotRecorded,
    PrintingChallenge,
    PrintingCode,
    Recording,
    RemovingWriteIn,
    Reviewing,
    Session,
    ShowingCode,
    Stage,
    WritingIn,
)

DONE_SHOWN_S = 20.0
"""How long "recorded" stays on the screen when nobody touches it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A session after an event, and what it asks for, in order."""

    session: Session
    effects: tuple[Effect, ...] = ()


def activate(setup: BallotSetup, steady_s: float) -> Session:
    """A new session: defaults for everything (VVSG 2.0 7.1-A), a blank ballot, instructions first."""
    stage = Instructing(blank_marks(setup.contests))
    return Session(stage, setup.languages[0], now_s=steady_s, touched_s=steady_s)


def step(setup: BallotSetup, session: Session, event: Event) -> Step:
    """The session after ``event``. A touch that means nothing where it arrives changes nothing.

    Raises StateError for the result of an effect that nobody waits for.
    """
    match event:
        case Tick(steady_s):
            return _tick(setup, replace(session, now_s=max(steady_s, session.now_s)))
        case WorkerAdmitted():
            return Step(session if is_closed(session.stage) else _covered(session, Cover.WORKER))
        case (
            BallotRecorded()
            | RecordingFailed()
            | CodePrinted()
            | DecisionRecorded()
            | DecisionFailed()
            | ChallengePrinted()
        ):
            return _moved(session, arrived(session.stage, event, session.language))
        case _:
            return _touched(setup, replace(session, touched_s=session.now_s), event)


def is_busy(stage: Stage) -> bool:
    """Whether the session waits for the result of an effect."""
    return isinstance(stage, Recording | PrintingCode | Deciding | PrintingChallenge)


def is_closed(stage: Stage) -> bool:
    """Whether neither time nor a poll worker can change the stage now."""
    return is_busy(stage) or isinstance(stage, Ended)


def is_undecided(stage: Stage) -> bool:
    """Whether a recorded ballot waits for its voter's decision."""
    return isinstance(stage, ShowingCode | Asking | AskingChallenge)


def warning_seconds_left(setup: BallotSetup, session: Session) -> int:
    """Whole seconds until the warning ends and everything is hidden."""
    return max(0, math.ceil(session.cover_s + setup.limits.voter_warning_s - session.now_s))


def _touched(setup: BallotSetup, session: Session, event: VoterEvent) -> Step:
    if isinstance(event, ChooseLanguage):
        return Step(_in_language(setup, session, event.language))
    if session.cover is not Cover.NONE:
        return _touched_cover(session, event)
    if event is Touch.HELP and not is_closed(session.stage):
        return Step(_covered(session, Cover.HELP), (CallPollWorker(CallReason.VOTER_ASKED),))
    if event is Touch.POLL_WORKER and isinstance(session.stage, NotRecorded | NotDecided):
        return Step(session, (AdmitPollWorker(),))
    stage = session.stage
    if isinstance(stage, Instructing | InContest | WritingIn | RemovingWriteIn | Reviewing):
        return Step(replace(session, stage=mark(setup, stage, event)))
    return _moved(session, decide(setup, stage, event, session.language))


def _in_language(setup: BallotSetup, session: Session, language: str) -> Session:
    if language not in setup.languages or session.cover in {Cover.WORKER, Cover.WORKER_END}:
        return session
    awake = _covered(session, Cover.NONE) if session.cover is Cover.WARNING else session
    return replace(awake, language=language)


def _touched_cover(session: Session, event: VoterEvent) -> Step:
    match session.cover, event:
        case (Cover.WARNING, Touch.STILL_HERE) | (Cover.HELP, Touch.LEAVE_HELP):
            return Step(_covered(session, Cover.NONE))
        case (Cover.HELP | Cover.HIDDEN, Touch.POLL_WORKER):
            return Step(session, (AdmitPollWorker(),))
        case Cover.WORKER, Touch.WORKER_RESUME:
            return Step(_covered(session, Cover.NONE))
        case Cover.WORKER, Touch.WORKER_END:
            return Step(_covered(session, Cover.WORKER_END))
        case Cover.WORKER_END, Touch.WORKER_KEEP:
            return Step(_covered(session, Cover.WORKER))
        case Cover.WORKER_END, Touch.WORKER_CONFIRM_END:
            return _moved(_covered(session, Cover.NONE), _ended_by_worker(session.stage))
        case _:
            return Step(session)


def _ended_by_worker(stage: Stage) -> Move:
    match stage:
        case ShowingCode(ballot) | Asking(ballot) | AskingChallenge(ballot):
            return deciding(ballot.code, BallotState.SPOILED, None)
        case NotDecided():
            return ended(Outcome.UNRESOLVED)
        case Challenged():
            return ended(Outcome.CHALLENGED)
        case CastDone():
            return ended(Outcome.CAST)
        case _:
            return ended(Outcome.CANCELLED)


def _tick(setup: BallotSetup, session: Session) -> Step:
    idle_s = session.now_s - session.touched_s
    limits = setup.limits
    if isinstance(session.stage, CastDone) and session.cover is Cover.NONE:
        return _moved(session, ended(Outcome.CAST)) if idle_s >= DONE_SHOWN_S else Step(session)
    if is_closed(session.stage):
        return Step(session)
    match session.cover:
        case Cover.NONE | Cover.HELP if idle_s >= limits.voter_idle_s:
            return Step(_covered(session, Cover.WARNING))
        case Cover.WARNING if session.now_s - session.cover_s >= limits.voter_warning_s:
            return Step(_covered(session, Cover.HIDDEN), (CallPollWorker(CallReason.VOTER_GONE),))
        case Cover.WORKER | Cover.WORKER_END if idle_s >= limits.worker_idle_s:
            return Step(_covered(session, Cover.HIDDEN))
        case _:
            return Step(session)


def _covered(session: Session, cover: Cover) -> Session:
    awake = session.touched_s if cover is Cover.WARNING else session.now_s
    return replace(session, cover=cover, cover_s=session.now_s, touched_s=awake)


def _moved(session: Session, move: Move) -> Step:
    return Step(replace(session, stage=move.stage, touched_s=session.now_s), move.effects)
