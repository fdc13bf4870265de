"""The idle screens: one for each phase, and what they ask passers-by to tell a poll worker."""

from device.election.settings import Role
from device.hal import Paper, PowerAlarm, Supply
from device.polls.facts import Snapshot
from device.polls.flow_state import PollsState
from device.polls.pages import Home
from device.polls.tasks import Phase
from device.polls.touches import Key
from device.polls.voting_day import NEARLY_FULL
from device.ui.poll_screens_parts import PollScreen, role_name, screen
from device.ui.screen import Banner, Button, Emphasis, Level, Screen
from device.ui.texts import Texts

_NAMES = {
    Phase.NO_ELECTION: PollScreen.NO_ELECTION,
    Phase.READY: PollScreen.READY,
    Phase.OPEN: PollScreen.OPEN,
    Phase.SUSPENDED: PollScreen.SUSPENDED,
    Phase.CLOSED: PollScreen.CLOSED,
}
_SYMBOLS = {Phase.OPEN: "hand", Phase.SUSPENDED: "stop", Phase.CLOSED: "tick"}


def home_screen(state: PollsState, _page: Home, say: Texts) -> Screen:
    """The idle screen of the phase."""
    snapshot = state.snapshot
    key = f"home.{state.phase.value.replace(' ', '-')}"
    title = snapshot.election.title if snapshot.election else ""
    return screen(
        state,
        _NAMES[state.phase],
        say(f"{key}.title"),
        body=(say(f"{key}.body", election=title),),
        banner=_banner(snapshot, state.alarm, say),
        buttons=_buttons(state.phase, say),
        symbol=_SYMBOLS.get(state.phase, ""),
    )


def _buttons(phase: Phase, say: Texts) -> tuple[Button, ...]:
    official = Button(Key.OFFICIAL.value, role_name(Role.OFFICIAL, say), Emphasis.QUIET)
    if phase is Phase.NO_ELECTION:
        return (Button(Key.OFFICIAL.value, role_name(Role.OFFICIAL, say), Emphasis.PRIMARY),)
    # While the polls are open the screen is for voters: nothing on it asks them to be touched.
    emphasis = Emphasis.QUIET if phase is Phase.OPEN else Emphasis.PRIMARY
    return (official, Button(Key.POLL_WORKER.value, role_name(Role.POLL_WORKER, say), emphasis))


def _banner(snapshot: Snapshot, alarm: PowerAlarm, say: Texts) -> Banner | None:
    station = snapshot.station
    if alarm is PowerAlarm.ENDING:
        return Banner(Level.ERROR, say("home.power-ending"))
    if station.phase is Phase.READY and station.opening_begun:
        return Banner(Level.WARNING, say("home.opening-begun"))
    if station.phase is Phase.CLOSED:
        return None if station.exported else Banner(Level.WARNING, say("home.not-exported"))
    at_work = station.phase in (Phase.OPEN, Phase.SUSPENDED)
    return _banner_at_work(snapshot, alarm, say) if at_work else None


def _banner_at_work(snapshot: Snapshot, alarm: PowerAlarm, say: Texts) -> Banner | None:
    stopped = snapshot.stopped_without_stick
    found = (
        (snapshot.counts.undecided > 0, Level.ERROR, "home.undecided"),
        (snapshot.printer_unclear, Level.ERROR, "home.printer"),
        (snapshot.printer_untested, Level.ERROR, "home.printer-untested"),
        (snapshot.contradicting_media, Level.ERROR, "home.contradiction"),
        (stopped and snapshot.returning_media, Level.WARNING, "home.stopped-returning"),
        (stopped, Level.ERROR, "home.stopped"),
        (bool(snapshot.media_to_tend), Level.ERROR, "home.media"),
        (snapshot.returning_media, Level.WARNING, "media.returning"),
        (not snapshot.printer_ready, Level.ERROR, "home.printer-not-ready"),
        (alarm is PowerAlarm.WEAK, Level.WARNING, "home.power-weak"),
        (snapshot.paper is Paper.NEAR_END, Level.WARNING, "home.paper-low"),
        (snapshot.room is not None and snapshot.room <= NEARLY_FULL, Level.WARNING, "home.room"),
        (snapshot.supply is Supply.BATTERY, Level.WARNING, "home.battery"),
    )
    for is_so, level, key in found:
        if is_so:
            return Banner(level, say(key, room=snapshot.room or 0))
    return None
