"""Starting disks on FUSE, setting their faults, and replaying what they took to any moment."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from support.root_fuse_disks import ENTRY, FLUSH, RULE, WRITE
from support.root_media import unmount

SECTOR_BYTES = 512
_START_S = 20.0
_STOP_S = 3.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A write that a disk took, or a flush: everything before it is on the medium itself."""

    kind: int
    disk: int
    offset_bytes: int
    data: bytes = field(repr=False)


class FuseDisks:
    """Disk images served by FUSE below ``folder``: ``path`` is what a loop device goes over."""

    def __init__(self, images: Sequence[Path], folder: Path, log: Path) -> None:
        self._images = images
        self._folder = folder
        self._log = log

    def __enter__(self) -> "FuseDisks":
        self._folder.mkdir(parents=True, exist_ok=True)
        self._log.write_bytes(b"")
        command = [sys.executable, "-m", "support.root_fuse_disks", str(self._folder), str(self._log)]
        tests = Path(__file__).parents[1]
        self._server = subprocess.Popen([*command, *map(str, self._images)], cwd=tests)
        waited_until = time.monotonic() + _START_S
        while not self._folder.is_mount():
            if self._server.poll() is not None or time.monotonic() > waited_until:
                self.__exit__()
                raise AssertionError("the FUSE disks did not start")
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        unmount(self._folder)
        try:
            self._server.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()

    def path(self, name: str) -> Path:
        """The disk of the image ``name``."""
        return self._folder / name

    def fault(self, disk: str, op: str, does: str, skip: int = 0, times: int = 1 << 30) -> None:
        """From the request after ``skip`` more of this ``op`` on, ``times`` of them fail or are lost."""
        self._set({"disk": disk, "op": op, "does": does, "skip": skip, "times": times})

    def no_fault(self) -> None:
        """All disks do as they say again."""
        self._set({})

    def make_blank(self) -> None:
        """All disks as they were at the start, and without a fault."""
        self._set({"blank": 1})

    def entries(self) -> tuple[list[Entry], list[int]]:
        """Everything the disks took so far, in order; and the size of the log after each."""
        log, at = self._log.read_bytes(), 0
        found, ends = [], []
        while at < len(log):
            kind, disk, offset, length = ENTRY.unpack_from(log, at)
            at += ENTRY.size
            found.append(Entry(kind, disk, offset, log[at : at + length]))
            at += length
            ends.append(at)
        return found, ends

    def _set(self, rule: dict[str, str | int]) -> None:
        with self.path(RULE[1:]).open("wb", buffering=0) as file:
            file.write(json.dumps(rule).encode())


class Replay:
    """What disks hold at a moment between two entries of a log, if the power goes there."""

    def __init__(self, entries: Sequence[Entry], disks: int) -> None:
        self.entries = entries
        self._disks = range(disks)

    def all_until(self, moment: int) -> list[list[Entry]]:
        """For each disk, the writes of the first ``moment`` entries: none was lost."""
        return [self._writes(disk, 0, moment) for disk in self._disks]

    def flushed_until(self, moment: int) -> list[list[Entry]]:
        """Of the first ``moment`` entries what was flushed: everything else was lost."""
        return [self._writes(disk, 0, self._last_flush(disk, moment)) for disk in self._disks]

    def torn_until(self, moment: int, random: Random) -> list[list[Entry]]:
        """What was flushed, and of all other writes a random part of their sectors, in random order."""
        found = self.flushed_until(moment)
        for disk in self._disks:
            unflushed = self._writes(disk, self._last_flush(disk, moment), moment)
            sectors = [sector for entry in unflushed for sector in _sectors(entry)]
            kept = random.sample(sectors, random.randint(0, len(sectors)))
            found[disk] += kept
        return found

    def _last_flush(self, disk: int, moment: int) -> int:
        for number in range(moment, 0, -1):
            last = self.entries[number - 1]
            if last.kind == FLUSH and last.disk == disk:
                return number
        return 0

    def _writes(self, disk: int, start: int, end: int) -> list[Entry]:
        return [each for each in self.entries[start:end] if each.kind == WRITE and each.disk == disk]


def _sectors(entry: Entry) -> list[Entry]:
    return [
        Entry(WRITE, entry.disk, entry.offset_bytes + at, entry.data[at : at + SECTOR_BYTES])
        for at in range(0, len(entry.data), SECTOR_BYTES)
    ]


def written(image: Path, entries: Sequence[Entry]) -> None:
    """Put writes onto an image."""
    with image.open("r+b") as file:
        for entry in entries:
            file.seek(entry.offset_bytes)
            file.write(entry.data)
