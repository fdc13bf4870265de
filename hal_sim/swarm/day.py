"""One day, played from its plan: everybody does what the screens ask for, and every step is checked."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from device.errors import SealmarkError
from device.records.ballot_state import BallotState
from device.ui.screen import Facts, Level, ReviewList, Screen
from hal_sim.media import INTERNAL
from hal_sim.power_supply import PowerCut
from hal_sim.printer.kinds import KINDS
from hal_sim.swarm.election import IDLE_S, WARNING_S, swarm_election
from hal_sim.swarm.media import DurableBallot, DurableBox
from hal_sim.swarm.model import SPEAKS, Meant, Model, Violation
from hal_sim.swarm.plan import CLOSING, OPENING, DayPlan, VoterPlan
from hal_sim.swarm.poll_worker import PrinterCare, pin_touches, seconds_to_wait, sentences
from hal_sim.swarm.prepared import CAPACITY, foreign_stick, fresh_stick, loaded_media
from hal_sim.swarm.room import Room
from hal_sim.swarm.striking import Striker
from hal_sim.swarm.terminal_care import StickCare
from hal_sim.swarm.voter import LEAVES, Voter
from hal_sim.swarm.watch import PaperWatch, ScreenWatch, expect_disks_hold, holds, meant_by

HOME = frozenset({"polls-no-election", "polls-ready", "polls-open", "polls-suspended", "polls-closed"})
LABELS = ("stick a", "stick b")
MOST_TOUCHES = 400
"""In one period: more means that nobody finds a way on."""
_TICK_S = 15.0
_RESTART = re.compile(r"switch (the terminal|it) off and on|start again")


class TerminalFull(Exception):
    """The terminal asks for the polls to be closed."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the poll worker wants: the menu's ``tasks`` in order of liking, until ``done``."""

    name: str
    tasks: tuple[str, ...]
    done: Callable[[Screen], bool] = field(repr=False)
    style: int = 0


OPEN = Goal("open the polls", ("task-open",), lambda screen: screen.name == "polls-open")
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


