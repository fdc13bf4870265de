"""The power is cut before, in the middle of and after every durable write of what the polls do."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from support.polls_bench import Bench, copy_of

from device.election.settings import Role
from device.polls.events import Finished
from device.polls.tasks import Phase, Task
from device.records.ballot_state import BallotState
from device.records.event_kinds import EventKind
from device.records.record_files import FolderFiles
from device.records.verify_all import Verifier
from hal_sim.faults import CutPower, Moment
from hal_sim.power_supply import PowerCut

pytestmark = pytest.mark.usefixtures("small_world")

MOMENTS: tuple[Moment, ...] = ("before", "during", "after")

Check = Callable[[Bench], None]


def cuts(
    prepared: Callable[[Bench], None], act: Check, folder: Path, *, thorough: bool = False
) -> Iterator[tuple[Bench, str]]:
    """A bench after each cut of ``act``, rebooted. ``prepared`` makes it once; every cut has a copy.

    After the second, each write is cut in one of the moments in turn; with ``thorough`` in all.
    """
    first = Bench(folder / "prepared", second_stick=thorough)
    prepared(first)
    for at_write in count(1):
        for moment in MOMENTS if thorough or at_write <= 2 else (MOMENTS[at_write % 3],):
            copy = copy_of(first.folder, folder / f"{at_write}-{moment}")
            bench = Bench(copy, second_stick=thorough)
            if not cut_off(bench, act, CutPower(at_write, moment, seed=at_write), prepared is nothing):
                assert at_write > 1
                return
            outcome = bench.boot().outcome
            assert isinstance(outcome, Finished), (at_write, moment, outcome)
            yield bench, f"write {at_write}, {moment}"


def cut_off(bench: Bench, act: Check, fault: CutPower, is_first: bool) -> bool:
    """Whether the power went before ``act`` was done."""
    if not is_first:
        bench.boot()
        if bench.phase is not Phase.NO_ELECTION:
            bench.log_in()
    bench.cut_at(fault)
    try:
        act(bench)
    except PowerCut:
        return True
    return False


def nothing(bench: Bench) -> None:
    """A terminal that was never switched on."""


def started(bench: Bench) -> None:
    bench.boot()


def ready(bench: Bench) -> None:
    bench.boot()
    bench.load()


def voted(bench: Bench) -> None:
    bench.open()
    bench.vote()
    bench.vote(BallotState.CHALLENGED)


def with_undecided(bench: Bench) -> None:
    bench.open()
    bench.vote()
    bench.record()


def doing(task: Task) -> Check:
    return lambda bench: bench.done(task) and None


def start(bench: Bench) -> None:
    bench.boot_with_power()


def test_a_first_start_can_be_cut_anywhere(tmp_path: Path) -> None:
    for bench, where in cuts(nothing, start, tmp_path, thorough=True):
        assert bench.phase is Phase.NO_ELECTION, where
        bench.load()
        assert bench.phase is Phase.READY, where


def test_loading_a_package_can_be_cut_anywhere(tmp_path: Path) -> None:
    seen = set()
    for bench, where in cuts(started, Bench.load, tmp_path):
        seen.add(bench.phase)
        assert bench.phase in (Phase.NO_ELECTION, Phase.READY), where
        if bench.phase is Phase.NO_ELECTION:
            bench.load()
        assert bench.phase is Phase.READY, where
        assert bench.rooms.powers is not None, where
    assert seen == {Phase.NO_ELECTION, Phase.READY}


def test_opening_can_be_cut_anywhere_and_goes_on(tmp_path: Path) -> None:
    begun = 0
    for bench, where in cuts(ready, doing(Task.OPEN), tmp_path):
        station = bench.desk.snapshot().station
        begun += station.opening_begun
        bench.log_in()
        if station.phase is Phase.READY:
            if bench.rooms.printer_unclear:
                bench.done(Task.CLEAR_PRINTER)
            bench.done(Task.OPEN)
        assert bench.phase is Phase.OPEN, where
        assert bench.desk.snapshot().counts.encrypted == 0, where
        assert bench.kinds().count(EventKind.BOXES_CREATED) == 1, where
        assert bench.kinds().count(EventKind.POLLS_OPENED) == 1, where
        bench.vote()
        assert {report.ballots for report in bench.desk.snapshot().media} == {1}, where
    assert begun > 3


def test_resolving_can_be_cut_anywhere_and_decides_nothing_else(tmp_path: Path) -> None:
    left = set()
    for bench, where in cuts(with_undecided, doing(Task.RESOLVE), tmp_path, thorough=True):
        counts = bench.desk.snapshot().counts
        left.add(counts.undecided)
        assert (counts.encrypted, counts.cast, counts.challenged) == (2, 1, 0), where
        bench.log_in()
        if counts.undecided:
            bench.done(Task.RESOLVE)
        assert bench.desk.snapshot().counts.spoiled == 1, where
        bench.done(Task.CLOSE)
    assert left == {0, 1}


@pytest.mark.parametrize("task", [Task.SUSPEND, Task.PRINT_REPORT])
def test_a_break_can_be_cut_anywhere(tmp_path: Path, task: Task) -> None:
    for bench, where in cuts(voted, doing(task), tmp_path):
        assert bench.phase in (Phase.OPEN, Phase.SUSPENDED), where
        assert bench.desk.snapshot().counts.encrypted == 2, where


def closing_goes_on(bench: Bench, where: str) -> None:
    station = bench.desk.snapshot().station
    bench.log_in()
    if station.phase is Phase.OPEN:
        bench.done(Task.CLOSE)
    elif not station.exported:
        assert station.books_closed, where
        bench.done(Task.EXPORT)
    assert bench.phase is Phase.CLOSED, where
    assert bench.kinds().count(EventKind.POLLS_CLOSED) == 1, where


def test_closing_can_be_cut_anywhere_and_its_record_verifies(tmp_path: Path) -> None:
    seen = set()
    for number, (bench, where) in enumerate(cuts(voted, doing(Task.CLOSE), tmp_path)):
        station = bench.desk.snapshot().station
        seen.add((station.phase, station.exported))
        counts = bench.desk.snapshot().counts
        assert (counts.encrypted, counts.cast, counts.challenged) == (2, 1, 1), where
        closing_goes_on(bench, where)
        if number % 9 == 0:  # the verification itself costs more than the cut
            verifier = Verifier(bench.office.election, None, lambda _done, _all: None)
            assert verifier.verify([FolderFiles(bench.record_folder())]).holds, where
        files = {path.name for path in bench.record_folder().rglob("*") if path.is_file()}
        assert "SHA256SUMS.minisig" in files, where
    assert seen >= {(Phase.OPEN, False), (Phase.CLOSED, False)}


def test_a_start_can_itself_be_cut_anywhere(tmp_path: Path) -> None:
    for bench, where in cuts(with_undecided, start, tmp_path, thorough=True):
        counts = bench.desk.snapshot().counts
        assert (counts.encrypted, counts.cast, counts.undecided) == (2, 1, 1), where
        bench.log_in(Role.OFFICIAL)
        bench.done(Task.RESOLVE)
