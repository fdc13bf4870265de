"""Any single changed digit or byte anywhere in a record is caught by sums and signature alone."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.record_surgery import SIGNATURE, SUMS, Files, MemoryFiles, ballot_paths, failing, write_files

from device.records.checks import Check, Checks
from device.records.record_head import read_device_head
from device.records.record_layout import SUM_FILES, read_layout
from device.records.verify_sums import check_sum, check_sums
from drivers.__main__ import main

pytestmark = pytest.mark.usefixtures("small_world")

SMALL_FILES = (
    "device.json",
    "closing.json",
    "hashes.json",
    "extended_base_hash.json",
    "election_manifest_canonical.bin",
    "README.txt",
    SUMS,
    SIGNATURE,
)
SAMPLES_PER_LARGE_FILE = 40
_HEX = b"0123456789ABCDEFabcdef"


def sums_of(files: Files) -> Check:
    """The check R1 as a verification carries it out, ballots included, without any arithmetic."""
    checks = Checks(("R1", "R2"))
    layout = read_layout(MemoryFiles(files), checks["R1"])
    digests = check_sums(layout, read_device_head(layout.head, checks), checks["R1"])
    for path in layout.ballots:
        check_sum(digests, path, files[path], "a ballot", checks["R1"])
    return checks["R1"]


def changed_at(files: Files, path: str, position: int, byte: int) -> Files:
    data = bytearray(files[path])
    assert data[position] != byte
    data[position] = byte
    return {**files, path: bytes(data)}


def other_digit(byte: int) -> int:
    """Another digit; not the other case of the same one."""
    return ord("0") if byte not in b"0" else ord("1")


def hex_positions(data: bytes) -> Iterator[int]:
    return (position for position, byte in enumerate(data) if byte in _HEX)


def test_the_honest_record_passes(honest: Files, chained: Files) -> None:
    for files in (honest, chained):
        check = sums_of(files)
        assert check.holds
        assert check.examined == len(files)


@pytest.mark.parametrize("path", SMALL_FILES)
def test_every_changed_byte_of_a_small_file_is_caught(chained: Files, path: str) -> None:
    for position, byte in enumerate(chained[path]):
        for value in {other_digit(byte), byte ^ 1, byte ^ 0x20} - {byte}:
            assert not sums_of(changed_at(chained, path, position, value)).holds, (position, value)


def test_changed_digits_of_large_files_are_caught(honest: Files) -> None:
    drawn = random.Random(1)  # noqa: S311  the same positions every time
    for path in sorted(set(honest) - set(SMALL_FILES)):
        positions = list(hex_positions(honest[path]))
        for position in drawn.sample(positions, min(SAMPLES_PER_LARGE_FILE, len(positions))):
            value = other_digit(honest[path][position])
            check = sums_of(changed_at(honest, path, position, value))
            assert not check.holds, (path, position)
            assert "not the file that was signed" in " ".join(check.problems) or path == SUMS


def test_every_file_cut_short_or_made_longer_is_caught(honest: Files) -> None:
    for path, data in honest.items():
        for other in (data[:-1], data[1:], b"", data + b"\n", data + data):
            assert not sums_of({**honest, path: other}).holds, path


def test_a_changed_digit_in_a_file_name_is_caught(honest: Files) -> None:
    for path in ballot_paths(honest):
        for position in range(len("ballots/"), len("ballots/") + 64, 7):
            other = path[:position] + chr(other_digit(ord(path[position]))) + path[position + 1 :]
            files = {name if name != path else other: data for name, data in honest.items()}
            assert not sums_of(files).holds


@pytest.mark.parametrize("path", [*SMALL_FILES, "guardians/guardian_2.json", "ballot", "event_log.json"])
def test_the_command_says_so_and_ends_with_a_status_of_its_own(
    honest: Files, path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ballot_paths(honest)[0] if path == "ballot" else path
    text = honest[path]
    digits = [found.start() for found in re.finditer(rb"[0-9A-F]", text)]
    position = digits[len(digits) // 2]
    folder = write_files(changed_at(honest, path, position, other_digit(text[position])), tmp_path)
    assert main(["verify", str(folder)]) == 1
    out = capsys.readouterr().out
    assert "FAILS   R1" in out
    assert out.endswith("IT DOES NOT HOLD.\n")


def test_nothing_that_is_said_holds_a_code(honest: Files) -> None:
    for path in ballot_paths(honest):
        code = path[len("ballots/") : -len(".json")]
        missing = {name: data for name, data in honest.items() if name != path}
        for files in (missing, {**honest, f"{code}.json": b"{}"}, {**honest, f"hints/{code}.txt": b""}):
            check = sums_of(files)
            said = " ".join(check.problems)
            assert not check.holds
            assert not any(code[at : at + 12] in said for at in range(53))


def test_the_sums_name_no_file_but_the_record(honest: Files) -> None:
    listed = {line.split("  ")[1] for line in honest[SUMS].decode().splitlines()}
    assert listed == set(honest) - set(SUM_FILES)
    assert failing([sums_of(honest)]) == {}
