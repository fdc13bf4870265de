"""What makes a stick's file system, on plain files; the devices themselves are in the tests for root."""

import argparse
import shutil
import subprocess
from pathlib import Path

import pytest

from device.errors import InputError
from drivers import stick_preparing
from drivers.__main__ import main
from drivers.commands.prepare_stick import label
from drivers.stick_preparing import FORMATS, size_text
from drivers.superblock import SUPERBLOCK_BYTES, read_superblock


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_makes_one_file_system_on_the_whole_device(tmp_path: Path, name: str) -> None:
    made = FORMATS[name]
    try:
        command = made.command("SEALMARK-A", tmp_path / "image")
    except InputError as exc:
        pytest.skip(str(exc))
    with (tmp_path / "image").open("wb") as file:
        file.truncate(64 << 20)
    subprocess.run(command, check=True, capture_output=True)
    with (tmp_path / "image").open("rb") as file:
        start = file.read(SUPERBLOCK_BYTES)
    block = read_superblock(start)
    assert block is not None
    assert block.kind == made.kind
    if name == "fat32":  # no partition that begins with the file system itself
        assert start[446:510] == bytes(64)


def test_a_tool_that_is_not_installed_is_named_with_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_args, **_kwargs: None)
    with pytest.raises(InputError, match="exfatprogs"):
        stick_preparing.FORMATS["exfat"].command("A", tmp_path)


@pytest.mark.parametrize("text", ["", "a", "-A", "A B", "ABCDEFGHIJKL", "A;B", "Ä"])
def test_a_name_that_not_every_file_system_takes_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        label(text)
    assert label("SEALMARK-A1") == "SEALMARK-A1"


def test_what_is_no_stick_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_bytes(b"x")
    for name in ("file", "nothing"):
        assert main(["prepare-stick", str(tmp_path / name)]) == 2
        assert "no stick" in capsys.readouterr().err


def test_sizes_are_those_that_stand_on_sticks() -> None:
    assert (size_text(15_931_539_456), size_text(512 * 10**6)) == ("15.9 GB", "512.0 MB")
