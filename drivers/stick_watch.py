"""Noticing sticks that are put in or pulled: the kernel's word on a thread, and a look at what is so.

The kernel's events only wake the thread; what is there it reads from sysfs each time, so that an event
that was lost or came twice does no harm. They are the kernel's own: those that udev passes on do not
reach a service that has no network, and come only where udev's daemon runs.
"""

import os
import select
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Protocol

from pyudev import Context, Monitor

from drivers.stick_bay import StickBay

LOOK_AFTER_S = 2.0
"""A look without any event: what an event told too early or not at all."""
_ENOUGH = 1000


class DiskEvents(Protocol):
    """The word that something changed about a disk."""

    def wait(self, timeout_s: float) -> None:
        """Return when something changed, or at the latest after ``timeout_s``."""

    def wake(self) -> None:
        """Let whoever waits now return at once."""


class KernelDiskEvents:
    """The kernel's events about disks, by way of libudev."""

    def __init__(self) -> None:
        self._monitor = Monitor.from_netlink(Context(), source="kernel")
        self._monitor.filter_by("block")
        self._monitor.start()
        self._woken = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)

    def wait(self, timeout_s: float) -> None:
        """Return when a disk came, went or changed, or at the latest after ``timeout_s``."""
        ready, _, _ = select.select([self._monitor, self._woken], [], [], timeout_s)
        # An error says that there were more events than the socket could hold; a look is due then, too.
        with suppress(OSError):
            for _ in range(_ENOUGH if self._monitor in ready else 0):  # they come in swarms
                if self._monitor.poll(0) is None:
                    break

    def wake(self) -> None:
        """Let ``wait`` return at once, now and from now on."""
        os.eventfd_write(self._woken, 1)


class StickWatch:
    """Keeps ``bay`` in step with what is put in, on a thread of its own, until closed.

    ``failed`` is called on that thread with an error that nobody expected; then no stick is noticed
    any more.
    """

    def __init__(self, bay: StickBay, events: DiskEvents, failed: Callable[[BaseException], None]) -> None:
        self._bay = bay
        self._events = events
        self._failed = failed
        self._ended = Event()
        self._thread = Thread(target=self._run, name="sticks", daemon=True)

    def start(self) -> None:
        """Look once, so that what is in already is there, and go on looking."""
        self._bay.look()
        self._thread.start()

    def close(self) -> None:
        """Stop looking and take all sticks out; never waits for a stick that hangs."""
        self._ended.set()
        self._events.wake()
        self._thread.join(LOOK_AFTER_S * 2)
        if not self._thread.is_alive():
            self._bay.close()

    def _run(self) -> None:
        try:
            while not self._ended.is_set():
                self._events.wait(LOOK_AFTER_S)
                if not self._ended.is_set():
                    self._bay.look()
        except Exception as exc:  # noqa: BLE001 - told to whoever can end the program
            self._failed(exc)
