"""A printer on a serial port: a ``ByteLink`` that opens by itself and comes back after a re-plug.

pyserial sets the port up and locks it; the bytes go through the descriptor, because pyserial cannot
say how many bytes left when a write runs out of time, and a receipt sent twice in part is garbage.
"""

import os
import select
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

import serial

from device.errors import PrinterError

_READ_BYTES = 4096
_GONE = "The printer is not connected. Check its cable."
# pyserial's SerialException is an OSError; termios.error is not.
_FOREIGN = (OSError, termios.error)


class SerialLink:
    """A serial port, or a pseudo-terminal, at ``path``.

    The port is opened at the first use and locked for this process. After an error it is closed, and
    the next use opens it anew: a cable that was pulled and put back needs nobody's help. Links over
    ``/dev/usb/lp`` and libusb keep the same contract in files of their own.
    """

    def __init__(self, path: str, baud_rate: int = 115200, *, hardware_flow_control: bool = False) -> None:
        self._path = path
        self._baud_rate = baud_rate
        self._hardware_flow_control = hardware_flow_control
        self._port: serial.Serial | None = None

    def write(self, data: bytes, timeout_s: float) -> int:
        """Write what the port accepts within ``timeout_s``; exactly how many bytes it took.

        Raises PrinterError when the port is gone.
        """
        with self._edge() as port:
            return _write_all(port.fileno(), data, timeout_s)

    def write_urgent(self, data: bytes, timeout_s: float) -> int:
        """Write without heeding RTS/CTS when nothing waits to leave. Raises PrinterError."""
        with self._edge() as port:
            hold = self._hardware_flow_control and port.out_waiting == 0
            if not hold:
                return _write_all(port.fileno(), data, timeout_s)
            port.rtscts = False
            try:
                taken = _write_all(port.fileno(), data, timeout_s)
                termios.tcdrain(port.fileno())
            finally:
                port.rtscts = True
            return taken

    def drop_unsent(self) -> None:
        """Throw away what the kernel still holds. Raises PrinterError when the port is gone."""
        with self._edge() as port:
            port.reset_output_buffer()

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, after at most ``timeout_s``; b"" if nothing. Raises PrinterError."""
        with self._edge() as port:
            if not _ready(port.fileno(), select.POLLIN, timeout_s):
                return b""
            try:
                data = os.read(port.fileno(), _READ_BYTES)
            except BlockingIOError:
                return b""
            if not data:  # readable, yet nothing to read: the other end is gone
                raise OSError("hung up")
            return data

    def close(self) -> None:
        """Give the port back; never raises."""
        port, self._port = self._port, None
        if port is not None:
            try:
                port.close()
            except _FOREIGN:
                return  # the port is gone already

    @contextmanager
    def _edge(self) -> Iterator[serial.Serial]:
        try:
            if self._port is None:
                self._port = self._open()
            yield self._port
        except _FOREIGN as problem:
            self.close()
            raise PrinterError(_GONE) from problem

    def _open(self) -> serial.Serial:
        return serial.Serial(
            self._path,
            self._baud_rate,
            timeout=0,
            write_timeout=0,
            rtscts=self._hardware_flow_control,
            exclusive=True,
        )


def _ready(descriptor: int, wanted: int, timeout_s: float) -> bool:
    """Whether ``descriptor`` is ready within ``timeout_s``. Raises OSError when it hung up."""
    poll = select.poll()
    poll.register(descriptor, wanted)
    events = [event for _, event in poll.poll(max(0, round(timeout_s * 1000)))]
    if not events:
        return False
    if events[0] & wanted:
        return True
    raise OSError("hung up")


def _write_all(descriptor: int, data: bytes, timeout_s: float) -> int:
    deadline = time.monotonic() + timeout_s
    sent = 0
    while sent < len(data) and _ready(descriptor, select.POLLOUT, deadline - time.monotonic()):
        try:
            sent += os.write(descriptor, data[sent:])
        except BlockingIOError:
            continue
    return sent
