"""Starts after damage: what goes on, what waits for a person, what is never believed."""

import shutil
from pathlib import Path

import pytest
from support.polls_bench import SECOND_STICK, STICK, TABLE_BUDGET_BYTES, Bench, sentence_of

from device.electionguard import self_test
from device.polls.events import Finished, Refused
from device.polls.facts import Grade
from device.polls.tasks import Phase, Task
from device.records.ballot_state import BallotState
from device.records.box_finding import BOX_NAME
from device.records.event_format import Disposition
from device.records.event_kinds import EventKind
from device.records.event_log import LOG_NAME

pytestmark = pytest.mark.usefixtures("small_world")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.open()
    made.vote()
    made.vote()
    return made


def internal(bench: Bench, name: str) -> Path:
    return bench.folder / "internal" / name


def test_a_lost_internal_box_is_made_again_from_a_stick(bench: Bench) -> None:
    internal(bench, BOX_NAME).unlink()
    outcome = bench.boot().outcome
    assert isinstance(outcome, Finished)
    assert "2 ballots and 2 decisions copied" in repr(outcome)
    assert bench.desk.snapshot().counts.cast == 2
    assert EventKind.BOX_HEALED in bench.kinds()


def test_fewer_ballots_than_the_log_knows_of_stop_everything_until_the_stick_is_back(bench: Bench) -> None:
    internal(bench, BOX_NAME).unlink()
    for stick in (STICK, SECOND_STICK):
        bench.media.disks[stick].pull()
    refused = bench.boot().outcome
    assert isinstance(refused, Refused)
    assert "did not start in order" in sentence_of(bench.run(Task.LOOK).outcome)
    assert bench.desk.rooms is None
    bench.media.disks[STICK].put_back()
    outcome = bench.run(Task.START).outcome
    assert isinstance(outcome, Finished)
    assert bench.phase is Phase.OPEN
    assert bench.desk.snapshot().counts.cast == 2
    assert bench.kinds().count(EventKind.POWER_CUT_FOUND) == 1


def test_ballots_without_a_log_are_never_a_fresh_terminal(bench: Bench) -> None:
    internal(bench, LOG_NAME).unlink()
    refused = bench.boot().outcome
    assert "event log is gone" in sentence_of(refused)
    assert not internal(bench, LOG_NAME).exists()


def test_a_changed_log_is_not_believed(bench: Bench) -> None:
    path = internal(bench, LOG_NAME)
    data = bytearray(path.read_bytes())
    first = data.index(b'"Id":"logged_in"')
    page = first // 4096 * 4096
    del data[page : page + 4096]
    path.write_bytes(bytes(data) + bytes(4096))
    refused = bench.boot().outcome
    assert "chain of the event log is broken" in sentence_of(refused)


def test_a_damaged_package_is_loaded_again_before_opening_and_fatal_after(tmp_path: Path) -> None:
    early = Bench(tmp_path / "early")
    early.boot()
    early.load()
    package = early.folder / "internal" / "package" / "package.zip"
    package.write_bytes(package.read_bytes()[:-1] + b"!")
    outcome = early.boot().outcome
    assert isinstance(outcome, Finished)
    assert outcome.grade is Grade.ERROR
    assert early.phase is Phase.NO_ELECTION
    early.load()
    assert early.phase is Phase.READY
    late = Bench(tmp_path / "late")
    late.open()
    late.vote()
    package = late.folder / "internal" / "package" / "package.zip"
    package.write_bytes(package.read_bytes()[:-1] + b"!")
    assert "call the election official" in sentence_of(late.boot().outcome)
    assert package.exists()


def test_damaged_or_missing_tables_are_built_again(bench: Bench) -> None:
    table = internal(bench, "tables") / "vote_key.bin"
    table.write_bytes(table.read_bytes()[:-1] + b"!")
    bench.boot()
    assert bench.kinds().count(EventKind.TABLES_BUILT) == 2
    bench.vote()
    shutil.rmtree(internal(bench, "tables"))
    bench.boot()
    assert bench.kinds().count(EventKind.TABLES_BUILT) == 3
    bench.boot()
    assert bench.kinds().count(EventKind.TABLES_BUILT) == 3


