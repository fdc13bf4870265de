"""Plays the polls' flow by touches, with a desk of a few lines that follows the permissions."""

from collections.abc import Callable
from dataclasses import replace

from device.election.settings import Role, WithoutStick
from device.errors import SealmarkError
from device.polls.events import (
    Effect,
    Event,
    Finished,
    Job,
    JobDone,
    JobResult,
    LoggedIn,
    Outcome,
    Refused,
    RunJob,
    Tick,
    Touch,
    VoterMayStart,
)
from device.polls.facts import ElectionSummary, Snapshot, Station
from device.polls.flow import step
from device.polls.flow_state import begin
from device.polls.tasks import Phase, Task, permit
from device.polls.touches import Key, task_id

ELECTION = ElectionSummary(
    "Primary Election",
    "0123456789ABCDEF",
    "Town Hall",
    ((1, "North"), (3, "South")),
    120,
    WithoutStick.CONTINUE,
)
AFTER = {
    Task.LOAD_PACKAGE: Phase.READY,
    Task.OPEN: Phase.OPEN,
    Task.FINISH_OPENING: Phase.OPEN,
    Task.SUSPEND: Phase.SUSPENDED,
    Task.POWER_SUSPEND: Phase.SUSPENDED,
    Task.RESUME: Phase.OPEN,
    Task.CLOSE: Phase.CLOSED,
}


def snapshot(phase: Phase, **changes: object) -> Snapshot:
    election = None if phase is Phase.NO_ELECTION else ELECTION
    return replace(Snapshot(Station(phase), "T-0001", election), **changes)  # type: ignore[arg-type]


class Player:
    """A person at the screen. ``answer`` may give an outcome to a job instead of the usual one."""

    def __init__(self, start: Snapshot, answer: Callable[[Job], Outcome | None] = lambda job: None) -> None:
        self.answer = answer
        self.role: Role | None = None
        self.world = start
        self.jobs: list[Job] = []
        self.effects: list[Effect] = []
        self.state, effects = begin(start, 0.0)
        self._carry_out(effects)

    def send(self, event: Event) -> None:
        self.state, effects = step(self.state, event)
        self._carry_out(effects)

    def touch(self, *touch_ids: str) -> None:
        for touch_id in touch_ids:
            self.send(Touch(touch_id))

    def log_in(self, role: Role, digits: str = "246810") -> None:
        key = Key.POLL_WORKER if role is Role.POLL_WORKER else Key.OFFICIAL
        self.touch(key.value, *(f"digit-{digit}" for digit in digits), Key.ENTER.value)

    def ask(self, task: Task) -> None:
        self.touch(task_id(task))

    def tick(self, now_s: float) -> None:
        self.send(Tick(now_s))

    def _carry_out(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, RunJob):
                self.jobs.append(effect.job)
                outcome = self.answer(effect.job) or self._usual(effect.job)
                self.send(JobDone(JobResult(effect.job, outcome, self.world)))
            else:
                self.effects.append(effect)

    def _usual(self, job: Job) -> Outcome:
        if job.task is Task.LOG_IN and job.role is not None:
            self.role = job.role
            return LoggedIn(job.role)
        if job.task is Task.LOG_OFF:
            self.role = None
        role = Role.OFFICIAL if self.world.election is None else self.role
        try:
            permit(role, self.world.station.phase, job.task)
        except SealmarkError as exc:
            return Refused(str(exc))
        if job.task in AFTER:
            phase = AFTER[job.task]
            self.world = replace(self.world, station=Station(phase), election=ELECTION)
        if job.task is Task.LOAD_PACKAGE:
            self.role = None
        return VoterMayStart(job.style_index) if job.task is Task.ACTIVATE else Finished("Done.")
