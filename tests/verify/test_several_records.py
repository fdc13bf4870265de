"""Records of several terminals together, and the tally over them, through the commands."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.example_election import counter_random
from support.record_surgery import MemoryFiles, failing, files_of, flipped, items_of
from support.small_records import ONE_OF_EACH, TWO_CAST, office, small_record

from device.errors import RecordError
from device.formats.canonical import canonical_bytes
from device.records.record_files import FolderFiles
from device.records.verify_all import Verification, Verifier
from drivers.__main__ import main
from hal_sim.__main__ import main as sim
from hal_sim.office.guardian_secret import secret_file
from hal_sim.office.tally_records import tally_records

pytestmark = pytest.mark.usefixtures("small_world")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What two terminals handed out."""
    top = tmp_path_factory.mktemp("terminals")
    return [small_record(top / "1"), small_record(top / "2", TWO_CAST, device_id="T-2")]


@pytest.fixture(scope="module")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with the secrets of all three guardians, of whom two are enough."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "secret").mkdir()
    for secret in office().ceremony.secrets:
        (folder / "secret" / f"guardian_{secret.index}.json").write_bytes(secret_file(secret))
    (folder / "package.zip").write_bytes(office().package)
    return folder


@pytest.fixture(scope="module")
def tally(records: list[Path], office_folder: Path) -> bytes:
    secret, random = office_folder / "secret", counter_random("tally of records")
    return tally_records(records, secret, office().package, random)


def verify(records: list[Path], tally: bytes | None = None) -> Verification:
    verifier = Verifier(office().election, tally, lambda _done, _total: None)
    return verifier.verify([FolderFiles(each) for each in records])


def test_the_tally_of_all_records_is_what_was_voted(tally: bytes) -> None:
    counted = json.loads(tally)
    assert counted["cast"] == 3
    assert counted["contests"] == {"Measure": {"Yes": 2, "No": 1}, "Board": {"Añe": 1, "Bo": 1}}
    assert counted["write_in_counts"] == {"Board": 0}
    (challenged,) = counted["challenged"].values()
    assert challenged["selections"] == {"Measure": {"Yes": 0, "No": 1}, "Board": {"Añe": 0, "Bo": 1}}
    assert challenged["write_ins"] == {"Board": ["Zoë Ångström"]}


def test_records_and_tally_hold_together(records: list[Path], tally: bytes) -> None:
    result = verify(records, tally)
    assert result.holds
    assert [check.number for check in result.across] == ["5", "9", "10", "11", "12", "13", "14"]


def test_records_of_different_elections_do_not_belong_together(records: list[Path], tmp_path: Path) -> None:
    other = small_record(tmp_path, (), label="Another election")
    result = Verifier(None, None, lambda _done, _total: None).verify(
        [FolderFiles(records[0]), FolderFiles(other)]
    )
    assert all(record.holds for record in result.records)
    assert failing(result.across) == {"5": ["The records are of different elections."]}


def test_the_same_ballot_identifier_on_two_terminals_is_found(tmp_path: Path) -> None:
    """Each record holds by itself; only together they show a source of randomness that repeats."""
    pair = [
        small_record(tmp_path / device_id, ONE_OF_EACH[:1], device_id=device_id, seed="worn out")
        for device_id in ("T-1", "T-2")
    ]
    result = verify(pair)
    assert all(record.holds for record in result.records)
    assert items_of(result.across) == {"5.A"}
    assert not result.holds


def test_the_same_record_twice_is_found(records: list[Path]) -> None:
    assert items_of(verify([records[1], records[1]]).across) == {"5.A"}


def test_a_tally_without_one_of_the_records_does_not_hold(records: list[Path], tally: bytes) -> None:
    assert {"9.A", "13.B"} <= items_of(verify(records[1:], tally).across)
    assert "9.A" in items_of(verify(records[:1], tally).across)


