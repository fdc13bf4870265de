"""Random days with random faults, held against a model that fits on a page; a failure prints its seed."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from support.day_cuts import Scene, scene, starts_again
from support.day_election import SOUTH
from support.day_end import expect_verified, expect_whole_record
from support.day_media import opened
from support.day_room import STICK

from device.election.election import Chaining
from device.errors import StateError
from hal_sim.faults import FailSync, FaultPlan, LieAboutSync
from hal_sim.media import INTERNAL
from hal_sim.power_supply import PowerCut

SEEDS = tuple(range(6))
STEPS = 14
CAPACITY = 40
PUTS_IN_ORDER = 0.3
PATIENCE = 3


@dataclass
class Model:
    """What anybody outside knows for certain. ``decided``: what the screen said was recorded."""

    decided: dict[str, str] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)


@dataclass
class RandomDay:
    """A day that is drawn step by step; people do what the screens ask for."""

    now: Scene
    model: Model
    draw: Random

    def step(self) -> None:
        """One thing happens, now and then people put the terminal in order, and a voter comes."""
        fault = self.draw.choice([self.no_fault, self.no_fault, *self._faults()])
        fault()
        try:
            if self.draw.random() < PUTS_IN_ORDER:
                self.put_in_order()
            self.voter()
        except PowerCut:
            self.model.story.append("cut")
            self.starts_again()
        self.check()

    def _faults(self) -> tuple[object, ...]:
        stick = (self.stick_moves, self.stick_lies, self.stick_fails)
        return (self.power_cut, self.power_cut, self.paper_ends, self.internal_fails, *stick)

    def no_fault(self) -> None:
        self.model.story.append("-")

    def power_cut(self) -> None:
        at, moment = self.draw.randint(1, 14), self.draw.choice(("before", "during", "after"))
        self.model.story.append(f"cut {moment} {at}")
        self.now.terminal.plan_cut(at, moment, seed=at)  # type: ignore[arg-type]

    def stick_moves(self) -> None:
        stick = self.now.terminal.media.disks[STICK]
        self.model.story.append("pull" if stick.there else "put back")
        stick.pull() if stick.there else stick.put_back()

    def paper_ends(self) -> None:
        self.model.story.append("paper ends")
        self.now.terminal.printer.paper_ends_after_mm(self.draw.choice((0.0, 30.0, 60.0)))

    def stick_lies(self) -> None:
        stick = self.now.terminal.media.disks[STICK]
        hidden = self.draw.random() < 0.5
        self.model.story.append(f"the stick lies, {hidden=}")
        fault = LieAboutSync(STICK, stick.syncs + self.draw.randint(1, 3), 2, hidden)
        stick.plan = FaultPlan(STICK, [fault])

    def stick_fails(self) -> None:
        stick = self.now.terminal.media.disks[STICK]
        self.model.story.append("a write on the stick fails")
        stick.plan = FaultPlan(STICK, [FailSync(STICK, stick.syncs + self.draw.randint(1, 3))])

    def internal_fails(self) -> None:
        disk = self.now.terminal.media.disks[INTERNAL]
        landed = self.draw.choice(("nothing", "some", "all"))
        self.model.story.append(f"a write of the internal disk fails, {landed} landed")
        at = disk.syncs + self.draw.randint(1, 14)
        fault = FailSync(INTERNAL, at, landed, at)  # type: ignore[arg-type]
        disk.plan = FaultPlan(INTERNAL, [fault])

    def voter(self) -> None:
        """A voter who casts, challenges and casts, or leaves after the code."""
        terminal, way = self.now.terminal, self.draw.choice(("cast", "cast", "challenge", "leave"))
        self.model.story.append(way)
        self.now.go_home()
        self.now.workers.log_in()
        self.past_trouble()
        terminal.tap("task-activate")
        if terminal.screen.name != "polls-style":
            return self.put_in_order()
        terminal.tap(f"style-{SOUTH}")
        if terminal.screen.name == "polls-report":  # a gate is shut, and the screen says which
            return self.put_in_order()
        for touch in ("next", f"option-{self.draw.randint(1, 2)}", "next", "finish"):
            terminal.tap(touch)
        self.insist("confirm")
        if way == "leave":
            return self.poll_worker_ends()
        if way == "challenge":
            self.decide("Challenged", ("continue", "challenge", "challenge-yes"))
            for touch in ("vote-again", "next", "finish"):
                terminal.tap(touch)
            self.insist("confirm")
        self.decide("Cast", ("continue", "cast"))
        terminal.tap("done")
        return None

    def decide(self, state: str, touches: tuple[str, ...]) -> None:
        code = self.now.terminal.shown[-1]
        for touch in touches:
            self.insist(touch)
        assert self.now.terminal.screen.name in {"voter-cast", "voter-challenged"}
        self.model.decided[code] = state

    def insist(self, touch: str) -> None:
        """Touch, and try again as often as the screen offers it."""
        self.now.terminal.tap(touch)
        for _ in range(PATIENCE):
            if self.now.terminal.screen.name in {"voter-not-recorded", "voter-not-decided"}:
                self.model.story.append("tries again")
                self.now.terminal.tap("retry")

    def poll_worker_ends(self) -> None:
        terminal, code = self.now.terminal, self.now.terminal.shown[-1]
        terminal.tap("help")
        self.now.workers.come_to_voter()
        while terminal.screen.name != "voter-worker":
            terminal.tap("menu" if terminal.screen.name in {"polls-printer", "polls-media"} else "ok")
        terminal.tap("worker-end")
        self.insist("worker-end-yes")
        self.model.decided[code] = "Spoiled"

    def past_trouble(self) -> None:
        """To the menu; trouble is left as it is where that is allowed."""
        while self.now.terminal.screen.name != "polls-menu":
            offered = {button.id for button in self.now.terminal.screen.buttons}
            self.now.terminal.tap("menu" if "menu" in offered else "ok")

    def put_in_order(self) -> None:
        """People give the hardware what it lacks, and a poll worker does what the screens ask for."""
        terminal = self.now.terminal
        terminal.plan_nothing()
        stick = terminal.media.disks[STICK]
        stick.plan = FaultPlan(STICK, ())
        if not stick.there:
            stick.put_back()
        terminal.printer.refill()
        terminal.pass_time(6)
        before = terminal.states()
        self.now.put_in_order()
        for code, state in before.items():
            if not state:
                self.model.decided[code] = "Spoiled"

    def starts_again(self) -> None:
        self.now.terminal.plan_nothing()
        starts_again(self.now)
        self.check()
        self.put_in_order()

    def check(self) -> None:
        """Nothing lost, nothing twice, nothing that was said taken back."""
        states = self.now.terminal.states()
        assert self.now.terminal.known_codes() <= set(states)
        for code, state in self.model.decided.items():
            assert states[code] == state
        counts = self.now.terminal.desk.snapshot().counts
        assert counts.encrypted == len(states)
        assert counts.cast == list(states.values()).count("Cast")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_day_loses_nothing_and_ends_with_a_whole_record(tmp_path: Path, seed: int) -> None:
    chaining = Chaining.SIMPLE if seed % 3 == 2 else Chaining.NONE
    now = scene(tmp_path / "day", opened(chaining, "continue", CAPACITY), f"swarm {seed}", chaining)
    day = RandomDay(now, Model(), Random(seed))  # noqa: S311 - a day that replays
    with now.terminal as terminal:
        try:
            for _ in range(STEPS):
                day.step()
            day.put_in_order()
            now.go_home()
            expect_whole_record(now, f"seed {seed}")
            day.check()
            if seed in {0, 2}:
                expect_verified(now, chaining, CAPACITY)
        except (AssertionError, StateError) as exc:
            exc.add_note(f"seed {seed}: {', '.join(day.model.story)}; on the screen: {terminal.screen}")
            raise
        assert terminal.printer.complaints == ()
