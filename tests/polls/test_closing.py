"""Closing at the real desk: the books, the report, the record that anybody can verify."""

import json
from pathlib import Path

import pytest
from support.polls_bench import SECOND_STICK, STICK, Bench, sentence_of

from device.election.election import Chaining
from device.hal import JobState
from device.polls.facts import Grade
from device.polls.tasks import Phase, Task
from device.records.ballot_state import BallotState
from device.records.event_kinds import EventKind
from device.records.record_files import FolderFiles
from device.records.verify_all import Verifier

pytestmark = pytest.mark.usefixtures("small_world")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.open()
    return made


def voted(bench: Bench) -> list[bytes]:
    codes = [bench.vote(), bench.vote(BallotState.CHALLENGED), bench.vote(None)]
    bench.done(Task.RESOLVE)
    return codes


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("chaining", [Chaining.NONE, Chaining.SIMPLE])
def test_the_record_verifies_whole_against_its_package(tmp_path: Path, chaining: Chaining) -> None:
    bench = Bench(tmp_path, chaining=chaining)
    bench.open()
    codes = voted(bench)
    outcome = bench.done(Task.CLOSE)
    assert outcome.grade in (Grade.GOOD, Grade.WARNING)
    assert bench.phase is Phase.CLOSED
    for stick in ("a", "b"):
        record = bench.record_folder(stick)
        result = Verifier(bench.office.election, None, lambda _done, _all: None).verify(
            [FolderFiles(record)]
        )
        assert result.holds, [check for each in result.records for check in each.checks if not check.holds]
    closing = json.loads((bench.record_folder() / "closing.json").read_bytes())
    assert [closing[name] for name in ("ballots", "cast", "challenged", "spoiled")] == [3, 1, 1, 1]
    if chaining is Chaining.SIMPLE:
        assert closing["chain"] == [code.hex().upper() for code in codes]


def test_a_day_without_voters_closes_too(bench: Bench) -> None:
    bench.done(Task.CLOSE)
    record = FolderFiles(bench.record_folder())
    assert Verifier(bench.office.election, None, lambda _done, _all: None).verify([record]).holds


def test_an_undecided_ballot_keeps_the_polls_open(bench: Bench) -> None:
    bench.record()
    assert "undecided ballot" in sentence_of(bench.run(Task.CLOSE).outcome)
    assert bench.phase is Phase.OPEN
    assert EventKind.POLLS_CLOSING not in bench.kinds()


def test_suspended_polls_can_be_closed(bench: Bench) -> None:
    bench.done(Task.SUSPEND)
    bench.done(Task.CLOSE)
    assert bench.phase is Phase.CLOSED


def test_the_exported_log_holds_the_closing_and_ends_with_it(bench: Bench) -> None:
    voted(bench)
    bench.done(Task.CLOSE)
    log = json.loads((bench.record_folder() / "event_log.json").read_bytes())
    events = log["Device"][0]["Event"]
    assert events[-1]["Id"] == "polls_closed"
    assert log["GeneratedTime"] == events[-1]["TimeStamp"]
    assert bench.kinds()[-1] is EventKind.EXPORT_VERIFIED


def test_a_repeated_export_is_the_same_byte_for_byte(bench: Bench, tmp_path: Path) -> None:
    voted(bench)
    bench.done(Task.CLOSE)
    first = files_of(bench.record_folder())
    bench.clock.advance(3600)
    bench.boot()
    bench.log_in()
    bench.media.disks[STICK].insert(tmp_path / "another stick")
    outcome = bench.done(Task.EXPORT)
    assert [fact.value for fact in outcome.facts if fact.label.startswith("Record")] == [
        "written and verified",
        "was there already, verified",
    ]
    again = next((tmp_path / "another stick").rglob("device.json")).parent
    assert files_of(again) == first
    assert files_of(bench.record_folder("b")) == first


def test_a_damaged_record_is_written_again(bench: Bench) -> None:
    voted(bench)
    bench.done(Task.CLOSE)
    first = files_of(bench.record_folder())
    ballot = next((bench.record_folder() / "ballots").iterdir())
    ballot.write_bytes(ballot.read_bytes()[:-1] + b"!")
    (bench.record_folder() / "extra.txt").write_bytes(b"x")
    bench.done(Task.EXPORT)
    assert files_of(bench.record_folder()) == first


def test_without_a_stick_the_polls_close_and_the_record_waits(bench: Bench) -> None:
    voted(bench)
    for stick in (STICK, SECOND_STICK):
        bench.media.disks[stick].pull()
    outcome = bench.done(Task.CLOSE)
    assert outcome.grade is Grade.ERROR
    assert "on no stick yet" in outcome.sentence
    assert bench.phase is Phase.CLOSED
    assert not bench.desk.snapshot().station.exported
    assert EventKind.EXPORT_FAILED in bench.kinds()
    bench.media.disks[STICK].put_back()
    assert "on no stick yet" in repr(bench.boot().outcome)
    bench.log_in()
    assert bench.done(Task.EXPORT).sentence.endswith("written and verified.")
    assert bench.desk.snapshot().station.exported
    assert sentence_of(bench.boot().outcome) != ""  # not shut down in order, and nothing else
    assert "on no stick yet" not in repr(bench.boot().outcome)


def test_a_broken_printer_does_not_keep_the_polls_open(bench: Bench) -> None:
    bench.printer.outcome = JobState.REFUSED
    outcome = bench.done(Task.CLOSE)
    assert bench.phase is Phase.CLOSED
    assert "not printed" in [fact.value for fact in outcome.facts]
    assert "written and verified" in outcome.sentence
    bench.printer.outcome = JobState.CUT
    sheets = len(bench.printer.sheets)
    assert bench.done(Task.PRINT_REPORT).facts[0].value == "printed"
    assert len(bench.printer.sheets) == sheets + 1


def test_after_closing_nothing_can_be_opened_or_voted(bench: Bench) -> None:
    bench.done(Task.CLOSE)
    for task in (Task.OPEN, Task.RESUME, Task.ACTIVATE, Task.CLOSE, Task.LOAD_PACKAGE):
        assert "closed for good" in sentence_of(bench.run(task).outcome), task
    bench.boot()
    assert bench.phase is Phase.CLOSED


def test_no_byte_of_the_log_holds_a_code(bench: Bench) -> None:
    codes = voted(bench)
    bench.done(Task.CLOSE)
    log = (bench.folder / "internal" / "event_log" / "log.bin").read_bytes().upper()
    for code in codes:
        digits = code.hex().upper().encode()
        assert code not in log
        assert not any(digits[start : start + 12] in log for start in range(53))