def test_tables_of_another_budget_are_built_again(bench: Bench) -> None:
    bench.boot(table_budget_bytes=2 * TABLE_BUDGET_BYTES)
    assert bench.kinds().count(EventKind.TABLES_BUILT) == 2
    assert stored_bytes(bench) == pytest.approx(2 * TABLE_BUDGET_BYTES, rel=0.05)
    bench.vote()
    bench.boot(table_budget_bytes=2 * TABLE_BUDGET_BYTES)
    assert bench.kinds().count(EventKind.TABLES_BUILT) == 2
    bench.boot()
    assert bench.kinds().count(EventKind.TABLES_BUILT) == 3
    assert stored_bytes(bench) == pytest.approx(TABLE_BUDGET_BYTES, rel=0.05)


def stored_bytes(bench: Bench) -> int:
    return sum(file.stat().st_size for file in internal(bench, "tables").iterdir())


def test_two_undecided_ballots_are_resolved_one_after_the_other(bench: Bench) -> None:
    bench.record()
    bench.record()
    assert "2 ballots were encrypted but their voters did not decide" in repr(bench.boot().outcome)
    bench.log_in()
    assert "1 more" in bench.done(Task.RESOLVE).sentence
    bench.done(Task.RESOLVE)
    assert bench.desk.snapshot().counts.spoiled == 2


def test_a_second_start_of_the_same_program_changes_nothing(bench: Bench) -> None:
    before = len(bench.rooms.log.entries())
    assert bench.run(Task.START).outcome == Finished()
    assert len(bench.rooms.log.entries()) == before


def test_an_encryption_that_fails_its_known_answer_stops_the_start(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_test, "KNOWN_CODE", bytes(32))
    outcome = bench.boot().outcome
    assert isinstance(outcome, Refused)
    assert "known answer" in outcome.sentence
    monkeypatch.undo()
    bench.boot()
    tested = [entry for entry in bench.rooms.log.entries() if entry.kind is EventKind.SELF_TEST]
    assert [entry.disposition for entry in tested][-2:] == [Disposition.FAILURE, Disposition.SUCCESS]


def test_a_ballot_that_a_cut_kept_out_of_the_log_is_noted_once(bench: Bench) -> None:
    """The log is taken back to where it was before the last voter, as a cut before its write leaves it."""
    path = internal(bench, LOG_NAME)
    before = path.read_bytes()
    bench.vote()
    path.write_bytes(before)
    assert "noted now" in repr(bench.boot().outcome)
    found = [entry for entry in bench.rooms.log.entries() if entry.kind is EventKind.BALLOTS_FOUND]
    assert [entry.details for entry in found] == [{"ballots": 1, "cast": 1, "challenged": 0, "spoiled": 0}]
    assert "noted now" not in repr(bench.boot().outcome)
    assert bench.kinds().count(EventKind.BALLOTS_FOUND) == 1


def test_what_was_found_once_is_never_taken_for_less_afterwards(bench: Bench) -> None:
    log, box = internal(bench, LOG_NAME), internal(bench, BOX_NAME)
    without_it = log.read_bytes(), box.read_bytes()
    bench.vote()
    log.write_bytes(without_it[0])
    bench.boot()
    box.write_bytes(without_it[1])
    for stick in (STICK, SECOND_STICK):
        bench.media.disks[stick].pull()
    assert "log knows of 3 ballots" in sentence_of(bench.boot().outcome)


def test_decisions_that_are_gone_stop_everything_until_the_stick_is_back(bench: Bench) -> None:
    for stick in (STICK, SECOND_STICK):
        bench.media.disks[stick].pull()
    code = bench.record()
    undecided = internal(bench, BOX_NAME).read_bytes()
    bench.recorder().decide(code, BallotState.CAST)
    internal(bench, BOX_NAME).write_bytes(undecided)
    assert "knows of decisions" in sentence_of(bench.boot().outcome)
