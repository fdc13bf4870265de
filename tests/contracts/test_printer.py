"""What every printer promises, over every kind of link and simulated printer behind the real driver."""

import pytest
from support.printing import (
    LINKS,
    PROOFS,
    Station,
    new_driver,
    receipt,
    shows_whole,
    station,
    unprobed_driver,
)

from device.hal import DotImage, JobState, Paper, Proof, Trouble
from hal_sim.printer.faults import PaperEndsAfter
from hal_sim.printer.kinds import KINDS, MUTE, PAPER_REQUEST_ONLY, PROVES_ALL, STATUS_ONLY, PrinterKind
from hal_sim.printer.simulated_printer import SimulatedPrinter

PROVING = (PROVES_ALL, PAPER_REQUEST_ONLY)
TALKING = (PROVES_ALL, PAPER_REQUEST_ONLY, STATUS_ONLY)


def by_name(kind: PrinterKind) -> str:
    return kind.name.replace(" ", "-")


@pytest.fixture(params=LINKS)
def port(request: pytest.FixtureRequest) -> str:
    """How the printer is connected: everything below holds over every kind of link."""
    return str(request.param)


every_kind = pytest.mark.parametrize("kind", KINDS, ids=by_name)
proving_kinds = pytest.mark.parametrize("kind", PROVING, ids=by_name)
talking_kinds = pytest.mark.parametrize("kind", TALKING, ids=by_name)


@every_kind
def test_a_job_prints_the_whole_receipt_and_claims_only_what_the_printer_can_prove(
    port: str, kind: PrinterKind
) -> None:
    with station(kind, link_name=port) as desk:
        image = receipt("one")
        state = desk.print(image)
        desk.paper.settle()
        assert state is (JobState.CUT if kind in PROVING else JobState.SENT)
        (piece,) = desk.printed_pieces()
        assert shows_whole(piece, image, "one")


@proving_kinds
def test_a_proven_job_journals_every_state_in_order(port: str, kind: PrinterKind) -> None:
    with station(kind, link_name=port) as desk:
        desk.print(receipt("one"))
        assert desk.journal == [
            JobState.QUEUED,
            JobState.SENDING,
            JobState.SENT,
            JobState.PRINTED,
            JobState.CUT,
        ]


@pytest.mark.parametrize("kind", [STATUS_ONLY, MUTE], ids=by_name)
def test_a_printer_without_fences_never_journals_a_proof(port: str, kind: PrinterKind) -> None:
    with station(kind, link_name=port) as desk:
        desk.print(receipt("one"))
        assert desk.journal == [JobState.QUEUED, JobState.SENDING, JobState.SENT]


@every_kind
def test_no_dot_is_printed_before_sending_is_journaled(port: str, kind: PrinterKind) -> None:
    with station(kind, link_name=port) as desk:
        printed_before: list[bool] = []

        def journal(state: JobState) -> None:
            if state in (JobState.QUEUED, JobState.SENDING):
                desk.paper.settle()
                printed_before.append(_anything_printed(desk))

        desk.driver.print_image(receipt("one"), journal)
        assert printed_before == [False, False]
        assert _anything_printed(desk)


@every_kind
def test_a_journal_that_fails_stops_the_job_before_the_next_byte(port: str, kind: PrinterKind) -> None:
    with station(kind, link_name=port) as desk:

        def journal(state: JobState) -> None:
            if state is JobState.SENDING:
                raise OSError("the disk is gone")

        with pytest.raises(OSError, match="disk"):
            desk.driver.print_image(receipt("one"), journal)
        desk.paper.settle()
        assert not _anything_printed(desk)


@proving_kinds
def test_a_journal_that_fails_after_printing_leaves_the_paper_uncut_and_the_next_job_clean(
    port: str, kind: PrinterKind
) -> None:
    with station(kind, link_name=port) as desk:

        def journal(state: JobState) -> None:
            if state is JobState.PRINTED:
                raise OSError("the disk is gone")

        with pytest.raises(OSError, match="disk"):
            desk.driver.print_image(receipt("one"), journal)
        desk.paper.settle()
        assert not desk.printed_pieces()
        image = receipt("two")
        assert desk.print(image) is JobState.CUT
        remains, piece = desk.printed_pieces()
        assert not shows_whole(remains, image, "two")
        assert shows_whole(piece, image, "two")


