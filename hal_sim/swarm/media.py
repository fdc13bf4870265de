"""The media of a day: folders in memory, prepared once and copied; and what durably stands on them."""

import mmap
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from device.errors import StorageError
from device.hal import SECTOR_BYTES
from device.records.ballot_state import BallotState
from device.records.box_format import HEADER_OFFSETS, BoxHeader, unpack_decision, unpack_head, unpack_header
from hal_sim.disk import SimulatedDisk

_MEMORY = Path("/dev/shm")  # noqa: S108 - where the system has one; every folder below it is private
BOX_NAME = "ballot_box/box.bin"
_FREE = bytes(SECTOR_BYTES)


def memory_folder() -> str | None:
    """Where folders cost no disk; None where the system has no such place."""
    return str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None


@contextmanager
def day_folder() -> Iterator[Path]:
    """A folder for one day, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sealmark-swarm-", dir=memory_folder()) as name:
        yield Path(name)


def copy_media(source: Path, target: Path) -> None:
    """Copy the folders of a terminal's media; holes stay holes."""
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        else:
            with path.open("rb") as old, copy.open("wb") as new:
                new.truncate(path.stat().st_size)
                for start, data in pieces_of(old.fileno(), path.stat().st_size):
                    os.pwrite(new.fileno(), data, start)


def pieces_of(descriptor: int, size: int) -> Iterator[tuple[int, bytes]]:
    """What stands between the holes of a file."""
    at = 0
    while at < size:
        try:
            start = os.lseek(descriptor, at, os.SEEK_DATA)
        except OSError:  # nothing but a hole is left
            return
        at = os.lseek(descriptor, start, os.SEEK_HOLE)
        yield start, os.pread(descriptor, at - start, start)


@dataclass(frozen=True, slots=True)
class DurableBallot:
    """A ballot as the bytes of a medium tell it; ``digest`` covers its head and body."""

    state: BallotState | None
    digest: bytes = field(repr=False)


class DurableBox:
    """The ballots on one disk, read from its bytes and not from anybody's memory."""

    def __init__(self, disk: SimulatedDisk) -> None:
        self._disk = disk
        self._seen: object = None
        self._ballots: dict[str, DurableBallot] = {}
        self._slots: dict[tuple[bytes, bytes], tuple[str, DurableBallot] | None] = {}

    def ballots(self) -> dict[str, DurableBallot]:
        """Every whole ballot by its code's digits; a decided copy wins over an undecided one.

        The same object as long as nothing changed. Raises StorageError for two decided copies that differ.
        """
        disk = self._disk
        now = (disk.directory, disk.power.writes, disk.syncs, disk.mounted)
        if now != self._seen:
            found = self._read(disk.directory / BOX_NAME)
            self._seen = now
            if found != self._ballots:
                self._ballots = found
        return self._ballots

    def read_anew(self) -> dict[str, DurableBallot]:
        """The same, every ballot's body read again."""
        self._seen = None
        self._slots.clear()
        return self.ballots()

    def _read(self, path: Path) -> dict[str, DurableBallot]:
        try:
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as box:
                return self._read_box(box)
        except (FileNotFoundError, ValueError):  # none there, or an empty file
            return {}

    def _read_box(self, box: mmap.mmap) -> dict[str, DurableBallot]:
        headers = (unpack_header(box[offset : offset + SECTOR_BYTES]) for offset in HEADER_OFFSETS)
        header = next((each for each in headers if each is not None), None)
        if header is None or header.region_bytes > len(box):
            return {}
        found: dict[str, DurableBallot] = {}
        first, stride = header.ballot_offset(0), header.stride_bytes
        for start in range(first, first + header.slots * stride, stride):
            sector = box[start : start + SECTOR_BYTES]
            if sector != _FREE:
                self._take(box, header, start, sector, found)
        return found

    def _take(
        self,
        box: mmap.mmap,
        header: BoxHeader,
        start: int,
        sector: bytes,
        found: dict[str, DurableBallot],
    ) -> None:
        decision = box[start + header.ballot_bytes : start + header.ballot_bytes + SECTOR_BYTES]
        known = (sector, decision)
        if known not in self._slots:
            self._slots[known] = _ballot_at(box, header, start, sector, decision)
        taken = self._slots[known]
        if taken is None:
            return
        name, ballot = taken
        other = found.get(name)
        if other is not None and other.state and ballot.state and other.state is not ballot.state:
            raise StorageError("One box holds two decisions about one ballot.")
        if other is None or other.state is None:
            found[name] = ballot


def _ballot_at(
    box: mmap.mmap, header: BoxHeader, start: int, sector: bytes, decision: bytes
) -> tuple[str, DurableBallot] | None:
    head = unpack_head(sector, header)
    if head is None:
        return None
    body = box[start + SECTOR_BYTES : start + SECTOR_BYTES + head.body_bytes]
    if not head.holds(body):
        return None
    decided = unpack_decision(decision, head.code)
    return head.code.hex().upper(), DurableBallot(decided[0] if decided else None, head.digest)


@cache
def kept_folder() -> Path:
    """A folder for what is prepared once in this process; gone with it."""
    folder = tempfile.TemporaryDirectory(prefix="sealmark-swarm-", dir=memory_folder())
    _KEPT.append(folder)
    return Path(folder.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []
