"""Where a fake stick puts what is written beyond its true size: nowhere, or over something else."""

from device.hal import SECTOR_BYTES
from hal_sim.faults import KeepsLess


def true_place(fault: KeepsLess, starts_bytes: int, offset_bytes: int) -> int | None:
    """Where in a file the sector at ``offset_bytes`` really stands; None if nowhere in this file.

    ``starts_bytes``: where on the stick the file begins.
    """
    address = starts_bytes + offset_bytes
    if address + SECTOR_BYTES <= fault.keeps_bytes:
        return offset_bytes
    if not fault.wraps:
        return None
    place = address % fault.keeps_bytes - starts_bytes
    return place if place >= 0 else None


def kept_writes(
    fault: KeepsLess, starts_bytes: int, offset_bytes: int, data: bytes
) -> list[tuple[int, bytes]]:
    """What lands in the file of a write to it, sector by sector."""
    kept = []
    for start in range(0, len(data), SECTOR_BYTES):
        place = true_place(fault, starts_bytes, offset_bytes + start)
        if place is not None:
            kept.append((place, data[start : start + SECTOR_BYTES]))
    return kept