@every_kind
def test_jobs_one_after_the_other_each_come_out_on_their_own_piece(port: str, kind: PrinterKind) -> None:
    with station(kind, link_name=port) as desk:
        images = {name: receipt(name) for name in ("one", "two", "three")}
        for image in images.values():
            desk.print(image)
        desk.paper.settle()
        pieces = desk.printed_pieces()
        assert len(pieces) == 3
        for piece, (name, image) in zip(pieces, images.items(), strict=True):
            assert shows_whole(piece, image, name)


@every_kind
def test_an_image_wider_than_the_paper_is_refused_as_a_programming_error(
    port: str, kind: PrinterKind
) -> None:
    with station(kind, link_name=port) as desk, pytest.raises(ValueError, match="does not fit"):
        desk.print(DotImage(584, 1, bytes(73)))


@talking_kinds
def test_status_names_the_trouble_and_is_ready_again_after_it(port: str, kind: PrinterKind) -> None:
    with station(kind, link_name=port) as desk:
        assert desk.driver.status().ready
        desk.paper.open_cover()
        assert desk.driver.status().troubles == {Trouble.COVER_OPEN}
        desk.paper.close_cover()
        desk.paper.paper_ends_after_mm(0)
        status = desk.driver.status()
        assert (status.troubles, status.paper) == ({Trouble.PAPER_OUT}, Paper.OUT)
        desk.paper.refill(500)
        status = desk.driver.status()
        assert status.ready
        assert status.paper is Paper.NEAR_END
        desk.paper.refill()
        assert desk.driver.status().paper is Paper.ENOUGH
        desk.paper.overheat_head()
        assert desk.driver.status().troubles == {Trouble.OVERHEATED}
        desk.paper.cool_head()
        assert desk.driver.status().ready


@talking_kinds
def test_a_silent_printer_is_trouble_unless_it_was_declared_silent(port: str, kind: PrinterKind) -> None:
    with station(kind, link_name=port) as desk:
        desk.paper.power_off()
        assert desk.driver.status().troubles == {Trouble.NO_ANSWER}
        desk.paper.power_on()
        assert desk.driver.status().ready
        desk.paper.unplug()
        assert desk.driver.status().troubles == {Trouble.NOT_CONNECTED}
        desk.paper.plug_in()
        assert desk.driver.status().ready


def test_nothing_is_printed_on_a_mute_printer_that_nobody_declared(port: str) -> None:
    with SimulatedPrinter(MUTE) as paper:
        link = LINKS[port](paper)
        desk = Station(paper, link, new_driver(paper, link, silent=False))
        assert desk.print(receipt("one")) is JobState.REFUSED
        paper.settle()
        assert not _anything_printed(desk)


@talking_kinds
@pytest.mark.parametrize("trouble", ["cover", "paper", "power", "cable"])
def test_a_job_is_refused_and_nothing_printed_when_the_printer_is_not_ready(
    port: str, kind: PrinterKind, trouble: str
) -> None:
    with station(kind, link_name=port) as desk:
        {
            "cover": desk.paper.open_cover,
            "paper": lambda: desk.paper.paper_ends_after_mm(0),
            "power": desk.paper.power_off,
            "cable": desk.paper.unplug,
        }[trouble]()
        assert desk.print(receipt("one")) is JobState.REFUSED
        assert desk.journal == [JobState.QUEUED, JobState.REFUSED]
        desk.paper.close_cover()
        desk.paper.refill()
        desk.paper.power_on()
        desk.paper.plug_in()
        desk.paper.settle()
        assert not _anything_printed(desk)
        assert desk.paper.waiting_bytes == 0


@pytest.mark.parametrize(
    ("kind", "confirmed"),
    [(PROVES_ALL, True), (PAPER_REQUEST_ONLY, True), (STATUS_ONLY, False), (MUTE, False)],
    ids=[by_name(kind) for kind in KINDS],
)
def test_clearing_is_true_only_where_the_printer_confirms_it(
    port: str, kind: PrinterKind, *, confirmed: bool
) -> None:
    with station(kind, link_name=port) as desk:
        assert desk.driver.clear() is confirmed


def test_clearing_a_printer_that_is_switched_off_or_unplugged_is_not_confirmed(port: str) -> None:
    with station(link_name=port) as desk:
        desk.paper.power_off()
        assert not desk.driver.clear()
        desk.paper.power_on()
        assert desk.driver.clear()
        desk.paper.unplug()
        assert not desk.driver.clear()


