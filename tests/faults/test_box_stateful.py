"""Ballot boxes beside a tiny model, both fed the same random voters and the same random troubles."""

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.box_ballots import ballot, created, decide, folders, opened, record

from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState
from device.records.box_states import BoxState
from hal_sim.faults import CutPower, FailSync, FaultPlan, LieAboutSync
from hal_sim.media import simulated_media
from hal_sim.power_supply import PowerCut

STICKS = ("stick A", "stick B")
MOMENTS = st.sampled_from(["before", "during", "after"])
SEEDS = st.integers(0, 1000)


class BoxesBesideAModel(RuleBasedStateMachine):
    """The model: {number: state or None} of what was promised, and what a cut left open."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Path(mkdtemp(prefix="boxes-"))
        self.model: dict[int, BallotState | None] = {}
        self.maybe_recorded: int | None = None
        self.maybe_decided: tuple[int, BallotState] | None = None
        self.next_number = 0
        self.fresh = 0
        self.taken_in: set[Path] = set()
        self.boxes: BallotBoxes | None = None

    def teardown(self) -> None:
        if self.boxes is not None:
            self.boxes.close()
        rmtree(self.top)

    @initialize()
    def begin(self) -> None:
        self.media = simulated_media(*folders(self.top))
        self.boxes = created(self.media, capacity=30)

    @rule()
    def a_voter_records(self) -> None:
        self.next_number += 1
        self.maybe_recorded = self.next_number
        self._do(lambda boxes: record(boxes, ballot(self.next_number)))
        if self.maybe_recorded is not None:
            self.model[self.next_number] = None
        self.maybe_recorded = None

    @precondition(lambda self: None in self.model.values())
    @rule(data=st.data(), state=st.sampled_from(BallotState))
    def a_voter_decides(self, data: st.DataObject, state: BallotState) -> None:
        open_numbers = [number for number, known in self.model.items() if known is None]
        number = data.draw(st.sampled_from(open_numbers))
        self.maybe_decided = (number, state)
        self._do(lambda boxes: decide(boxes, ballot(number), state))
        if self.maybe_decided is not None:
            self.model[number] = state
        self.maybe_decided = None

    @rule(after=st.integers(1, 6), moment=MOMENTS, seed=SEEDS)
    def the_power_will_go(self, after: int, moment: str, seed: int) -> None:
        self.media.power.plan(CutPower(self.media.power.writes + after, moment, seed))  # type: ignore[arg-type]

    @rule()
    def the_power_goes_between_voters(self) -> None:
        self.media.power.cut()
        self._restart()

    @rule(label=st.sampled_from(STICKS))
    def a_stick_is_pulled(self, label: str) -> None:
        self.media.disks[label].pull()

    @rule(label=st.sampled_from(STICKS), seed=SEEDS)
    def a_stick_is_torn_out_in_a_write(self, label: str, seed: int) -> None:
        if self.media.disks[label].there:
            self.media.disks[label].tear(seed)

    @rule(label=st.sampled_from(STICKS), fresh=st.booleans())
    def a_stick_is_put_in(self, label: str, fresh: bool) -> None:
        disk = self.media.disks[label]
        if disk.there:
            return
        if fresh:
            self.fresh += 1
            disk.insert(self.top / f"fresh-{self.fresh}")
        else:
            disk.put_back()

    @rule(label=st.sampled_from(STICKS))
    def a_stick_is_pulled_and_put_back_before_anybody_looks(self, label: str) -> None:
        if self.media.disks[label].there:
            self.media.disks[label].pull()
            self.media.disks[label].put_back()

    @rule()
    def the_sticks_are_swapped(self) -> None:
        a, b = (self.media.disks[label] for label in STICKS)
        if a.there and b.there:
            first, second = a.directory, b.directory
            a.insert(second)
            b.insert(first)

    @rule(label=st.sampled_from(STICKS))
    def a_poll_worker_takes_a_stick_in(self, label: str) -> None:
        self.taken_in.add(self.media.disks[label].directory)
        self._do(lambda boxes: boxes.accept(self._medium(label)))

    @rule()
    def the_terminal_does_a_small_step_of_healing(self) -> None:
        self._do(lambda boxes: boxes.media() and boxes.catch_up(lambda: 0.0, 0.0) and None)

    @rule()
    def the_terminal_heals_all_that_it_can(self) -> None:
        self._do(lambda boxes: boxes.media() and boxes.catch_up(lambda: 0.0) and None)
        if self.boxes is not None:
            states = [report.state for report in self.boxes.media()]
            assert BoxState.CONTRADICTING not in states
            assert BoxState.TAMPERED not in states

    @invariant()
    def nothing_is_written_to_a_stick_that_nobody_took_in(self) -> None:
        if self.boxes is None:
            return
        for folder in self.top.glob("fresh-*"):
            if folder not in self.taken_in:
                assert list(folder.iterdir()) == []

    @rule(
        label=st.sampled_from(("internal", *STICKS)),
        landed=st.sampled_from(["nothing", "some", "all"]),
        seed=SEEDS,
    )
    def a_sync_will_fail(self, label: str, landed: str, seed: int) -> None:
        disk = self.media.disks[label]
        disk.plan = FaultPlan(label, [FailSync(label, disk.syncs + 1, landed, seed)])  # type: ignore[arg-type]

    @rule(label=st.sampled_from(STICKS), hidden=st.booleans(), count=st.integers(1, 3))
    def a_stick_will_lie(self, label: str, hidden: bool, count: int) -> None:
        disk = self.media.disks[label]
        disk.plan = FaultPlan(label, [LieAboutSync(label, disk.syncs + 1, count, hidden)])

    @invariant()
    def the_boxes_agree_with_the_model(self) -> None:
        if self.boxes is None:
            return
        found = {each.code: each.state for each in self.boxes.ballots()}
        assert found == {ballot(number).code: state for number, state in self.model.items()}
        counts = self.boxes.counts()
        assert counts.encrypted == len(self.model)
        assert counts.undecided == sum(state is None for state in self.model.values())

    @invariant()
    def every_stick_in_step_holds_everything(self) -> None:
        if self.boxes is None:
            return
        for report in self.boxes.media():
            if report.state in (BoxState.IN_STEP, BoxState.SUSPECT):
                assert report.ballots == len(self.model)

    def _medium(self, label: str):  # type: ignore[no-untyped-def]
        return next(medium for medium in self.media.removable if medium.label == label)

    def _do(self, what) -> None:  # type: ignore[no-untyped-def]
        """Do it; when the power goes, start again and let the model learn what had landed."""
        try:
            what(self.boxes)
        except PowerCut:
            self._restart()

    def _restart(self) -> None:
        while True:
            self.media.power.restore()
            self.media.power.plan(None)
            try:
                self.boxes = opened(self.media, at_least=len(self.model))
            except PowerCut:
                continue
            break
        found = {each.code: each.state for each in self.boxes.ballots()}
        if self.maybe_recorded is not None:
            if ballot(self.maybe_recorded).code in found:
                self.model[self.maybe_recorded] = None
            self.maybe_recorded = None
        if self.maybe_decided is not None:
            number, state = self.maybe_decided
            if found[ballot(number).code] is state:
                self.model[number] = state
            self.maybe_decided = None


TestBoxesBesideAModel = BoxesBesideAModel.TestCase
TestBoxesBesideAModel.settings = settings(
    max_examples=60, stateful_step_count=25, suppress_health_check=list(HealthCheck), deadline=None
)
