"""A real driver on a simulated printer, and what can be seen on the paper."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256

import zxingcpp
from support.usb_printer import GOOD_PORT, NO_PAPER_PORT, UsbPrinters

from device.hal import DotImage, JobState, Proof
from device.paper.codes import code_text
from device.paper.receipts import code_receipt
from device.paper.setting import set_document
from device.ui.application import gui_application
from drivers.escpos_conversation import Timing
from drivers.escpos_printer import EscposPrinter
from drivers.usb_link import UsbLink, UsbPrinterName
from drivers.usblp_link import UsblpLink
from drivers.wire import ByteLink
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy
from hal_sim.printer.faults import PrinterFault, UnpluggedAfter
from hal_sim.printer.kinds import MUTE, PAPER_REQUEST_ONLY, PROVES_ALL, STATUS_ONLY, PrinterKind
from hal_sim.printer.named_link import NamedLink
from hal_sim.printer.paper import PaperPiece
from hal_sim.printer.simulated_printer import SimulatedPrinter

# A simulated printer answers in microseconds: nobody has to wait for a real one's patience.
QUICK = Timing(
    answer_s=0.2,
    slice_s=0.02,
    stall_s=0.4,
    grace_s=0.06,
    slack_s=0.4,
    cooling_s=5.0,
    bytes_per_s=2_000_000.0,
    mm_per_s=2_000.0,
)
PATIENT = replace(QUICK, answer_s=1.0, stall_s=2.0, slack_s=2.0)
"""For days with a screen beside the printer: on a loaded machine an answer comes late."""
PROOFS = {
    PROVES_ALL: Proof.FENCES,
    PAPER_REQUEST_ONLY: Proof.FENCES,
    STATUS_ONLY: Proof.STATUS_ONLY,
    MUTE: Proof.NOTHING,
}
BELOW_KNIFE_ROWS = 96


@dataclass
class Station:
    """A printer, the driver that talks to it, and the journal of its jobs."""

    paper: SimulatedPrinter
    link: ByteLink
    driver: EscposPrinter
    journal: list[JobState] = field(default_factory=list)

    def print(self, image: DotImage) -> JobState:
        return self.driver.print_image(image, self.journal.append)

    def restart_terminal(self) -> None:
        """The terminal starts again: its process is gone, and the new one knows nothing."""
        self.link.close()
        self.driver = new_driver(self.paper, self.link)

    def printed_pieces(self) -> list[PaperPiece]:
        """Pieces with anything on them."""
        return [piece for piece in self.paper.pieces() if not piece.blank]


LinkMaker = Callable[[SimulatedPrinter], ByteLink]


def usblp_link(paper: SimulatedPrinter) -> UsblpLink:
    """The kernel's printer device with a pseudo-terminal in its place."""
    return UsblpLink(
        paper.path,
        open_device=lambda path: os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY),
        ask_port=lambda _descriptor: NO_PAPER_PORT if paper.paper_left_mm <= 0 else GOOD_PORT,
        name_unit=lambda _descriptor: paper.unit,
    )


def usb_link(paper: SimulatedPrinter) -> UsbLink:
    """pyusb, down to its backend."""
    return UsbLink(UsbPrinterName(), UsbPrinters(paper))


LINKS: dict[str, LinkMaker] = {"serial": NamedLink, "usblp": usblp_link, "pyusb": usb_link}


@contextmanager
def station(
    kind: PrinterKind = PROVES_ALL,
    faults: Sequence[PrinterFault] = (),
    buffer_bytes: int = 65536,
    link_name: str = "serial",
) -> Iterator[Station]:
    """A fresh printer with its driver. ``faults`` are armed once the driver knows the printer."""
    with SimulatedPrinter(kind, buffer_bytes=buffer_bytes) as paper:
        link = LINKS[link_name](paper)
        driver = new_driver(paper, link)
        driver.status()
        driver.clear()
        paper.settle()
        for fault in faults:
            paper.arm(fault)
        yield Station(paper, link, driver)
        link.close()
        # A cable pulled within a command leaves half of it in the printer: what follows may read oddly.
        assert paper.complaints == () or any(isinstance(fault, UnpluggedAfter) for fault in faults)


def new_driver(paper: SimulatedPrinter, link: ByteLink, *, silent: bool | None = None) -> EscposPrinter:
    """A driver that was told what this printer was found to prove."""
    driver = unprobed_driver(link, silent=paper.kind is MUTE if silent is None else silent)
    driver.recall({paper.unit: PROOFS[paper.kind]})
    return driver


def unprobed_driver(link: ByteLink, *, silent: bool = False) -> EscposPrinter:
    clock = SimulatedClock(datetime(2026, 11, 3, 7, tzinfo=UTC))
    return EscposPrinter(link, clock, SeededEntropy(b"tokens"), timing=QUICK, silent=silent)


def sample_code(name: str) -> bytes:
    return sha256(name.encode()).digest()


def receipt(name: str) -> DotImage:
    """The receipt of a made-up tracking code."""
    gui_application()
    title = "General Election of Franklin County"
    document = code_receipt("en", sample_code(name), title, "0123456789ABCDEF", "T-0042")
    return set_document(document, 576, 8.0)


def qr_texts(piece: PaperPiece) -> list[str]:
    """What an independent decoder reads on a piece of paper."""
    return [found.text for found in zxingcpp.read_barcodes(piece.picture().convert("L"))]


def shows_whole(piece: PaperPiece, image: DotImage, name: str) -> bool:
    """Whether the piece holds every dot of ``image`` and nothing else, and its QR code reads."""
    rows = image.rows
    start = _first_printed_row(piece.image) - _first_printed_row(image)
    stride = image.stride
    seen = piece.image.rows[max(0, start) * stride :]
    if len(seen) < len(rows):
        return False
    if any(seen[len(rows) :]) or any(piece.image.rows[: max(0, start) * stride]):
        return False
    return _missing_dots(rows, seen) == 0 and qr_texts(piece) == [code_text(sample_code(name))]


def _missing_dots(wanted: bytes, seen: bytes) -> int:
    return sum((want & ~have & 0xFF).bit_count() for want, have in zip(wanted, seen, strict=False))


def _first_printed_row(image: DotImage) -> int:
    first = next((at for at, byte in enumerate(image.rows) if byte), 0)
    return first // image.stride
