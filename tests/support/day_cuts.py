"""Cutting the power at every durable write of something that is done on a terminal, and the aftermath."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from support.day_election import SOUTH, day_election
from support.day_media import copy_media
from support.day_room import GlasslessTerminal

from device.election.election import Chaining
from device.election.settings import Role
from device.errors import StateError
from device.polls.tasks import Phase, Task
from device.ui.voter_screens_touches import offered_touches
from hal_sim.faults import Moment
from hal_sim.people import PollWorkers
from hal_sim.power_supply import PowerCut

HOME = frozenset({"polls-no-election", "polls-ready", "polls-open", "polls-suspended", "polls-closed"})
MOMENTS: tuple[Moment, ...] = ("before", "during", "after")


@dataclass
class Scene:
    """A terminal in the middle of something, with the people around it."""

    terminal: GlasslessTerminal
    workers: PollWorkers

    def vote(self) -> None:
        """A voter with the short ballot, from the poll worker's menu to the end."""
        self.terminal.tap(f"task-{Task.ACTIVATE.value}")
        self.terminal.tap(f"style-{SOUTH}")
        for touch in ("next", "option-1", "next", "finish", "confirm", "continue", "cast", "done"):
            self.terminal.tap(touch)

    def go_home(self) -> None:
        """Back to the idle screen from wherever the polls' screens stand."""
        while self.terminal.screen.name not in HOME:
            offered = offered_touches(self.terminal.screen)
            self.terminal.tap(
                next(touch for touch in ("lock", "ok", "menu", "back", "no") if touch in offered)
            )

    def put_in_order(self) -> int:
        """What a poll worker does after a start, up to the menu; how many ballots were to be resolved."""
        terminal, resolved = self.terminal, 0
        self.go_home()
        self.workers.log_in(Role.POLL_WORKER)
        while terminal.screen.name != "polls-menu":
            match terminal.screen.name:
                case "polls-undecided":
                    resolved += 1
                    terminal.tap(f"task-{Task.RESOLVE.value}")
                case "polls-printer":
                    terminal.tap(f"task-{Task.CLEAR_PRINTER.value}")
                case "polls-media":
                    terminal.tap(f"task-{Task.RESTORE_MEDIA.value}")
                case "polls-report":
                    terminal.tap("ok")
                case name:
                    raise StateError(f"A poll worker does not know what to do with '{name}'.")
        return resolved

    def close(self) -> None:
        """A poll worker closes the polls, or writes the record that a closing did not get to."""
        self.workers.log_in(Role.POLL_WORKER)
        phase = self.terminal.desk.snapshot().station.phase
        self.workers.do(Task.EXPORT if phase is Phase.CLOSED else Task.CLOSE)
        self.workers.accept_report()
        self.workers.lock()


Act = Callable[[Scene], None]


@dataclass(frozen=True)
class Cut:
    """Where the power went."""

    at_write: int
    moment: Moment


def scene(folder: Path, prepared: Path, seed: str, chaining: Chaining = Chaining.NONE) -> Scene:
    """A terminal with a copy of prepared media, switched on."""
    copy_media(prepared, folder)
    terminal = GlasslessTerminal(folder, seed.encode())
    terminal.boot()
    return Scene(terminal, PollWorkers(terminal, day_election(chaining).pins))  # type: ignore[arg-type]


def cuts(
    folder: Path,
    prepared: Path,
    before: Act,
    act: Act,
    *,
    chaining: Chaining = Chaining.NONE,
    moments: Iterable[Moment] = MOMENTS,
    every: int = 1,
) -> Iterator[tuple[Scene, Cut]]:
    """A scene after each cut of ``act``, which ``before`` led up to; the machine stands dark.

    The writes are cut one after the other, each (or each ``every``-th) in all ``moments``, until one
    is never reached; afterwards ``act`` was done to its end.
    """
    for at_write in count(1, every):
        reached = False
        for moment in moments:
            name = f"{at_write}-{moment}"
            now = scene(folder / name, prepared, name, chaining)
            with now.terminal:
                before(now)
                now.terminal.plan_cut(at_write, moment, seed=at_write)
                try:
                    act(now)
                except PowerCut:
                    reached = True
                    now.terminal.plan_nothing()
                    yield now, Cut(at_write, moment)
                assert now.terminal.printer.complaints == ()
        if not reached:
            assert at_write > 1, "nothing durable was written at all"
            return


def starts_again(now: Scene) -> None:
    """The power comes back and the terminal starts."""
    with suppress(StateError):
        now.terminal.stop()
    now.terminal.boot()
