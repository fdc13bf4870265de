"""What lies over the voter's screens: the inactivity warning, help, and the poll worker's menu.

None of these shows a selection, a code, or where the voter was.
"""

from device.ui.screen import Banner, Button, Choices, Emphasis, Level, Screen
from device.ui.voter_screens_parts import View, VoterScreen
from device.voting.events import Touch
from device.voting.session import is_undecided, warning_seconds_left
from device.voting.state import CastDone, Challenged, NotDecided, NotRecorded


def warning_screen(view: View) -> Screen:
    """Are you still voting? With the seconds that are left (VVSG 2.0 7.2-O)."""
    words = view.words
    seconds = max(1, warning_seconds_left(view.setup, view.session))
    return Screen(
        name=VoterScreen.STILL_THERE.value,
        language=view.language,
        title=words("warning.title"),
        body=(words("warning.one"), view.counted("warning.two", seconds, seconds=seconds)),
        header=view.header(),
        buttons=(view.button(Touch.STILL_HERE, "warning.here", Emphasis.PRIMARY),),
        symbol="hand",
    )


def hidden_screen(view: View) -> Screen:
    """Everything hidden; only a poll worker can go on from here."""
    words = view.words
    return Screen(
        name=VoterScreen.HIDDEN.value,
        language=view.language,
        title=words("hidden.title"),
        body=(words("hidden.one"), words("hidden.two")),
        header=view.header(),
        buttons=(view.button(Touch.POLL_WORKER, "poll_worker"),),
        symbol="hand",
    )


def help_screen(view: View) -> Screen:
    """A poll worker is on the way, and sees nothing of the ballot on arriving."""
    words = view.words
    return Screen(
        name=VoterScreen.HELP.value,
        language=view.language,
        title=words("help.title"),
        body=(words("help.one"),),
        header=view.header(),
        buttons=(
            view.button(Touch.POLL_WORKER, "poll_worker", Emphasis.QUIET),
            view.button(Touch.LEAVE_HELP, "help.continue", Emphasis.PRIMARY),
        ),
        symbol="hand",
    )


def worker_screen(view: View) -> Screen:
    """What a poll worker may do with this session."""
    words = view.words
    return Screen(
        name=VoterScreen.WORKER.value,
        language=view.language,
        title=words("worker.title"),
        body=(_situation(view), words("worker.hidden")),
        content=Choices(
            (
                view.button(Touch.WORKER_RESUME, "worker.resume", Emphasis.PRIMARY),
                _end_button(view, Touch.WORKER_END),
            )
        ),
    )


def worker_end_screen(view: View) -> Screen:
    """Make sure that ending is meant."""
    words = view.words
    return Screen(
        name=VoterScreen.WORKER_END.value,
        language=view.language,
        title=words("worker.sure"),
        body=(_situation(view),),
        banner=Banner(Level.WARNING, words(f"{_ending(view)}.detail")),
        content=Choices(
            (
                view.button(Touch.WORKER_KEEP, "worker.no", Emphasis.PRIMARY),
                _end_button(view, Touch.WORKER_CONFIRM_END),
            )
        ),
    )


def _end_button(view: View, touch: Touch) -> Button:
    key = _ending(view)
    return view.button(touch, key, Emphasis.CAUTION, detail=f"{key}.detail")


def _ending(view: View) -> str:
    stage = view.session.stage
    if is_undecided(stage):
        return "worker.spoil"
    if isinstance(stage, NotDecided):
        return "worker.leave"
    return "worker.finish" if isinstance(stage, Challenged | CastDone) else "worker.cancel"


def _situation(view: View) -> str:
    words, stage = view.words, view.session.stage
    match stage:
        case NotRecorded():
            return words("worker.not_recorded", reason=stage.reason)
        case NotDecided():
            return words("worker.not_decided", reason=stage.reason)
        case Challenged():
            return words("worker.challenged")
        case CastDone():
            return words("worker.cast")
        case _:
            return words("worker.after" if is_undecided(stage) else "worker.before")
