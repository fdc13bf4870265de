"""The stock of blanks: kept by one worker of low priority between voters, bounded, in memory only.

    worker            wait ─▶ make one blank, resting after every small step ─▶ put it in stock ─▶ wait
    take              one blank leaves the stock before anybody uses it; None when there is none
    hold / release    no step is made while a voter is at the terminal
    empty             every blank is destroyed, also the one in the making, and none is made any more

The worker shares Python's lock with the screens. It lets go of it between two steps, each of a few
powers at most, so a touch waits for no more than the step that is under way.
"""

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Condition, get_native_id

from device.electionguard.ballot import BallotShape
from device.electionguard.blank import Blank
from device.electionguard.blank_making import BlankMaker
from device.electionguard.steps import Steps
from device.errors import SealmarkError

NICENESS = 10
IDLE_S = 0.2
"""A worker without work looks again after this long, also when nobody woke it."""


@dataclass(frozen=True, slots=True)
class BlankPlan:
    """How much is kept in stock: at most ``per_style`` blanks a style, ``memory_bytes`` in all.

    ``rest_s``: how long the worker rests after a step. ``background``: whether there is a worker;
    without one, blanks are made by ``fill`` alone.
    """

    per_style: int
    memory_bytes: int
    rest_s: float = 0.001
    background: bool = True


NO_BLANKS = BlankPlan(per_style=0, memory_bytes=0, background=False)
"""Every ballot is encrypted when its voter confirms."""


class BlankPool:
    """Blanks of the styles in use. All but ``empty``, ``fill`` and ``close`` return at once."""

    def __init__(self, plan: BlankPlan) -> None:
        self._plan = plan
        self._changed = Condition()
        self._maker: BlankMaker | None = None
        self._stock: dict[BallotShape, deque[Blank]] = {}
        self._generation = 0  # another one: what is in the making is not wanted any more
        self._making = False
        self._held = False
        self._closed = False
        self._failed = False
        self._trouble: SealmarkError | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="blanks")
        self._work: Future[None] | None = None

    def keep(self, maker: BlankMaker, shapes: Sequence[BallotShape]) -> None:
        """Keep blanks of ``shapes`` in stock, made by ``maker``; those of others are destroyed.

        After trouble in making one, none is made any more until the program starts anew.
        """
        with self._changed:
            same = self._maker is maker and list(self._stock) == list(shapes)
        if not same:
            self.empty()
        with self._changed:
            if self._closed or self._failed or same:
                return
            self._maker, self._stock = maker, {shape: deque() for shape in shapes}
            if self._plan.background and self._work is None:
                self._work = self._thread.submit(self._run)
            self._changed.notify_all()

    def take(self, shape: BallotShape) -> Blank | None:
        """The oldest blank for ``shape``, which is not in stock any more; None when there is none."""
        with self._changed:
            ready = self._stock.get(shape)
            self._changed.notify_all()
            return ready.popleft() if ready else None

    def count(self, shape: BallotShape) -> int:
        """How many blanks for ``shape`` are in stock."""
        with self._changed:
            return len(self._stock.get(shape, ()))

    def hold(self) -> None:
        """Make nothing until ``release``."""
        with self._changed:
            self._held = True

    def release(self) -> None:
        """Go on making blanks."""
        with self._changed:
            self._held = False
            self._changed.notify_all()

    def fill(self) -> None:
        """Make blanks until the stock is full, at once and without a worker.

        Raises what making a blank raises; then nothing is in stock.
        """
        if self._plan.background:
            raise ValueError("the worker fills this pool")
        while (wanted := self._next()) is not None:
            self._make(*wanted)

    def empty(self) -> None:
        """Destroy every blank, wait until the one in the making is destroyed too, and make no more."""
        with self._changed:
            self._forget()
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._making)

    def trouble(self) -> SealmarkError | None:
        """Why the worker made no more blanks and emptied the stock; told once.

        Raises what the worker did not expect: then the program has to end.
        """
        if self._work is not None and self._work.done():
            self._work.result()
        with self._changed:
            told, self._trouble = self._trouble, None
        return told

    def close(self) -> None:
        """Destroy everything and end the worker, for good."""
        with self._changed:
            self._closed = True
        self.empty()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _forget(self) -> None:
        for ready in self._stock.values():
            while ready:
                ready.popleft().destroy()
        self._maker, self._stock = None, {}
        self._generation += 1

    def _next(self) -> tuple[BlankMaker, BallotShape, int] | None:
        """Which blank is wanted next: of the style with the fewest, if it fits the memory."""
        with self._changed:
            maker = self._maker
            if maker is None or self._closed:
                return None
            used = sum(blank.memory_bytes for ready in self._stock.values() for blank in ready)
            wanted = [
                shape
                for shape, ready in self._stock.items()
                if len(ready) < self._plan.per_style
                and used + maker.memory_bytes(shape) <= self._plan.memory_bytes
            ]
            if not wanted:
                return None
            fewest = min(wanted, key=lambda shape: len(self._stock[shape]))
            self._making = True
            return maker, fewest, self._generation

    # The worker

    def _run(self) -> None:
        with suppress(OSError):  # a system that forbids it has a worker of normal priority
            os.setpriority(os.PRIO_PROCESS, get_native_id(), NICENESS)
        while not self._closed:
            wanted = None if self._held else self._next()
            if wanted is None:
                self._wait()
                continue
            try:
                self._make(*wanted)
            except SealmarkError as exc:
                with self._changed:
                    self._failed, self._trouble = True, exc

    def _wait(self) -> None:
        with self._changed:
            self._changed.wait(timeout=IDLE_S)

    def _make(self, maker: BlankMaker, shape: BallotShape, generation: int) -> None:
        """Make one blank and put it in stock; any error destroys the whole stock."""
        done = False
        try:
            blank = self._made(maker.steps(shape), generation)
            if blank is not None:
                self._put(blank, generation)
            done = True
        finally:
            with self._changed:
                if not done:
                    self._forget()
                self._making = False
                self._changed.notify_all()

    def _made(self, steps: Steps[Blank], generation: int) -> Blank | None:
        """The blank, or None as soon as it is not wanted any more."""
        while True:
            try:
                next(steps)
            except StopIteration as done:
                blank: Blank = done.value
                return blank
            if not self._rest(generation):
                steps.close()
                return None

    def _rest(self, generation: int) -> bool:
        """Let the screens have their turn. Whether the blank in the making is still wanted."""
        with self._changed:
            if self._plan.background:
                self._changed.wait(timeout=self._plan.rest_s)
                self._changed.wait_for(lambda: not self._held or self._generation != generation)
            return self._generation == generation

    def _put(self, blank: Blank, generation: int) -> None:
        with self._changed:
            if self._generation == generation:
                self._stock[blank.shape].append(blank)
            else:
                blank.destroy()
