"""Hints of ballots at the real desk: kept if that is possible, right when exported, never in the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.polls_bench import CAPACITY, STICK, Bench

from device.electionguard.ballot import EncryptedBallot, PlainBallot, PlainContest
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import Powers
from device.errors import EncryptionError
from device.hal import JobState
from device.polls.ballot_hints import keep_hints, kept_hints
from device.polls.facts import Fact, Grade
from device.polls.storage_facts import storage_facts
from device.polls.tasks import Task
from device.records import kept_hints as kept_hints_module
from device.records.ballot_boxes import SPARE_SLOTS
from device.records.ballot_state import BallotState
from device.records.event_kinds import EventKind
from device.records.hint_store import HINT_STORE_NAME
from device.records.record_files import FolderFiles
from device.records.verify_all import Verifier
from hal_sim.faults import CutPower
from hal_sim.power_supply import PowerCut

YES = PlainBallot((PlainContest((1, 0), b""),))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path, second_stick=False)
    made.open()
    return made


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The codes of the ballots whose hints had to be computed."""
    codes: list[bytes] = []
    right = kept_hints_module.computed_hints

    def noted(_group: object, powers: Powers, ballot: EncryptedBallot) -> bytes:
        codes.append(ballot.confirmation_code)
        return right(STANDARD, powers, ballot)

    monkeypatch.setattr(kept_hints_module, "computed_hints", noted)
    return codes


def vote(bench: Bench, state: BallotState = BallotState.CAST) -> bytes:
    """A voter from the first touch to the end, hints kept as the terminal keeps them."""
    recorder = bench.recorder()
    code = recorder.record(1, YES, lambda _code: JobState.CUT).code
    recorder.decide(code, state)
    for kept, hints in recorder.take_hints():
        keep_hints(bench.rooms, kept, hints)
    return code


def three_voters(bench: Bench) -> list[bytes]:
    return [vote(bench), vote(bench, BallotState.CHALLENGED), vote(bench)]


def store(bench: Bench) -> Path:
    return bench.folder / "internal" / HINT_STORE_NAME


def place_of(bench: Bench, code: bytes) -> int:
    stride = store(bench).stat().st_size // (CAPACITY + SPARE_SLOTS)
    return bench.rooms.open_boxes().internal_slot(code) * stride


def change(bench: Bench, at: int, data: bytes) -> None:
    with store(bench).open("r+b") as file:
        file.seek(at)
        file.write(data)


def closed(bench: Bench) -> Fact:
    """Close; what the report says of the stick's record."""
    outcome = bench.done(Task.CLOSE)
    return next(fact for fact in outcome.facts if fact.label == f"Record, {STICK}")


def hints_checked(bench: Bench) -> int | None:
    """How many hints the verification of the record used; None for a record without."""
    verifier = Verifier(bench.office.election, None, lambda _done, _all: None)
    result = verifier.verify([FolderFiles(bench.record_folder())])
    assert result.holds
    return next((each.examined for each in result.records[0].checks if each.number == "R8"), None)


def test_what_was_kept_is_exported_and_nothing_is_computed(bench: Bench, computed: list[bytes]) -> None:
    three_voters(bench)
    assert closed(bench).value == "written and verified"
    assert computed == []
    assert hints_checked(bench) == 3


def zeros(bench: Bench, codes: list[bytes]) -> list[bytes]:
    change(bench, place_of(bench, codes[0]), bytes(4096))
    return codes[:1]


def torn(bench: Bench, codes: list[bytes]) -> list[bytes]:
    change(bench, place_of(bench, codes[1]) + 512, bytes(512))
    return codes[1:2]


def one_bit(bench: Bench, codes: list[bytes]) -> list[bytes]:
    at = place_of(bench, codes[2]) + 700
    data = store(bench).read_bytes()
    change(bench, at, bytes([data[at] ^ 4]))
    return codes[2:]


def exchanged(bench: Bench, codes: list[bytes]) -> list[bytes]:
    data = store(bench).read_bytes()
    first, second = (place_of(bench, code) for code in codes[:2])
    change(bench, first, data[second : second + 4096])
    change(bench, second, data[first : first + 4096])
    return codes[:2]


def gone(bench: Bench, codes: list[bytes]) -> list[bytes]:
    bench.rooms.drop_hints()
    store(bench).unlink()
    return codes


def too_small(bench: Bench, codes: list[bytes]) -> list[bytes]:
    bench.rooms.drop_hints()
    store(bench).write_bytes(store(bench).read_bytes()[:-4096])
    return codes


@pytest.mark.parametrize("damage", [zeros, torn, one_bit, exchanged, gone, too_small])
def test_hints_that_are_missing_or_wrong_are_computed_from_the_ballot(
    bench: Bench, computed: list[bytes], damage: Callable[[Bench, list[bytes]], list[bytes]]
) -> None:
    damaged = damage(bench, three_voters(bench))
    assert closed(bench).value == "written and verified"
    assert computed == sorted(damaged)
    assert hints_checked(bench) == 3


