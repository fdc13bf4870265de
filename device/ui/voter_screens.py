"""The voter's screens: from a session's state to the record that QML shows."""

from device.election.content import BallotContent
from device.ui.screen import Screen
from device.ui.voter_screens_ballot import confirm_screen, instructions_screen, review_screen
from device.ui.voter_screens_code import (
    cast_screen,
    challenged_screen,
    code_screen,
    confirm_challenge_screen,
    deciding_screen,
    ended_screen,
    not_decided_screen,
    not_recorded_screen,
    printing_challenge_screen,
    printing_code_screen,
    question_screen,
    recording_screen,
)
from device.ui.voter_screens_contest import contest_screen, remove_screen, write_in_screen
from device.ui.voter_screens_covers import (
    help_screen,
    hidden_screen,
    warning_screen,
    worker_end_screen,
    worker_screen,
)
from device.ui.voter_screens_parts import View, view_of
from device.voting.state import (
    Asking,
    AskingChallenge,
    BallotSetup,
    CastDone,
    Challenged,
    Confirming,
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

_COVERS = {
    Cover.WARNING: warning_screen,
    Cover.HIDDEN: hidden_screen,
    Cover.HELP: help_screen,
    Cover.WORKER: worker_screen,
    Cover.WORKER_END: worker_end_screen,
}


def voter_screen(setup: BallotSetup, session: Session, content: BallotContent) -> Screen:
    """The screen for a session. A cover shows nothing of the stage below it."""
    view = view_of(setup, session, content)
    if session.cover is not Cover.NONE:
        return _COVERS[session.cover](view)
    return _stage_screen(view, session.stage)


def _stage_screen(view: View, stage: Stage) -> Screen:
    match stage:
        case Instructing():
            return instructions_screen(view, stage)
        case InContest():
            return contest_screen(view, stage)
        case WritingIn():
            return write_in_screen(view, stage)
        case RemovingWriteIn():
            return remove_screen(view, stage)
        case Reviewing():
            return review_screen(view, stage)
        case Confirming():
            return confirm_screen(view, stage)
        case Recording():
            return recording_screen(view)
        case NotRecorded():
            return not_recorded_screen(view, stage)
        case ShowingCode():
            return code_screen(view, stage)
        case PrintingCode():
            return printing_code_screen(view)
        case Asking():
            return question_screen(view)
        case AskingChallenge():
            return confirm_challenge_screen(view)
        case Deciding():
            return deciding_screen(view, stage)
        case NotDecided():
            return not_decided_screen(view, stage)
        case CastDone():
            return cast_screen(view, stage)
        case PrintingChallenge():
            return printing_challenge_screen(view)
        case Challenged():
            return challenged_screen(view, stage)
        case Ended():
            return ended_screen(view, stage)
