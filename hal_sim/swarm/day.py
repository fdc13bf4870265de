"""One day, played from its plan: voters come, poll workers do what the screens ask for."""

from collections.abc import Callable
from pathlib import Path

from device.records.ballot_state import BallotState
from device.ui.screen import ReviewList, Screen
from hal_sim.power_supply import PowerCut
from hal_sim.swarm.election import IDLE_S, WARNING_S
from hal_sim.swarm.model import SPEAKS, Meant, Violation
from hal_sim.swarm.plan import CLOSING, OPENING, DayPlan, VoterPlan
from hal_sim.swarm.poll_work import (
    CLOSED,
    MOST_TOUCHES,
    OPEN,
    RESUMED,
    SUSPENDED,
    Goal,
    PollWork,
    TerminalFull,
    voter_goal,
)
from hal_sim.swarm.poll_worker import sentences
from hal_sim.swarm.stage import HOME, Stage
from hal_sim.swarm.voter import LEAVES, Voter
from hal_sim.swarm.watch import meant_by

_TICK_S = 15.0


class Day:
    """A day in ``folder``. ``play`` raises Violation, or whatever else the product should not raise."""

    def __init__(self, plan: DayPlan, folder: Path) -> None:
        self.plan = plan
        self.sessions = 0
        self.stage = Stage(plan, folder)
        self._work = PollWork(self.stage)
        self._room = self.stage.room
        self._options = {
            (text.language, contest.index): tuple(
                option.name for option in text.contests[contest.index].options
            )
            for text in self.stage.office.election.content.texts
            for contest in self.stage.office.election.manifest.contests
        }

    def play(self) -> None:
        """From the morning to the verified record."""
        self._begin(OPENING)
        self._through_cuts(lambda: self._work.reach(OPEN))
        try:
            for voter in self.plan.voters:
                self._begin(voter.number)
                self._serve(voter)
        except TerminalFull:
            self.stage.story.append("the terminal is full")
        self._begin(CLOSING)
        self.stage.calm_before_closing()
        self._through_cuts(lambda: self._work.reach(CLOSED))
        self.stage.look()

    def _begin(self, period: int) -> None:
        self.stage.begin(period)
        self._work.begin()

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
        again = self.stage.period in (OPENING, CLOSING)
        whole = True
        for _ in range(MOST_TOUCHES):
            try:
                if not self._room.is_running:
                    self.stage.boot()
                if whole or again:
                    act()
            except PowerCut:
                self.stage.power_went()
                whole = False
                continue
            return whole
        raise Violation(SPEAKS, "the terminal does not start any more")

    def _errand(self, errand: str) -> None:
        if errand == "suspend":
            self._work.reach(SUSPENDED)
            self._work.reach(RESUMED)
        elif errand == "restart":
            self.stage.restart()
        elif errand == "report":
            self._work.reach(Goal("the menu", (), lambda screen: screen.name == "polls-menu"))
            self.stage.touch("task-print-report")
        elif errand == "wait":
            self._work.home()
            self.stage.pass_time(60.0, 6.0)
        elif errand == "wrong pin":
            self._work.home()
            self.stage.touch("poll-worker")
            for touch in (*(f"digit-{digit}" for digit in "135790"), "enter"):
                if self._room.screen.name == "polls-pin":
                    self.stage.touch(touch)

    # A voter

    def _visit(self, voter: Voter) -> None:
        self._work.reach(voter_goal(voter.plan.style))
        gone = False
        worker_came = 0
        for _ in range(MOST_TOUCHES):
            screen = self._room.screen
            name = screen.name
            if name in HOME:
                return
            if name in ("voter-hidden", "voter-help"):
                self.stage.touch("poll-worker")
            elif name == "voter-worker":
                worker_came += 1
                self._work.follow(screen)
                ends = gone or voter.plan.ending in ("help-cancel", "help-spoil") or worker_came > 2
                self.stage.touch("worker-end" if ends else "worker-resume")
            elif name == "voter-worker-end":
                self._worker_ends()
            elif name.startswith("voter-"):
                gone = self._voter_touches(voter, screen, gone) or gone
            else:
                self._work.page(screen, None)
        raise Violation(SPEAKS, f"a voter's visit does not end; on the screen: '{self._room.screen.name}'")

    def _voter_touches(self, voter: Voter, screen: Screen, gone: bool) -> bool:
        if "printer" in sentences(screen) and "called" in sentences(screen):
            self._work.check_printer()
        if screen.name in ("voter-not-recorded", "voter-not-decided") and gone:
            self.stage.touch("poll-worker")
            return True
        touch = LEAVES if gone else voter.touch(screen, self._room.offered)
        if touch == LEAVES:
            self.stage.story.append(f"leaves at {screen.name}")
            self.stage.pass_time(IDLE_S + WARNING_S + 3 * _TICK_S, _TICK_S)
            return True
        if not touch:
            raise Violation(SPEAKS, f"a voter finds nothing to touch on '{screen.name}'")
        self._note_wishes(screen, touch)
        self.stage.touch(touch)
        return False

    def _note_wishes(self, screen: Screen, touch: str) -> None:
        model, code = self.stage.model, self.stage.screens.code
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
        code = self.stage.screens.code
        found = self.stage.internal.ballots().get(code)
        if found is not None and found.state is None and code not in self.stage.model.asked:
            self.stage.model.ask(code, BallotState.SPOILED)
        self.stage.touch("worker-end-yes")
