"""The simulated printer on streams that are not ours: letters, pictures, codes, margins, heat.

Whatever it draws is read back by somebody else: a decoder of bar codes, or the same picture drawn
another way. Public collections of ESC/POS streams can be read too, where somebody has them:

    SEALMARK_ESCPOS_STREAMS=FOLDER pytest tests/contracts/test_printer_streams.py

Good ones are the outputs of the integration tests of mike42/escpos-php (*.bin), and what
python-escpos's tests expect of it. None of them is part of the project.
"""

import os
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from hal_sim.printer.head import GOES_ON_AT_C, ROOM_C, STOPS_AT_C, Head
from hal_sim.printer.interpreter import Interpreter
from hal_sim.printer.kinds import PROVES_ALL
from hal_sim.printer.mechanism import Mechanism
from hal_sim.printer.paper import PaperPiece
from hal_sim.printer.receiver import Receiver

STREAMS = "SEALMARK_ESCPOS_STREAMS"
NOT_DRAWN = ("GS k 66", "GS k 72", "GS ( 'k'", "ESC e")
"""UPC-E, CODE93, PDF417 and feeding backwards: what no terminal needs, and this printer says so."""


class Printed:
    """What a printer makes of a stream."""

    def __init__(self, data: bytes) -> None:
        self.mechanism = Mechanism(576, 8.0)
        self.interpreter = Interpreter(self.mechanism, PROVES_ALL, lambda _answer: None)
        for heard in Receiver().feed(data):
            assert isinstance(heard, bytes), "a real-time command stands in a stream that has none"
            self.interpreter.receive(heard)
            for _ in range(1000):  # a head that got too hot cools down
                self.interpreter.go_on()
                if not self.mechanism.head.too_hot:
                    break
                self.mechanism.head.rest()

    @property
    def paper(self) -> PaperPiece:
        return self.mechanism.hanging

    @property
    def lines(self) -> tuple[str, ...]:
        return self.interpreter.transcript

    def codes(self) -> list[tuple[str, str]]:
        found = zxingcpp.read_barcodes(self.paper.picture().convert("L"))
        return [(each.format.name, each.text) for each in found]


def rows_with_ink(printed: Printed) -> list[int]:
    image = printed.paper.image
    return [
        row for row in range(image.height_dots) if any(image.rows[row * image.stride :][: image.stride])
    ]


def test_text_wraps_at_the_width_in_force_and_keeps_its_characters() -> None:
    printed = Printed(b"\x1b@" + b"x" * 50 + b"\n" + b"\x1d!\x10" + b"y" * 30 + b"\n")
    assert printed.lines == ("x" * 48, "xx", "y" * 24, "yyyyyy")
    assert printed.interpreter.complaints == ()


def test_code_pages_decide_what_a_byte_means() -> None:
    data = b"\x1bt\x00\x84\x1bt\x10\xe4\x1bt\x11\x80\x1bt\x01\xb1\x1bt\x63\x84\n"
    assert Printed(data).lines == ("ääАｱ□",)


@pytest.mark.parametrize(
    ("height", "expected"), [(b"\x00", 1), (b"\x01", 2), (b"\x03", 4), (b"\x07", 8)], ids=str
)
def test_letters_are_as_many_times_higher_as_was_asked_for(height: bytes, expected: int) -> None:
    plain, tall = rows_with_ink(Printed(b"H\n")), rows_with_ink(Printed(b"\x1d!" + height + b"H\n"))
    assert len(tall) == expected * len(plain)


def test_inverted_underlined_and_bold_letters_are_blacker() -> None:
    def ink(data: bytes) -> int:
        return int.from_bytes(Printed(data).paper.image.rows, "big").bit_count()

    plain = ink(b"Ship\n")
    assert ink(b"\x1bE\x01Ship\n") > plain
    assert ink(b"\x1b-\x01Ship\n") > plain
    assert ink(b"\x1dB\x01Ship\n") > 2 * plain


def test_margins_area_tabs_and_positions_move_what_is_printed() -> None:
    def first_dot(data: bytes) -> int:
        image = Image.frombytes("1", (576, 30), Printed(data).paper.image.rows[: 30 * 72])
        box = image.getbbox()
        assert box is not None
        return box[0]

    start = first_dot(b"H\n")
    assert first_dot(b"\x1dL\x40\x00H\n") == start + 64
    assert first_dot(b"\x1b$\x64\x00H\n") == start + 100
    assert first_dot(b"\tH\n") == start + 96
    assert first_dot(b"\x1ba\x02H\n") == start + 576 - 12
    assert first_dot(b"\x1dW\x64\x00\x1ba\x02H\n") == start + 100 - 12


