"""Verifying with several processes: the same outcome, and no pass when one of them fails."""

import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.record_surgery import (
    Files,
    MemoryFiles,
    ballot_paths,
    failing,
    files_of,
    flipped,
    resigned,
    with_change,
    write_files,
)
from support.small_records import ONE_OF_EACH, TWO_CAST, office, powers, small_record

from device.electionguard.hint_check import computed_hints
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import Powers
from device.errors import RecordError
from device.records.ballot_examiner import BallotContext, BallotOutcome, BallotTask
from device.records.ballot_record import BallotRecord, read_ballot_record
from device.records.ballot_state import BallotState
from device.records.books import BookEntry
from device.records.examination import Examination, ExamineHere, batch_size
from device.records.outcome_lines import (
    context_line,
    outcomes_line,
    read_context,
    read_outcomes,
    read_tasks,
    tasks_line,
)
from device.records.record_files import FolderFiles, RecordFiles
from device.records.verify_all import Verification, Verifier
from drivers.commands.verify import as_object
from drivers.verify_pool import WORKER, ExamineInProcesses

CONTESTS = "contests_data_fields_ciphertexts"


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A record of five ballots."""
    votes = (*ONE_OF_EACH, *TWO_CAST)
    return files_of(small_record(tmp_path_factory.mktemp("five"), votes, seed="five"))


@pytest.fixture(scope="module")
def hinted(five: Files) -> Files:
    """The same record with hints."""
    hints = {}
    for path in ballot_paths(five):
        ballot = read_ballot_record(five[path]).ballot
        hints[hints_of(path)] = computed_hints(STANDARD, powers(), ballot)
    return resigned({**five, **hints})


def hints_of(path: str) -> str:
    return f"hints/{Path(path).stem}.bin"


def verify(
    files: RecordFiles,
    examination: Examination | None,
    on_ballot: Callable[[BallotRecord], None] | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Verification:
    return Verifier(office().election, None, progress, on_ballot, examination).verify([files])


def processes(jobs: int, command: Sequence[str] = WORKER) -> ExamineInProcesses:
    """Processes from the first ballot on."""
    return ExamineInProcesses(jobs, command, start_s=0)


def both_ways(files: Files, folder: Path, jobs: int = 2) -> Verification:
    """Verify alone and with processes; both must say and hand on the same, in the same order."""
    record = FolderFiles(write_files(files, folder))
    seen_alone: list[BallotRecord] = []
    seen: list[BallotRecord] = []
    alone = verify(record, None, seen_alone.append)
    together = verify(record, processes(jobs), seen.append)
    assert as_object(together) == as_object(alone)
    assert seen == seen_alone
    return together


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_an_honest_record_holds_with_any_number_of_processes(
    five: Files, hinted: Files, tmp_path: Path, jobs: int
) -> None:
    assert both_ways(five, tmp_path / "plain", jobs).holds
    assert both_ways(hinted, tmp_path / "hinted", jobs).holds


def limit_response(root: Any) -> None:
    response = root[CONTESTS][0]["proof_selection_limit"][1]
    response["v"] = flipped(response["v"])


def outside_the_group(root: Any) -> None:
    root[CONTESTS][0]["ciphertexts"][0]["alpha"] = f"{int(STANDARD.p - 1):01024X}"


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("with_hints", [False, True], ids=["without hints", "with hints"])
def test_a_wrong_proof_is_told_the_same_way(
    five: Files, hinted: Files, tmp_path: Path, place: int, with_hints: bool
) -> None:
    files = hinted if with_hints else five
    path = ballot_paths(files)[place]
    result = both_ways(with_change(files, path, limit_response), tmp_path)
    problems = failing(result.records[0].checks)
    assert set(problems) == {"7"}
    assert problems["7"][0].startswith(f"7.D: ballot {place + 1}, ")


def test_many_kinds_of_damage_at_once_are_told_the_same_way(hinted: Files, tmp_path: Path) -> None:
    first, second, third, fourth, fifth = ballot_paths(hinted)
    broken = with_change(hinted, first, outside_the_group)
    broken[second] = broken[second][:-2]
    broken[third] = broken[third].replace(b'"Cast"', b'"Spoiled"').replace(b'"Challenged"', b'"Cast"')
    del broken[hints_of(fourth)]
    broken[hints_of(fifth)] = broken[hints_of(first)]
    result = both_ways(broken, tmp_path)
    assert {"R1", "R8", "6", "7", "8"} <= set(failing(result.records[0].checks))


def test_wrong_and_exchanged_hints_are_named_by_their_ballot(hinted: Files, tmp_path: Path) -> None:
    # Ballots of one style, so that lengths fit.
    by_length: dict[int, list[str]] = {}
    for path in ballot_paths(hinted):
        by_length.setdefault(len(hinted[hints_of(path)]), []).append(hints_of(path))
    left, right = next(paths for paths in by_length.values() if len(paths) > 1)[:2]
    exchanged = resigned({**hinted, left: hinted[right], right: hinted[left]})
    problems = failing(both_ways(exchanged, tmp_path).records[0].checks)
    order = [hints_of(path) for path in ballot_paths(hinted)]
    expected = [
        f"ballot {order.index(path) + 1}: the hints are not the commitments of its proofs."
        for path in sorted((left, right))
    ]
    assert problems == {"R8": expected}


class Ticking:
    """A clock that is ``step_s`` further every time it is looked at."""

    def __init__(self, step_s: float) -> None:
        self.now_s, self.step_s = 0.0, step_s

    def __call__(self) -> float:
        self.now_s += self.step_s
        return self.now_s


NOWHERE = ("/nowhere/to/be/found",)


def test_a_small_record_is_verified_without_starting_anything(
    five: Files, hinted: Files, tmp_path: Path
) -> None:
    # A second for the first ballot: four more are not worth twice three seconds.
    quick = ExamineInProcesses(8, NOWHERE, start_s=3.0, steady_s=Ticking(0.5))
    for name, files in {"plain": five, "hinted": hinted}.items():
        assert verify(FolderFiles(write_files(files, tmp_path / name)), quick).holds


def test_slow_ballots_are_shared_from_the_second_on(
    five: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[int] = []
    start = ExamineInProcesses._start

    def counted(self: ExamineInProcesses) -> subprocess.Popen[bytes]:
        starts.append(1)
        return start(self)

    monkeypatch.setattr(ExamineInProcesses, "_start", counted)
    slow = ExamineInProcesses(2, start_s=3.0, steady_s=Ticking(60.0))
    broken = with_change(five, ballot_paths(five)[3], limit_response)
    record = FolderFiles(write_files(broken, tmp_path))
    seen: list[BallotRecord] = []
    seen_alone: list[BallotRecord] = []
    shared = as_object(verify(record, slow, seen.append))
    assert len(starts) == 2
    assert shared == as_object(verify(record, None, seen_alone.append))
    assert seen == seen_alone
    assert len(seen) == 4


def test_a_process_that_fails_in_the_middle_is_an_error_and_no_pass(five: Files, tmp_path: Path) -> None:
    record = FolderFiles(write_files(five, tmp_path))
    with pytest.raises(RecordError, match="nothing is verified"):
        verify(record, ExamineInProcesses(2, NOWHERE, steady_s=Ticking(60.0)))


def test_progress_is_told_for_every_ballot(five: Files, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    record = FolderFiles(write_files(five, tmp_path))
    verify(record, processes(2), progress=lambda done, total: steps.append((done, total)))
    assert steps == [(done, 5) for done in range(6)]


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


FAILING = {
    "ends at once": python("pass"),
    "fails at once": python("raise SystemExit(3)"),
    "is killed at work": python("import os, sys; sys.stdin.readline(); os.kill(os.getpid(), 9)"),
    "ends after its first answer": python(
        "import sys\nfrom io import BytesIO\nfrom drivers.verify_worker import serve\n"
        "lines = sys.stdin.buffer\nserve(BytesIO(lines.readline() + lines.readline()), sys.stdout.buffer)"
    ),
    "answers nothing": python("print(flush=True); input()"),
    "answers nonsense": python("print('all is well', flush=True); input()"),
    "answers with no outcome": python("import sys\nfor _ in sys.stdin: print('[]', flush=True)"),
    "answers with another kind": python("print('{}', flush=True); input()"),
    "answers with too little": python("print('[{}]', flush=True); input()"),
    "answers half a line": python("import sys; sys.stdout.write('[{'); sys.stdout.flush()"),
    "is not there": ("/nowhere/to/be/found",),
}


@pytest.mark.parametrize("command", FAILING.values(), ids=FAILING)
def test_a_process_that_fails_is_an_error_and_no_pass(
    five: Files, tmp_path: Path, command: tuple[str, ...]
) -> None:
    record = FolderFiles(write_files(five, tmp_path))
    with pytest.raises(RecordError, match="nothing is verified"):
        verify(record, processes(2, command))


def test_no_process_is_left_when_the_reader_stops_early(
    five: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = ExamineInProcesses._start

    def kept(self: ExamineInProcesses) -> subprocess.Popen[bytes]:
        started.append(start(self))
        return started[-1]

    monkeypatch.setattr(ExamineInProcesses, "_start", kept)
    record = FolderFiles(write_files(five, tmp_path))

    def stop(_record: BallotRecord) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(record, processes(2), stop)
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)


def test_no_process_is_left_when_another_cannot_be_started(
    five: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = ExamineInProcesses._start

    def once(self: ExamineInProcesses) -> subprocess.Popen[bytes]:
        if started:
            raise RecordError("no more")
        started.append(start(self))
        return started[-1]

    monkeypatch.setattr(ExamineInProcesses, "_start", once)
    with pytest.raises(RecordError, match="no more"):
        verify(FolderFiles(write_files(five, tmp_path)), processes(2))
    assert started[0].returncode is not None


def test_a_worker_knows_no_screen_and_imports_nothing_from_where_it_stands(tmp_path: Path) -> None:
    code = "import sys, drivers.verify_worker; print([m for m in sys.modules if 'PySide' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert "-P" in WORKER
    (tmp_path / "device").mkdir()
    (tmp_path / "device" / "__init__.py").write_text("raise SystemExit('taken over')")
    done = subprocess.run(WORKER, cwd=tmp_path, input="", capture_output=True, text=True, check=False)
    assert "taken over" not in done.stderr


class Elsewhere:
    """Examines here, but hands no ballot over, as processes do; ``meanwhile`` happens after each."""

    def __init__(self, meanwhile: Callable[[BallotTask], None]) -> None:
        self._meanwhile = meanwhile

    def outcomes(
        self, context: BallotContext, powers: Powers, tasks: Sequence[BallotTask]
    ) -> Generator[BallotOutcome, None, None]:
        here = ExamineHere(bytes)
        for task, outcome in zip(tasks, here.outcomes(context, powers, tasks), strict=True):
            outcome.record = None
            self._meanwhile(task)
            yield outcome


def test_a_file_that_changes_after_its_examination_is_not_counted(five: Files) -> None:
    files = MemoryFiles(dict(five))
    second, fourth = ballot_paths(five)[1], ballot_paths(five)[3]

    def change(task: BallotTask) -> None:
        if task.path == second:
            files.files[second] = files.files[fourth]
        if task.path == fourth:
            del files.files[fourth]

    seen: list[BallotRecord] = []
    result = verify(files, Elsewhere(change), seen.append)
    assert len(seen) == 3
    assert failing(result.records[0].checks)["R1"] == [
        "ballot 2: its file changed while it was verified.",
        "ballot 4: A file of the record is missing or cannot be read.",
    ]


def test_batches_are_for_hints_and_leave_something_for_everybody() -> None:
    plain = [BallotTask(number, "b", None) for number in range(1, 101)]
    hinted = [BallotTask(number, "b", "h") for number in range(1, 101)]
    assert batch_size(plain) == batch_size(plain, 8) == batch_size([]) == 1
    assert batch_size(hinted) == 16
    assert batch_size(hinted, 8) == 7
    assert batch_size(hinted[:3], 8) == 1


def test_a_context_arrives_whole(five: Files, tmp_path: Path) -> None:
    seen: list[BallotContext] = []

    class Looking(ExamineHere):
        def outcomes(
            self, context: BallotContext, powers: Powers, tasks: Sequence[BallotTask]
        ) -> Generator[BallotOutcome, None, None]:
            seen.append(context)
            return super().outcomes(context, powers, tasks)

    record = FolderFiles(write_files(five, tmp_path))
    verify(record, Looking(bytes))
    (sent,) = seen
    arrived = read_context(context_line(sent, record.folder))
    assert (arrived.manifest, arrived.keys, arrived.device) == (sent.manifest, sent.keys, sent.device)


hashes = st.binary(min_size=32, max_size=32)
entries = st.builds(
    BookEntry, hashes, st.binary(min_size=36, max_size=36), st.sampled_from(BallotState), hashes
)
outcomes = st.builds(
    BallotOutcome,
    st.lists(st.tuples(st.text(), st.text())),
    st.dictionaries(st.text(), hashes),
    st.none() | entries,
    hashes,
    st.booleans(),
)


@settings(max_examples=30)
@given(st.lists(outcomes, max_size=3))
def test_outcomes_arrive_as_they_were_sent(sent: list[BallotOutcome]) -> None:
    line = outcomes_line(sent)
    assert line.count(b"\n") == 1
    assert read_outcomes(line) == sent


@given(st.lists(st.builds(BallotTask, st.integers(1), st.text(), st.none() | st.text())))
def test_tasks_arrive_as_they_were_sent(sent: list[BallotTask]) -> None:
    line = tasks_line(sent)
    assert line.count(b"\n") == 1
    assert read_tasks(line) == sent