def test_computed_hints_are_kept_for_the_next_stick(tmp_path: Path, computed: list[bytes]) -> None:
    bench = Bench(tmp_path)
    bench.open()
    zeros(bench, three_voters(bench))
    closed(bench)
    assert len(computed) == 1
    assert len(list((bench.record_folder("b") / "hints").iterdir())) == 3


@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_a_cut_while_hints_are_kept_costs_nothing_but_time(bench: Bench, moment: str) -> None:
    vote(bench)
    recorder = bench.recorder()
    code = recorder.record(1, YES, lambda _code: JobState.CUT).code
    recorder.decide(code, BallotState.CAST)
    ((_, hints),) = recorder.take_hints()
    bench.cut_at(CutPower(1, moment, seed=3))  # type: ignore[arg-type]
    with pytest.raises(PowerCut):
        keep_hints(bench.rooms, code, hints)
    bench.boot()
    bench.log_in()
    assert bench.rooms.open_boxes().counts().cast == 2
    closed(bench)
    assert hints_checked(bench) == 2


def test_only_hints_that_anybody_can_compute_reach_the_medium(bench: Bench) -> None:
    recorder = bench.recorder()
    code = recorder.record(1, YES, lambda _code: JobState.CUT).code
    ((_, hints),) = recorder.take_hints()
    # As they would be if the pairs of the first field stood in another order.
    wrong = hints[1024:2048] + hints[:1024] + hints[2048:]
    with pytest.raises(EncryptionError, match="not its own"):
        kept_hints(bench.rooms).keep(code, wrong)
    keep_hints(bench.rooms, code, wrong)
    assert bench.kinds()[-1] is EventKind.PART_FAILED
    assert not any(store(bench).read_bytes())


def test_an_internal_medium_that_fails_with_hints_stops_nothing(bench: Bench) -> None:
    disk = bench.media.disks["internal"]
    recorder = bench.recorder()
    code = recorder.record(1, YES, lambda _code: JobState.CUT).code
    recorder.decide(code, BallotState.CAST)
    ((_, hints),) = recorder.take_hints()
    disk.write_protect()
    keep_hints(bench.rooms, code, hints)
    disk.write_protect(protected=False)
    vote(bench)
    closed(bench)
    assert hints_checked(bench) == 2


def test_without_room_on_internal_the_polls_open_and_hints_are_computed(
    tmp_path: Path, computed: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path, second_stick=False)
    bench.boot()
    bench.load()
    bench.log_in()
    internal = next(iter(storage_facts(bench.rooms)))
    assert internal.grade is Grade.GOOD
    free_bytes = bench.media.internal.free_bytes
    create = bench.media.internal.create_region

    def small(name: str, size_bytes: int, progress: Callable[[float], None] | None = None) -> object:
        if name == HINT_STORE_NAME:
            bench.media.disks["internal"].fill()
        try:
            return create(name, size_bytes, progress)
        finally:
            bench.media.disks["internal"].make_room()

    monkeypatch.setattr(bench.media.internal, "create_region", small)
    bench.done(Task.OPEN)
    assert EventKind.PART_FAILED in bench.kinds()
    codes = three_voters(bench)
    closed(bench)
    assert computed == sorted(codes)
    assert hints_checked(bench) == 3
    assert free_bytes() > 0


def test_readiness_says_when_hints_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path, second_stick=False)
    bench.boot()
    bench.load()
    enough = bench.media.internal.free_bytes()
    grades = {}
    for free_bytes in (enough, 400_000, 100_000):
        monkeypatch.setattr(bench.media.internal, "free_bytes", lambda room=free_bytes: room)
        grades[free_bytes] = storage_facts(bench.rooms)[0].grade
    assert list(grades.values()) == [Grade.GOOD, Grade.WARNING, Grade.ERROR]


def test_a_stick_without_room_for_hints_gets_the_record_without(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_voters(bench)
    disk, stick = bench.media.disks[STICK], bench.media.removable[0]
    write = stick.write_file

    def until_full(name: str, data: bytes) -> None:
        disk.fill() if "/hints/" in name else disk.make_room()
        try:
            write(name, data)
        finally:
            disk.make_room()

    monkeypatch.setattr(stick, "write_file", until_full)
    fact = closed(bench)
    assert fact.value == "written and verified, without verification hints"
    assert fact.grade is Grade.GOOD
    assert hints_checked(bench) is None
    again = bench.done(Task.EXPORT).facts[0]
    assert again.value == "was there already, verified, without verification hints"


def test_hints_on_a_stick_that_are_not_right_make_the_record_be_written_again(bench: Bench) -> None:
    three_voters(bench)
    closed(bench)
    path = sorted((bench.record_folder() / "hints").iterdir())[1]
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert bench.done(Task.EXPORT).facts[0].value == "written and verified"
    assert path.read_bytes() == data
    assert bench.done(Task.EXPORT).facts[0].value == "was there already, verified"