def test_a_letter_of_the_hosts_own_and_a_bit_image_are_the_same_dots() -> None:
    dots = bytes(range(36))
    own = Printed(b"\x1b&\x03AA\x0c" + dots + b"\x1b%\x01A\n")
    image = Printed(b"\x1b*\x21\x0c\x00" + dots + b"\n")
    assert own.paper.image == image.paper.image
    assert own.lines == ("A",)


def test_a_picture_is_the_same_by_raster_and_by_graphics() -> None:
    dots = bytes(range(80)) * 2
    raster = Printed(b"\x1dv0\x00\x08\x00\x14\x00" + dots)
    stored = b"\x1d(L\xaa\x000p0\x01\x011\x40\x00\x14\x00" + dots
    assert Printed(stored + b"\x1d(L\x02\x0002").paper.image == raster.paper.image
    assert raster.paper.image.height_dots == 20


@pytest.mark.parametrize(("mode", "wider", "higher"), [(0, 1, 1), (1, 2, 1), (2, 1, 2), (3, 2, 2)])
def test_a_raster_is_drawn_in_four_sizes(mode: int, wider: int, higher: int) -> None:
    printed = Printed(b"\x1dv0" + bytes((mode, 2, 0, 20, 0)) + b"\xff\xff" * 20)
    image = printed.paper.image
    assert image.height_dots == 20 * higher
    assert image.rows[: image.stride] == (b"\xff\xff" * wider).ljust(image.stride, b"\0")


def test_a_qr_code_of_the_printers_own_is_read_back() -> None:
    def function(number: int, values: bytes) -> bytes:
        return b"\x1d(k" + (len(values) + 2).to_bytes(2, "little") + bytes((49, number)) + values

    data = function(65, b"2\0") + function(67, b"\x06") + function(69, b"1")
    code = function(80, b"0Sealmark prints this") + function(81, b"0")
    printed = Printed(data + b"\n\n" + b"\x1ba\x01" + code + b"\n\n")
    assert printed.codes() == [("QRCode", "Sealmark prints this")]
    assert printed.interpreter.complaints == ()


@pytest.mark.parametrize(
    ("number", "data", "kind", "text"),
    [
        (67, b"400638133393", "EAN13", "4006381333931"),
        (68, b"9638507", "EAN8", "96385074"),
        (69, b"SEALMARK 42", "Code39", "SEALMARK 42"),
        (70, b"0123456789", "ITF", "0123456789"),
        (73, b"{BBox 7", "Code128", "Box 7"),
        (73, b"{C\x0c\x22\x38", "Code128", "123456"),
    ],
)
def test_a_bar_code_of_the_printers_own_is_read_back(
    number: int, data: bytes, kind: str, text: str
) -> None:
    command = b"\x1dw\x02\x1dh\x60\x1dH\x02\x1ba\x01\x1dk" + bytes((number, len(data))) + data
    assert Printed(b"\n" + command + b"\n\n").codes() == [(kind, text)]


def test_what_only_begins_like_a_real_time_command_is_data() -> None:
    dots = b"\x10\x04\x00" * 4
    printed = Printed(b"\x1dv0\x00\x04\x00\x03\x00" + dots)
    assert printed.paper.image.rows[:4] == dots[:4]
    assert printed.paper.image.height_dots == 3


def test_solid_black_heats_the_head_until_it_stops_and_a_rest_lets_it_go_on() -> None:
    head = Head()
    rows = 0
    while not head.too_hot:
        head.burn(1.0)
        rows += 1
    assert 80 < rows / 8 < 300, "millimetres of solid black"
    assert head.temperature_c >= STOPS_AT_C
    while head.too_hot:
        head.rest()
    assert ROOM_C < head.temperature_c <= GOES_ON_AT_C


def test_text_never_heats_the_head_too_much() -> None:
    head = Head()
    for _ in range(20_000):
        head.burn(0.25)
    assert not head.too_hot


@pytest.mark.parametrize("requests", [1, 2, 5])
def test_an_overheated_head_cools_after_as_many_requests_as_said(requests: int) -> None:
    head = Head()
    head.overheat(requests)
    for _ in range(requests - 1):
        head.rest()
        assert head.too_hot
    head.rest()
    assert not head.too_hot


def _streams() -> list[Path]:
    folder = os.environ.get(STREAMS)
    return sorted(Path(folder).glob("*.bin")) if folder else []


@pytest.mark.skipif(not _streams(), reason=f"{STREAMS} names no folder with *.bin streams: see above")
@pytest.mark.parametrize("path", _streams(), ids=lambda path: path.stem)
def test_a_public_stream_prints_without_a_byte_that_is_not_understood(path: Path) -> None:
    printed = Printed(path.read_bytes())
    assert [each for each in printed.interpreter.complaints if not each.startswith(NOT_DRAWN)] == []
    assert any(line.strip() for line in printed.lines)
    assert sum(len(piece.image.rows) for piece in printed.mechanism.pieces) or printed.paper.image.rows
