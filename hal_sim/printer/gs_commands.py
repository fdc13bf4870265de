"""Commands that begin with GS: rasters, codes, margins, cuts, and what is answered in order.

Epson, "ESC/POS Command Reference".
"""

from collections.abc import Callable

from hal_sim.printer.answers import paper_status, process_id, status_back
from hal_sim.printer.bit_images import raster
from hal_sim.printer.codes import BAR_CODES, CodeError, QrMaker, bar_code, readable, with_text
from hal_sim.printer.kinds import PrinterKind
from hal_sim.printer.stream import Steps, Stream
from hal_sim.printer.text_line import rows_of

_CUT_WITH_FEED = {65, 66, 97, 98, 103, 104}
_CUT_AT_ONCE = {0, 1, 48, 49}
_MAX_RASTER_ROWS = 2303
_QR, _PRINT, _STORE_RASTER = 49, 81, 112
_PRINT_STORED = (2, 50)
_SIMPLE = frozenset("!BLWahwHfbPr")
_TWO_BYTES = frozenset("LWP")


class GsCommands:
    """Obeys what stands behind a GS. ``watched``: whether changes of status are told by themselves."""

    def __init__(self, stream: Stream, kind: PrinterKind, answer: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._kind = kind
        self._answer = answer
        self._qr = QrMaker()
        self._stored: list[bytes] = []
        self.watched = False

    def obey(self) -> Steps:
        """The command that begins here."""
        name = chr((yield from self._stream.take(1))[0])
        match name:
            case "v":
                yield from self._raster()
            case "V":
                yield from self._cut()
            case "(":
                yield from self._function()
            case "k":
                yield from self._bar_code()
            case _ if name in _SIMPLE:
                values = yield from self._stream.take(2 if name in _TWO_BYTES else 1)
                self._set(name, int.from_bytes(values, "little"))
            case _:
                self._stream.complain(f"GS {name!r}")

    def _set(self, name: str, value: int) -> None:
        style = self._stream.style
        match name:
            case "!":
                style.scale_x, style.scale_y = (value >> 4 & 7) + 1, (value & 7) + 1
            case "B":
                style.inverted = bool(value & 1)
            case "L":
                style.left_dots = value
            case "W":
                style.area_dots = value
            case "h":
                style.bar_height_dots = value
            case "w":
                style.bar_module_dots = value
            case "H":
                style.bar_text = value % 48
            case "a":
                self.watched = bool(value) and self._kind.status_back
                if self.watched:
                    self._answer(status_back(self._stream.mechanism))
            case "r":
                self._paper_request(value)

    def _paper_request(self, value: int) -> None:
        if not self._kind.paper_request:
            return
        if value in (1, 49):
            self._answer(paper_status(self._stream.mechanism))
        else:
            self._stream.complain(f"GS r {value}")

    def _raster(self) -> Steps:
        stream = self._stream
        zero, mode, x_low, x_high, y_low, y_high = yield from stream.take(6)
        width_bytes, rows = x_low + 256 * x_high, y_low + 256 * y_high
        scale_x, scale_y = mode % 48 % 2 + 1, mode % 48 // 2 + 1
        if zero not in (0, 48) or mode % 48 > 3:
            stream.complain(f"GS v {zero} {mode}")
        if 8 * width_bytes > stream.style.width_on(stream.mechanism.width_dots) or not (
            1 <= rows <= _MAX_RASTER_ROWS
        ):
            stream.complain(f"a raster of {width_bytes} bytes by {rows} rows")
        yield from stream.print_waiting()
        left = stream.style.left_of(8 * width_bytes * scale_x, stream.mechanism.width_dots)
        done = 0
        while done < rows:  # what has come is printed though the rest never comes
            count = stream.whole(width_bytes, rows - done) if scale_x == scale_y == 1 else 1
            dots = yield from stream.take(count * width_bytes)
            if scale_x > 1:
                dots = rows_of(raster(dots, width_bytes, 1, scale_x, 1))[0]
            length = len(dots) // count
            lines = [bytes(left // 8) + dots[at : at + length] for at in range(0, len(dots), length)]
            yield from stream.print_rows(lines * scale_y)
            done += count

    def _picture(self, rows: list[bytes], width_dots: int) -> Steps:
        stream = self._stream
        left = stream.style.left_of(width_dots, stream.mechanism.width_dots)
        yield from stream.print_waiting()
        yield from stream.print_rows([bytes(left // 8) + row for row in rows])

    def _cut(self) -> Steps:
        stream = self._stream
        how = (yield from stream.take(1))[0]
        if how in _CUT_WITH_FEED:
            # GS V 66 n feeds to the knife, and n dots further.
            extra = (yield from stream.take(1))[0]
            yield from stream.feed(round(stream.mechanism.dots_per_mm * 12) + extra)
        elif how not in _CUT_AT_ONCE:
            stream.complain(f"GS V {how}")
            return
        while not stream.mechanism.cut():
            yield

    def _function(self) -> Steps:
        name, low, high = yield from self._stream.take(3)
        data = yield from self._stream.take(low + 256 * high)
        if chr(name) == "H" and data[:2] == b"00" and len(data) == 6:
            if self._kind.process_id:
                self._answer(process_id(data[2:]))
        elif chr(name) == "k" and len(data) > 2 and data[0] == _QR:
            yield from self._qr_code(data[1], data[2:])
        elif chr(name) == "L" and len(data) >= 2:
            yield from self._graphics(data)
        else:
            self._stream.complain(f"GS ( {chr(name)!r}")

    def _qr_code(self, function: int, values: bytes) -> Steps:
        if function != _PRINT:
            if not self._qr.set(function, values):
                self._stream.complain(f"GS ( k 49 {function}")
            return
        try:
            picture = self._qr.picture()
        except CodeError as exc:
            self._stream.complain(str(exc))
            return
        yield from self._picture(rows_of(picture), picture.width)

    def _graphics(self, data: bytes) -> Steps:
        if data[1] == _STORE_RASTER and data[5:6] == b"1" and len(data) > 10:
            self._stored = self._stored_rows(data)
        elif data[1] in _PRINT_STORED and self._stored:
            rows, self._stored = self._stored, []
            yield from self._picture(rows, 8 * len(rows[0]))
        else:
            self._stream.complain(f"GS ( L {data[1]}")

    def _stored_rows(self, data: bytes) -> list[bytes]:
        scale_x, scale_y = data[3], data[4]
        width, height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
        stride = (width + 7) // 8
        if scale_x not in (1, 2) or scale_y not in (1, 2) or len(data) != 10 + stride * height:
            self._stream.complain("GS ( L 112 of another length")
            return []
        return rows_of(raster(data[10:], stride, height, scale_x, scale_y))

    def _bar_code(self) -> Steps:
        stream = self._stream
        number = (yield from stream.take(1))[0]
        if number < 65:
            data = yield from stream.take_through(0)
        else:
            data = yield from stream.take((yield from stream.take(1))[0])
        if number not in BAR_CODES:
            stream.complain(f"GS k {number}")
            return
        style = stream.style
        try:
            bars = bar_code(number, data, style.bar_module_dots, style.bar_height_dots)
        except CodeError as exc:
            stream.complain(str(exc))
            return
        picture = with_text(bars, readable(number, data), style.bar_text)
        yield from self._picture(rows_of(picture), picture.width)