def added(*steps: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        holder = root
        for step in steps[:-1]:
            holder = holder[step]
        holder[steps[-1]] += 1

    return change


def change_challenged(change: Callable[[Any], None]) -> Callable[[Any], None]:
    return lambda root: change(next(iter(root["challenged"].values())))


def change_field(name: str, digit: int = -1) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        field = root["proofs"]["contests"][0]["fields"][0]
        holder, last = (field["proof"], name) if name in "cv" else (field, name)
        holder[last] = flipped(holder[last], digit)

    return change


TALLIES: dict[str, tuple[Callable[[Any], None], set[str]]] = {
    "a vote more": (added("contests", "Measure", "Yes"), {"10.C"}),
    "a write-in more": (added("write_in_counts", "Board"), {"10.C"}),
    "a ballot more": (added("cast"), {"9.A"}),
    "challenged": (change_challenged(added("selections", "Board", "Bo")), {"13.B"}),
    "challenged write-in": (
        change_challenged(lambda entry: entry["write_ins"].update(Board=["Somebody else"])),
        {"13.A"},
    ),
    "decrypted": (change_field("decrypted"), {"10.B", "10.C"}),
    "challenge": (change_field("c"), {"10.B"}),
    "response": (change_field("v"), {"10.B"}),
}


@pytest.mark.parametrize("name", TALLIES)
def test_a_changed_tally_is_found_under_its_number(records: list[Path], tally: bytes, name: str) -> None:
    change, expected = TALLIES[name]
    value = json.loads(tally)
    change(value)
    result = verify(records, canonical_bytes(value))
    assert expected <= items_of(result.across)
    assert all(record.holds for record in result.records)


def test_what_is_no_tally_leaves_its_checks_undone(records: list[Path], tally: bytes) -> None:
    for broken in (b"", b"{}", tally[:-1], tally + b"\n", b"[1]", tally.replace(b'"cast":3', b'"cast":-1')):
        result = verify(records[1:], broken)
        assert set(failing(result.across)) == {"9", "10", "11", "12", "13", "14"}


def test_the_office_counts_by_command(
    records: list[Path], office_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret, out = tmp_path / "secret", tmp_path / "tally.json"
    secret.mkdir()
    shutil.copy(office_folder / "package.zip", tmp_path)
    names = [str(each) for each in records]
    command = ["office", "tally", *names, "--secret", str(secret), "--out", str(out)]
    assert sim(command) == 2
    assert "authority.pub" in capsys.readouterr().err
    sim(["office", "authority", str(tmp_path / "other")])
    wrong = ["--authority", str(tmp_path / "other" / "authority.pub")]
    assert sim([*command, *wrong]) == 2
    assert not out.exists()


def test_the_office_counts_nothing_that_does_not_hold(
    records: list[Path], office_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(records[0], tmp_path / "record")
    closing = folder / "closing.json"
    closing.write_bytes(closing.read_bytes().replace(b'"cast":1', b'"cast":2'))
    with pytest.raises(RecordError, match="R1, R5"):
        tally_records([folder], office_folder / "secret", office().package, counter_random("no"))


def test_the_office_does_not_count_another_elections_ballots(
    records: list[Path], office_folder: Path, tmp_path: Path
) -> None:
    other = small_record(tmp_path, label="Another election")
    with pytest.raises(RecordError, match="checks R3, 5"):
        tally_records([records[0], other], office_folder / "secret", office().package, counter_random("no"))


def test_a_quorum_is_needed_and_enough(records: list[Path], tmp_path: Path) -> None:
    with pytest.raises(Exception, match="2 guardians are needed"):
        tally_records(records, tmp_path, office().package, counter_random("no"))


def test_the_command_checks_the_tally_too(
    records: list[Path], tally: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tally.json"
    path.write_bytes(tally)
    names = [str(each) for each in records]
    assert main(["verify", *names, "--tally", str(path)]) == 0
    assert "holds   13  Correctness of decryptions for challenged ballots" in capsys.readouterr().out
    path.write_bytes(tally.replace(b'"Yes":2', b'"Yes":3', 1))
    assert main(["verify", *names, "--tally", str(path), "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert [check["number"] for check in result["across"] if not check["holds"]] == ["10"]


def test_memory_files_and_folder_files_say_the_same(records: list[Path]) -> None:
    listed = FolderFiles(records[0]).listing()
    assert listed == MemoryFiles(files_of(records[0])).listing()
