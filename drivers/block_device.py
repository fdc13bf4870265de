"""Disks and partitions as the kernel lists them in sysfs, and one of them held open and asked.

Names are reused: a stick pulled as ``sda`` and another put in as ``sda`` differ only in the sequence
number that the kernel gives each disk (``diskseq``, since Linux 5.15). An open device never becomes
another one: after a pull it answers with an error for ever.
"""

import errno
import fcntl
import os
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from drivers.posix_file import ALIGNMENT_BYTES, read_direct

SYS = Path("/sys")
DEV = Path("/dev")
_SECTOR_BYTES = 512  # what sysfs counts in, whatever the disk's own
_BLKGETSIZE64 = 0x80081272  # <linux/fs.h>
_BLKRRPART = 0x125F


@dataclass(frozen=True, slots=True)
class BlockDevice:
    """A disk, or a partition of one.

    ``sequence`` tells disks apart that had the same name one after the other. ``port`` is the USB port
    (``1-1.2``) or, where there is none, the name of the disk; ``hardware`` is the vendor, product and
    serial number of a USB stick, "" if unknown.
    """

    name: str
    disk: str
    number: str
    sequence: int
    size_bytes: int
    read_only: bool
    removable: bool
    usb: bool
    port: str
    hardware: str

    @property
    def node(self) -> Path:
        """Where the device stands in /dev."""
        return DEV / self.name


def block_devices(sys: Path = SYS) -> tuple[BlockDevice, ...]:
    """All disks that hold anything and their partitions, in the order of their names."""
    found: list[BlockDevice] = []
    with suppress(OSError):
        for folder in sorted((sys / "block").iterdir()):
            with suppress(OSError, ValueError):  # it was pulled while we looked
                found += _disk_and_partitions(folder)
    return tuple(each for each in found if each.size_bytes)


def find_device(node: Path, sys: Path = SYS) -> BlockDevice | None:
    """The block device that the file ``node`` stands for; None if it stands for none."""
    try:
        status = node.stat()
    except OSError:
        return None
    if not stat.S_ISBLK(status.st_mode):
        return None
    number = f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"
    return next((each for each in block_devices(sys) if each.number == number), None)


def still_there(device: BlockDevice, sys: Path = SYS) -> bool:
    """Whether the kernel still lists this device, not another of the same name and number."""
    try:
        folder = (sys / "dev/block" / device.number).resolve(strict=True)
        return folder.name == device.name and _sequence_of(folder) == device.sequence
    except (OSError, ValueError):
        return False


class OpenDevice:
    """A device held open for reading past the page cache. Raises OSError as the kernel does."""

    def __init__(self, device: BlockDevice) -> None:
        self._fd = os.open(device.node, os.O_RDONLY | os.O_DIRECT | os.O_CLOEXEC | os.O_NONBLOCK)
        number = os.fstat(self._fd).st_rdev
        if f"{os.major(number)}:{os.minor(number)}" != device.number or not still_there(device):
            self.close()
            raise OSError(errno.ENODEV, "another device has taken the name")

    def start(self, length_bytes: int = ALIGNMENT_BYTES) -> bytes:
        """The first bytes, from the device itself."""
        return read_direct(self._fd, length_bytes, 0)

    def flush(self) -> None:
        """Return when whatever programs have written to the device is on it."""
        os.fsync(self._fd)

    def expect_there(self) -> None:
        """Return if the device answers: it has a size, and its first sector can be read."""
        answer = fcntl.ioctl(self._fd, _BLKGETSIZE64, bytes(8))
        if not struct.unpack("Q", answer)[0] or not self.start():
            raise OSError(errno.ENOMEDIUM, "the device is empty")

    def close(self) -> None:
        """Give it back; never raises."""
        with suppress(OSError):
            os.close(self._fd)


def read_partitions_again(fd: int) -> None:
    """Let the kernel forget partitions that were overwritten; some disks never have any."""
    with suppress(OSError):
        fcntl.ioctl(fd, _BLKRRPART)


def _disk_and_partitions(folder: Path) -> Iterator[BlockDevice]:
    port, hardware = _usb(folder.resolve(strict=True))
    places = [folder, *sorted(each.parent for each in folder.glob(f"{folder.name}*/partition"))]
    for place in places:
        yield BlockDevice(
            name=place.name,
            disk=folder.name,
            number=_read(place / "dev"),
            sequence=_sequence_of(folder),
            size_bytes=int(_read(place / "size")) * _SECTOR_BYTES,
            read_only=_read(place / "ro") != "0" or _read(folder / "ro") != "0",
            removable=_read(folder / "removable") == "1",
            usb=bool(port),
            port=port or folder.name,
            hardware=hardware,
        )


def _sequence_of(folder: Path) -> int:
    disk = folder if (folder / "diskseq").exists() else folder.parent
    return int(_read(disk / "diskseq")) if (disk / "diskseq").exists() else 0


def _usb(place: Path) -> tuple[str, str]:
    """The USB port that a disk hangs on, and what its device calls itself; "" and "" if on none."""
    for folder in place.parents:
        if (folder / "idVendor").is_file():
            names = [_read_optional(folder / each) for each in ("idVendor", "idProduct", "serial")]
            return folder.name, ":".join(names) if names[2] else ""
    return "", ""


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii", errors="replace").strip()


def _read_optional(path: Path) -> str:
    return _read(path) if path.is_file() else ""
