"""A cable between driver and printer within one thread: no port, no waiting, time that is only counted."""

from device.errors import PrinterError
from device.hal import Clock
from drivers.wire import LINK_GONE, PortStatus
from hal_sim.printer.receipt_printer import Cable, ReceiptPrinter

KERNEL_BYTES = 4096
"""What a port takes and keeps while the printer holds the flow."""
BYTES_PER_S = 11_520.0


class LocalCable(Cable):
    """What is on the way between the two ends."""

    def __init__(self) -> None:
        self.plugged_in = False
        self.to_printer = bytearray()
        self.to_terminal = bytearray()

    def plug_in(self) -> None:
        """Put the cable in."""
        self.plugged_in = True

    def unplug(self) -> None:
        """Pull the cable: what was on the way is lost."""
        self.plugged_in = False
        self.to_printer.clear()
        self.to_terminal.clear()

    def read(self, most_bytes: int) -> bytes:
        """What has arrived at the printer."""
        data = bytes(self.to_printer[:most_bytes])
        del self.to_printer[:most_bytes]
        return data

    def write(self, data: bytes) -> None:
        """The printer sends."""
        if self.plugged_in:
            self.to_terminal += data

    def wake(self) -> None:
        """Nobody sleeps here: the next use of the link moves the bytes."""


class LocalLink:
    """The terminal's end: a ``ByteLink`` that lets the printer work while it is used.

    Waiting and sending take their time on ``clock`` and none in the real world.
    """

    def __init__(self, cable: LocalCable, printer: ReceiptPrinter, clock: Clock) -> None:
        self._cable = cable
        self._printer = printer
        self._clock = clock

    def unit(self) -> str:
        """The name of the printer behind it. Raises PrinterError."""
        self._expect_plugged_in()
        return self._printer.unit

    def port_status(self) -> PortStatus | None:
        """None: this port has no lines that tell anything. Raises PrinterError."""
        self._expect_plugged_in()
        return None

    def write(self, data: bytes, timeout_s: float) -> int:
        """Write what the port takes; exactly how many bytes. Raises PrinterError."""
        self._expect_plugged_in()
        taken = 0
        while taken < len(data):
            room = KERNEL_BYTES - len(self._cable.to_printer)
            if room <= 0:
                self._clock.wait(timeout_s)
                break
            self._cable.to_printer += data[taken : taken + room]
            taken += min(room, len(data) - taken)
            self.carry()
            if not self._cable.plugged_in:
                break  # in the middle of it: these bytes count as taken, as a kernel counts them
        self._clock.wait(taken / BYTES_PER_S)
        return taken

    def write_urgent(self, data: bytes, timeout_s: float) -> int:
        """The same: this port has no lines for flow control."""
        return self.write(data, timeout_s)

    def drop_unsent(self) -> None:
        """Throw away what the port still holds. Raises PrinterError."""
        self._expect_plugged_in()
        self._cable.to_printer.clear()

    def read(self, timeout_s: float) -> bytes:
        """What has arrived; b"" after ``timeout_s`` of silence. Raises PrinterError."""
        self._expect_plugged_in()
        self.carry()
        if not self._cable.to_terminal:
            self._clock.wait(timeout_s)
        data = bytes(self._cable.to_terminal)
        self._cable.to_terminal.clear()
        return data

    def close(self) -> None:
        """Give the port back: what it held is gone."""
        self._cable.to_printer.clear()
        self._cable.to_terminal.clear()

    def carry(self) -> None:
        """Let the printer take what waits on the cable, as far as it will."""
        while self._cable.plugged_in and self._cable.to_printer and self._printer.room() > 0:
            self._printer.take(self._cable.read(self._printer.room()))

    def _expect_plugged_in(self) -> None:
        if not self._cable.plugged_in:
            raise PrinterError(LINK_GONE)
