"""Images of sticks, loop devices and device-mapper targets inside the virtual machine."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

IMAGE_BYTES = 16 << 20
KINDS = ("vfat", "exfat", "ext4")
_MAKERS = {
    "vfat": ["mkfs.vfat", "-F", "32"],
    "exfat": ["mkfs.exfat"],
    "ext4": ["mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard"],
}
_SECTOR_BYTES = 512


def make_image(path: Path, kind: str, size_bytes: int = IMAGE_BYTES) -> Path:
    """A file of ``size_bytes`` with an empty file system of ``kind`` on the whole of it."""
    with path.open("wb") as file:
        file.truncate(size_bytes)
    subprocess.run([*_MAKERS[kind], path], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return path


@contextmanager
def loop(image: Path) -> Iterator[Path]:
    """A loop device on ``image``."""
    made = subprocess.run(
        ["losetup", "--find", "--show", image], check=True, capture_output=True, text=True
    )
    node = Path(made.stdout.strip())
    try:
        yield node
    finally:
        subprocess.run(["losetup", "-d", node], check=True)


@contextmanager
def mapped(name: str, size_bytes: int, table: str) -> Iterator[Path]:
    """A device-mapper device with one target; ``table`` without its first sector and its length."""
    _dmsetup("create", name, "--table", _whole(size_bytes, table))
    try:
        yield Path("/dev/mapper") / name
    finally:
        _dmsetup("remove", "--retry", name)


def remap(name: str, size_bytes: int, table: str) -> None:
    """Put another target in the place of the one that ``name`` has; what is open stays open."""
    _dmsetup("suspend", "--nolockfs", "--noflush", name)
    _dmsetup("load", name, "--table", _whole(size_bytes, table))
    _dmsetup("resume", name)


def mark(name: str, text: str) -> None:
    """Write a mark, one word, into the log of a ``log-writes`` target."""
    _dmsetup("message", name, "0", "mark", text)


def drop_caches() -> None:
    """Let the kernel forget every clean page."""
    Path("/proc/sys/vm/drop_caches").write_text("3", encoding="ascii")


def _whole(size_bytes: int, table: str) -> str:
    return f"0 {size_bytes // _SECTOR_BYTES} {table}"


def _dmsetup(*arguments: str) -> None:
    environment = {**os.environ, "DM_DISABLE_UDEV": "1"}
    subprocess.run(["dmsetup", *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)
