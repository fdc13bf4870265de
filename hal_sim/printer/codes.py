"""Codes that the printer draws by itself: QR (GS ( k), and the bar codes of GS k.

Drawn by libraries: ``qrcode``, and ``barcode``, which python-escpos brings along.
"""

from collections.abc import Callable
from dataclasses import dataclass

import qrcode
from barcode import get_barcode_class
from barcode.errors import BarcodeError
from PIL import Image
from qrcode.exceptions import DataOverflowError

from hal_sim.printer.letters import letter
from hal_sim.printer.style import FONT_A

_LEVELS = {
    48: qrcode.constants.ERROR_CORRECT_L,
    49: qrcode.constants.ERROR_CORRECT_M,
    50: qrcode.constants.ERROR_CORRECT_Q,
    51: qrcode.constants.ERROR_CORRECT_H,
}
_BY_NUMBER = {0: "upca", 2: "ean13", 3: "ean8", 4: "code39", 5: "itf", 6: "codabar"}
BAR_CODES = {**_BY_NUMBER, **{65 + number: name for number, name in _BY_NUMBER.items()}, 73: "code128"}
"""GS k m: the bar codes that it can draw; UPC-E and CODE93 are missing."""


class CodeError(Exception):
    """Data that cannot stand in a code of that kind."""


@dataclass(slots=True)
class QrMaker:
    """What GS ( k has set for QR codes, and the data that waits to be printed."""

    module_dots: int = 3
    level: int = 48
    data: bytes = b""

    def set(self, function: int, values: bytes) -> bool:
        """GS ( k 49 ``function``, but printing; False for a function that no manual knows."""
        match function:
            case 65:
                return values[:1] in (b"1", b"2", b"3")
            case 67:
                self.module_dots = values[0]
            case 69 if values[0] in _LEVELS:
                self.level = values[0]
            case 80:
                self.data = values[1:]
            case _:
                return False
        return True

    def picture(self) -> Image.Image:
        """The code, without a quiet zone, as a printer prints it. Raises CodeError."""
        code = qrcode.QRCode(error_correction=_LEVELS[self.level], border=0)
        code.add_data(self.data)
        try:
            code.make()
        except DataOverflowError as exc:
            raise CodeError("too much for a QR code") from exc
        return _drawn(code.get_matrix(), self.module_dots, self.module_dots)


def bar_code(number: int, data: bytes, module_dots: int, height_dots: int) -> Image.Image:
    """A bar code of GS k ``number``. Raises CodeError for data that it cannot hold."""
    text = data.decode("latin-1")
    name = BAR_CODES[number]
    shape: Callable[[str], str] = {"code128": _code128_text, "code39": lambda raw: raw.strip("*")}.get(
        name, lambda raw: raw
    )
    options = {"add_checksum": False} if name == "code39" else {}
    try:
        modules: str = get_barcode_class(name)(shape(text), **options).build()[0]
    except (BarcodeError, ValueError, KeyError, IndexError) as exc:
        raise CodeError(f"{name} cannot hold it") from exc
    return _drawn([[mark not in "0 " for mark in modules]], module_dots, height_dots)


def with_text(picture: Image.Image, text: str, where: int) -> Image.Image:
    """A bar code with its data in letters: ``where`` 0 nowhere, 1 above, 2 below, 3 both (GS H)."""
    width, height = FONT_A
    letters = Image.new("1", (max(picture.width, width * len(text)), height))
    for position, each in enumerate(text):
        left = (letters.width - width * len(text)) // 2 + width * position
        letters.paste(letter(each, FONT_A, bold=False), (left, 0))
    above, below = where & 1, where >> 1
    whole = Image.new("1", (letters.width, picture.height + height * (above + below)))
    whole.paste(picture, ((letters.width - picture.width) // 2, height * above))
    if above:
        whole.paste(letters, (0, 0))
    if below:
        whole.paste(letters, (0, whole.height - height))
    return whole


def readable(number: int, data: bytes) -> str:
    """The data of GS k ``number`` as people read it."""
    text = data.decode("latin-1")
    return _code128_text(text) if BAR_CODES[number] == "code128" else text


def _code128_text(raw: str) -> str:
    """The text behind the selectors {A, {B and {C; in set C a byte stands for two digits."""
    out, position, pairs = "", 0, False
    while position < len(raw):
        if raw[position] == "{" and position + 1 < len(raw):
            selector = raw[position + 1]
            pairs = selector == "C" if selector in "ABC" else pairs
            out += "{" if selector == "{" else ""
            position += 2
            continue
        out += f"{ord(raw[position]):02d}" if pairs else raw[position]
        position += 1
    return out


def _drawn(marks: list[list[bool]], width_dots: int, height_dots: int) -> Image.Image:
    picture = Image.new("1", (len(marks[0]), len(marks)))
    picture.putdata([int(mark) for row in marks for mark in row])
    return picture.resize((picture.width * width_dots, picture.height * height_dots))
