"""The first file system of the virtual machine: busybox, a few modules, and the script that starts it.

Format: cpio "newc", Linux Documentation/driver-api/early-userspace/buffer-format.rst.
"""

import gzip
import lzma
import stat
from collections.abc import Iterable
from pathlib import Path

FOLDERS = ("bin", "dev", "proc", "sys", "modules", "host", "kernel", "rw", "newroot")
_EXECUTABLE = stat.S_IFREG | 0o755
_FOLDER = stat.S_IFDIR | 0o755


def initrd(busybox: Path, init: Path, modules: Iterable[Path]) -> bytes:
    """An archive whose ``/modules`` are numbered in the order in which they are to be loaded."""
    archive = bytearray()
    number = 0
    for folder in FOLDERS:
        number += 1
        archive += _entry(number, folder, _FOLDER, b"")
    files = [("bin/busybox", busybox.read_bytes()), ("init", init.read_bytes())]
    files += [(f"modules/{at:02}.ko", _module(path)) for at, path in enumerate(modules)]
    for name, data in files:
        number += 1
        archive += _entry(number, name, _EXECUTABLE, data)
    archive += _entry(0, "TRAILER!!!", 0, b"")
    return gzip.compress(bytes(archive), compresslevel=1)


def _entry(number: int, name: str, mode: int, data: bytes) -> bytes:
    path = name.encode("ascii") + b"\0"
    #         inode mode uid gid links mtime size, device and special device, name size, checksum
    fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(path), 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + path
    return _padded(head) + _padded(data)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _module(path: Path) -> bytes:
    data = path.read_bytes()
    return lzma.decompress(data) if path.suffix == ".xz" else data
