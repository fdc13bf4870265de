"""Disks in the memory of a FUSE server: every write and flush is logged, and faults are injected.

Run as a program (``python -m support.root_fuse_disks MOUNT_POINT LOG IMAGE...``) and used through a loop
device over one of its files, it is the disk below a real ext4. ``root_fuse`` starts it and reads its log.
"""

import errno
import json
import stat
import struct
import sys
from pathlib import Path

from mfusepy import FUSE, FuseOSError, Operations

RULE = "/rule"
"""Writing JSON here sets the fault: ``disk``, ``op`` (read, write, flush), ``skip``, ``times``, ``does``.

``does``: the name of an errno, or ``drop``: say yes and lose it. ``{}`` takes the fault away, and
``{"blank": 1}`` makes all disks as they were at the start.
"""
ENTRY = struct.Struct("<BBQI")
"""An entry of the log: write or flush, number of the disk, offset, length; the bytes written follow."""
WRITE, FLUSH = 0, 1


class Disks(Operations):
    """Disks by path, served one request at a time."""

    use_ns = True

    def __init__(self, images: list[Path], log: Path) -> None:
        self._names = [f"/{image.name}" for image in images]
        self._blank = {f"/{image.name}": image.read_bytes() for image in images}
        self._data = {name: bytearray(data) for name, data in self._blank.items()}
        self._log = log.open("ab", buffering=0)
        self._rule: dict[str, str | int] = {}

    def getattr(self, path: str, fh: int | None = None) -> dict[str, int]:
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o700, "st_nlink": 2}
        if path != RULE and path not in self._data:
            raise FuseOSError(errno.ENOENT)
        size = len(self._data.get(path, b""))
        return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": size}

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", *(name[1:] for name in self._names)]

    def open(self, path: str, fi: object) -> int:
        fi.direct_io = 1  # type: ignore[attr-defined] # the page cache of the host is no part of the disk
        return 0

    def truncate(self, path: str, length: int, fh: object = None) -> int:
        if path != RULE:
            raise FuseOSError(errno.EPERM)
        return 0

    def read(self, path: str, size: int, offset: int, fh: object) -> bytes:
        self._strike(path, "read")
        return bytes(self._data[path][offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: object) -> int:
        if path == RULE:
            self._set(json.loads(data))
        elif not self._strike(path, "write"):
            self._data[path][offset : offset + len(data)] = data
            self._log.write(ENTRY.pack(WRITE, self._names.index(path), offset, len(data)) + data)
        return len(data)

    def fsync(self, path: str, datasync: int, fh: object) -> int:
        if path != RULE and not self._strike(path, "flush"):
            self._log.write(ENTRY.pack(FLUSH, self._names.index(path), 0, 0))
        return 0

    def _set(self, rule: dict[str, str | int]) -> None:
        if "blank" in rule:
            self._data = {name: bytearray(data) for name, data in self._blank.items()}
        self._rule = {} if "blank" in rule else rule

    def _strike(self, path: str, op: str) -> bool:
        """Whether this request is to be lost. Raises FuseOSError where it is to fail."""
        rule = self._rule
        if not rule or (f"/{rule['disk']}", rule["op"]) != (path, op):
            return False
        skip, times = int(rule["skip"]), int(rule["times"])
        if skip:
            rule["skip"] = skip - 1
            return False
        if not times:
            return False
        rule["times"] = times - 1
        if rule["does"] == "drop":
            return True
        raise FuseOSError(getattr(errno, str(rule["does"])))


def main(mount_point: str, log: str, *images: str) -> None:
    """Serve until unmounted."""
    disks = Disks([Path(image) for image in images], Path(log))
    FUSE(disks, mount_point, raw_fi=True, foreground=True, nothreads=True, fsname="sealmark-test-disks")


if __name__ == "__main__":
    main(*sys.argv[1:])
