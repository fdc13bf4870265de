"""Folders that somebody hands us: links, special files, depth, what cannot be read."""

import os
import shutil
from pathlib import Path

import pytest

from device.errors import RecordError
from device.records.record_files import FolderFiles
from drivers.__main__ import main


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(folder, tmp_path / "record")


def test_a_link_is_refused(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "README.txt").unlink()
    (copy / "README.txt").symlink_to("/etc/hostname")
    assert main(["verify", str(copy)]) == 2
    assert capsys.readouterr() == ("", "The record holds a link or a special file.\n")


def test_a_linked_folder_is_refused(copy: Path, tmp_path: Path) -> None:
    shutil.move(copy / "ballots", tmp_path / "elsewhere")
    (copy / "ballots").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RecordError, match="link"):
        FolderFiles(copy).listing()


def test_a_pipe_is_refused_without_waiting_for_it(copy: Path) -> None:
    os.mkfifo(copy / "ballots" / "pipe")
    assert main(["verify", str(copy)]) == 2


def test_folders_in_folders_end_somewhere(copy: Path) -> None:
    (copy / "a" / "b" / "c" / "d" / "e").mkdir(parents=True)
    with pytest.raises(RecordError, match="nested"):
        FolderFiles(copy).listing()


def test_a_folder_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "nothing", tmp_path / "file"):
        (tmp_path / "file").write_bytes(b"")
        assert main(["verify", str(path)]) == 2
        assert "There is no folder" in capsys.readouterr().err


def test_an_empty_folder_holds_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "The record lacks SHA256SUMS.minisig, without which it is not complete." in out
    assert out.endswith("IT DOES NOT HOLD.\n")


def test_a_name_that_is_no_text_is_found_and_not_printed(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(os.fsdecode(os.fsencode(copy) + b"/\xff\x1b[2J")).write_bytes(b"")
    assert main(["verify", str(copy)]) == 1
    out = capsys.readouterr().out
    assert "A file has no place in a record." in out
    assert "\x1b" not in out


def test_a_ballot_that_is_too_long_is_found(copy: Path) -> None:
    path = next((copy / "ballots").iterdir())
    with path.open("ab") as file:
        file.truncate(17 * 1024 * 1024)  # sparse
    assert main(["verify", str(copy)]) == 1


def test_a_copy_holds_whatever_its_files_times(copy: Path) -> None:
    for number, path in enumerate(copy.rglob("*")):
        os.utime(path, (number, number))
    assert main(["verify", str(copy)]) == 0
