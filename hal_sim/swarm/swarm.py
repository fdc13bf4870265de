"""Very many days on all processors, until as many voters' sessions were played as were asked for."""

import gc
import multiprocessing
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field

from hal_sim.swarm.drawing import draw_day
from hal_sim.swarm.model import Claim
from hal_sim.swarm.plan import DayPlan
from hal_sim.swarm.playing import DayResult, play
from hal_sim.swarm.shrinking import Shrinker
from hal_sim.swarm.small_world import shrink_the_world

_AHEAD = 2
_COLLECT_AFTER = 50_000


@dataclass(slots=True)
class Totals:
    """Figures over all days."""

    days: int = 0
    sessions: int = 0
    ballots: int = 0
    touches: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    claims: Counter[Claim] = field(default_factory=Counter)
    failures: list[DayResult] = field(default_factory=list)

    def add(self, result: DayResult) -> None:
        """One more day."""
        self.days += 1
        self.sessions += result.sessions
        self.ballots += result.ballots
        self.touches += result.touches
        self.struck += result.struck
        self.checks += result.checks
        self.claims += result.claims
        if result.failure:
            self.failures.append(result)


class Swarm:
    """Worker processes in which nothing but days of the swarm is ever played."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool = ProcessPoolExecutor(
            jobs, mp_context=multiprocessing.get_context("spawn"), initializer=begin_worker
        )

    def close(self) -> None:
        """End the workers."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def days(self, seed: int, first: int = 1) -> Iterator[DayResult]:
        """Day after day, for as long as somebody asks, as they are done."""
        number = first
        running: set[Future[DayResult]] = set()
        while True:
            while len(running) < self._jobs * _AHEAD:
                running.add(self._pool.submit(play_drawn, seed, number))
                number += 1
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()

    def play(self, plan: DayPlan) -> DayResult:
        """One planned day."""
        return self._pool.submit(play, plan).result()

    def smallest(self, result: DayResult) -> DayResult:
        """The same failure on the smallest day that shows it."""
        return self._pool.submit(smallest, result).result()


def begin_worker() -> None:
    """What a process does first; what its days make goes with them, and is rarely looked through."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts the command ends its workers
    shrink_the_world()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)


def play_drawn(seed: int, day: int) -> DayResult:
    """Play one day of a seed."""
    return play(draw_day(seed, day))


def smallest(result: DayResult) -> DayResult:
    """Shrink a day that failed, and play what is left of it."""
    shrinker = Shrinker(lambda plan: play(plan).invariant == result.invariant)
    return play(shrinker.shrink(result.plan))
