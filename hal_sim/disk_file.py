"""An open file of a simulated disk: written into a cache, landing in the real file at a sync."""

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from random import Random
from typing import Protocol

from device.hal import SECTOR_BYTES
from hal_sim.fake_size import kept_writes, true_place
from hal_sim.faults import FailSync, FaultPlan, LieAboutSync

_Write = tuple[int, bytes]


class Mount(Protocol):
    """What a file needs of its disk. ``mounted`` changes when all files opened so far go dead."""

    mounted: int
    there: bool
    syncs: int
    plan: FaultPlan
    undo: list[Callable[[], None]]
    starts_bytes: dict[Path, int]

    def operation(self) -> AbstractContextManager[int]:
        """Count an operation, with the faults that strike at it."""

    def durable(self, land: Callable[[], None], tear: Callable[[Random], None]) -> None:
        """Make a durable write."""

    def write_protected(self) -> bool:
        """Whether the switch forbids writing."""

    def flip_bit(self, path: str, bit: int) -> None:
        """Change one bit of what the medium holds."""


class SimulatedFile:
    """One open file. A file of a mount that is over takes writes and fails at the sync."""

    def __init__(self, disk: Mount, path: Path) -> None:
        self._disk = disk
        self._path = path
        self._mounted = disk.mounted
        self._pending: list[_Write] = []

    def pwrite(self, data: bytes, offset_bytes: int) -> int:
        """Write into the cache; even a pulled stick takes it."""
        with self._disk.operation() as operation:
            if self._disk.write_protected():
                raise OSError(errno.EROFS, "simulated: write-protected")
            grows = not self._alive() or offset_bytes + len(data) > self._path.stat().st_size
            if grows and self._disk.plan.no_space(operation):
                raise OSError(errno.ENOSPC, "simulated: no space left")
            self._pending.append((offset_bytes, bytes(data)))
            return len(data)

    def pread_uncached(self, length_bytes: int, offset_bytes: int) -> bytes:
        """Read what the medium holds."""
        with self._disk.operation():
            self._expect_alive()
            fault = self._disk.plan.keeps_less()
            if fault is None:
                return _read_at(self._path, length_bytes, offset_bytes)
            with self._path.open("rb") as file:
                parts = []
                for start in range(offset_bytes, offset_bytes + length_bytes, SECTOR_BYTES):
                    place = true_place(fault, self._starts_bytes(), start)
                    file.seek(place or 0)
                    parts.append(bytes(SECTOR_BYTES) if place is None else file.read(SECTOR_BYTES))
                return b"".join(parts)[:length_bytes]

    def fsync(self) -> None:
        """Land what was written, unless a fault has another idea."""
        with self._disk.operation():
            pending, self._pending = self._pending, []
            self._expect_alive()
            self._disk.syncs += 1
            sync = self._disk.syncs
            fault = self._disk.plan.sync(sync)
            if isinstance(fault, LieAboutSync):
                self._pretend(pending, fault)
            elif isinstance(fault, FailSync):
                self._fail(pending, fault)
            elif pending:
                self._disk.durable(
                    lambda: self._land(pending), lambda chance: self._land(_some(pending, chance))
                )
            for flip in self._disk.plan.flips(sync):
                self._disk.flip_bit(flip.path, flip.bit)

    def size_bytes(self) -> int:
        """Size of the file."""
        return self._path.stat().st_size

    def close(self) -> None:
        """Close; what was not synced may never land."""
        self._pending = []

    def _alive(self) -> bool:
        return self._disk.there and self._disk.mounted == self._mounted

    def _expect_alive(self) -> None:
        if not self._alive():
            raise OSError(errno.EIO, "simulated: the stick was pulled")

    def _land(self, writes: Iterable[_Write]) -> None:
        fault = self._disk.plan.keeps_less()
        if fault is not None:
            starts = self._starts_bytes()
            writes = [part for each in writes for part in kept_writes(fault, starts, *each)]
        with self._path.open("r+b") as file:
            for offset, data in writes:
                file.seek(offset)
                file.write(data)

    def _starts_bytes(self) -> int:
        return self._disk.starts_bytes.get(self._path, 0)

    def _fail(self, pending: list[_Write], fault: FailSync) -> None:
        if fault.landed == "all":
            self._land(pending)
        elif fault.landed == "some":
            self._land(_some(pending, Random(fault.seed)))  # noqa: S311 - a simulation that replays
        raise OSError(errno.EIO, "simulated: the sync failed")

    def _pretend(self, pending: list[_Write], fault: LieAboutSync) -> None:
        if not fault.hidden:
            return
        for offset, data in pending:
            with self._path.open("rb") as file:
                file.seek(offset)
                before = file.read(len(data))
            self._land([(offset, data)])
            self._disk.undo.append(partial(self._lose, offset, data, before))

    def _lose(self, offset: int, data: bytes, before: bytes) -> None:
        with self._path.open("r+b") as file:
            file.seek(offset)
            if file.read(len(data)) == data:  # else it was written again since, and truly landed
                file.seek(offset)
                file.write(before)


def _read_at(path: Path, length_bytes: int, offset_bytes: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.pread(descriptor, length_bytes, offset_bytes)
    finally:
        os.close(descriptor)


def _some(pending: list[_Write], chance: Random) -> list[_Write]:
    """A random subset of the sectors of ``pending``: what a torn write leaves."""
    sectors = [
        (offset + start, data[start : start + SECTOR_BYTES])
        for offset, data in pending
        for start in range(0, len(data), SECTOR_BYTES)
    ]
    return [sector for sector in sectors if chance.random() < 0.5]
