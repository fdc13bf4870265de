"""The simulated printer itself, byte by byte: what it does is what the manual says a printer does."""

import os
import time

import pytest

from hal_sim.printer.faults import CutterJamsAtCut, PaperEndsAfter
from hal_sim.printer.kinds import MUTE, PAPER_REQUEST_ONLY, PROVES_ALL, STATUS_ONLY, PrinterKind
from hal_sim.printer.simulated_printer import SimulatedPrinter

ROWS = b"\x1dv0\x00\x02\x00\x50\x00" + b"\xff\x0f" * 80  # 80 rows of two bytes: 10 mm
FENCE = b"\x1d(H\x06\x0000abcd"


class Wire:
    """The other end of the printer's cable, without any driver."""

    def __init__(self, printer: SimulatedPrinter) -> None:
        self.printer = printer
        self._port = os.open(printer.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def say(self, data: bytes) -> None:
        assert os.write(self._port, data) == len(data)
        self.printer.settle()

    def hear(self) -> bytes:
        time.sleep(0.02)
        try:
            return os.read(self._port, 4096)
        except BlockingIOError:
            return b""

    def ask(self, data: bytes) -> bytes:
        self.say(data)
        return self.hear()


def test_a_raster_comes_out_dot_by_dot() -> None:
    with SimulatedPrinter() as printer:
        Wire(printer).say(b"\x1b@" + ROWS)
        image = printer.hanging.image
        assert image.height_dots == 80
        assert image.rows[:72] == b"\xff\x0f" + bytes(70)
        assert printer.complaints == ()


def test_a_cut_takes_what_is_above_the_knife_and_leaves_the_rest_hanging() -> None:
    with SimulatedPrinter() as printer:
        Wire(printer).say(ROWS * 2 + b"\x1dV\x01")
        (piece,) = printer.pieces()
        assert piece.image.height_dots == 160 - 96
        assert printer.hanging.image.height_dots == 96
        printer.tear_paper()
        assert printer.pieces()[1].torn


def test_letters_are_drawn_and_wrap() -> None:
    with SimulatedPrinter() as printer:
        Wire(printer).say(b"\x1b@" + b"Sealmark " * 8 + b"\n")
        image = printer.hanging.image
        assert image.height_dots == 60
        assert any(image.rows[: 30 * 72])
        assert any(image.rows[30 * 72 :])
        assert printer.complaints == ()


@pytest.mark.parametrize(
    "data", [b"\x1bZ", b"\x1dQ", b"\x05", b"\x1dk\x42\x01\x00", b"\x10\x04\x00", b"\x1d(k\x03\x00abc"]
)
def test_what_it_does_not_know_is_refused_loudly(data: bytes) -> None:
    with SimulatedPrinter() as printer:
        Wire(printer).say(data)
        assert printer.complaints


def test_a_raster_wider_than_the_paper_is_refused_loudly() -> None:
    with SimulatedPrinter() as printer:
        Wire(printer).say(b"\x1dv0\x00\x49\x00\x01\x00" + bytes(73))
        assert printer.complaints


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        (PROVES_ALL, (b"\x12", b"\x00", b"7\x22abcd\x00", b"7\x25\x00")),
        (PAPER_REQUEST_ONLY, (b"\x12", b"\x00", b"", b"")),
        (STATUS_ONLY, (b"\x12", b"", b"", b"")),
        (MUTE, (b"", b"", b"", b"")),
    ],
    ids=lambda value: value.name if isinstance(value, PrinterKind) else "",
)
def test_each_kind_answers_what_it_can(kind: PrinterKind, answers: tuple[bytes, ...]) -> None:
    requests = (b"\x10\x04\x01", b"\x1dr\x01", FENCE, b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
    with SimulatedPrinter(kind) as printer:
        wire = Wire(printer)
        assert tuple(wire.ask(request) for request in requests) == answers
        assert printer.complaints == ()


def test_after_a_refill_it_goes_on_from_its_buffer_and_answers_the_fence_only_then() -> None:
    with SimulatedPrinter(faults=[PaperEndsAfter(5.0)]) as printer:
        wire = Wire(printer)
        assert wire.ask(ROWS + FENCE) == b""
        assert printer.hanging.image.height_dots == 40
        assert wire.ask(b"\x10\x04\x04") == b"\x7e"
        printer.refill()
        assert wire.hear() == b"7\x22abcd\x00"
        assert printer.hanging.image.height_dots == 80


def test_a_cleared_buffer_is_empty_and_its_fence_is_never_answered() -> None:
    with SimulatedPrinter(faults=[PaperEndsAfter(5.0)]) as printer:
        wire = Wire(printer)
        wire.say(ROWS + FENCE)
        assert wire.ask(b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08") == b"7\x25\x00"
        printer.refill()
        assert wire.hear() == b""
        assert printer.hanging.image.height_dots == 40
        assert wire.ask(FENCE) == b"7\x22abcd\x00"


def test_status_is_told_by_itself_once_asked_for() -> None:
    with SimulatedPrinter() as printer:
        wire = Wire(printer)
        assert wire.ask(b"\x1da\x0e") == b"\x10\x00\x00\x00"
        printer.open_cover()
        assert wire.hear() == b"\x38\x00\x00\x00"
        printer.close_cover()
        assert wire.hear() == b"\x10\x00\x00\x00"


def test_a_jammed_knife_waits_for_recovery_and_then_cuts_or_forgets() -> None:
    for command, cuts in ((b"\x10\x05\x01", 1), (b"\x10\x05\x02", 0)):
        with SimulatedPrinter(faults=[CutterJamsAtCut(1)]) as printer:
            wire = Wire(printer)
            wire.say(ROWS * 2 + b"\x1dV\x01")
            wire.say(command)
            assert wire.ask(b"\x10\x04\x03") == b"\x1a"
            printer.free_cutter()
            wire.say(command)
            assert wire.ask(b"\x10\x04\x03") == b"\x12"
            assert len(printer.pieces()) == cuts


def test_a_printer_that_was_switched_off_has_forgotten_everything() -> None:
    with SimulatedPrinter() as printer:
        wire = Wire(printer)
        wire.say(ROWS[:20])
        printer.power_off()
        assert wire.ask(b"\x10\x04\x01") == b""
        printer.power_on()
        assert wire.ask(FENCE) == b"7\x22abcd\x00"
        assert printer.complaints == ()


def test_a_real_time_command_is_obeyed_even_inside_a_raster() -> None:
    with SimulatedPrinter() as printer:
        wire = Wire(printer)
        assert wire.ask(ROWS[:20] + b"\x10\x04\x01") == b"\x12"


def test_real_time_commands_may_arrive_in_pieces() -> None:
    with SimulatedPrinter() as printer:
        wire = Wire(printer)
        for byte in b"\x10\x10\x04":
            wire.say(bytes((byte,)))
        assert wire.ask(b"\x02") == b"\x12"
