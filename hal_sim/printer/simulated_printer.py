"""A receipt printer on a pseudo-terminal: physical verbs on one side, the byte stream on the other.

It runs in a thread of its own and prints as fast as it is written to. Like a real one it goes on from
its buffer after a refill, by itself; it holds the flow when the buffer is full; and it hears real-time
commands in any state that lets it hear at all.
"""

import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import RLock, Thread
from types import TracebackType

from hal_sim.printer.answers import BUFFERS_CLEARED, real_time_status, status_back
from hal_sim.printer.faults import HangsAfter, PrinterFault, UnpluggedAfter
from hal_sim.printer.interpreter import Interpreter
from hal_sim.printer.kinds import PROVES_ALL, PrinterKind
from hal_sim.printer.line_faults import LineFaults
from hal_sim.printer.mechanism import ROLL_MM, Mechanism
from hal_sim.printer.paper import PaperPiece
from hal_sim.printer.pseudo_terminal import PseudoTerminal
from hal_sim.printer.receiver import ClearRequest, Enquiry, Nonsense, RealTime, Receiver, StatusRequest

_MOUTHFUL_BYTES = 512
_SETTLED_LOOKS = 3
_LOOK_S = 0.005
_AFTER_CLEARING = 2  # DLE ENQ 2


class SimulatedPrinter:
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
        self.kind = kind
        self._lock = RLock()
        self._buffer_bytes = buffer_bytes
        self._mechanism = Mechanism(width_dots, dots_per_mm)
        self._interpreter = Interpreter(self._mechanism, kind, self._answer)
        self._receiver = Receiver()
        self._line_faults = LineFaults()
        self._complaints: list[str] = []
        self._hung = False
        self._closing = False
        self._last_status_back = status_back(self._mechanism)
        self._folder = tempfile.TemporaryDirectory(prefix="sealmark-printer-")
        self._port = PseudoTerminal(Path(self._folder.name) / "port")
        self._port.plug_in()
        for fault in faults:
            self.arm(fault)
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

    @property
    def complaints(self) -> tuple[str, ...]:
        """What the printer was sent and did not understand; empty as long as the driver is right."""
        with self._lock:
            return (*self._complaints, *self._interpreter.complaints)

    @property
    def paper_left_mm(self) -> float:
        """What is left on the roll."""
        with self._lock:
            return self._mechanism.paper_left_mm

    @property
    def waiting_bytes(self) -> int:
        """How much stands in its receive buffer and would be printed yet."""
        with self._lock:
            return len(self._interpreter.buffer)

    def pieces(self) -> tuple[PaperPiece, ...]:
        """Every piece of paper that was cut or torn off, in order."""
        with self._lock:
            return tuple(self._mechanism.pieces)

    @property
    def hanging(self) -> PaperPiece:
        """The paper that hangs out of the printer now."""
        with self._lock:
            return self._mechanism.hanging

    def arm(self, fault: PrinterFault) -> None:
        """Let ``fault`` happen, counted from now."""
        with self._lock:
            if not self._mechanism.arm(fault):
                self._line_faults.arm(fault)

    def disarm(self) -> None:
        """Call off every fault that has not happened yet."""
        with self._lock:
            self._mechanism.disarm()
            self._line_faults.disarm()

    def open_cover(self) -> None:
        """Open the paper cover: the printer goes offline, in the middle of whatever it does."""
        self._change(lambda: setattr(self._mechanism, "cover_open", True))

    def close_cover(self) -> None:
        """Shut the cover: the printer goes on from its buffer."""
        self._change(lambda: setattr(self._mechanism, "cover_open", False))

    def paper_ends_after_mm(self, paper_mm: float) -> None:
        """Leave only so much paper on the roll; 0 takes it out."""
        self._change(lambda: setattr(self._mechanism, "paper_left_mm", paper_mm))

    def refill(self, paper_mm: float = ROLL_MM) -> None:
        """Put in a roll of paper: the printer goes on from its buffer."""
        self._change(lambda: setattr(self._mechanism, "paper_left_mm", paper_mm))

    def tear_paper(self) -> None:
        """Tear off what hangs out."""
        self._change(self._mechanism.tear)

    def jam_cutter(self) -> None:
        """Put something between the blades."""
        self._change(lambda: setattr(self._mechanism, "knife_jammed", True))

    def free_cutter(self) -> None:
        """Take it out again. The printer stays in error until it is told to recover."""
        self._change(lambda: setattr(self._mechanism, "knife_jammed", False))

    def overheat_head(self) -> None:
        """Make the head too hot to print; it stays so until ``cool_head``."""
        self._change(lambda: self._set_heat(1 << 30))

    def cool_head(self) -> None:
        """Let the head cool down: the printer goes on by itself."""
        self._change(lambda: self._set_heat(0))

    def power_off(self) -> None:
        """Switch the printer off: what it held is gone."""
        self._change(lambda: setattr(self._mechanism, "powered", False))

    def power_on(self) -> None:
        """Switch the printer on."""
        self._change(self._switch_on)

    def unplug(self) -> None:
        """Pull the data cable. The printer keeps what it has received."""
        self._change(self._port.unplug)

    def plug_in(self) -> None:
        """Put the data cable back."""
        self._change(self._port.plug_in)

    def settle(self, timeout_s: float = 5.0) -> None:
        """Wait until everything sent so far has been read and done. Raises TimeoutError."""
        deadline = time.monotonic() + timeout_s
        quiet, last = 0, -1
        while quiet < _SETTLED_LOOKS:
            if time.monotonic() > deadline:
                raise TimeoutError("the printer is still being written to")
            time.sleep(_LOOK_S)
            with self._lock:
                received = self._line_faults.received_bytes
            quiet = quiet + 1 if received == last else 0
            last = received

    def _change(self, change: Callable[[], object]) -> None:
        with self._lock:
            change()
            self._go_on()
        self._port.wake()

    def _set_heat(self, cools_after: int) -> None:
        self._mechanism.head_hot = cools_after > 0
        self._mechanism.head_cools_after = cools_after

    def _switch_on(self) -> None:
        if self._mechanism.powered and not self._hung:
            return
        while self._port.read(_MOUTHFUL_BYTES):
            continue  # what was sent to a dead printer is lost
        self._mechanism.powered, self._hung = True, False
        self._mechanism.recover()
        self._receiver = Receiver()
        self._interpreter.restart()

    def _serve(self) -> None:
        while True:
            with self._lock:
                listen = self._room() > 0
            self._port.wait(listen=listen)
            with self._lock:
                if self._closing:
                    return
                self._receive(self._port.read(self._room()))

    def _room(self) -> int:
        """How much it takes now: a full buffer holds the flow, a hung firmware does for ever."""
        if self._hung:
            return 0
        return min(_MOUTHFUL_BYTES, self._buffer_bytes - len(self._interpreter.buffer))

    def _receive(self, data: bytes) -> None:
        arrived, fault = self._line_faults.pass_on(data)
        for heard in self._receiver.feed(arrived):
            if not self._mechanism.powered:
                continue
            if isinstance(heard, bytes):
                self._interpreter.buffer += heard
                self._go_on()
            else:
                self._obey(heard)
        if isinstance(fault, UnpluggedAfter):
            self._port.unplug()
        elif isinstance(fault, HangsAfter):
            self._hung = True

    def _go_on(self) -> None:
        if self._hung:
            return
        if self._mechanism.powered:
            self._interpreter.go_on()
        if not self._mechanism.powered:  # also when power failed on the way
            self._interpreter.restart()
            return
        news = status_back(self._mechanism)
        if news != self._last_status_back:
            self._last_status_back = news
            if self._interpreter.watched:
                self._answer(news)

    def _obey(self, command: RealTime) -> None:
        match command:
            case Nonsense(data):
                self._complaints.append(f"real-time command {data.hex(' ')}")
            case StatusRequest(number) if self.kind.real_time_status:
                self._answer(real_time_status(self._mechanism, number))
                self._mechanism.cool_a_little()
            case Enquiry(number) if self._mechanism.knife_error:
                self._mechanism.recover()
                if number == _AFTER_CLEARING and not self._mechanism.knife_error:
                    self._interpreter.clear()
            case ClearRequest() if self.kind.clears_on_request:
                self._interpreter.clear()
                self._answer(BUFFERS_CLEARED)
        self._go_on()

    def _answer(self, data: bytes) -> None:
        if self._mechanism.powered:
            self._port.write(self._line_faults.answer(data))
