"""The printer's reading of the byte stream: its own tables, from the manual and not from the driver.

Epson, "ESC/POS Command Reference". What is not in the tables is refused and written down in
``complaints``: a real printer would print it as garbage, or swallow the receipt.
"""

from collections.abc import Callable

from hal_sim.printer.code_pages import character
from hal_sim.printer.esc_commands import escape
from hal_sim.printer.gs_commands import GsCommands
from hal_sim.printer.kinds import PrinterKind
from hal_sim.printer.mechanism import Mechanism
from hal_sim.printer.stream import Steps, Stream

_TAB, _LF, _ESC, _FS, _GS = 0x09, 0x0A, 0x1B, 0x1C, 0x1D
_CR = 0x0D
_KANJI_OFF = ord(".")


class Interpreter:
    """Executes what stands in its receive buffer while the mechanism can; stops and goes on with it."""

    def __init__(self, mechanism: Mechanism, kind: PrinterKind, answer: Callable[[bytes], None]) -> None:
        self._stream = Stream(mechanism)
        self._kind = kind
        self._answer = answer
        self._groups = GsCommands(self._stream, kind, answer)
        self._steps = self._run()

    def receive(self, data: bytes) -> None:
        """Take data into the receive buffer."""
        self._stream.buffer += data

    @property
    def waiting_bytes(self) -> int:
        """How much stands in the receive buffer."""
        return len(self._stream.buffer)

    @property
    def complaints(self) -> tuple[str, ...]:
        """What was not understood."""
        return tuple(self._stream.complaints)

    @property
    def transcript(self) -> tuple[str, ...]:
        """Every line of text in the printer's own letters, as it was printed."""
        return tuple(self._stream.transcript)

    @property
    def watched(self) -> bool:
        """Whether changes of status are to be told by themselves."""
        return self._groups.watched

    def go_on(self) -> None:
        """Execute as far as bytes and mechanism allow."""
        next(self._steps)

    def clear(self) -> None:
        """Empty the receive and the print buffer, in the middle of whatever it was."""
        self._stream.buffer.clear()
        self._stream.line.discard()
        self._steps = self._run()

    def restart(self) -> None:
        """Switched on: everything as from the factory."""
        self._stream.buffer.clear()
        self._stream.initialize()
        self._groups = GsCommands(self._stream, self._kind, self._answer)
        self._steps = self._run()

    def _run(self) -> Steps:
        stream = self._stream
        while True:
            byte = (yield from stream.take(1))[0]
            if byte == _LF:
                yield from stream.print_line()
            elif byte == _ESC:
                yield from escape(stream)
            elif byte == _GS:
                yield from self._groups.obey()
            elif byte == _FS:
                yield from self._kanji()
            elif byte == _TAB:
                stream.line.move_to(stream.line.next_tab_dots)
            elif byte >= 0x20 and byte != 0x7F:
                if stream.line.full:
                    yield from stream.print_line()
                stream.line.add(character(byte, stream.style.code_page))
            elif byte == 0x00:
                stream.skip(b"\0")  # thousands of them finish a picture that was broken off
            elif byte != _CR:
                stream.complain(f"byte {byte:02X}h")

    def _kanji(self) -> Steps:
        name = (yield from self._stream.take(1))[0]
        if name != _KANJI_OFF:
            self._stream.complain(f"FS {chr(name)!r}")
