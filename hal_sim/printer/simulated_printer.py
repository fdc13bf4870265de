"""A receipt printer on a pseudo-terminal, in a thread of its own, printing as fast as it is written to."""

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from threading import Thread
from types import TracebackType

from hal_sim.printer.faults import PrinterFault
from hal_sim.printer.kinds import PROVES_ALL, PrinterKind
from hal_sim.printer.pseudo_terminal import PseudoTerminal
from hal_sim.printer.receipt_printer import ReceiptPrinter

_SETTLED_LOOKS = 6
_LOOK_S = 0.005


class SimulatedPrinter(ReceiptPrinter):
    """A printer that can be opened as a serial port at ``path``. Close it, or use it with ``with``."""

    def __init__(
        self,
        kind: PrinterKind = PROVES_ALL,
        *,
        faults: Iterable[PrinterFault] = (),
        width_dots: int = 576,
        dots_per_mm: float = 8.0,
        buffer_bytes: int = 65536,
    ) -> None:
        self._closing = False
        self._folder = tempfile.TemporaryDirectory(prefix="sealmark-printer-")
        self._port = PseudoTerminal(Path(self._folder.name) / "port")
        super().__init__(
            kind,
            self._port,
            faults=faults,
            width_dots=width_dots,
            dots_per_mm=dots_per_mm,
            buffer_bytes=buffer_bytes,
        )
        self._thread = Thread(target=self._serve, name="simulated printer", daemon=True)
        self._thread.start()

    def __enter__(self) -> "SimulatedPrinter":
        """The printer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the printer away."""
        self.close()

    def close(self) -> None:
        """Take the printer away."""
        with self._lock:
            self._closing = True
        self._port.wake()
        self._thread.join()
        self._port.close()
        self._folder.cleanup()

    @property
    def path(self) -> str:
        """The serial port; there is none while the cable is out."""
        return str(self._port.path)

    def settle(self, timeout_s: float = 60.0) -> None:
        """Wait until everything sent so far has been read and done. Raises TimeoutError."""
        deadline = time.monotonic() + timeout_s
        quiet, last = 0, -1
        while quiet < _SETTLED_LOOKS:
            if time.monotonic() > deadline:
                raise TimeoutError("the printer is still being written to")
            time.sleep(_LOOK_S)
            with self._lock:
                received = self._line_faults.received_bytes
                unread = self.room() > 0 and self._port.has_arrivals  # its thread waits for a processor
            quiet = quiet + 1 if received == last and not unread else 0
            last = received

    def _serve(self) -> None:
        while True:
            with self._lock:
                listen = self.room() > 0
            self._port.wait(listen=listen)
            with self._lock:
                if self._closing:
                    return
                self.take(self._port.read(self.room()))
