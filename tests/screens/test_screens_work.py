"""Work beside the screens: in order, off the UI thread, results and errors back on it."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Event, get_ident

import pytest
from PySide6.QtCore import QCoreApplication

from device.errors import PrinterError
from device.ui.application import gui_application
from device.ui.work import Worker


class Gone(BaseException):
    """Like a power cut: no Exception."""


@pytest.fixture
def worker() -> Iterator[Worker]:
    gui_application()
    made = Worker()
    yield made
    made.close()


def _wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < until, "nothing was delivered"
        QCoreApplication.processEvents()
        time.sleep(0.001)


def test_a_job_runs_beside_the_screens_and_its_result_comes_back_to_them(worker: Worker) -> None:
    threads: list[int] = []
    results: list[int] = []

    def job() -> int:
        threads.append(get_ident())
        return 42

    def done(future: Future[int]) -> None:
        threads.append(get_ident())
        results.append(future.result())

    worker.submit(job, done)
    _wait_for(lambda: bool(results))
    assert results == [42]
    assert threads[0] != get_ident() == threads[1]


def test_the_screens_are_not_blocked_while_a_job_runs(worker: Worker) -> None:
    release, done = Event(), list[bool]()
    worker.submit(lambda: release.wait(20), lambda future: done.append(future.result()))
    QCoreApplication.processEvents()
    assert done == []
    release.set()
    _wait_for(lambda: done == [True])


def test_jobs_run_one_at_a_time_in_order(worker: Worker) -> None:
    running, order, done = [0], list[int](), list[int]()

    def job(number: int) -> int:
        running[0] += 1
        assert running[0] == 1
        time.sleep(0.002)
        order.append(number)
        running[0] -= 1
        return number

    for number in range(8):
        worker.submit(lambda number=number: job(number), lambda future: done.append(future.result()))  # type: ignore[misc]
    _wait_for(lambda: len(done) == 8)
    assert order == done == list(range(8))


def test_an_error_comes_back_as_a_result_and_the_next_job_runs(worker: Worker) -> None:
    futures: list[Future[None]] = []

    def fail() -> None:
        raise PrinterError("no paper")

    worker.submit(fail, futures.append)
    worker.submit(lambda: None, futures.append)
    _wait_for(lambda: len(futures) == 2)
    with pytest.raises(PrinterError, match="no paper"):
        futures[0].result()
    assert futures[1].result() is None


def test_after_a_power_cut_no_job_is_begun(worker: Worker) -> None:
    futures: list[Future[None]] = []
    begun: list[int] = []
    start = Event()

    def cut() -> None:
        start.wait(20)
        raise Gone

    worker.submit(cut, futures.append)
    for number in range(3):
        worker.submit(lambda number=number: begun.append(number), futures.append)  # type: ignore[misc]
    start.set()
    _wait_for(lambda: bool(futures))
    with pytest.raises(Gone):
        futures[0].result()
    with pytest.raises(RuntimeError):
        worker.submit(lambda: None, futures.append)
    assert len(futures) == 1
    assert begun == []


def test_progress_arrives_in_order_before_the_result(worker: Worker) -> None:
    heard: list[object] = []

    def job() -> str:
        for step in range(3):
            worker.deliver(lambda step=step: heard.append(step))  # type: ignore[misc]
        return "done"

    worker.submit(job, lambda future: heard.append(future.result()))
    _wait_for(lambda: len(heard) == 4)
    assert heard == [0, 1, 2, "done"]


def test_a_closed_worker_waits_for_its_job_and_delivers_nothing() -> None:
    gui_application()
    worker, started, finished = Worker(), Event(), list[bool]()
    delivered: list[object] = []

    def job() -> None:
        started.set()
        time.sleep(0.02)
        finished.append(True)

    worker.submit(job, delivered.append)
    worker.submit(lambda: finished.append(False), delivered.append)
    started.wait(20)
    worker.close()
    QCoreApplication.processEvents()
    assert finished == [True]
    assert delivered == []
    assert not any(thread.name.startswith("hardware") for thread in threading.enumerate())
