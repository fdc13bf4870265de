"""The stage of a day: the terminal, what goes wrong with it, and a look at all after each step."""

from collections import Counter
from pathlib import Path

from device.errors import SealmarkError
from device.ui.screen import Screen
from hal_sim.media import INTERNAL
from hal_sim.printer.kinds import KINDS
from hal_sim.swarm.election import swarm_election
from hal_sim.swarm.media import DurableBallot, DurableBox
from hal_sim.swarm.model import BLANKS, POWER, SPEAKS, Model, Violation
from hal_sim.swarm.plan import OPENING, DayPlan
from hal_sim.swarm.power_care import PowerCare
from hal_sim.swarm.prepared import CAPACITY, foreign_stick, fresh_stick, loaded_media
from hal_sim.swarm.room import Room
from hal_sim.swarm.strangers import Strangers
from hal_sim.swarm.striking import Striker
from hal_sim.swarm.watch import PaperWatch, ScreenWatch, expect_disks_hold

HOME = frozenset({"polls-no-election", "polls-ready", "polls-open", "polls-suspended", "polls-closed"})
_NO_VOTING = HOME - {"polls-open"}
LABELS = ("stick a", "stick b")


class Stage:
    """A planned day's terminal in ``folder``. Every step raises Violation where a promise is broken.

    ``story``: the touches so far. ``struck``: how often each trouble happened.
    """

    def __init__(self, plan: DayPlan, folder: Path) -> None:
        self.plan = plan
        self.folder = folder
        self.model = Model()
        self.period = OPENING
        self.struck: Counter[str] = Counter()
        self.story: list[str] = []
        self.office = swarm_election(plan.chaining, plan.without_stick, CAPACITY)
        sticks = {label: folder / label.replace(" ", "-") for label in LABELS[: plan.sticks]}
        loaded_media(plan, folder / "internal", sticks)
        kind = next(kind for kind in KINDS if kind.name == plan.printer)
        seed = f"swarm {plan.seed} {plan.day}".encode()
        self.room = Room(
            folder / "internal", sticks, kind, seed, self._on_screen, self._before_print, plan.blanks
        )
        self.mains = PowerCare(self.room.power, self.room.clock)
        disks = self.room.media.disks
        self.internal = DurableBox(disks[INTERNAL])
        self.boxes = {label: DurableBox(disks[label]) for label in sticks}
        self._strangers = Strangers(self.room.media)
        self.screens = ScreenWatch(self.model, self.internal)
        self._paper = PaperWatch(self.model, self.room.printer, self.internal)
        self._striker = Striker(
            plan.troubles,
            self.room,
            self.fresh,
            self.foreign,
            self.mains,
            self.struck,
        )
        self._power_was_out = False
        self._period_touches = 0
        self._jobs_seen = 0
        self._found: list[dict[str, DurableBallot]] = []

    def fresh(self) -> Path:
        """The folder of another stick, empty."""
        return self._strangers.add(fresh_stick(self.folder))

    def foreign(self) -> Path:
        """The folder of a stick with the box of another election."""
        return self._strangers.add(foreign_stick(self.folder, self.plan))

    def begin(self, period: int) -> None:
        """A period of the day begins."""
        self.period = period
        self._period_touches = 0
        self._striker.begin(period)
        self.story.append(f"period {period}")
        if self.room.is_running:
            self.room.blanks.fill()

    def calm_before_closing(self) -> None:
        """What a stick only pretends nobody can find out: the last of these is over before the end."""
        self._striker.calm_before_closing()

    def boot(self) -> None:
        """Switch the terminal on, once there is power."""
        self.mains.wait_for_mains()
        self.room.boot()
        self.look()

    def restart(self) -> None:
        """Somebody switches the terminal off and on."""
        self.story.append("restarts")
        self.room.cut_power()
        self.look()
        self.boot()

    def power_went(self) -> None:
        """The power is gone."""
        self.story.append("the power went")
        self.struck["(power cuts)"] += 1
        if self.room.is_running:
            self.room.stop()
        self._striker.after_cut()
        self.model.seated = False
        self.look()

    def touch(self, touch_id: str) -> None:
        """One step: trouble that is due strikes, somebody touches, everything is looked at."""
        self._striker.strike(self._period_touches)
        self._period_touches += 1
        self.story.append(touch_id)
        try:
            if self._notice_power() and touch_id not in self.room.offered:
                self.story.append("(too late)")
                self.look()
                return
            before = self.room.screen.name
            self._strangers.touched(touch_id)
            self.room.touch(touch_id)
        except SealmarkError as exc:
            raise Violation(SPEAKS, f"touching '{touch_id}' raised: {exc}") from exc
        self._seat(before)
        self.look()

    def _notice_power(self) -> bool:
        """While the power is not as it should be, the terminal ticks between touches, as every second."""
        out = self.mains.out
        noticed = out or self._power_was_out
        self._power_was_out = out
        if noticed:
            self.room.tick()
        sound = not any(name.endswith(INTERNAL) for name in self.struck)
        if noticed and self.mains.ending and sound:
            self.model.expect(
                self.room.screen.name != "polls-open", POWER, "the power ends and voting is not suspended"
            )
        return noticed

    def _seat(self, before: str) -> None:
        name = self.room.screen.name
        if name in HOME:
            self.model.seated = False
        elif name == "voter-instructions" and not before.startswith("voter-") and not self.model.seated:
            self.model.session += 1
            self.model.seated = True
            self.model.expect(not self.mains.ending, POWER, "a voter may start while the power ends")

    def pass_time(self, duration_s: float, step_s: float) -> None:
        """Time passes, with a tick every ``step_s``."""
        self.room.pass_time(duration_s, step_s)
        self._seat(self.room.screen.name)
        self.look()

    def wait(self, duration_s: float) -> None:
        """Time passes without a tick."""
        self.room.clock.advance(duration_s)

    def look(self) -> None:
        """Everything that can be seen, held against the model."""
        found = [self.internal.ballots(), *(box.ballots() for box in self.boxes.values())]
        if [id(box) for box in found] != [id(box) for box in self._found]:
            self._found = found
            expect_disks_hold(self.model, found[0], found[1:])
        self._strangers.look(self.model)
        if self.plan.blanks and self.room.is_running and self.room.screen.name in _NO_VOTING:
            self.model.expect(not self.room.blanks.legible, BLANKS, "a blank is there and nobody may vote")
        jobs, self._jobs_seen = self.room.jobs[self._jobs_seen :], len(self.room.jobs)
        self._paper.look(jobs)
        complaints = self.room.printer.complaints
        unplugged = self.struck["UnpluggedAfter"] or self.struck["PowerFailsAfter"]
        self.model.expect(not complaints or bool(unplugged), "the printer understands", str(complaints[:3]))

    def _on_screen(self, screen: Screen) -> None:
        self.screens.shown(screen)

    def _before_print(self) -> None:
        self._paper.before_print()
