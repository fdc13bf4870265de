"""The state of the polls' flow, and the few moves between pages that every event shares."""

from dataclasses import dataclass, replace

from device.election.settings import Role
from device.hal import PowerAlarm
from device.polls.events import Effect, Job, RunJob
from device.polls.facts import Snapshot
from device.polls.pages import (
    Confirm,
    Home,
    MediaHelp,
    Menu,
    Page,
    PrinterHelp,
    Undecided,
    Voting,
    Working,
)
from device.polls.tasks import Phase, Task, allowed


@dataclass(frozen=True, slots=True)
class PollsState:
    """All that the polls' screens show. ``role``: who is logged in, None for nobody.

    ``now_s``, ``touched_s`` and ``looked_s`` are steady seconds: of the last tick, the last touch
    and the last quiet look at the hardware; ``looking``: such a look is under way.
    ``voter``: a voter's session exists, on the screen or waiting behind a poll worker's page.
    ``alarm``: the power's at the last tick; ``ending_s``: since when it is ending, None while it is not;
    ``power_task``: the last thing that was done about that. ``catching_up``: a medium that is back is being
    brought up to date, a step after the other.
    """

    page: Page
    snapshot: Snapshot
    role: Role | None = None
    now_s: float = 0.0
    touched_s: float = 0.0
    looked_s: float = 0.0
    looking: bool = False
    voter: bool = False
    alarm: PowerAlarm = PowerAlarm.UNKNOWN
    ending_s: float | None = None
    power_task: Task | None = None
    catching_up: bool = False

    @property
    def phase(self) -> Phase:
        """Where the polls stand."""
        return self.snapshot.station.phase

    def may(self, task: Task) -> bool:
        """Whether the person who is logged in may do ``task`` now."""
        return self.role is not None and allowed(self.role, self.phase, task)


Step = tuple[PollsState, tuple[Effect, ...]]


def begin(snapshot: Snapshot, now_s: float) -> Step:
    """The flow at power-on: the terminal looks at itself before it shows anything else."""
    state = PollsState(Home(), snapshot, now_s=now_s, touched_s=now_s, looked_s=now_s)
    return run(state, Job(Task.START))


def show(state: PollsState, page: Page) -> Step:
    """Go to ``page``."""
    return replace(state, page=page), ()


def run(state: PollsState, job: Job) -> Step:
    """Show that ``job`` is running, and run it."""
    return replace(state, page=Working(job.task, job.task.value)), (RunJob(job),)


def look(state: PollsState) -> Step:
    """Look at media, printer and counts without showing it; the result renews the snapshot."""
    if state.looking:
        return state, ()
    return replace(state, looking=True, looked_s=state.now_s), (RunJob(Job(Task.LOOK)),)


def catch_up(state: PollsState) -> Step:
    """A step of bringing media up to date that are back, if there are any; its result asks for the next."""
    if state.catching_up or not state.snapshot.returning_media:
        return state, ()
    return replace(state, catching_up=True), (RunJob(Job(Task.CATCH_UP)),)


def leave(state: PollsState) -> Step:
    """Log whoever is logged in off, and go back to where nobody needs a PIN."""
    page: Page = Voting() if state.voter else Home()
    if state.role is None:
        return show(state, page)
    return replace(state, page=page, role=None), (RunJob(Job(Task.LOG_OFF)),)


def landing(state: PollsState) -> Step:
    """The page for a person who is logged in: what needs them first, then the voter, then the menu."""
    trouble = trouble_page(state)
    if trouble is not None:
        return show(state, trouble)
    return run(state, Job(Task.ASSIST_VOTER)) if state.voter else show(state, Menu())


def trouble_page(state: PollsState) -> Undecided | PrinterHelp | Confirm | MediaHelp | None:
    """What has to be dealt with before the next voter, gravest first; None if nothing.

    While a voter is there, the undecided ballot is the voter's own and nobody else's business.
    """
    snapshot = state.snapshot
    if snapshot.counts.undecided and state.may(Task.RESOLVE) and not state.voter:
        return Undecided()
    if snapshot.printer_unclear and state.may(Task.CLEAR_PRINTER):
        return PrinterHelp()
    if snapshot.printer_untested and state.may(Task.ACTIVATE):
        return Confirm(Task.TEST_PRINTER)
    if snapshot.media_to_tend and state.may(Task.RESTORE_MEDIA):
        return MediaHelp()
    return None


def onward(state: PollsState) -> Step:
    """Past a page of trouble that is left as it is: to the voter who waits, or to the menu."""
    return run(state, Job(Task.ASSIST_VOTER)) if state.voter else show(state, Menu())
