"""Commands that begin with ESC: text and how it looks, columns of dots, feeding.

Epson, "ESC/POS Command Reference".
"""

from hal_sim.printer.bit_images import COLUMN_MODES, columns
from hal_sim.printer.stream import Steps, Stream
from hal_sim.printer.style import DEFAULT_SPACING_DOTS, FONT_A, FONT_B

# How many bytes of parameters follow; "*" and "&" have lengths of their own.
_PARAMETERS = {
    "@": 0,  # initialize
    "2": 0,  # default line spacing
    "3": 1,  # line spacing in dots
    "a": 1,  # justification
    "d": 1,  # print and feed lines
    "J": 1,  # print and feed dots
    "!": 1,  # print modes
    "E": 1,  # emphasized
    "G": 1,  # struck twice
    "-": 1,  # underlined
    "M": 1,  # font
    "t": 1,  # code page
    "R": 1,  # national letters; only those of the USA are drawn
    " ": 1,  # space between characters
    "$": 2,  # absolute position
    "\\": 2,  # relative position
    "{": 1,  # upside down
    "%": 1,  # letters of the host's own
    "p": 3,  # pulse to a cash drawer; there is none
    "=": 1,  # select this printer
    "e": 1,  # feed backwards, which this printer cannot
}
_WITHOUT_LINE = frozenset("p=")
_OWN_HEIGHT_BYTES = 3


def escape(stream: Stream) -> Steps:
    """Obey what stands behind an ESC."""
    name = chr((yield from stream.take(1))[0])
    if name == "*":
        yield from _bit_image(stream)
    elif name == "&":
        yield from _define(stream)
    elif name not in _PARAMETERS:
        stream.complain(f"ESC {name!r}")
    else:
        values = yield from stream.take(_PARAMETERS[name])
        if name in "dJ":
            yield from _feed(stream, name, values[0])
        elif name not in _WITHOUT_LINE:
            _set(stream, name, values)


def _feed(stream: Stream, name: str, value: int) -> Steps:
    if name == "d":
        yield from stream.print_line()
        yield from stream.feed((value - 1) * stream.style.spacing_dots)
    else:
        yield from stream.print_waiting()
        yield from stream.feed(value)


def _set(stream: Stream, name: str, values: bytes) -> None:
    style, line = stream.style, stream.line
    value = values[0] if values else 0
    match name:
        case "@":
            stream.initialize()
        case "2":
            style.spacing_dots = DEFAULT_SPACING_DOTS
        case "3":
            style.spacing_dots = value
        case "a":
            style.justify = value % 48
        case "!":
            style.set_modes(value)
        case "E":
            style.bold = bool(value & 1)
        case "G":
            style.struck_twice = bool(value & 1)
        case "-":
            style.underline_dots = value % 48
        case "M":
            style.cell = FONT_B if value in (1, 49) else FONT_A
        case "t":
            style.code_page = value
        case " ":
            style.extra_space_dots = value
        case "$":
            line.move_to(values[0] + 256 * values[1])
        case "\\":
            line.move_to(line.position_dots + int.from_bytes(values, "little", signed=True))
        case "{":
            style.upside_down = bool(value & 1)
        case "%":
            style.own_letters = bool(value & 1)
        case "R" if value:
            stream.complain(f"ESC R {value}")
        case "e":
            stream.complain("ESC e")


def _bit_image(stream: Stream) -> Steps:
    mode, low, high = yield from stream.take(3)
    if mode not in COLUMN_MODES:
        stream.complain(f"ESC * {mode}")
        return
    height_bytes, scale_x, scale_y = COLUMN_MODES[mode]
    width = low + 256 * high
    dots = yield from stream.take(width * height_bytes)
    if width:
        stream.line.add_picture(columns(dots, width, height_bytes, scale_x, scale_y))


def _define(stream: Stream) -> Steps:
    height_bytes, first, last = yield from stream.take(3)
    if height_bytes != _OWN_HEIGHT_BYTES or not 0x20 <= first <= last <= 0x7E:
        stream.complain(f"ESC & {height_bytes} {first} {last}")
        return
    for code in range(first, last + 1):
        width = (yield from stream.take(1))[0]
        dots = yield from stream.take(width * height_bytes)
        if width:
            stream.line.define(chr(code), columns(dots, width, height_bytes, 1, 1))
