"""What dm-log-writes kept: every write that reached the device, in order, with flushes and marks.

Format: Linux, drivers/md/dm-log-writes.c and Documentation/admin-guide/device-mapper/log-writes.rst.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MAGIC = 0x6A736677736872
_SUPER = struct.Struct("<QQQI")
_ENTRY = struct.Struct("<QQQQ")
_FLUSH, _FUA, _DISCARD, _MARK = 1, 2, 4, 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A write at ``offset_bytes``, a flush before it, or both; or a ``mark``.

    ``durable``: the write itself is told to be on the device before it is done (FUA).
    """

    offset_bytes: int
    data: bytes
    flushes: bool
    durable: bool
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """What the device holds when the power is cut: entries by number, and the marks that came before."""

    name: str
    writes: tuple[int, ...]
    marks: tuple[str, ...]


def read_log(device: Path) -> list[Entry]:
    """All entries of a log device whose target is gone."""
    found: list[Entry] = []
    with device.open("rb") as file:
        magic, version, count, sector_bytes = _SUPER.unpack(file.read(_SUPER.size))
        assert (magic, version) == (_MAGIC, 1), "not a log of writes"
        at = sector_bytes
        for _ in range(count):
            file.seek(at)
            head = file.read(sector_bytes)
            sector, sectors, flags, length = _ENTRY.unpack_from(head)
            at += sector_bytes
            mark, data = "", b""
            if flags & _MARK:
                mark = head[_ENTRY.size : _ENTRY.size + length].decode()
            elif flags & _DISCARD:
                raise AssertionError("file systems here are mounted without discard")
            else:
                data = file.read(sectors * sector_bytes)
                at += len(data)
            found.append(Entry(sector * sector_bytes, data, bool(flags & _FLUSH), bool(flags & _FUA), mark))
    return found


def cuts(entries: list[Entry], most: int, seed: int) -> tuple[list[Cut], int]:
    """At most ``most`` moments after the first mark to cut the power at, and how many there are in all.

    Between any two writes: everything before has landed. And in each stretch between two flushes, once:
    only some of its writes have, as with a stick that reorders what it was not told to flush.
    """
    chance = random.Random(seed)  # noqa: S311 - which moments to try
    found = [cut for cut in (*_boundaries(entries), *_reordered(entries, chance)) if cut.marks]
    chosen = found if len(found) <= most else chance.sample(found, most)
    return chosen, len(found)


def _boundaries(entries: list[Entry]) -> Iterator[Cut]:
    writes: list[int] = []
    marks: list[str] = []
    for number, entry in enumerate(entries):
        if entry.mark:
            marks.append(entry.mark)
        elif entry.data:
            writes.append(number)
        else:
            continue
        yield Cut(f"after entry {number}", tuple(writes), tuple(marks))


def _reordered(entries: list[Entry], chance: random.Random) -> Iterator[Cut]:
    flushed: list[int] = []
    waiting: list[int] = []
    marks: list[str] = []
    for number, entry in enumerate(entries):
        if entry.flushes and len(waiting) > 1:
            landed = tuple(each for each in waiting if chance.random() < 0.5)
            yield Cut(f"before flush {number}", tuple(sorted((*flushed, *landed))), tuple(marks))
        if entry.flushes:
            flushed += waiting
            waiting.clear()
        if entry.mark:
            marks.append(entry.mark)
        elif entry.data:
            (flushed if entry.durable else waiting).append(number)


def replayed(base: bytes, entries: list[Entry], cut: Cut) -> bytearray:
    """What the device holds after ``cut``, if it held ``base`` before everything."""
    image = bytearray(base)
    for number in cut.writes:
        entry = entries[number]
        image[entry.offset_bytes : entry.offset_bytes + len(entry.data)] = entry.data
    return image
