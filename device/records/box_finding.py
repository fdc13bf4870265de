"""Making a ballot box on a medium, finding the one that is there, and removing one that is over."""

from device.errors import MediumError, MediumLying, StorageError
from device.hal import SECTOR_BYTES, Medium, Region
from device.records.ballot_box import BallotBox
from device.records.box_format import HEADER_OFFSETS, BoxHeader, pack_header, unpack_header
from device.records.box_room import Progress, made_of_marks, prove_room

BOX_FOLDER = "ballot_box"
BOX_NAME = "ballot_box/box.bin"

_ALLOCATING = 0.5
"""How much of the making of a box on FAT is writing zeros."""


def create_box(medium: Medium, header: BoxHeader, progress: Progress) -> BallotBox:
    """Preallocate a box, durably, and write its header; a creation that was cut off is cleared first.

    A removable medium is tested before: whether it keeps all of the room it gave. ``progress`` is told
    how far that is. Raises StorageError when a box stands there already, MediumLying and MediumError.
    """
    if find_box(medium) is not None:
        raise StorageError(f"The medium '{medium.label}' already holds a ballot box.")
    medium.remove_tree(BOX_FOLDER)
    region = medium.create_region(BOX_NAME, header.region_bytes, lambda done: progress(done * _ALLOCATING))
    try:
        if medium.removable:
            prove_room(
                region,
                medium.label,
                header.box_id,
                lambda done: progress(_ALLOCATING + done * (1 - _ALLOCATING)),
            )
        for offset in HEADER_OFFSETS:
            region.write(offset, pack_header(header))
    except MediumLying:
        region.close()
        medium.remove_tree(BOX_FOLDER)
        raise
    except MediumError:
        region.close()  # what is open on a stick keeps it from being unmounted
        raise
    return BallotBox(region, header, medium.label)


def discard_box(medium: Medium) -> None:
    """Remove the box of an election that is over; the record of it must have been exported before."""
    medium.remove_tree(BOX_FOLDER)


def find_box(medium: Medium) -> BallotBox | None:
    """The box on a medium, not yet scanned; None when there is none or its creation was cut off.

    A box whose header is gone is read to its end, to tell one from the other. Raises StorageError for
    a box that is damaged beyond its header, and MediumError.
    """
    box = peek_box(medium)
    if box is not None or not medium.has(BOX_NAME):
        return box
    region = medium.open_region(BOX_NAME)
    try:
        if made_of_marks(region):
            return None
    finally:
        region.close()
    raise StorageError(f"The ballot box on '{medium.label}' is damaged; keep the medium as it is.")


def peek_box(medium: Medium) -> BallotBox | None:
    """The box on a medium by its header alone, in a moment; None for anything else. Raises MediumError."""
    if not medium.has(BOX_NAME):
        return None
    region = medium.open_region(BOX_NAME)
    try:
        header = _read_header(region)
    except MediumError:
        region.close()
        raise
    if header is None:
        region.close()
        return None
    return BallotBox(region, header, medium.label)


def _read_header(region: Region) -> BoxHeader | None:
    for offset in HEADER_OFFSETS:
        if region.size_bytes >= offset + SECTOR_BYTES:
            header = unpack_header(region.read(offset, SECTOR_BYTES))
            if header is not None and region.size_bytes >= header.region_bytes:
                return header
    return None