@pytest.mark.parametrize(
    ("kind", "proof"),
    [
        (PROVES_ALL, Proof.FENCES),
        (PAPER_REQUEST_ONLY, Proof.FENCES),
        (STATUS_ONLY, Proof.STATUS_ONLY),
        (MUTE, Proof.NOTHING),
    ],
    ids=[by_name(kind) for kind in KINDS],
)
def test_a_probe_prints_one_line_and_learns_what_the_printer_proves(
    port: str, kind: PrinterKind, proof: Proof
) -> None:
    with station(kind, link_name=port) as desk:
        assert desk.driver.probe() is proof
        assert desk.driver.proof is proof
        desk.paper.settle()
        (line,) = desk.printed_pieces()
        assert _printed_rows(line.image) <= 24


@talking_kinds
def test_asking_for_status_prints_nothing_and_says_nothing_of_what_is_proven(
    port: str, kind: PrinterKind
) -> None:
    with SimulatedPrinter(kind) as paper:
        driver = unprobed_driver(LINKS[port](paper))
        assert driver.status().ready
        assert driver.unit == paper.unit
        assert driver.proof is Proof.UNKNOWN
        paper.settle()
        assert paper.pieces() == ()
        assert paper.hanging.blank
        assert paper.complaints == ()


@every_kind
def test_on_a_printer_that_was_not_probed_nothing_but_the_probe_is_printed(
    port: str, kind: PrinterKind
) -> None:
    with SimulatedPrinter(kind) as paper:
        link = LINKS[port](paper)
        desk = Station(paper, link, unprobed_driver(link, silent=kind is MUTE))
        assert desk.print(receipt("one")) is JobState.REFUSED
        paper.settle()
        assert not _anything_printed(desk)
        assert desk.driver.probe() is PROOFS[kind]
        assert desk.print(receipt("two")) is (JobState.CUT if kind in PROVING else JobState.SENT)


def test_a_probe_that_does_not_come_out_leaves_the_unit_unknown(port: str) -> None:
    with station(link_name=port) as desk:
        desk.paper.paper_ends_after_mm(2.0)
        assert desk.driver.probe() is Proof.UNKNOWN
        desk.paper.refill()
        assert desk.driver.clear()
        assert desk.print(receipt("one")) is JobState.REFUSED
        assert desk.driver.probe() is Proof.FENCES


def test_another_unit_is_not_believed_what_the_first_one_proved(port: str) -> None:
    with station(link_name=port) as desk:
        first = desk.paper.unit
        desk.paper.unplug()
        desk.paper.settle()
        desk.paper.unit = "usb 0416:5011 another"
        desk.paper.plug_in()
        assert desk.driver.status().ready
        assert desk.driver.proof is Proof.UNKNOWN
        assert desk.print(receipt("one")) is JobState.REFUSED
        desk.paper.unplug()
        desk.paper.settle()
        desk.paper.unit = first
        desk.paper.plug_in()
        assert desk.print(receipt("two")) is JobState.CUT, "the first one is known again"


def test_a_unit_without_a_name_is_unknown_again_after_every_replug(port: str) -> None:
    with station(link_name=port) as desk:
        desk.paper.unit = ""
        assert desk.driver.probe() is Proof.FENCES
        assert desk.print(receipt("one")) is JobState.CUT
        desk.paper.unplug()
        desk.paper.settle()
        desk.paper.plug_in()
        assert desk.driver.status().ready
        assert desk.driver.proof is Proof.UNKNOWN


@pytest.mark.parametrize("silent_port", ["usblp", "pyusb"])
def test_a_mute_printer_on_usb_still_says_that_it_has_no_paper(silent_port: str) -> None:
    with station(MUTE, link_name=silent_port) as desk:
        assert desk.driver.status().ready
        desk.paper.paper_ends_after_mm(0)
        status = desk.driver.status()
        assert (status.troubles, status.paper) == ({Trouble.PAPER_OUT}, Paper.OUT)
        assert desk.print(receipt("one")) is JobState.REFUSED
        desk.paper.refill()
        desk.paper.arm(PaperEndsAfter(60.0))
        assert desk.print(receipt("two")) is JobState.UNKNOWN, "the port told that the paper ended"


def _anything_printed(desk: Station) -> bool:
    return bool(desk.printed_pieces()) or not desk.paper.hanging.blank


def _printed_rows(image: DotImage) -> int:
    stride = image.stride
    return sum(any(image.rows[top : top + stride]) for top in range(0, len(image.rows), stride))
