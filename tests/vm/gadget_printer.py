"""The simulated printer as a real USB device: its bytes go through ``/dev/g_printer0``.

Linux, Documentation/usb/gadget_printer.rst; port status as in Universal Serial Bus Device Class
Definition for Printing Devices 1.1, 4.2.2.
"""

import fcntl
import os
import select
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

from vm.gadget import Gadget, modprobe, wait_for

from hal_sim.printer.kinds import PROVES_ALL
from hal_sim.printer.receipt_printer import ReceiptPrinter

SERIAL = "SIM-0042"
PRODUCT = 0x0103
_NODE = "/dev/g_printer0"
_SET_STATUS = 0xC0016722  # GADGET_SET_PRINTER_STATUS, <linux/usb/g_printer.h>
_NOT_ERROR, _SELECTED, _PAPER_EMPTY = 0x08, 0x10, 0x20


class GadgetCable:
    """The printer's end of a USB cable."""

    def __init__(self) -> None:
        modprobe("usblp")
        settings = {"pnp_string": "MFG:Sealmark;MDL:Simulated;CLS:PRINTER;", "q_len": "2"}
        self.gadget = Gadget(0, SERIAL, "printer.0", settings, PRODUCT)
        self._fd: int | None = None
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_reader, False)

    def plug_in(self) -> None:
        """Put the cable in; the first time the device is made."""
        if self._fd is None:
            self.gadget.bind()
            wait_for(Path(_NODE).exists, _NODE)
            self._fd = os.open(_NODE, os.O_RDWR | os.O_NONBLOCK)
        else:
            self.gadget.put_back()

    def unplug(self) -> None:
        """Pull the cable."""
        self.gadget.pull()

    def read(self, most_bytes: int) -> bytes:
        """What has arrived, at most so much; b"" if nothing."""
        if self._fd is None or most_bytes <= 0:
            return b""
        try:
            return os.read(self._fd, most_bytes)
        except OSError:  # nothing there, or nobody at the other end
            return b""

    def write(self, data: bytes) -> None:
        """Send; what the cable does not take is lost."""
        assert self._fd is not None
        with suppress(OSError):
            os.write(self._fd, data)

    def say(self, *, paper_out: bool, error: bool) -> None:
        """What the port answers from now on, even while no bytes are taken."""
        assert self._fd is not None
        value = _SELECTED | (_PAPER_EMPTY if paper_out else 0) | (0 if error else _NOT_ERROR)
        with suppress(OSError):  # nobody asks while the plug is out
            fcntl.ioctl(self._fd, _SET_STATUS, value)

    def wake(self) -> None:
        """The printer changed: it may take bytes again."""
        os.write(self._wake_writer, b"w")

    def wait(self, *, listen: bool) -> None:
        """Return when bytes have arrived (only with ``listen``), or on ``wake``, or after a moment."""
        poll = select.poll()
        poll.register(self._wake_reader, select.POLLIN)
        if listen and self._fd is not None:
            poll.register(self._fd, select.POLLIN)
        # A reader that waited while the plug was put in is not woken, and one without a plug never waits.
        found = dict(poll.poll(200))
        if found.get(self._fd or -1, 0) & (select.POLLERR | select.POLLHUP):
            time.sleep(0.1)
        with suppress(BlockingIOError):
            os.read(self._wake_reader, 64)


class GadgetPrinter(ReceiptPrinter):
    """A printer on a USB port of this machine. It cannot be closed: see ``vm.gadget``."""

    def __init__(self) -> None:
        self.cable = GadgetCable()
        super().__init__(
            PROVES_ALL, self.cable, faults=(), width_dots=576, dots_per_mm=8.0, buffer_bytes=65536
        )
        self.received_bytes = 0
        Thread(target=self._serve, name="gadget printer", daemon=True).start()

    def _serve(self) -> None:
        while True:
            with self._lock:
                mechanism = self._mechanism
                self.cable.say(paper_out=mechanism.paper_out, error=mechanism.stopped)
                listen = self.room() > 0
            self.cable.wait(listen=listen)
            with self._lock:
                data = self.cable.read(self.room())
                self.received_bytes += len(data)
                self.take(data)
