"""A printer on a serial port: a ``ByteLink`` that opens by itself and comes back after a re-plug.

pyserial sets the port up and locks it; the bytes go through the descriptor, because pyserial cannot
say how many bytes left when a write runs out of time, and a receipt sent twice in part is garbage.
"""

import os
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

import serial

from device.errors import PrinterError
from drivers.descriptor_bytes import read_some, write_all
from drivers.unit_names import unit_of_device
from drivers.wire import LINK_GONE, PortStatus

# pyserial's SerialException is an OSError; termios.error is not.
_FOREIGN = (OSError, termios.error)


class FlowControl(Enum):
    """How a serial printer holds the flow while its buffer is full."""

    NONE = "none"
    LINES = "rtscts"  # by the lines RTS and CTS
    CHARACTERS = "xonxoff"  # by the bytes XON and XOFF


class SerialLink:
    """A serial port, or a pseudo-terminal, at ``path``.

    The port is opened at the first use and locked for this process. After an error it is closed, and
    the next use opens it anew: a cable that was pulled and put back needs nobody's help.
    """

    def __init__(
        self, path: str, baud_rate: int = 115200, *, flow_control: FlowControl = FlowControl.NONE
    ) -> None:
        self._path = path
        self._baud_rate = baud_rate
        self._flow_control = flow_control
        self._port: serial.Serial | None = None
        self._dsr_works = False

    def unit(self) -> str:
        """The adapter's serial number or the board's port, stable names both; "" for any other port."""
        with self._edge() as port:
            return unit_of_device(os.fstat(port.fileno()).st_rdev)

    def port_status(self) -> PortStatus | None:
        """DSR, where the cable has it: a line that was never seen on tells nothing. Raises PrinterError."""
        with self._edge() as port:
            try:
                is_on = bool(port.dsr)
            except OSError:
                return None  # a port without lines, as a pseudo-terminal is
            self._dsr_works = self._dsr_works or is_on
            return PortStatus(paper_out=False, selected=is_on, error=False) if self._dsr_works else None

    def write(self, data: bytes, timeout_s: float) -> int:
        """Write what the port accepts within ``timeout_s``; exactly how many bytes it took.

        Raises PrinterError when the port is gone.
        """
        with self._edge() as port:
            return write_all(port.fileno(), data, timeout_s)

    def write_urgent(self, data: bytes, timeout_s: float) -> int:
        """Write without heeding flow control when nothing waits to leave. Raises PrinterError."""
        with self._edge() as port:
            if self._flow_control is FlowControl.NONE or port.out_waiting:
                return write_all(port.fileno(), data, timeout_s)
            self._hold(port, heeded=False)
            try:
                taken = write_all(port.fileno(), data, timeout_s)
                termios.tcdrain(port.fileno())
            finally:
                self._hold(port, heeded=True)
            return taken

    def drop_unsent(self) -> None:
        """Throw away what the kernel still holds. Raises PrinterError when the port is gone."""
        with self._edge() as port:
            port.reset_output_buffer()

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, after at most ``timeout_s``; b"" if nothing. Raises PrinterError."""
        with self._edge() as port:
            return read_some(port.fileno(), timeout_s)

    def close(self) -> None:
        """Give the port back; never raises."""
        port, self._port = self._port, None
        self._dsr_works = False
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
            raise PrinterError(LINK_GONE) from problem

    def _open(self) -> serial.Serial:
        return serial.Serial(
            self._path,
            self._baud_rate,
            timeout=0,
            write_timeout=0,
            rtscts=self._flow_control is FlowControl.LINES,
            xonxoff=self._flow_control is FlowControl.CHARACTERS,
            exclusive=True,
        )

    def _hold(self, port: serial.Serial, *, heeded: bool) -> None:
        if self._flow_control is FlowControl.LINES:
            port.rtscts = heeded
        else:
            port.xonxoff = heeded
