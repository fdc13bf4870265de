"""Where sticks are put in: the disks that count as sticks, and one of them mounted as a ``Stick``."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from device.errors import HardwareError
from drivers.block_device import BlockDevice, OpenDevice, block_devices
from drivers.mounting import mount, numbers_mounted_outside, unmount
from drivers.posix_files import PosixFiles
from drivers.stick import Stick
from drivers.superblock import SUPERBLOCK_BYTES, Superblock, read_superblock

_PRIVATE_FOLDER = 0o700


@dataclass(frozen=True, slots=True)
class PutIn:
    """A disk that counts as a stick: the disk itself first, then its partitions; never empty."""

    parts: tuple[BlockDevice, ...]

    @property
    def names(self) -> tuple[str, str]:
        """What the place is called where it is put in: the port, and the disk."""
        return self.parts[0].port, self.parts[0].disk


class Sockets(Protocol):
    """Finds what is put in, and mounts it."""

    def put_in(self) -> tuple[PutIn, ...]:
        """All sticks that are put in now, in the order of their names."""

    def mount(self, stick: PutIn) -> Stick:
        """Mount a stick; one that cannot be mounted is a ``Stick`` too. Raises OSError if it is gone."""


class KernelSockets:
    """The sticks that the kernel knows, mounted in folders below ``folder``, which is ours alone.

    ``ports`` names the USB ports (as ``1-1.2``), or disks by name, that count; without, every USB disk
    does. A disk of which somebody else has mounted a part is never a stick.
    """

    def __init__(self, folder: Path, ports: Sequence[str] = ()) -> None:
        self._folder = folder.resolve()
        self._ports = tuple(ports)
        self._mounts = 0

    def clear(self) -> None:
        """Take away what a program that ended badly has left mounted. Raises HardwareError."""
        try:
            unmount(self._folder)
            for each in self._folder.iterdir():
                unmount(each)
                each.rmdir()
        except PermissionError as exc:
            raise HardwareError(
                f"The system does not let this program mount sticks below {self._folder}: run it as the"
                " service or as root, or mount them yourself and name their folders with --stick."
            ) from exc
        except OSError as exc:
            raise HardwareError(
                f"The folder {self._folder} for sticks cannot be used: {exc.strerror}."
            ) from exc

    def put_in(self) -> tuple[PutIn, ...]:
        """All sticks that are put in now, in the order of their names."""
        devices = block_devices()
        taken = numbers_mounted_outside(self._folder)
        foreign = {each.disk for each in devices if each.number in taken}
        by_disk: dict[str, list[BlockDevice]] = {}
        for each in devices:
            if each.disk not in foreign and self._counts(each):
                by_disk.setdefault(each.disk, []).append(each)
        return tuple(PutIn(tuple(parts)) for parts in by_disk.values())

    def mount(self, stick: PutIn) -> Stick:
        """Mount the largest file system of ours on a stick. Raises OSError if the stick is gone."""
        found = _largest_file_system(stick.parts)
        if found is None:
            return _unreadable(OpenDevice(stick.parts[0]), "")
        device, opened, block = found
        unit = " ".join(part for part in (block.kind, block.serial, device.hardware) if part)
        self._mounts += 1
        # A name of its own for each mount: nothing ever stands where another stick has been.
        folder = self._folder / f"{device.name}-{device.sequence}-{self._mounts}"
        try:
            folder.mkdir(mode=_PRIVATE_FOLDER)
            writable = mount(device.node, block.kind, folder, read_only=device.read_only)
            anchor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            _take_away(folder)
            return _unreadable(opened, unit)

        def release() -> None:
            os.close(anchor)
            _take_away(folder)
            opened.close()

        return Stick(unit, PosixFiles(Path(), anchor), opened.expect_there, release, writable=writable)

    def _counts(self, device: BlockDevice) -> bool:
        if self._ports:
            return device.port in self._ports or device.disk in self._ports
        return device.usb


def _unreadable(opened: OpenDevice, unit: str) -> Stick:
    return Stick(unit, None, opened.expect_there, opened.close)


def _take_away(folder: Path) -> None:
    with suppress(OSError):
        unmount(folder)
        folder.rmdir()


def _largest_file_system(
    parts: Iterable[BlockDevice],
) -> tuple[BlockDevice, OpenDevice, Superblock] | None:
    """The largest: on disks parted by other systems a small one for booting may come first."""
    for device in sorted(parts, key=lambda each: -each.size_bytes):
        opened = OpenDevice(device)
        block = _superblock(opened)
        if block is not None:
            return device, opened, block
        opened.close()
    return None


def _superblock(opened: OpenDevice) -> Superblock | None:
    try:
        return read_superblock(opened.start(SUPERBLOCK_BYTES))
    except OSError:
        return None
