"""What poll workers read about sticks: the alarm on their screens, and the page about each stick."""

from device.polls.flow_state import PollsState
from device.polls.pages import MediaHelp
from device.polls.tasks import Task
from device.polls.touches import Key, task_id
from device.records.box_states import BoxState
from device.ui.poll_screens_parts import PollScreen, screen
from device.ui.screen import Banner, Button, Emphasis, Fact, Facts, Level, Screen
from device.ui.texts import Texts


def media_banner(state: PollsState, say: Texts) -> Banner | None:
    """The alarm about sticks that take no ballots, on every screen of a poll worker between voters."""
    snapshot = state.snapshot
    if not snapshot.missing_media:
        return None
    stopped = snapshot.stopped_without_stick
    if not snapshot.media_to_tend:
        return Banner(Level.WARNING, say("media.returning-stopped" if stopped else "media.returning"))
    contradicting = [each for each in snapshot.media_to_tend if each.state is BoxState.CONTRADICTING]
    if contradicting:
        return Banner(Level.ERROR, contradicting[0].problem)
    problem = snapshot.media_to_tend[0].problem
    if stopped:
        return Banner(Level.ERROR, say("media.stopped", problem=problem))
    alone = not any(each.removable and each.state.usable for each in snapshot.media)
    return Banner(Level.ERROR, say("media.alone", problem=problem) if alone else problem)


def media_screen(state: PollsState, _page: MediaHelp, say: Texts) -> Screen:
    """Every stick that takes no ballots, why, and what to do; the button takes in those that are there.

    The terminal goes on looking while the page is shown, so the page may find that all is well again.
    """
    snapshot = state.snapshot
    if not snapshot.missing_media:
        return screen(
            state,
            PollScreen.MEDIA,
            say("media.well.title"),
            body=(say("media.well.body"),),
            buttons=(
                Button(task_id(Task.RESTORE_MEDIA), say("media.again")),
                Button(Key.MENU.value, say("ok"), Emphasis.PRIMARY),
            ),
            symbol="tick",
        )
    rows = tuple(
        Fact(each.label, each.problem, Level.WARNING if each.state is BoxState.RETURNED else Level.ERROR)
        for each in snapshot.missing_media
    )
    fresh = any(each.state is BoxState.UNENROLLED for each in snapshot.missing_media)
    return screen(
        state,
        PollScreen.MEDIA,
        say("media.contradiction.title" if snapshot.contradicting_media else "media.title"),
        body=_body(state, say),
        content=Facts(rows),
        buttons=(
            Button(Key.MENU.value, say("later")),
            Button(
                task_id(Task.RESTORE_MEDIA),
                say("media.replace" if fresh else "media.yes"),
                Emphasis.PLAIN if snapshot.contradicting_media else Emphasis.PRIMARY,
            ),
        ),
        symbol="stop" if snapshot.contradicting_media else "warning",
    )


def _body(state: PollsState, say: Texts) -> tuple[str, ...]:
    if state.snapshot.contradicting_media:
        return (say("media.contradiction.body"),)
    if state.snapshot.stopped_without_stick:
        return (say("media.stopped.body"), say("media.body"))
    return (say("media.body"),)
