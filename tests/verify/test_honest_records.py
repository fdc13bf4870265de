"""Records as terminals write them hold, and ordinary tools accept them."""

import gc
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from support.record_surgery import Files, MemoryFiles, ballot_paths, failing, resigned, undone, verified
from support.small_records import AUTHORITY, COUNTRY, country, device_entry, office, small_record

from device.election.election import Chaining
from device.electionguard.ballot import EncryptedBallot
from device.formats.minisign import public_key_file, public_key_of, public_key_string
from device.records.ballot_state import BallotState
from drivers.__main__ import main


@pytest.mark.parametrize("chaining", list(Chaining))
def test_an_honest_record_holds_with_and_without_its_package(
    honest: Files, chained: Files, chaining: Chaining
) -> None:
    files = chained if chaining is Chaining.SIMPLE else honest
    for package in (None, office(chaining).election):
        result = verified(files, chaining, package)
        assert (failing(result.checks), undone(result.checks), result.holds) == ({}, [], True)
        assert ("R3" in [check.number for check in result.checks]) == (package is not None)


def test_a_record_without_ballots_holds(tmp_path: Path) -> None:
    for chaining in Chaining:
        folder = small_record(tmp_path / chaining.name, (), chaining)
        assert not (folder / "ballots").exists()
        assert main(["verify", str(folder)]) == 0


def test_minisign_and_sha256sum_accept_a_record(folder: Path) -> None:
    key = public_key_string(device_entry("T-1").signing_key)
    for command in (
        ["minisign", "-V", "-P", key, "-m", "SHA256SUMS", "-x", "SHA256SUMS.minisig"],
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
    ):
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed")
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    other = public_key_string(device_entry("T-2").signing_key)
    wrong = ["minisign", "-V", "-P", other, "-m", "SHA256SUMS"]
    assert subprocess.run(wrong, check=False, cwd=folder, capture_output=True).returncode != 0


def test_the_readme_names_a_key_and_commands_that_work(folder: Path) -> None:
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    commands = [line.split() for line in readme.splitlines() if line.startswith("    ")]
    assert [command[0] for command in commands] == ["minisign", "sha256sum", "sealmark"]
    assert public_key_string(device_entry("T-1").signing_key) in commands[0]
    for command in commands[:2]:
        if shutil.which(command[0]):
            subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_the_command_takes_package_and_authority(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package, authority, stranger = (tmp_path / name for name in ("package.zip", "a.pub", "b.pub"))
    package.write_bytes(office().package)
    authority.write_bytes(public_key_file(public_key_of(AUTHORITY), "authority"))
    stranger.write_bytes(public_key_file(device_entry("T-2").signing_key, "somebody"))
    assert main(["verify", str(folder), "--package", str(package), "--authority", str(authority)]) == 0
    out = capsys.readouterr().out
    assert "R3  Same election as the package" in out
    assert out.endswith("Everything holds.\n")
    assert main(["verify", str(folder), "--package", str(package), "--authority", str(stranger)]) == 2
    assert "refused" in capsys.readouterr().err
    assert main(["verify", str(folder), "--authority", str(authority)]) == 2


def test_json_says_the_same_as_the_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["holds"] is True
    (record,) = result["records"]
    assert record["election_id"] == office().election.election_id
    assert record["device_id"] == "T-1"
    checks = {check["number"]: check for check in record["checks"]}
    assert set("12345678") < set(checks)
    assert all(check["holds"] and not check["problems"] for check in checks.values())
    assert checks["6"]["examined"] == 3


def test_two_terminals_of_one_election_hold_together(folder: Path, tmp_path: Path) -> None:
    votes = ((COUNTRY, country((1, 0)), BallotState.CAST),)
    other = small_record(tmp_path, votes, device_id="T-2")
    assert main(["verify", str(folder), str(other)]) == 0


def test_one_ballot_is_in_memory_at_a_time(honest: Files) -> None:
    alive: list[int] = []

    def count(_done: int, _total: int) -> None:
        alive.append(sum(isinstance(each, EncryptedBallot) for each in gc.get_objects()))

    files = MemoryFiles(honest)
    assert verified(files, progress=count).holds
    assert len(alive) == len(ballot_paths(honest)) + 1
    assert max(alive) - alive[0] <= 1
    # Every ballot file is read once.
    assert sorted(path for path in files.reads if path in ballot_paths(honest)) == ballot_paths(honest)


def test_signing_anew_alone_changes_nothing(honest: Files) -> None:
    assert verified(resigned(honest)).holds
