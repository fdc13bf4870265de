"""A worker without a thread: the terminal's jobs are done where and when somebody says so."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


class SameThread:
    """Keeps the terminal's jobs until ``work``; one that is no ``Exception`` ends it, as power does."""

    def __init__(self) -> None:
        self._jobs: deque[tuple[Callable[[], Any], Callable[[Future[Any]], None]]] = deque()

    def submit(self, job: Callable[[], Any], on_done: Callable[[Future[Any]], None]) -> None:
        """Take a job."""
        self._jobs.append((job, on_done))

    def deliver(self, call: Callable[[], None]) -> None:
        """News of a job that runs."""
        call()

    def work(self) -> None:
        """Do everything that was submitted."""
        while self._jobs:
            job, on_done = self._jobs.popleft()
            done: Future[Any] = Future()
            try:
                done.set_result(job())
            except BaseException as exc:  # noqa: BLE001 - as the worker's futures take everything
                done.set_exception(exc)
                if not isinstance(exc, Exception):
                    self._jobs.clear()
            on_done(done)
