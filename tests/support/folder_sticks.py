"""Sticks that are folders: all of a stick but the kernel's part, for tests that need no root."""

import errno
import os
from pathlib import Path

from drivers.block_device import BlockDevice
from drivers.posix_files import PosixFiles
from drivers.stick import Stick
from drivers.stick_sockets import PutIn


def folder_stick(folder: Path, unit: str = "", *, writable: bool = True) -> Stick:
    """A stick whose file system is ``folder``, held open as the sockets hold a mounted one."""
    anchor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    return Stick(
        unit or folder.name,
        PosixFiles(Path(), anchor),
        lambda: None,
        lambda: os.close(anchor),
        writable=writable,
    )


def disk(name: str, sequence: int, port: str = "", size_bytes: int = 1 << 30) -> BlockDevice:
    """A USB disk as the kernel would list it."""
    return BlockDevice(
        name=name,
        disk=name,
        number="8:0",
        sequence=sequence,
        size_bytes=size_bytes,
        read_only=False,
        removable=True,
        usb=True,
        port=port or name,
        hardware="",
    )


class FolderSockets:
    """Sockets into which a test puts folders. Each putting in gets the next sequence number."""

    def __init__(self) -> None:
        self.put: dict[str, tuple[PutIn, Path | None]] = {}
        self.mounts = 0
        self._sequence = 0

    def insert(self, name: str, folder: Path | None, port: str = "") -> None:
        """Put a stick in as the disk ``name``; None is one that cannot be mounted."""
        self._sequence += 1
        self.put[name] = PutIn((disk(name, self._sequence, port),)), folder

    def pull(self, name: str) -> None:
        """Pull it."""
        del self.put[name]

    def put_in(self) -> tuple[PutIn, ...]:
        """What is put in now."""
        return tuple(stick for _, (stick, _) in sorted(self.put.items()))

    def mount(self, stick: PutIn) -> Stick:
        """Mount it."""
        self.mounts += 1
        for each, folder in self.put.values():
            if each == stick:
                return (
                    Stick("", None, lambda: None, lambda: None) if folder is None else folder_stick(folder)
                )
        raise OSError(errno.ENODEV, "pulled")
