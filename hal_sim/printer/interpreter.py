"""The printer's reading of the byte stream: its own table, from the manual and not from the driver.

Epson, "ESC/POS Command Reference". What is not in the table is refused and written down in
``complaints``: a real printer would print it as garbage, or swallow the receipt.
"""

from collections.abc import Callable, Generator

from hal_sim.printer.answers import paper_status, process_id, status_back
from hal_sim.printer.kinds import PrinterKind
from hal_sim.printer.mechanism import Mechanism
from hal_sim.printer.text_line import DEFAULT_SPACING_DOTS, TextLine

_ESC, _GS = 0x1B, 0x1D
_IGNORED = {0x00, 0x0D}
_LF = 0x0A

# Parameter bytes behind ESC x.
_ESC_PARAMETERS = {
    "@": 0,  # initialize
    "2": 0,  # default line spacing
    "3": 1,  # line spacing in dots
    "a": 1,  # justification
    "d": 1,  # print and feed lines
    "J": 1,  # print and feed dots
    "!": 1,  # print modes
    "E": 1,  # emphasized
    "-": 1,  # underlined
    "M": 1,  # font
    "t": 1,  # code page
}
# Parameter bytes behind GS x; "(", "v" and "V" have lengths of their own.
_GS_PARAMETERS = {"!": 1, "B": 1, "a": 1, "r": 1}
_CUT_WITH_FEED = {65, 66, 97, 98, 103, 104}
_CUT_AT_ONCE = {0, 1, 48, 49}
_MAX_RASTER_ROWS = 2303

Steps = Generator[None, None, None]
Taking = Generator[None, None, bytes]


class Interpreter:
    """Executes what stands in its receive buffer while the mechanism can; stops and goes on with it."""

    def __init__(self, mechanism: Mechanism, kind: PrinterKind, answer: Callable[[bytes], None]) -> None:
        self._mechanism = mechanism
        self._kind = kind
        self._answer = answer
        self._line = TextLine(mechanism.width_dots)
        self.buffer = bytearray()
        self.complaints: list[str] = []
        self.watched = False
        self._steps = self._run()

    def go_on(self) -> None:
        """Execute as far as bytes and mechanism allow."""
        next(self._steps)

    def clear(self) -> None:
        """Empty the receive and the print buffer, in the middle of whatever it was."""
        self.buffer.clear()
        self._line.discard()
        self._steps = self._run()

    def restart(self) -> None:
        """Switched on: everything as from the factory."""
        self.clear()
        self._line.initialize()
        self.watched = False

    def _run(self) -> Steps:
        while True:
            byte = (yield from self._take(1))[0]
            if byte == _LF:
                yield from self._print_rows(self._line.take_rows())
            elif byte == _ESC:
                yield from self._escape()
            elif byte == _GS:
                yield from self._group()
            elif 0x20 <= byte < 0x7F:
                if self._line.full:
                    yield from self._print_rows(self._line.take_rows())
                self._line.add(chr(byte))
            elif byte not in _IGNORED:
                self.complaints.append(f"byte {byte:02X}h")

    def _take(self, count: int) -> Taking:
        while len(self.buffer) < count or self._mechanism.stopped:
            yield
        taken = bytes(self.buffer[:count])
        del self.buffer[:count]
        return taken

    def _print_rows(self, rows: list[bytes]) -> Steps:
        for row in rows:
            while not self._mechanism.print_row(row):
                yield

    def _feed(self, rows: int) -> Steps:
        yield from self._print_rows([b""] * rows)

    def _escape(self) -> Steps:
        name = chr((yield from self._take(1))[0])
        if name not in _ESC_PARAMETERS:
            self.complaints.append(f"ESC {name!r}")
            return
        values = yield from self._take(_ESC_PARAMETERS[name])
        line = self._line
        match name:
            case "@":
                line.initialize()
            case "2":
                line.spacing_dots = DEFAULT_SPACING_DOTS
            case "3":
                line.spacing_dots = values[0]
            case "a":
                line.justify = values[0] % 48
            case "d":
                yield from self._print_rows(line.take_rows())
                yield from self._feed((values[0] - 1) * line.spacing_dots)
            case "J":
                yield from self._feed(values[0])

    def _group(self) -> Steps:
        name = chr((yield from self._take(1))[0])
        if name == "v":
            yield from self._raster()
        elif name == "V":
            yield from self._cut()
        elif name == "(":
            yield from self._function()
        elif name in _GS_PARAMETERS:
            self._set(name, (yield from self._take(_GS_PARAMETERS[name]))[0])
        else:
            self.complaints.append(f"GS {name!r}")

    def _set(self, name: str, value: int) -> None:
        if name == "!":
            self._line.scale_x, self._line.scale_y = (value >> 4) + 1, (value & 7) + 1
        elif name == "a":
            self.watched = bool(value) and self._kind.status_back
            if self.watched:
                self._answer(status_back(self._mechanism))
        elif name == "r" and self._kind.paper_request:
            if value not in (1, 49):
                self.complaints.append(f"GS r {value}")
                return
            self._answer(paper_status(self._mechanism))

    def _raster(self) -> Steps:
        zero, mode, x_low, x_high, y_low, y_high = yield from self._take(6)
        width_bytes, rows = x_low + 256 * x_high, y_low + 256 * y_high
        if zero not in (0, 48) or mode not in (0, 48):
            self.complaints.append(f"GS v {zero} {mode}")
        if 8 * width_bytes > self._mechanism.width_dots or not 1 <= rows <= _MAX_RASTER_ROWS:
            self.complaints.append(f"a raster of {width_bytes} bytes by {rows} rows")
        left_bytes = self._line.left_of(8 * width_bytes) // 8
        for _ in range(rows):
            dots = yield from self._take(width_bytes)
            yield from self._print_rows([bytes(left_bytes) + dots])

    def _cut(self) -> Steps:
        how = (yield from self._take(1))[0]
        if how in _CUT_WITH_FEED:
            # GS V 66 n feeds to the knife, and n dots further.
            extra = (yield from self._take(1))[0]
            yield from self._feed(round(self._mechanism.dots_per_mm * 12) + extra)
        elif how not in _CUT_AT_ONCE:
            self.complaints.append(f"GS V {how}")
            return
        while not self._mechanism.cut():
            yield

    def _function(self) -> Steps:
        name, low, high = yield from self._take(3)
        data = yield from self._take(low + 256 * high)
        if chr(name) == "H" and data[:2] == b"00" and len(data) == 6:
            if self._kind.process_id:
                self._answer(process_id(data[2:]))
            return
        self.complaints.append(f"GS ( {chr(name)!r}")
