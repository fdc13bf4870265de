"""Whether a medium keeps the room it gave for a ballot box, found out before the box counts.

A stick that says more than it holds takes every write, and only later loses what lies beyond its true
size. So a fresh box is marked all over, each mark naming its own place; all of it is synced, and only
when the last one is, every mark is read back. At last zeros overwrite the marks, and the header of the
box is written.

A box whose making was cut off therefore holds zeros and marks, and nothing else: that is how it is told
from a box that is damaged. What lies outside of the box is not looked at; ``prepare-stick`` does that.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256

from device.errors import MediumLying
from device.hal import SECTOR_BYTES, Region

MARK_EVERY_BYTES = 256 << 10
"""Close enough to find any true size, far enough for two thousand marks to do for the largest box."""

Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1."""

_Piece = tuple[int, int]
_MAGIC = b"SEALTEST"
_PLACE_BYTES = 8
_SEED_BYTES = 16
_DIGEST_BYTES = 32
_AT_ONCE = 64
_READ_BYTES = 1 << 20
_BLANK = bytes(SECTOR_BYTES)


def prove_room(region: Region, label: str, seed: bytes, progress: Progress) -> None:
    """Mark a region of zeros, read the marks back when all are synced, and make it zeros again.

    ``seed``: 16 bytes used for no other box, so that what an earlier test left is not taken for a mark
    of this one. ``label`` names the medium. Raises MediumLying for a medium that lost a mark, and
    MediumError.
    """
    pieces = list(_pieces(region.size_bytes))
    groups = [pieces[start : start + _AT_ONCE] for start in range(0, len(pieces), _AT_ONCE)]
    for number, step in enumerate(_steps(region, label, groups, seed), start=1):
        step()
        progress(number / (3 * len(groups)))


def made_of_marks(region: Region) -> bool:
    """Whether a region holds nothing but zeros and marks. Reads all of it; raises MediumError."""
    end = region.size_bytes // SECTOR_BYTES * SECTOR_BYTES
    for start in range(0, end, _READ_BYTES):
        data = region.read(start, min(_READ_BYTES, end - start))
        if data.strip(b"\0") and not all(_is_blank_or_mark(sector) for sector in _sectors(data)):
            return False
    return True


def _pieces(size_bytes: int) -> Iterator[_Piece]:
    """A sector at every step, and all of the last step.

    A stick that wraps around at any size puts a sector of the last step on one of the others: they are
    one step apart, and it is as long.
    """
    filled_from = max(0, size_bytes - MARK_EVERY_BYTES)
    for offset in range(0, filled_from, MARK_EVERY_BYTES):
        yield offset, SECTOR_BYTES
    yield filled_from, size_bytes - filled_from


def _steps(
    region: Region, label: str, groups: Sequence[Sequence[_Piece]], seed: bytes
) -> Iterator[Callable[[], None]]:
    for group in groups:
        yield partial(
            region.write_all, [(offset, _marks(offset, length, seed)) for offset, length in group]
        )
    for group in groups:
        yield partial(_expect_marks, region, label, group, seed)
    for group in groups:
        yield partial(region.write_all, [(offset, bytes(length)) for offset, length in group])


def _expect_marks(region: Region, label: str, group: Sequence[_Piece], seed: bytes) -> None:
    if any(region.read(offset, length) != _marks(offset, length, seed) for offset, length in group):
        raise MediumLying(f"The medium '{label}' keeps less than it says: use another one.")


def _marks(offset_bytes: int, length_bytes: int, seed: bytes) -> bytes:
    places = range(offset_bytes, offset_bytes + length_bytes, SECTOR_BYTES)
    return b"".join(_mark(place, seed) for place in places)


def _mark(place: int, seed: bytes) -> bytes:
    fields = _MAGIC + place.to_bytes(_PLACE_BYTES, "big") + seed
    filling = sha256(fields).digest() * (SECTOR_BYTES // _DIGEST_BYTES)
    return (fields + filling)[:SECTOR_BYTES]


def _is_blank_or_mark(sector: bytes) -> bool:
    if sector == _BLANK:
        return True
    place = int.from_bytes(sector[len(_MAGIC) : len(_MAGIC) + _PLACE_BYTES], "big")
    seed = sector[len(_MAGIC) + _PLACE_BYTES :][:_SEED_BYTES]
    return sector == _mark(place, seed)


def _sectors(data: bytes) -> Iterator[bytes]:
    return (data[start : start + SECTOR_BYTES] for start in range(0, len(data), SECTOR_BYTES))
