"""A receipt printer without its cable: physical verbs on one side, the byte stream on the other.

Like a real one it goes on from its buffer after a refill, by itself; it holds the flow when the buffer
is full; and it hears real-time commands in any state that lets it hear at all.
"""

from collections.abc import Callable, Iterable
from threading import RLock
from typing import Protocol

from hal_sim.printer.answers import BUFFERS_CLEARED, real_time_status, status_back
from hal_sim.printer.faults import HangsAfter, PrinterFault, UnpluggedAfter
from hal_sim.printer.interpreter import Interpreter
from hal_sim.printer.kinds import PrinterKind
from hal_sim.printer.line_faults import LineFaults
from hal_sim.printer.mechanism import ROLL_MM, Mechanism
from hal_sim.printer.paper import PaperPiece
from hal_sim.printer.receiver import ClearRequest, Enquiry, RealTime, Receiver, StatusRequest

MOUTHFUL_BYTES = 512
_AFTER_CLEARING = 2  # DLE ENQ 2


class Cable(Protocol):
    """The printer's end of the cable."""

    def plug_in(self) -> None:
        """Put the cable in; nothing happens if it is in already."""

    def unplug(self) -> None:
        """Pull the cable: whoever holds the other end hears a hang-up."""

    def read(self, most_bytes: int) -> bytes:
        """What has arrived, at most so much; b"" if nothing, or unplugged."""

    def write(self, data: bytes) -> None:
        """Send; what the cable does not take is lost."""

    def wake(self) -> None:
        """Something changed: the printer may take bytes again."""


class ReceiptPrinter:
    """A printer of ``kind`` at the end of ``cable``; whoever moves the bytes calls ``take``.

    ``unit``: the name by which it can be told from others; another one stands for another printer.
    """

    def __init__(
        self,
        kind: PrinterKind,
        cable: Cable,
        *,
        faults: Iterable[PrinterFault],
        width_dots: int,
        dots_per_mm: float,
        buffer_bytes: int,
    ) -> None:
        self.kind = kind
        self.unit = f"usb 0416:5011 {kind.name}"
        self._cable = cable
        self._lock = RLock()
        self._buffer_bytes = buffer_bytes
        self._mechanism = Mechanism(width_dots, dots_per_mm)
        self._interpreter = Interpreter(self._mechanism, kind, self._answer)
        self._receiver = Receiver()
        self._line_faults = LineFaults()
        self._hung = False
        self._last_status_back = status_back(self._mechanism)
        cable.plug_in()
        for fault in faults:
            self.arm(fault)

    # What can be seen

    @property
    def complaints(self) -> tuple[str, ...]:
        """What the printer was sent and did not understand; empty as long as the driver is right."""
        with self._lock:
            return self._interpreter.complaints

    @property
    def transcript(self) -> tuple[str, ...]:
        """Every line that was printed in the printer's own letters; a receipt set as dots has none."""
        with self._lock:
            return self._interpreter.transcript

    @property
    def paper_left_mm(self) -> float:
        """What is left on the roll."""
        with self._lock:
            return self._mechanism.paper_left_mm

    @property
    def waiting_bytes(self) -> int:
        """How much stands in its receive buffer and would be printed yet."""
        with self._lock:
            return self._interpreter.waiting_bytes

    def pieces(self) -> tuple[PaperPiece, ...]:
        """Every piece of paper that was cut or torn off, in order."""
        with self._lock:
            return tuple(self._mechanism.pieces)

    @property
    def hanging(self) -> PaperPiece:
        """The paper that hangs out of the printer now."""
        with self._lock:
            return self._mechanism.hanging

    @property
    def moved_mm(self) -> float:
        """How much paper has passed the head so far."""
        with self._lock:
            return self._mechanism.moved_mm

    # Physical verbs

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
        self._change(self._mechanism.head.keep_hot)

    def cool_head(self) -> None:
        """Let the head cool down: the printer goes on by itself."""
        self._change(self._mechanism.head.cool)

    def power_off(self) -> None:
        """Switch the printer off: what it held is gone."""
        self._change(lambda: setattr(self._mechanism, "powered", False))

    def power_on(self) -> None:
        """Switch the printer on."""
        self._change(self._switch_on)

    def unplug(self) -> None:
        """Pull the data cable. The printer keeps what it has received."""
        self._change(self._cable.unplug)

    def plug_in(self) -> None:
        """Put the data cable back."""
        self._change(self._cable.plug_in)

    # The byte stream

    def room(self) -> int:
        """How much it takes now: a full buffer holds the flow, a hung firmware does for ever."""
        if self._hung:
            return 0
        return min(MOUTHFUL_BYTES, self._buffer_bytes - self._interpreter.waiting_bytes)

    def take(self, data: bytes) -> None:
        """Take what arrived, at most ``room()`` bytes, and do what it says as far as that goes."""
        arrived, fault = self._line_faults.pass_on(data)
        for heard in self._receiver.feed(arrived):
            if not self._mechanism.powered:
                continue
            if isinstance(heard, bytes):
                self._interpreter.receive(heard)
                self._go_on()
            else:
                self._obey(heard)
        if isinstance(fault, UnpluggedAfter):
            self._cable.unplug()
        elif isinstance(fault, HangsAfter):
            self._hung = True

    def _change(self, change: Callable[[], object]) -> None:
        with self._lock:
            change()
            self._go_on()
        self._cable.wake()

    def _switch_on(self) -> None:
        if self._mechanism.powered and not self._hung:
            return
        while self._cable.read(MOUTHFUL_BYTES):
            continue  # what was sent to a dead printer is lost
        self._mechanism.powered, self._hung = True, False
        self._mechanism.recover()
        self._receiver = Receiver()
        self._interpreter.restart()

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
            case StatusRequest(number) if self.kind.real_time_status:
                self._answer(real_time_status(self._mechanism, number))
                self._mechanism.head.rest()
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
            self._cable.write(self._line_faults.answer(data))
