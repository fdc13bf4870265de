"""Preparing a stick for an election: nothing of value is lost, it keeps what it says, one file system."""

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from device.errors import HardwareError, InputError, MediumFailing
from device.records.box_finding import BOX_FOLDER
from device.records.record_export import ROOT_FOLDER
from drivers.block_device import BlockDevice, OpenDevice
from drivers.capacity_test import SEED_BYTES, Capacity, Finding, check_capacity
from drivers.mounting import mounted
from drivers.raw_device import sole_device
from drivers.superblock import SUPERBLOCK_BYTES, Superblock, read_superblock

MKFS_LIMIT_S = 900
_BLANK_BYTES = 1 << 20
_TOOL_FOLDERS = "/usr/sbin:/sbin:/usr/bin:/bin"


class Holds(IntEnum):
    """What would be lost, from nothing to what must not be lost by mistake."""

    NOTHING = 0
    FILES = 1
    BALLOTS = 2


@dataclass(frozen=True, slots=True)
class Format:
    """A file system: the kernel's name, what makes it, the Debian package, its arguments before LABEL."""

    kind: str
    tool: str
    package: str
    arguments: tuple[str, ...]

    def command(self, label: str, node: Path) -> list[str]:
        """What makes it on the whole device ``node``, without asking anybody."""
        return [_tool(self), *self.arguments, label, str(node)]


# One file system on the whole device, without partitions: nothing that another system could misread.
FORMATS: Mapping[str, Format] = {
    "ext4": Format(
        "ext4",
        "mkfs.ext4",
        "e2fsprogs",
        ("-q", "-F", "-m", "0", "-E", "nodiscard,lazy_itable_init=0,lazy_journal_init=0", "-L"),
    ),
    "exfat": Format("exfat", "mkfs.exfat", "exfatprogs", ("-L",)),
    "fat32": Format("vfat", "mkfs.vfat", "dosfstools", ("-F", "32", "-I", "--mbr=no", "-n")),
}


def what_it_holds(parts: Sequence[BlockDevice]) -> Holds:
    """Look into a disk and all its partitions. What cannot be looked into counts as files.

    Raises HardwareError if it cannot be read at all.
    """
    try:
        return max(_holds(part, of_several=len(parts) > 1) for part in parts)
    except OSError as exc:
        raise HardwareError(f"The device {parts[0].node} cannot be read: {_said(exc)}.") from exc


def prove_capacity(
    device: BlockDevice,
    random_bytes: Callable[[int], bytes],
    progress: Callable[[float], None],
    steady_s: Callable[[], float],
) -> None:
    """Overwrite the device here and there, and return if it keeps as much as it says.

    Afterwards it holds nothing. Raises InputError if it is in use, MediumFailing with what was found,
    and MediumMissing if it was pulled.
    """
    try:
        with sole_device(device) as raw:
            found = check_capacity(raw, random_bytes(SEED_BYTES), progress, steady_s)
            if found.finding is not Finding.HONEST:
                raise MediumFailing(_sentence(device, found))
            raw.write(0, bytes(_BLANK_BYTES))
            raw.flush()
    except OSError as exc:
        if exc.errno == errno.EBUSY:
            raise InputError(f"The device {device.node} is in use: unmount it first.") from exc
        raise HardwareError(f"The device {device.node} cannot be written: {_said(exc)}.") from exc


def make_file_system(device: BlockDevice, made: Format, label: str) -> None:
    """Make one file system on the whole device and see that it is there. Raises HardwareError."""
    command = made.command(label, device.node)
    try:
        done = subprocess.run(  # noqa: S603 - a fixed list, the label checked, no shell
            command, check=False, capture_output=True, timeout=MKFS_LIMIT_S
        )
        block = _file_system_on(device)
    except subprocess.TimeoutExpired as exc:
        raise HardwareError(f"{made.tool} did not end: take another stick.") from exc
    except OSError as exc:
        raise HardwareError(f"The device {device.node} cannot be written: {_said(exc)}.") from exc
    if done.returncode or block is None or block.kind != made.kind:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise HardwareError(f"{made.tool} failed on {device.node}: {said or 'it left no file system'}.")


def size_text(size_bytes: int) -> str:
    """A size as it is printed on sticks: in units of a thousand."""
    if size_bytes >= 10**9:
        return f"{size_bytes / 10**9:.1f} GB"
    return f"{size_bytes / 10**6:.1f} MB"


def _file_system_on(device: BlockDevice) -> Superblock | None:
    opened = OpenDevice(device)
    try:
        opened.flush()
        return read_superblock(opened.start(SUPERBLOCK_BYTES))
    finally:
        opened.close()


def _holds(device: BlockDevice, *, of_several: bool) -> Holds:
    opened = OpenDevice(device)
    try:
        start = opened.start(_BLANK_BYTES)
    finally:
        opened.close()
    block = read_superblock(start[:SUPERBLOCK_BYTES])
    if block is None:
        # A disk with partitions begins with their table.
        return Holds.FILES if any(start) and not of_several else Holds.NOTHING
    with tempfile.TemporaryDirectory(prefix="sealmark-") as folder:
        try:
            with mounted(device.node, block.kind, Path(folder), read_only=True) as root:
                return _files_below(root)
        except OSError:
            return Holds.FILES


def _files_below(root: Path) -> Holds:
    if (root / BOX_FOLDER).exists() or (root / ROOT_FOLDER).exists():
        return Holds.BALLOTS
    return Holds.FILES if any(files for _, _, files in os.walk(root)) else Holds.NOTHING


def _sentence(device: BlockDevice, found: Capacity) -> str:
    says, keeps = size_text(found.announced_bytes), size_text(found.true_bytes)
    if found.finding is Finding.FAILS:
        return f"The stick {device.node} fails to write or read at {keeps} of {says}: take another one."
    return (
        f"The stick {device.node} is a fake: it says that it keeps {says}, but it keeps about {keeps};"
        " do not use it."
    )


def _tool(made: Format) -> str:
    found = shutil.which(made.tool) or shutil.which(made.tool, path=_TOOL_FOLDERS)
    if found is None:
        raise InputError(f"There is no {made.tool} here: install the package {made.package}.")
    return found


def _said(error: OSError) -> str:
    return error.strerror or type(error).__name__
