"""The printer drivers on a real USB printer device: through the kernel's usblp, and through pyusb."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from support.printing import qr_texts, receipt, sample_code, shows_whole
from vm.gadget import modprobe, wait_for
from vm.gadget_printer import PRODUCT, SERIAL, GadgetPrinter

from device.errors import PrinterError
from device.hal import JobState
from device.hal.printer import DotImage, Proof, Trouble
from device.paper.codes import code_text
from drivers.escpos_conversation import Timing
from drivers.escpos_printer import EscposPrinter
from drivers.kernel_entropy import KernelEntropy
from drivers.system_clock import SystemClock
from drivers.usb_link import UsbLink, UsbPrinterName
from drivers.usblp_link import UsblpLink

LP = "/dev/usb/lp0"
# An emulated processor takes seconds for what a printer's does at once, but not more.
TIMING = Timing(
    answer_s=2.0,
    slice_s=0.1,
    stall_s=4.0,
    grace_s=1.0,
    slack_s=12.0,
    bytes_per_s=10_000.0,
    mm_per_s=100.0,
)


class Desk:
    """The printer, a driver on a link to it, and the journal of its jobs."""

    def __init__(self, paper: GadgetPrinter, link: UsblpLink | UsbLink) -> None:
        self.paper = paper
        self.link = link
        self.driver = EscposPrinter(link, SystemClock(), KernelEntropy(), timing=TIMING)
        self.journal: list[JobState] = []

    def print(self, image: DotImage) -> JobState:
        return self.driver.print_image(image, self.journal.append)

    def new_pieces(self, before: int) -> list[object]:
        return [piece for piece in self.paper.pieces()[before:] if not piece.blank]


@pytest.fixture(scope="module", params=["usblp", "pyusb"])
def desk(request: pytest.FixtureRequest, paper: GadgetPrinter) -> Iterator[Desk]:
    if request.param == "usblp":
        modprobe("usblp")
        wait_for(Path(LP).exists, LP)
        desk = Desk(paper, UsblpLink(LP))
    else:
        modprobe("-r", "usblp")
        desk = Desk(paper, UsbLink(UsbPrinterName(0x1D6B, PRODUCT, SERIAL)))
    assert desk.driver.probe() is Proof.FENCES
    yield desk
    desk.link.close()


@contextmanager
def pulled_after(desk: Desk, more_bytes: int) -> Iterator[None]:
    """The plug is pulled as soon as the printer has received so many bytes more."""
    limit = desk.paper.received_bytes + more_bytes
    done = []

    def watch() -> None:
        while desk.paper.received_bytes < limit and not done:
            time.sleep(0.002)
        desk.paper.unplug()

    thread = Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.append(True)
        thread.join()


def test_a_receipt_is_proven_and_its_picture_on_the_paper_reads(desk: Desk) -> None:
    image = receipt("first")
    before = len(desk.paper.pieces())
    assert desk.print(image) is JobState.CUT
    pieces = desk.new_pieces(before)
    assert len(pieces) == 1
    assert shows_whole(pieces[0], image, "first")
    assert qr_texts(pieces[0]) == [code_text(sample_code("first"))]


def test_the_unit_has_a_name_of_its_own(desk: Desk) -> None:
    assert SERIAL in desk.link.unit()


def test_paper_that_ends_within_a_receipt_is_never_called_printed(desk: Desk) -> None:
    before = len(desk.paper.pieces())
    desk.paper.paper_ends_after_mm(30)
    try:
        assert desk.print(receipt("short")) is JobState.UNKNOWN
        assert Trouble.PAPER_OUT in desk.driver.status().troubles
    finally:
        desk.paper.refill()
    assert desk.driver.clear()
    image = receipt("next")
    assert desk.print(image) is JobState.CUT
    pieces = desk.new_pieces(before)
    assert [text for piece in pieces for text in qr_texts(piece)] == [code_text(sample_code("next"))]
    assert shows_whole(pieces[-1], image, "next")


def test_a_printer_that_takes_no_more_bytes_still_answers_for_its_port(desk: Desk) -> None:
    desk.paper.paper_ends_after_mm(0)
    wait_for(lambda: desk.link.port_status().paper_out, "paper out at the port")
    sent, data = 0, bytes(262_144)
    try:
        while taken := desk.link.write(data[sent:], 2.0):
            sent += taken
        assert 0 < sent < len(data)
        status = desk.link.port_status()
        assert status is not None
        assert (status.paper_out, status.error) == (True, True)
    finally:
        desk.link.drop_unsent()
        desk.paper.refill()
    wait_for(lambda: not desk.link.port_status().paper_out, "paper at the port")
    assert desk.driver.clear()


def test_a_plug_pulled_within_a_receipt_leaves_it_unknown_and_the_next_one_prints(desk: Desk) -> None:
    desk.journal.clear()
    with pulled_after(desk, 20_000):
        assert desk.print(receipt("pulled")) is JobState.UNKNOWN
    assert desk.journal[-1] is JobState.UNKNOWN
    assert desk.driver.status().troubles == {Trouble.NOT_CONNECTED}
    with pytest.raises(PrinterError):
        desk.link.write(b"x", 0.1)
    before = len(desk.paper.pieces())
    desk.paper.plug_in()
    wait_for(lambda: desk.driver.status().ready, "the printer that came back")
    again = receipt("after")
    assert desk.print(again) is JobState.CUT
    *remains, last = desk.new_pieces(before)
    assert shows_whole(last, again, "after")
    # What had got through of the other one was cut off before: it is on no piece that the next voter gets.
    assert all(qr_texts(piece) in ([], [code_text(sample_code("pulled"))]) for piece in remains)
