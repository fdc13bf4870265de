"""One worker thread beside the screens: encryption, disks and the printer never block a touch.

    UI thread   submit(job, on_done) ─────────────▶ on_done(future)   by a queued signal
    worker                  └─▶ job() ─▶ deliver(progress) ─▶ result or error

Jobs run one at a time in the order given, so hardware needs no locks.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

_Result = TypeVar("_Result")


class _Mailbox(QObject):
    """Lives on the UI thread and calls there what is sent to it from any thread."""

    sent = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sent.connect(self._call, Qt.ConnectionType.QueuedConnection)

    @Slot(object)  # type: ignore[arg-type]
    def _call(self, call: Callable[[], None]) -> None:
        call()


class Worker:
    """The worker thread. Make and close it on the UI thread; needs Qt's event loop to deliver."""

    def __init__(self) -> None:
        self._mailbox = _Mailbox()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hardware")
        self._open = True

    def submit(self, job: Callable[[], _Result], on_done: Callable[[Future[_Result]], None]) -> None:
        """Run ``job`` on the worker, then ``on_done`` with its finished future on the UI thread.

        ``future.result()`` returns what the job returned or raises what it raised. An error that is
        no ``Exception`` (the process is ending, the power is gone) is delivered too, and no job
        after it is begun. Raises RuntimeError after ``close``.
        """
        self._thread.submit(job).add_done_callback(lambda future: self._finished(future, on_done))

    def deliver(self, call: Callable[[], None]) -> None:
        """From a job: have ``call`` made on the UI thread, in order; for progress."""
        self._mailbox.sent.emit(lambda: self._call_if_open(call))

    def close(self) -> None:
        """Wait for the job that is running, drop those that wait, and deliver nothing more."""
        self._open = False
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _finished(self, future: Future[_Result], on_done: Callable[[Future[_Result]], None]) -> None:
        if future.cancelled():
            return
        if not isinstance(future.exception(), Exception | None):
            self._thread.shutdown(wait=False, cancel_futures=True)
        self.deliver(lambda: on_done(future))

    def _call_if_open(self, call: Callable[[], None]) -> None:
        if self._open:
            call()
