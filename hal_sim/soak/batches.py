"""The batches of a soak one after the other, made on as many processors as are given."""

import signal
from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context

from hal_sim.soak.soaker import BatchResult, Soaker

AHEAD = 2
"""Batches that wait for each processor, so that none is ever idle."""

_soakers: dict[bytes, Soaker] = {}
"""In a worker process: the one soaker it made."""


Batches = Generator[BatchResult, None, None]


def batches(seed: bytes, first: int, jobs: int) -> Batches:
    """Batch ``first``, the one after it, and so on for ever, in order, from ``jobs`` processes.

    With one job everything happens here. Close it to end the processes.
    """
    return _made_here(seed, first) if jobs == 1 else _made_by_workers(seed, first, jobs)


def _made_here(seed: bytes, first: int) -> Batches:
    soaker = Soaker(seed)
    for number in count(first):
        yield soaker.batch(number)


def _made_by_workers(seed: bytes, first: int, jobs: int) -> Batches:
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _prepare, (seed,))
    waiting: deque[Future[BatchResult]] = deque()
    try:
        for number in count(first):
            waiting.append(pool.submit(_batch, seed, number))
            if len(waiting) > AHEAD * jobs:
                yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _prepare(seed: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command itself ends the workers
    _soakers[seed] = Soaker(seed)


def _batch(seed: bytes, number: int) -> BatchResult:
    return _soakers[seed].batch(number)
