"""What a printer can prove is tested on each unit, kept, and never believed of another."""

from pathlib import Path

import pytest
from support.polls_bench import Bench, sentence_of

from device.hal import JobState, Paper, PrinterStatus, Proof, Trouble
from device.polls.events import Refused, VoterMayStart
from device.polls.facts import Grade
from device.polls.flow_state import PollsState, trouble_page
from device.polls.pages import Confirm, Menu
from device.polls.tasks import Task
from device.records.event_kinds import Detail, EventKind
from device.records.print_journal import PrintPurpose
from device.records.printer_probes import PAGE_BYTES, PROBES_NAME, PrinterProbes


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path)
    bench.printer.proof = Proof.UNKNOWN
    bench.open()
    return bench


def plug_in(bench: Bench, unit: str) -> None:
    """Another printer stands at the terminal, of which this program knows nothing."""
    bench.printer.unit, bench.printer.proof = unit, Proof.UNKNOWN


def test_opening_tests_a_printer_that_was_not_tested_and_a_restart_knows_the_result(bench: Bench) -> None:
    assert bench.kinds().count(EventKind.PRINTER_TESTED) == 1
    bench.printer.proof = Proof.UNKNOWN
    bench.boot()
    assert bench.printer.proof is Proof.FENCES
    assert not bench.desk.snapshot().printer_untested


def test_the_readiness_test_tests_anew_and_says_what_screens_will_claim(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.boot()
    bench.load()
    bench.log_in()
    bench.printer.proves = Proof.STATUS_ONLY
    facts = {fact.label: fact for fact in bench.done(Task.READINESS).facts}
    assert "screens say “sent”" in facts["Proof of printing"].value
    assert facts["Proof of printing"].grade is Grade.WARNING
    assert facts["Printer's name"].value == bench.printer.unit
    assert PrinterProbes.open(bench.media.internal).known() == {bench.printer.unit: Proof.STATUS_ONLY}
    entry = bench.rooms.log.entries()
    tested = next(each for each in entry if each.kind is EventKind.PRINTER_TESTED)
    assert tested.details[Detail.PROOF.value] == "status only"


def test_another_unit_gets_no_voter_before_it_was_tested(bench: Bench) -> None:
    plug_in(bench, "usb 04b8:0e15 OTHER")
    bench.run(Task.LOOK)
    snapshot = bench.desk.snapshot()
    assert snapshot.printer_untested
    assert trouble_page(PollsState(Menu(), snapshot, bench.rooms.access.who)) == Confirm(Task.TEST_PRINTER)
    refused = bench.run(Task.ACTIVATE, style_index=1).outcome
    assert isinstance(refused, Refused)
    assert "not tested" in sentence_of(refused)
    bench.printer.proves = Proof.NOTHING
    done = bench.done(Task.TEST_PRINTER)
    assert done.grade is Grade.WARNING
    assert bench.run(Task.ACTIVATE, style_index=1).outcome == VoterMayStart(1)
    assert PrinterProbes.open(bench.media.internal).known() == {
        "usb 0416:5011 0001": Proof.FENCES,
        "usb 04b8:0e15 OTHER": Proof.NOTHING,
    }


def test_a_unit_without_a_name_is_tested_again_after_a_restart(bench: Bench) -> None:
    plug_in(bench, "")
    bench.done(Task.TEST_PRINTER)
    assert bench.run(Task.ACTIVATE, style_index=1).outcome == VoterMayStart(1)
    plug_in(bench, "")
    bench.boot()
    assert bench.desk.snapshot().printer_untested


def test_a_test_that_fails_forgets_what_was_known(bench: Bench) -> None:
    bench.printer.proves = Proof.UNKNOWN
    done = bench.done(Task.TEST_PRINTER)
    assert (done.grade, done.sentence) == (Grade.ERROR, "The printer test failed.")
    assert PrinterProbes.open(bench.media.internal).known() == {}


def test_no_test_line_follows_a_receipt_that_may_still_be_in_the_printer(bench: Bench) -> None:
    bench.rooms.journal.begin(PrintPurpose.CODE_RECEIPT)
    bench.rooms.journal.begin(PrintPurpose.CODE_RECEIPT)(JobState.SENDING)
    assert "cleared first" in sentence_of(bench.run(Task.TEST_PRINTER).outcome)


def test_a_printer_that_is_not_ready_says_why_instead_of_being_tested(bench: Bench) -> None:
    bench.printer.now = PrinterStatus(Paper.OUT, frozenset({Trouble.PAPER_OUT}))
    assert "out of paper" in sentence_of(bench.run(Task.TEST_PRINTER).outcome)


@pytest.mark.parametrize("page", [0, 1])
def test_a_damaged_page_makes_every_printer_unknown_and_the_next_test_is_kept(
    bench: Bench, page: int
) -> None:
    probes = PrinterProbes.open(bench.media.internal)
    probes.keep("usb 04b8:0e15 OTHER", Proof.NOTHING)  # so that both pages are written
    region = bench.media.internal.open_region(PROBES_NAME)
    damaged = bytearray(region.read(page * PAGE_BYTES, PAGE_BYTES))
    damaged[60] ^= 0x10
    region.write(page * PAGE_BYTES, bytes(damaged))
    region.close()
    again = PrinterProbes.open(bench.media.internal)
    assert again.known() == {}
    again.keep("usb 0416:5011 0001", Proof.FENCES)
    assert PrinterProbes.open(bench.media.internal).known() == {"usb 0416:5011 0001": Proof.FENCES}


def test_the_units_tested_longest_ago_make_room(bench: Bench) -> None:
    probes = PrinterProbes.open(bench.media.internal)
    for number in range(30):
        probes.keep(f"usb 04b8:0e15 {number}", Proof.FENCES)
    known = PrinterProbes.open(bench.media.internal).known()
    assert list(known) == [f"usb 04b8:0e15 {number}" for number in range(14, 30)]
