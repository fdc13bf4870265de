"""Trouble in the middle of a receipt, at many moments: what is claimed, and what comes out afterwards."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.printing import Station, qr_texts, receipt, sample_code, shows_whole, station, unprobed_driver

from device.hal import DotImage, JobState, Proof, Trouble
from device.paper.codes import code_text
from drivers.serial_link import SerialLink
from hal_sim.printer.faults import (
    CoverOpensAfter,
    CutterJamsAtCut,
    HangsAfter,
    HeadOverheatsAfter,
    LosesAnswer,
    PaperEndsAfter,
    PowerFailsAfter,
    PrinterFault,
    SaysBeforeAnswer,
    UnpluggedAfter,
)
from hal_sim.printer.kinds import PAPER_REQUEST_ONLY, PROVES_ALL, STATUS_ONLY, PrinterKind
from hal_sim.printer.paper import PaperPiece
from hal_sim.printer.simulated_printer import SimulatedPrinter

PROVING = (PROVES_ALL, PAPER_REQUEST_ONLY)
proving_kinds = pytest.mark.parametrize("kind", PROVING, ids=lambda kind: kind.name.replace(" ", "-"))

MOMENTS_MM = (0.0, 34.0, 120.0, 236.5, 236.9, 259.0)


def cases(all_of_them: Sequence[float], slow_ones: Sequence[float]) -> list[tuple[PrinterKind, float]]:
    """Every moment on a printer that proves all, a few on one that is slow to convince."""
    quick = [(PROVES_ALL, moment) for moment in all_of_them]
    return quick + [(PAPER_REQUEST_ONLY, moment) for moment in slow_ones]


@cache
def picture(name: str) -> DotImage:
    return receipt(name)


def put_right(desk: Station) -> None:
    """What a poll worker does: everything back as it should be, except clearing."""
    desk.paper.disarm()
    desk.paper.close_cover()
    desk.paper.refill()
    desk.paper.free_cutter()
    desk.paper.cool_head()
    desk.paper.plug_in()
    desk.paper.power_on()


def whole(pieces: list[PaperPiece], name: str) -> list[PaperPiece]:
    return [piece for piece in pieces if shows_whole(piece, picture(name), name)]


def black_bytes(desk: Station) -> int:
    """How much was ever printed: grows whenever anything black comes out."""
    pieces = [*desk.paper.pieces(), desk.paper.hanging]
    return sum(len(piece.image.rows) - piece.image.rows.count(0) for piece in pieces)


def check_trouble(desk: Station) -> None:
    """Print, let the fault happen, put it right, print for the next voter; no claim may be wrong."""
    state = desk.print(picture("one"))
    desk.paper.settle()
    _check_claim(desk, state)
    put_right(desk)
    desk.paper.settle()
    cleared = desk.driver.clear()
    assert cleared, "a healthy printer confirms that it is empty"
    desk.paper.settle()
    assert desk.paper.waiting_bytes == 0
    before = black_bytes(desk)
    desk.paper.open_cover()
    desk.paper.close_cover()
    desk.paper.refill()
    desk.paper.settle()
    assert black_bytes(desk) == before, "something old came out after the buffers were said to be empty"
    assert desk.print(picture("two")) is JobState.CUT
    _check_next_voter(desk, state)


def _check_claim(desk: Station, state: JobState) -> None:
    complete = whole(desk.printed_pieces(), "one")
    assert desk.journal[-1] is state
    if state is JobState.CUT:
        assert len(complete) == 1
        assert JobState.PRINTED in desk.journal
    elif state is JobState.REFUSED:
        assert not black_bytes(desk)
    else:
        assert state is JobState.UNKNOWN
    if JobState.PRINTED in desk.journal:
        everything = [*desk.printed_pieces(), desk.paper.hanging]
        assert [code for piece in everything for code in qr_texts(piece)] == [code_text(sample_code("one"))]


def _check_next_voter(desk: Station, first: JobState) -> None:
    pieces = desk.printed_pieces()
    assert shows_whole(pieces[-1], picture("two"), "two")
    assert desk.paper.hanging.blank
    codes = [code for piece in pieces for code in qr_texts(piece)]
    old = code_text(sample_code("one"))
    assert codes.count(old) <= 1, "the same receipt came out twice"
    assert codes.count(code_text(sample_code("two"))) == 1
    if first is JobState.REFUSED:
        assert old not in codes


@pytest.mark.parametrize(("kind", "moment_mm"), cases(MOMENTS_MM, (34.0, 236.9)))
@pytest.mark.parametrize("fault", [PaperEndsAfter, CoverOpensAfter])
def test_paper_or_cover_in_the_middle_of_a_receipt(
    kind: PrinterKind, fault: type[PaperEndsAfter | CoverOpensAfter], moment_mm: float
) -> None:
    with station(kind, [fault(moment_mm)]) as desk:
        check_trouble(desk)


@pytest.mark.parametrize(("kind", "moment_mm"), cases((0.2, 34.0, 250.0), (250.0,)))
def test_the_printers_power_fails(kind: PrinterKind, moment_mm: float) -> None:
    with station(kind, [PowerFailsAfter(moment_mm)]) as desk:
        check_trouble(desk)


@pytest.mark.parametrize(("kind", "moment_bytes"), cases((1, 12, 40, 20_000), (40,)))
@pytest.mark.parametrize("fault", [UnpluggedAfter, HangsAfter])
def test_cable_pulled_or_firmware_hung(
    kind: PrinterKind, fault: type[UnpluggedAfter | HangsAfter], moment_bytes: int
) -> None:
    with station(kind, [fault(moment_bytes)]) as desk:
        check_trouble(desk)


@proving_kinds
def test_a_jammed_knife_is_unknown_after_printed_and_recovers_without_switching_off(
    kind: PrinterKind,
) -> None:
    with station(kind, [CutterJamsAtCut(1)]) as desk:
        assert desk.print(picture("one")) is JobState.UNKNOWN
        assert desk.journal[-2:] == [JobState.PRINTED, JobState.UNKNOWN]
        assert desk.driver.status().troubles == {Trouble.CUTTER}
        assert desk.print(picture("two")) is JobState.REFUSED
        desk.paper.free_cutter()
        desk.driver.clear()
        assert desk.driver.status().ready
        assert desk.print(picture("two")) is JobState.CUT
        assert shows_whole(desk.printed_pieces()[-1], picture("two"), "two")


@proving_kinds
def test_a_hot_head_is_waited_for(kind: PrinterKind) -> None:
    with station(kind, [HeadOverheatsAfter(60.0, cools_after=6)]) as desk:
        assert desk.print(picture("one")) is JobState.CUT
        assert whole(desk.printed_pieces(), "one")


@pytest.mark.parametrize(("kind", "number"), cases((1, 4, 5, 6, 7, 8, 10), (6, 7)))
def test_an_answer_that_gets_lost_never_makes_a_claim_or_a_second_receipt(
    kind: PrinterKind, number: int
) -> None:
    with station(kind, [LosesAnswer(number)]) as desk:
        check_trouble(desk)


NOISES = (
    b"7\x22!!!!\x00",  # a process id of another job
    b"7\x22!!",  # the beginning of one
    b"\x10\x00\x00\x00",  # automatic status back: all is well
    b"\x14\x00",  # half of one
    b"\x00",  # an answer to GS r that nobody sent
    b"\x12\x16",  # real-time status that nobody asked for
    b"\x13\x11",  # XOFF, XON
    b"\xff\x80\x5fEPSON\x00",
)


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("number", [5, 6])
def test_noise_before_an_answer_proves_nothing(noise: bytes, number: int) -> None:
    with station(PROVES_ALL, [SaysBeforeAnswer(noise, number)]) as desk:
        check_trouble(desk)


FAULTS = st.one_of(
    st.builds(PaperEndsAfter, st.floats(0, 280)),
    st.builds(CoverOpensAfter, st.floats(0, 280)),
    st.builds(HeadOverheatsAfter, st.floats(0, 280), st.integers(1, 4)),
    st.builds(PowerFailsAfter, st.floats(0, 280)),
    st.builds(CutterJamsAtCut, st.integers(1, 2)),
    st.builds(UnpluggedAfter, st.integers(1, 40_000)),
    st.builds(HangsAfter, st.integers(1, 40_000)),
    st.builds(LosesAnswer, st.integers(1, 14)),
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(PROVING), faults=st.lists(FAULTS, min_size=1, max_size=2))
def test_any_two_faults_together(kind: PrinterKind, faults: list[PrinterFault]) -> None:
    with station(kind, faults) as desk:
        check_trouble(desk)


@proving_kinds
def test_a_small_buffer_that_holds_the_flow_claims_nothing_and_frees_itself(kind: PrinterKind) -> None:
    with station(kind, [PaperEndsAfter(40.0)], buffer_bytes=1024) as desk:
        check_trouble(desk)


def test_a_cut_off_receipt_is_cleared_before_the_paper_is_refilled() -> None:
    with station(PROVES_ALL, [PaperEndsAfter(50.0)]) as desk:
        assert desk.print(picture("one")) is JobState.UNKNOWN
        before = black_bytes(desk)
        desk.paper.refill()  # nobody has pressed anything yet
        desk.paper.settle()
        assert black_bytes(desk) == before


def test_a_printer_that_cannot_clear_goes_on_by_itself_and_is_not_called_empty_before() -> None:
    with station(PAPER_REQUEST_ONLY, [PaperEndsAfter(50.0)]) as desk:
        assert desk.print(picture("one")) is JobState.UNKNOWN
        assert not desk.driver.clear()
        before = black_bytes(desk)
        desk.paper.refill()
        desk.paper.settle()
        assert black_bytes(desk) > before  # the danger is real
        assert desk.driver.clear()


def test_a_status_only_printer_in_trouble_is_never_called_empty() -> None:
    with station(STATUS_ONLY, [PaperEndsAfter(50.0)]) as desk:
        assert desk.print(picture("one")) is JobState.UNKNOWN
        assert desk.driver.status().troubles == {Trouble.PAPER_OUT}
        assert not desk.driver.clear()


@proving_kinds
def test_what_hangs_from_a_terminal_that_lost_power_is_cut_off_before_the_next_receipt(
    kind: PrinterKind,
) -> None:
    class PowerCutNow(BaseException):
        pass

    def journal(state: JobState) -> None:
        if state is JobState.SENT:
            raise PowerCutNow

    with station(kind) as desk:
        with pytest.raises(PowerCutNow):
            desk.driver.print_image(picture("one"), journal)
        desk.restart_terminal()
        assert desk.print(picture("two")) is JobState.CUT
        remains, piece = desk.printed_pieces()
        assert shows_whole(piece, picture("two"), "two")
        assert code_text(sample_code("two")) not in qr_texts(remains)


def test_the_first_receipt_after_a_restart_on_a_broken_off_raster_is_whole() -> None:
    """The terminal died within a raster command: what it sends next must not be eaten as dots."""
    with station(PAPER_REQUEST_ONLY, [UnpluggedAfter(5_000)]) as desk:
        assert desk.print(picture("one")) is JobState.UNKNOWN
        desk.paper.plug_in()
        desk.restart_terminal()
        assert desk.print(picture("two")) is JobState.CUT
        assert shows_whole(desk.printed_pieces()[-1], picture("two"), "two")


def test_a_printer_swapped_for_one_that_cannot_prove_prints_nothing_until_it_is_probed(
    tmp_path: Path,
) -> None:
    port = tmp_path / "port"
    with SimulatedPrinter(PAPER_REQUEST_ONLY) as first, SimulatedPrinter(STATUS_ONLY) as second:
        port.symlink_to(first.path)
        link = SerialLink(str(port))
        desk = Station(first, link, unprobed_driver(link))
        assert desk.driver.probe() is Proof.FENCES
        first.arm(PaperEndsAfter(80.0))
        assert desk.print(picture("one")) is JobState.UNKNOWN
        first.unplug()
        port.unlink()
        port.symlink_to(second.path)
        assert desk.print(picture("two")) is JobState.REFUSED
        assert desk.print(picture("two")) is JobState.REFUSED
        second.settle()
        assert second.pieces() == ()
        assert second.hanging.blank
        assert desk.driver.probe() is Proof.STATUS_ONLY
        assert desk.print(picture("two")) is JobState.SENT
        link.close()
