"""What all screens of the polls share: their names, the status line, levels."""

from enum import Enum

from device.election.settings import Role
from device.polls.facts import Grade
from device.polls.flow_state import PollsState
from device.polls.tasks import Phase
from device.ui.screen import Banner, Button, Content, Level, Screen
from device.ui.texts import Texts, texts

LANGUAGE = "en"
LEVELS = {
    Grade.PLAIN: Level.NORMAL,
    Grade.GOOD: Level.GOOD,
    Grade.WARNING: Level.WARNING,
    Grade.ERROR: Level.ERROR,
}


class PollScreen(Enum):
    """Stable names of the polls' screens."""

    NO_ELECTION = "polls-no-election"
    READY = "polls-ready"
    OPEN = "polls-open"
    SUSPENDED = "polls-suspended"
    CLOSED = "polls-closed"
    PIN = "polls-pin"
    MENU = "polls-menu"
    STYLE = "polls-style"
    CONFIRM = "polls-confirm"
    WORKING = "polls-working"
    REPORT = "polls-report"
    PAPER = "polls-paper"
    UNDECIDED = "polls-undecided"
    PRINTER = "polls-printer"
    MEDIA = "polls-media"


def role_name(role: Role, say: Texts) -> str:
    """What people call a role."""
    return say(f"role.{role.value}")


def status_line(state: PollsState, say: Texts) -> str:
    """Place and terminal; once the polls were opened, the public counter of ballots too."""
    snapshot = state.snapshot
    if snapshot.election is None:
        return snapshot.device_id
    place, device = snapshot.election.place, snapshot.device_id
    if state.phase in (Phase.OPEN, Phase.SUSPENDED, Phase.CLOSED):
        return say("status.counted", place=place, device=device, count=snapshot.counts.encrypted)
    return say("status", place=place, device=device)


def screen(
    state: PollsState,
    name: PollScreen,
    title: str,
    *,
    body: tuple[str, ...] = (),
    banner: Banner | None = None,
    content: Content | None = None,
    buttons: tuple[Button, ...] = (),
    symbol: str = "",
) -> Screen:
    """A screen of the polls with its status line."""
    return Screen(
        name=name.value,
        language=LANGUAGE,
        title=title,
        body=body,
        banner=banner,
        content=content,
        buttons=buttons,
        status=status_line(state, texts("polls", LANGUAGE)),
        symbol=symbol,
    )
