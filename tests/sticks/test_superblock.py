"""Which file system a stick holds, on images made by the tools that people make them with."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from drivers.superblock import SUPERBLOCK_BYTES, Superblock, read_superblock

UUID = "0f2b4cf6-2a3e-4d39-9d0b-6a1f8f0c5d11"
PACKAGES = {"mkfs.ext4": "e2fsprogs", "mkfs.ext3": "e2fsprogs", "mkfs.exfat": "exfatprogs"}


def made(tmp_path: Path, tool: str, *options: str, size_bytes: int = 64 << 20) -> bytes:
    program = shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/sbin")
    if program is None:
        package = PACKAGES.get(tool, "dosfstools")
        pytest.skip(f"no {tool} here: apt-get install --no-install-recommends {package}")
    image = tmp_path / "image"
    with image.open("wb") as file:
        file.truncate(size_bytes)
    subprocess.run([program, *options, str(image)], check=True, capture_output=True)
    with image.open("rb") as file:
        return file.read(SUPERBLOCK_BYTES)


def test_ext4_is_known_by_its_uuid(tmp_path: Path) -> None:
    start = made(tmp_path, "mkfs.ext4", "-q", "-F", "-U", UUID, size_bytes=8 << 20)
    assert read_superblock(start) == Superblock("ext4", UUID)


def test_fat32_is_known_by_its_serial_number(tmp_path: Path) -> None:
    start = made(tmp_path, "mkfs.vfat", "-F", "32", "-i", "1234abcd")
    assert read_superblock(start) == Superblock("vfat", "1234-ABCD")


def test_exfat_is_known_by_its_serial_number_and_two_differ(tmp_path: Path) -> None:
    found = {read_superblock(made(tmp_path, "mkfs.exfat")) for _ in range(2)}
    assert {each.kind for each in found if each} == {"exfat"}
    serials = [each.serial for each in found if each]
    assert len(serials) == 2
    assert all(re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}", serial) for serial in serials)


@pytest.mark.parametrize(
    ("tool", "options"),
    [("mkfs.ext3", ("-q", "-F")), ("mkfs.vfat", ("-F", "16")), ("mkfs.vfat", ("-F", "12"))],
)
def test_what_is_never_mounted_is_not_known(tmp_path: Path, tool: str, options: tuple[str, ...]) -> None:
    assert read_superblock(made(tmp_path, tool, *options, size_bytes=16 << 20)) is None


def test_an_empty_a_short_and_a_random_beginning_hold_nothing() -> None:
    for start in (bytes(SUPERBLOCK_BYTES), b"", b"\x55\xaa" * 2048, bytes(range(256)) * 16):
        assert read_superblock(start) is None
