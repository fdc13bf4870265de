"""What a poll worker does on the polls' screens, until a goal is reached."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from device.records.ballot_state import BallotState
from device.ui.screen import Facts, Level, Screen
from hal_sim.swarm.model import SPEAKS, Violation
from hal_sim.swarm.poll_worker import PrinterCare, pin_touches, seconds_to_wait, sentences
from hal_sim.swarm.stage import HOME, Stage
from hal_sim.swarm.terminal_care import StickCare
from hal_sim.swarm.watch import holds

MOST_TOUCHES = 400
"""In one period: more means that nobody finds a way on."""
_CHECKS = "check cable, paper and cover"
_RESTART = re.compile(r"switch (the terminal|it) off and on|start again|switch the terminal off;")


class TerminalFull(Exception):
    """The terminal asks for the polls to be closed."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the poll worker wants: the menu's ``tasks`` in order of liking, until ``done``."""

    name: str
    tasks: tuple[str, ...]
    done: Callable[[Screen], bool] = field(repr=False)
    style: int = 0


OPEN = Goal("open the polls", ("task-open", "task-resume"), lambda screen: screen.name == "polls-open")
SUSPENDED = Goal("suspend voting", ("task-suspend",), lambda screen: screen.name == "polls-suspended")
RESUMED = Goal("resume voting", ("task-resume",), lambda screen: screen.name == "polls-open")
CLOSED = Goal(
    "close the polls",
    ("task-export", "task-close"),
    lambda screen: screen.banner is not None and "written and verified" in screen.banner.text,
)


def voter_goal(style: int) -> Goal:
    """A voter with that ballot style sits down."""
    tasks = ("task-activate", "task-resume", "task-open")
    return Goal("start a voter", tasks, lambda screen: screen.name.startswith("voter-"), style)


class PollWork:
    """The poll worker on a stage: does what the screens ask for, with the hardware as they advise."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._room = stage.room
        self._printer_care = PrinterCare(stage.room.printer, stage.wait)
        self._stick_care = StickCare(stage.room.media, stage.fresh)
        self._failed_clears = 0
        self._media_tries = 0
        self._waited = False

    def begin(self) -> None:
        """A period of the day begins: what was tried in vain before is tried again."""
        self._failed_clears = self._media_tries = 0

    def check_printer(self) -> None:
        """Somebody called a poll worker to the printer."""
        self._printer_care.follow(_CHECKS)

    def home(self) -> None:
        """To the idle screen."""
        self.reach(Goal("the idle screen", (), lambda screen: screen.name in HOME))

    def reach(self, goal: Goal) -> None:
        """Do what the screens ask for until the goal is reached."""
        for _ in range(MOST_TOUCHES):
            if goal.done(self._room.screen):
                return
            self.page(self._room.screen, goal)
        said = sentences(self._room.screen).replace("\n", " / ")
        raise Violation(SPEAKS, f"no way to {goal.name}; on the screen: {self._room.screen.name}: {said}")

    def page(self, screen: Screen, goal: Goal | None) -> None:
        """One touch of a poll worker on one of the polls' screens."""
        match screen.name:
            case name if name in HOME:
                self._from_home(screen)
            case "polls-pin":
                self._give_pin(screen)
            case "polls-menu":
                self._choose(goal)
            case "polls-style":
                self._stage.touch(f"style-{goal.style}" if goal and goal.style else "back")
            case "polls-confirm":
                if "printer" in screen.title.lower():
                    self._printer_care.switch_off_and_on()
                self._stage.touch("yes")
            case "polls-report":
                self._read_report(screen)
            case "polls-paper":
                self._look_at_paper()
            case "polls-undecided":
                for code, ballot in self._stage.internal.ballots().items():
                    if ballot.state is None:
                        self._stage.model.ask(code, BallotState.SPOILED)
                self._stage.touch("task-resolve")
            case "polls-printer":
                self._clear_printer(screen)
            case "polls-media":
                self._restore_media(screen)
            case _:
                raise Violation(SPEAKS, f"a poll worker does not know what to do with '{screen.name}'")

    def _from_home(self, screen: Screen) -> None:
        self.follow(screen)
        self._waited = self._stage.mains.ending and not self._waited
        if self._waited:
            self._stage.pass_time(10.0, 5.0)
        else:
            self._stage.touch("poll-worker")

    def _give_pin(self, screen: Screen) -> None:
        wait_s = seconds_to_wait(sentences(screen))
        if wait_s:
            self._stage.pass_time(wait_s, wait_s)
            return
        for touch in pin_touches(screen, dict(self._stage.office.pins)):
            if self._room.screen.name != "polls-pin":
                return  # idle for too long, or the power went
            self._stage.touch(touch)

    def _choose(self, goal: Goal | None) -> None:
        offered = self._room.offered
        for task in goal.tasks if goal else ():
            if task in offered:
                self._stage.touch(task)
                return
        self._stage.touch("lock")

    def _read_report(self, screen: Screen) -> None:
        said = sentences(screen)
        self.follow(screen)
        if "use another terminal" in said:
            self._stage.touch("ok")
            raise TerminalFull
        if _RESTART.search(said) and "printer" not in said:
            self._stage.restart()
            return
        if self._room.is_running:
            self._stage.touch("ok")

    def _look_at_paper(self) -> None:
        """Is the report there, complete and readable? Whoever asks gets an honest answer."""
        job = self._room.jobs[-1]
        pieces = self._room.printer.pieces()[job.pieces_before :]
        there = any(holds(piece, job) for piece in (*pieces, self._room.printer.hanging))
        if not there:
            self.check_printer()
        self._stage.touch("yes" if there else "no")

    def _clear_printer(self, screen: Screen) -> None:
        self.follow(screen)
        failed = screen.banner is not None and screen.banner.level is Level.ERROR
        self._failed_clears = self._failed_clears + 1 if failed else 0
        if self._failed_clears >= 2 and "task-attest-printer" in self._room.offered:
            self._stage.touch("task-attest-printer")
        else:
            self._stage.touch("task-clear-printer")

    def _restore_media(self, screen: Screen) -> None:
        self._media_tries += 1
        if isinstance(screen.content, Facts):
            for row in screen.content.rows:
                self._stick_care.follow(f"{row.label}: {row.value}".lower())
        self._stage.touch("task-restore-media" if self._media_tries % 4 else "menu")

    def follow(self, screen: Screen) -> None:
        """Do to the hardware what the screen advises."""
        for line in sentences(screen).split("\n"):
            self._printer_care.follow(line)
            self._stick_care.follow(line)
            self._stage.mains.follow(line)
