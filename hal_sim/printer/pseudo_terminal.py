"""The cable of a simulated printer: a pseudo-terminal under a path that stays the same."""

import errno
import os
import select
import termios
import tty
from pathlib import Path

_WAKE = b"w"


class PseudoTerminal:
    """The printer's end of the cable. ``path`` is what the terminal opens, while it is plugged in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._printer_end: int | None = None
        self._terminal_end: int | None = None
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_reader, False)
        os.set_blocking(self._wake_writer, False)

    @property
    def plugged_in(self) -> bool:
        """Whether the cable is in."""
        return self._printer_end is not None

    def plug_in(self) -> None:
        """Put the cable in; nothing happens if it is in already."""
        if self.plugged_in:
            return
        self._printer_end, self._terminal_end = os.openpty()
        tty.setraw(self._terminal_end, termios.TCSANOW)
        os.set_blocking(self._printer_end, False)
        self.path.symlink_to(os.ttyname(self._terminal_end))

    def unplug(self) -> None:
        """Pull the cable: whoever holds the other end hears a hang-up."""
        self.path.unlink(missing_ok=True)
        for descriptor in (self._printer_end, self._terminal_end):
            if descriptor is not None:
                os.close(descriptor)
        self._printer_end = self._terminal_end = None

    @property
    def has_arrivals(self) -> bool:
        """Whether bytes have arrived that nobody has read."""
        return self._printer_end is not None and bool(select.select([self._printer_end], [], [], 0)[0])

    def wait(self, *, listen: bool) -> None:
        """Return when bytes have arrived (only with ``listen``), or on ``wake``."""
        poll = select.poll()
        poll.register(self._wake_reader, select.POLLIN)
        if listen and self._printer_end is not None:
            poll.register(self._printer_end, select.POLLIN)
        poll.poll()
        try:
            os.read(self._wake_reader, 64)
        except BlockingIOError:
            return

    def wake(self) -> None:
        """End a ``wait`` in another thread."""
        try:
            os.write(self._wake_writer, _WAKE)
        except BlockingIOError:
            return  # it will wake up for the others

    def read(self, most_bytes: int) -> bytes:
        """What has arrived, at most so much; b"" if nothing, or unplugged."""
        if self._printer_end is None or most_bytes <= 0:
            return b""
        try:
            return os.read(self._printer_end, most_bytes)
        except BlockingIOError:
            return b""
        except OSError as problem:
            if problem.errno == errno.EIO:
                return b""
            raise

    def write(self, data: bytes) -> None:
        """Send; what the cable does not take is lost, as on a wire that nobody listens to."""
        if self._printer_end is None:
            return
        try:
            os.write(self._printer_end, data)
        except BlockingIOError:
            return

    def close(self) -> None:
        """Unplug for good."""
        self.unplug()
        os.close(self._wake_reader)
        os.close(self._wake_writer)