class Day:
    """A day in ``folder``. ``play`` raises Violation, or whatever else the product should not raise."""

    def __init__(self, plan: DayPlan, folder: Path) -> None:
        self.plan = plan
        self.folder = folder
        self.model = Model()
        self.sessions = 0
        self.struck: Counter[str] = Counter()
        self.story: list[str] = []
        self.office = swarm_election(plan.chaining, plan.without_stick, CAPACITY)
        sticks = {label: folder / label.replace(" ", "-") for label in LABELS[: plan.sticks]}
        loaded_media(plan, folder / "internal", sticks)
        kind = next(kind for kind in KINDS if kind.name == plan.printer)
        seed = f"swarm {plan.seed} {plan.day}".encode()
        self.room = Room(folder / "internal", sticks, kind, seed, self._on_screen, self._before_print)
        disks = self.room.media.disks
        self.internal = DurableBox(disks[INTERNAL])
        self.boxes = {label: DurableBox(disks[label]) for label in sticks}
        self._screens = ScreenWatch(self.model, self.internal)
        self._paper = PaperWatch(self.model, self.room.printer, self.internal)
        self._printer_care = PrinterCare(self.room.printer, self._wait)
        self._stick_care = StickCare(self.room.media, lambda: fresh_stick(folder))
        foreign = lambda: foreign_stick(folder, plan)  # noqa: E731
        self._striker = Striker(plan.troubles, self.room, lambda: fresh_stick(folder), foreign, self.struck)
        self._period_touches = 0
        self._jobs_seen = 0
        self._found: list[dict[str, DurableBallot]] = []
        self._failed_clears = 0
        self._media_tries = 0
        self._options = {
            (text.language, contest.index): tuple(
                option.name for option in text.contests[contest.index].options
            )
            for text in self.office.election.content.texts
            for contest in self.office.election.manifest.contests
        }

    # The day

    def play(self) -> None:
        """From the morning to the verified record."""
        self._begin(OPENING)
        self._through_cuts(lambda: self._reach(OPEN))
        try:
            for voter in self.plan.voters:
                self._begin(voter.number)
                self._serve(voter)
        except TerminalFull:
            self.story.append("the terminal is full")
        self._begin(CLOSING)
        self._striker.calm_before_closing()
        self._through_cuts(lambda: self._reach(CLOSED))
        self._look()

    def _begin(self, period: int) -> None:
        self.period = period
        self._period_touches = 0
        self._failed_clears = self._media_tries = 0
        self._striker.begin(period)
        self.story.append(f"period {period}")

    def _serve(self, plan: VoterPlan) -> None:
        self.sessions += 1
        if plan.errand:
            self._through_cuts(lambda: self._errand(plan.errand))
        voter = Voter(plan)
        if not self._through_cuts(lambda: self._visit(voter)) and plan.returns:
            self._through_cuts(lambda: self._visit(Voter(plan)))

    def _through_cuts(self, act: Callable[[], None]) -> bool:
        """Do it; after a power cut the terminal is started again. Whether it was done in one go.

        What has to be reached is reached again; a voter who was interrupted is not.
        """
        again = self.period in (OPENING, CLOSING)
        whole = True
        for _ in range(MOST_TOUCHES):
            try:
                if not self.room.is_running:
                    self._boot()
                if whole or again:
                    act()
            except PowerCut:
                self._power_went()
                whole = False
                continue
            return whole
        raise Violation(SPEAKS, "the terminal does not start any more")

    def _power_went(self) -> None:
        self.story.append("the power went")
        self.struck["(power cuts)"] += 1
        if self.room.is_running:
            self.room.stop()
        self._striker.after_cut()
        self.model.seated = False
        self._look()

    def _boot(self) -> None:
        self.room.boot()
        self._look()

    def _errand(self, errand: str) -> None:
        if errand == "suspend":
            self._reach(SUSPENDED)
            self._reach(RESUMED)
        elif errand == "restart":
            self._restart()
        elif errand == "report":
            self._reach(Goal("the menu", (), lambda screen: screen.name == "polls-menu"))
            self._touch("task-print-report")
        elif errand == "wait":
            self._home()
            self._pass_time(60.0, 6.0)
        elif errand == "wrong pin":
            self._home()
            self._touch("poll-worker")
            for digit in "135790":
                self._touch(f"digit-{digit}")
            self._touch("enter")

    # A voter

    def _visit(self, voter: Voter) -> None:
        self._reach(voter_goal(voter.plan.style))
        gone = False
        worker_came = 0
        for _ in range(MOST_TOUCHES):
            screen = self.room.screen
            name = screen.name
            if name in HOME:
                return
            if name in ("voter-hidden", "voter-help"):
                self._touch("poll-worker")
            elif name == "voter-worker":
                worker_came += 1
                self._follow(screen)
                ends = gone or voter.plan.ending in ("help-cancel", "help-spoil") or worker_came > 2
                self._touch("worker-end" if ends else "worker-resume")
            elif name == "voter-worker-end":
                self._worker_ends()
            elif name.startswith("voter-"):
                gone = self._voter_touches(voter, screen, gone) or gone
            else:
                self._page(screen, None)
        raise Violation(SPEAKS, f"a voter's visit does not end; on the screen: '{self.room.screen.name}'")

    def _voter_touches(self, voter: Voter, screen: Screen, gone: bool) -> bool:
        if "printer" in sentences(screen) and "called" in sentences(screen):
            self._printer_care.follow("check cable, paper and cover")
        if screen.name in ("voter-not-recorded", "voter-not-decided") and gone:
            self._touch("poll-worker")
            return True
        touch = LEAVES if gone else voter.touch(screen, self.room.offered)
        if touch == LEAVES:
            self.story.append(f"leaves at {screen.name}")
            self._pass_time(IDLE_S + WARNING_S + 3 * _TICK_S, _TICK_S)
            return True
        if not touch:
            raise Violation(SPEAKS, f"a voter finds nothing to touch on '{screen.name}'")
        self._note_wishes(screen, touch)
        self._touch(touch)
        return False

    def _note_wishes(self, screen: Screen, touch: str) -> None:
        model, code = self.model, self._screens.code
        if isinstance(screen.content, ReviewList) and touch == "finish":
            model.meant = self._meant(screen)
        elif touch == "cast":
            model.ask(code, BallotState.CAST)
        elif touch == "challenge-yes":
            model.ask(code, BallotState.CHALLENGED)
            model.prints_asked[code] += 1
        elif touch == "print-again":
            model.prints_asked[code] += 1

    def _meant(self, screen: Screen) -> Meant:
        names = {
            index: names
            for (language, index), names in self._options.items()
            if language == screen.language
        }
        return meant_by(screen, names)

    def _worker_ends(self) -> None:
        """A poll worker confirms the end: a ballot that waits for its voter is spoiled."""
        code = self._screens.code
        found = self.internal.ballots().get(code)
        if found is not None and found.state is None and code not in self.model.asked:
            self.model.ask(code, BallotState.SPOILED)
        self._touch("worker-end-yes")

    # The poll worker

    def _home(self) -> None:
        self._reach(Goal("the idle screen", (), lambda screen: screen.name in HOME))

    def _reach(self, goal: Goal) -> None:
        """Do what the screens ask for until the goal is reached."""
        for _ in range(MOST_TOUCHES):
            if goal.done(self.room.screen):
                return
            self._page(self.room.screen, goal)
        said = sentences(self.room.screen).replace("\n", " / ")
        raise Violation(SPEAKS, f"no way to {goal.name}; on the screen: {self.room.screen.name}: {said}")

    def _page(self, screen: Screen, goal: Goal | None) -> None:
        """One touch of a poll worker on one of the polls' screens."""
        match screen.name:
            case name if name in HOME:
                self._from_home(screen)
            case "polls-pin":
                self._give_pin(screen)
            case "polls-menu":
                self._choose(goal)
            case "polls-style":
                self._touch(f"style-{goal.style}" if goal and goal.style else "back")
            case "polls-confirm":
                if "printer" in screen.title.lower():
                    self._printer_care.switch_off_and_on()
                self._touch("yes")
            case "polls-report":
                self._read_report(screen)
            case "polls-paper":
                self._look_at_paper()
            case "polls-undecided":
                for code, ballot in self.internal.ballots().items():
                    if ballot.state is None:
                        self.model.ask(code, BallotState.SPOILED)
                self._touch("task-resolve")
            case "polls-printer":
                self._clear_printer(screen)
            case "polls-media":
                self._restore_media(screen)
            case _ if screen.name.startswith("voter-"):
                self._visitor_left(screen)
            case _:
                raise Violation(SPEAKS, f"a poll worker does not know what to do with '{screen.name}'")

    def _visitor_left(self, screen: Screen) -> None:
        raise Violation(SPEAKS, f"a voter's screen while nobody votes: '{screen.name}'")

    def _from_home(self, screen: Screen) -> None:
        self._follow(screen)
        self._touch("poll-worker")

    def _give_pin(self, screen: Screen) -> None:
        wait_s = seconds_to_wait(sentences(screen))
        if wait_s:
            self._pass_time(wait_s, wait_s)
            return
        for touch in pin_touches(screen, dict(self.office.pins)):
            if self.room.screen.name != "polls-pin":
                return  # idle for too long, or the power went
            self._touch(touch)

    def _choose(self, goal: Goal | None) -> None:
        offered = self.room.offered
        for task in goal.tasks if goal else ():
            if task in offered:
                self._touch(task)
                return
        self._touch("lock")

    def _read_report(self, screen: Screen) -> None:
        said = sentences(screen)
        self._follow(screen)
        if "use another terminal" in said:
            self._touch("ok")
            raise TerminalFull
        if _RESTART.search(said) and "printer" not in said:
            self._restart()
            return
        if self.room.is_running:
            self._touch("ok")

    def _look_at_paper(self) -> None:
        """Is the report there, complete and readable? Whoever asks gets an honest answer."""
        job = self.room.jobs[-1]
        pieces = self.room.printer.pieces()[job.pieces_before :]
        there = any(holds(piece, job) for piece in (*pieces, self.room.printer.hanging))
        if not there:
            self._printer_care.follow("check cable, paper and cover")
        self._touch("yes" if there else "no")

    def _clear_printer(self, screen: Screen) -> None:
        self._follow(screen)
        failed = screen.banner is not None and screen.banner.level is Level.ERROR
        self._failed_clears = self._failed_clears + 1 if failed else 0
        if self._failed_clears >= 2 and "task-attest-printer" in self.room.offered:
            self._touch("task-attest-printer")
        else:
            self._touch("task-clear-printer")

    def _restore_media(self, screen: Screen) -> None:
        self._media_tries += 1
        if isinstance(screen.content, Facts):
            for row in screen.content.rows:
                self._stick_care.follow(f"{row.label}: {row.value}".lower())
        self._touch("task-restore-media" if self._media_tries % 4 else "menu")

    def _follow(self, screen: Screen) -> None:
        """Do to the hardware what the screen advises."""
        for line in sentences(screen).split("\n"):
            self._printer_care.follow(line)
            self._stick_care.follow(line)

    def _restart(self) -> None:
        self.story.append("restarts")
        self.room.cut_power()
        self._look()
        self._boot()

    # Steps

    def _touch(self, touch_id: str) -> None:
        """One step: trouble that is due strikes, somebody touches, everything is looked at."""
        self._striker.strike(self._period_touches)
        self._period_touches += 1
        self.story.append(touch_id)
        before = self.room.screen.name
        try:
            self.room.touch(touch_id)
        except SealmarkError as exc:
            raise Violation(SPEAKS, f"touching '{touch_id}' on '{before}' raised: {exc}") from exc
        self._seat(before)
        self._look()

    def _seat(self, before: str) -> None:
        name = self.room.screen.name
        if name in HOME:
            self.model.seated = False
        elif name == "voter-instructions" and not before.startswith("voter-") and not self.model.seated:
            self.model.session += 1
            self.model.seated = True

    def _pass_time(self, duration_s: float, step_s: float) -> None:
        self.room.pass_time(duration_s, step_s)
        self._seat(self.room.screen.name)
        self._look()

    def _wait(self, duration_s: float) -> None:
        self.room.clock.advance(duration_s)

    def _look(self) -> None:
        """Everything that can be seen, held against the model."""
        found = [self.internal.ballots(), *(box.ballots() for box in self.boxes.values())]
        if (
            any(now is not before for now, before in zip(found, self._found, strict=False))
            or not self._found
        ):
            self._found = found
            expect_disks_hold(self.model, found[0], found[1:])
        jobs, self._jobs_seen = self.room.jobs[self._jobs_seen :], len(self.room.jobs)
        self._paper.look(jobs)
        complaints = self.room.printer.complaints
        unplugged = self.struck["UnpluggedAfter"] or self.struck["PowerFailsAfter"]
        self.model.expect(not complaints or bool(unplugged), "the printer understands", str(complaints[:3]))

    def _on_screen(self, screen: Screen) -> None:
        self._screens.shown(screen)

    def _before_print(self) -> None:
        self._paper.before_print()
