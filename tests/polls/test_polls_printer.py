"""The polls with the real printer driver on a simulated printer: proven paper, and paper that ends."""

from pathlib import Path

import pytest
from support.polls_bench import Bench, sentence_of
from support.printing import Station, station

from device.hal import JobState
from device.polls.events import PaperDoubtful
from device.polls.tasks import Phase, Task
from hal_sim.printer.kinds import MUTE


@pytest.fixture
def at_printer(tmp_path: Path) -> tuple[Bench, Station]:
    with station() as printer:
        bench = Bench(tmp_path)
        bench.printer = printer.driver  # type: ignore[assignment]
        bench.boot()
        bench.load()
        bench.log_in()
        yield bench, printer


def test_the_zero_report_is_proven_by_the_printer(at_printer: tuple[Bench, Station]) -> None:
    bench, printer = at_printer
    bench.done(Task.OPEN)
    assert bench.phase is Phase.OPEN
    printer.paper.settle()
    pieces = printer.printed_pieces()
    assert len(pieces) == 1
    assert pieces[0].image.height_dots > 2000


def test_paper_that_ends_inside_the_zero_report_opens_nothing_and_asks(
    at_printer: tuple[Bench, Station],
) -> None:
    bench, printer = at_printer
    printer.paper.paper_ends_after_mm(60)
    outcome = bench.run(Task.OPEN).outcome
    assert bench.phase is Phase.READY
    assert outcome == PaperDoubtful()
    assert bench.rooms.journal.last() is not None
    assert bench.rooms.journal.last().state is JobState.UNKNOWN
    printer.paper.refill()
    assert "cleared first" in sentence_of(bench.run(Task.OPEN).outcome)
    bench.done(Task.CLEAR_PRINTER)
    bench.done(Task.OPEN)
    assert bench.phase is Phase.OPEN
    printer.paper.settle()
    assert printer.printed_pieces()[-1].image.height_dots > 2000


def test_a_printer_that_says_nothing_needs_a_person_for_its_report(tmp_path: Path) -> None:
    with station(MUTE) as printer:
        bench = Bench(tmp_path)
        bench.printer = printer.driver  # type: ignore[assignment]
        bench.boot()
        bench.load()
        bench.log_in()
        assert bench.run(Task.OPEN).outcome == PaperDoubtful()
        bench.done(Task.FINISH_OPENING)
        assert bench.phase is Phase.OPEN
