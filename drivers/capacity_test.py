"""Whether a stick really keeps as much as it says: fakes lose what goes beyond their true size.

Destructive, quick and sure. With a step of a thousandth of the size, one marked block is written at
every step from the beginning, and then the whole last step is filled with marked blocks. All of it is
flushed, and only then read back.

- A stick that drops what lies beyond its true size, or keeps all of it in one place, has lost every
  marked block there.
- A stick of true size T that wraps around keeps address a at a mod T. The last step is as long as the
  distance of the marked blocks, so whatever T is, one of its blocks lands on one of those, which then
  tells where it comes from.

What lies between the steps is not looked at: this finds fakes, not single worn-out blocks.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from hashlib import blake2b
from math import gcd
from typing import Protocol

from device.errors import MediumFailing, MediumMissing
from device.hal import SECTOR_BYTES

BLOCK_BYTES = 4096
STEPS = 1024
LEAST_STEP_BYTES = 4 << 20
TIME_LIMIT_S = 900.0
SEED_BYTES = 32
_CHUNK_BYTES = 1 << 20
_OFFSET_BYTES = 8
_GONE = frozenset({errno.ENODEV, errno.ENXIO, errno.ENOMEDIUM})


class RawStore(Protocol):
    """A device as a row of bytes, past every cache. Offsets and lengths are whole blocks. OSError."""

    size_bytes: int

    def write(self, offset_bytes: int, data: bytes) -> None:
        """Write all of ``data``."""

    def flush(self) -> None:
        """Return when the device says that it has kept everything."""

    def read(self, offset_bytes: int, length_bytes: int) -> bytes:
        """Read all of it."""


class Finding(Enum):
    """What a capacity test found."""

    HONEST = "honest"
    WRAPS = "wraps around"
    LOSES = "loses what is written"
    FAILS = "fails to write or read"


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a device says it keeps and what it was found to keep; the latter is about right."""

    finding: Finding
    announced_bytes: int
    true_bytes: int


@dataclass(slots=True)
class _Found:
    """Offsets of what was not there, of what belongs elsewhere, and of what failed.

    ``period_bytes`` divides all distances between where a sector was found and where it belongs;
    ``upwards`` is whether one was found above where it belongs.
    """

    lost: list[int] = field(default_factory=list)
    strayed: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    period_bytes: int = 0
    upwards: bool = False


def check_capacity(
    store: RawStore,
    seed: bytes,
    progress: Callable[[float], None],
    steady_s: Callable[[], float],
) -> Capacity:
    """Overwrite parts of ``store`` and see what it keeps.

    ``seed`` (SEED_BYTES, random) keeps what an earlier test left from being taken for this one's.
    ``progress`` is told how much is done, from 0 to 1. Raises MediumMissing when the device is pulled,
    and MediumFailing when it is too slow to be used at all.
    """
    ends_s = steady_s() + TIME_LIMIT_S
    pieces = list(_pieces(store.size_bytes))
    found = _Found()

    def in_time(done: float) -> None:
        progress(done)
        if steady_s() > ends_s:
            raise MediumFailing("The stick is too slow to be used: take another one.")

    for number, (offset, length) in enumerate(pieces):
        with _noted(found, offset):
            store.write(offset, _marked(seed, offset, length))
        in_time((number + 1) / len(pieces) / 2)
    with _noted(found, 0):
        store.flush()
    for number, (offset, length) in enumerate(pieces):
        with _noted(found, offset):
            _compare(store.read(offset, length), seed, offset, found)
        in_time(0.5 + (number + 1) / len(pieces) / 2)
    return _verdict(store.size_bytes, found)


def _pieces(size_bytes: int) -> Iterator[tuple[int, int]]:
    """Offset and length of all that is written, in this order: blocks a step apart, then the last step."""
    whole = size_bytes // BLOCK_BYTES * BLOCK_BYTES
    step = max(LEAST_STEP_BYTES, -(-whole // (STEPS * BLOCK_BYTES)) * BLOCK_BYTES)
    filled_from = max(0, whole - step)
    for offset in range(0, filled_from, step):
        yield offset, BLOCK_BYTES
    for offset in range(filled_from, whole, _CHUNK_BYTES):
        yield offset, min(_CHUNK_BYTES, whole - offset)


def _marked(seed: bytes, offset_bytes: int, length_bytes: int) -> bytes:
    return b"".join(
        _sector(seed, offset) for offset in range(offset_bytes, offset_bytes + length_bytes, SECTOR_BYTES)
    )


def _sector(seed: bytes, offset_bytes: int) -> bytes:
    """A sector that nothing but this test would write there, and that tells where it belongs."""
    place = offset_bytes.to_bytes(_OFFSET_BYTES, "big")
    mark = blake2b(place, key=seed).digest()
    return place + (mark * -(-SECTOR_BYTES // len(mark)))[: SECTOR_BYTES - _OFFSET_BYTES]


def _compare(data: bytes, seed: bytes, offset_bytes: int, found: _Found) -> None:
    if data == _marked(seed, offset_bytes, len(data)):
        return
    for start in range(0, len(data), SECTOR_BYTES):
        offset, sector = offset_bytes + start, data[start : start + SECTOR_BYTES]
        if sector == _sector(seed, offset):
            continue
        elsewhere = int.from_bytes(sector[:_OFFSET_BYTES], "big")
        if sector == _sector(seed, elsewhere):
            found.strayed.append(offset)
            found.upwards = found.upwards or elsewhere < offset
            found.period_bytes = gcd(found.period_bytes, abs(elsewhere - offset))
        else:
            found.lost.append(offset)


@contextmanager
def _noted(found: _Found, offset_bytes: int) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        if exc.errno in _GONE:
            raise MediumMissing("The stick was pulled out before it was checked: begin anew.") from exc
        found.failed.append(offset_bytes)


def _verdict(size_bytes: int, found: _Found) -> Capacity:
    if found.failed:
        return Capacity(Finding.FAILS, size_bytes, min(found.failed))
    if found.lost or found.strayed:
        first = min(found.lost + found.strayed)
        # What wraps around at T strays below T, or shows above T what was written below. A stick that
        # keeps all it has no room for in one place makes it stray, too: above its true size, and the
        # last that was written there.
        if not found.lost and (found.period_bytes > first or found.upwards):
            return Capacity(Finding.WRAPS, size_bytes, found.period_bytes)
        return Capacity(Finding.LOSES, size_bytes, first)
    return Capacity(Finding.HONEST, size_bytes, size_bytes)
