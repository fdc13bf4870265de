"""Examining the ballots of a record on several processors: one process each, fed over pipes.

Processes are started from nothing, not forked, so that they hold no screen, no lock and no secret of
this one. What they are told are places of files, what they tell are plain values.

Starting them costs seconds: each reads the program and builds exponent tables. So the first ballots are
examined here, and processes are started only once the time these took says that the rest is worth it.
"""

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue

from device.electionguard.powers import Powers
from device.errors import RecordError
from device.records.ballot_examiner import BallotContext, BallotExaminer, BallotOutcome, BallotTask
from device.records.examination import ExamineHere, batch_size
from device.records.outcome_lines import context_line, read_outcomes, tasks_line
from device.records.record_files import FolderFiles

WORKER = (sys.executable, "-P", "-m", "drivers.verify_worker")
WAITING_BATCHES = 2
"""So many batches a process are under way at most: nobody waits, and memory stays as it is."""
STOP_TIMEOUT_S = 5
START_S = 3.0
"""So long processes take at most until they are of use, on the machines that we know."""

_ENDED = "A process that verifies ballots ended too early: nothing is verified. Try again."


class ExamineInProcesses:
    """Examines with up to ``jobs`` processes; in this one where that is as fast or there is no folder.

    ``start_s``: what starting processes costs; with 0 they are started at once. ``steady_s``: a clock.
    """

    def __init__(
        self,
        jobs: int,
        command: Sequence[str] = WORKER,
        start_s: float = START_S,
        steady_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._jobs = jobs
        self._command = command
        self._start_s = start_s
        self._steady_s = steady_s

    def outcomes(
        self, context: BallotContext, powers: Powers, tasks: Sequence[BallotTask]
    ) -> Generator[BallotOutcome, None, None]:
        """One outcome for each task. Raises RecordError if a process fails."""
        if self._jobs < 2 or len(tasks) < 2 or not isinstance(context.files, FolderFiles):
            yield from ExamineHere(os.urandom).outcomes(context, powers, tasks)
            return
        done = yield from self._examined_here(context, powers, tasks)
        if done < len(tasks):
            first_line = context_line(context, context.files.folder)
            yield from self._together(first_line, tasks[done:])

    def _examined_here(
        self, context: BallotContext, powers: Powers, tasks: Sequence[BallotTask]
    ) -> Generator[BallotOutcome, None, int]:
        """Examine as long as that is faster than starting processes; how many were examined then."""
        examiner, size, began_s = (
            BallotExaminer(context, powers, os.urandom),
            batch_size(tasks),
            self._steady_s(),
        )
        for done in range(0, len(tasks), size):
            if self._is_worth_starting(self._steady_s() - began_s, done, len(tasks)):
                return done
            yield from examiner.examine(tasks[done : done + size])
        return len(tasks)

    def _is_worth_starting(self, taken_s: float, done: int, total: int) -> bool:
        if not done:
            return self._start_s == 0
        left_s = taken_s * (total - done) / done
        # Twice the cost: two processors are often less than twice as fast as one.
        return left_s * (1 - 1 / self._jobs) > 2 * self._start_s

    def _together(
        self, first_line: bytes, tasks: Sequence[BallotTask]
    ) -> Generator[BallotOutcome, None, None]:
        size = batch_size(tasks, self._jobs)
        batches = [tasks[first : first + size] for first in range(0, len(tasks), size)]
        workers: list[_Worker] = []
        try:
            for _ in range(min(self._jobs, len(batches))):
                workers.append(_Worker(self._start(), first_line))
            yield from _shared(workers, batches)
        finally:
            for worker in workers:
                worker.stop()

    def _start(self) -> subprocess.Popen[bytes]:
        # -P and an explicit path: nothing is imported from the folder that we happen to stand in.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        try:
            return subprocess.Popen(  # noqa: S603 - our own program
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
            )
        except OSError as exc:
            raise RecordError(_ENDED) from exc


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    context: bytes

    def examine(self, tasks: Sequence[BallotTask]) -> list[BallotOutcome]:
        """Ask and wait for the answer. Raises RecordError if the process is no more, or talks nonsense."""
        into, out = self.process.stdin, self.process.stdout
        if into is None or out is None:
            raise ValueError("a worker needs its pipes")
        try:
            into.write(self.context + tasks_line(tasks))
            into.flush()
            self.context = b""
            outcomes = read_outcomes(out.readline())
        except (OSError, ValueError, KeyError, TypeError) as exc:
            raise RecordError(_ENDED) from exc
        if len(outcomes) != len(tasks):
            raise RecordError(_ENDED)
        return outcomes

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.wait(STOP_TIMEOUT_S)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not written will never be read
                    pipe.close()


def _shared(
    workers: Sequence[_Worker], batches: Sequence[Sequence[BallotTask]]
) -> Generator[BallotOutcome, None, None]:
    """Outcomes in the order of the batches, whichever process was ready for them."""
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def examined(batch: Sequence[BallotTask]) -> list[BallotOutcome]:
        worker = idle.get()
        try:
            return worker.examine(batch)
        finally:
            idle.put(worker)

    under_way: deque[Future[list[BallotOutcome]]] = deque()
    with ThreadPoolExecutor(len(workers)) as threads:
        try:
            for batch in batches:
                under_way.append(threads.submit(examined, batch))
                if len(under_way) >= WAITING_BATCHES * len(workers):
                    yield from under_way.popleft().result()
            while under_way:
                yield from under_way.popleft().result()
        finally:
            # Threads end when their processes do; nothing that was not begun is begun now.
            threads.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.process.kill()
