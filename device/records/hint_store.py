"""The hints of ballots on the internal medium until they are exported: one region, a slot a ballot.

Slot n holds the hints of the ballot in slot n of the internal ballot box, zeros where it has none. So
the region tells nothing that the box does not: its slots were drawn at random, and hints can be computed
by anybody from the ballot. It needs no index, header or checksum either: what is read from a slot is
compared with the ballot (``KeptHints``), and a slot that is empty, torn or another ballot's costs time,
nothing else. A box that was made anew draws other slots; then every slot here is another ballot's.
"""

from device.errors import MediumFailing
from device.hal import SECTOR_BYTES, Medium, Region
from device.records.box_format import PAGE_BYTES, round_up

HINT_STORE_FOLDER = "hints"
HINT_STORE_NAME = "hints/hints.bin"


def hint_store_bytes(slots: int, hint_bytes: int) -> int:
    """Size of the region for ``slots`` ballots with hints of at most ``hint_bytes`` each."""
    return slots * round_up(hint_bytes, PAGE_BYTES)


class HintStore:
    """An open region of hints."""

    def __init__(self, region: Region, hint_bytes: int) -> None:
        self._region = region
        self._stride_bytes = round_up(hint_bytes, PAGE_BYTES)

    @classmethod
    def create(cls, medium: Medium, slots: int, hint_bytes: int) -> "HintStore":
        """Make it anew, empty, in place of what an earlier election left. Raises MediumError."""
        medium.remove_tree(HINT_STORE_FOLDER)
        region = medium.create_region(HINT_STORE_NAME, hint_store_bytes(slots, hint_bytes))
        return cls(region, hint_bytes)

    @classmethod
    def find(cls, medium: Medium, slots: int, hint_bytes: int) -> "HintStore | None":
        """The one that is there, or None when there is none of this size. Raises MediumError."""
        if not medium.has(HINT_STORE_NAME):
            return None
        region = medium.open_region(HINT_STORE_NAME)
        if region.size_bytes == hint_store_bytes(slots, hint_bytes):
            return cls(region, hint_bytes)
        region.close()
        return None

    def put(self, slot: int, hints: bytes) -> None:
        """Write hints. Raises MediumError; what the slot holds then does not matter."""
        self._expect_inside(slot, len(hints))
        data = hints.ljust(round_up(len(hints), SECTOR_BYTES), b"\0")
        self._region.write(slot * self._stride_bytes, data)

    def get(self, slot: int, length_bytes: int) -> bytes:
        """The first bytes of a slot, whatever they are. Raises MediumError."""
        self._expect_inside(slot, length_bytes)
        data = self._region.read(slot * self._stride_bytes, round_up(length_bytes, SECTOR_BYTES))
        return data[:length_bytes]

    def close(self) -> None:
        """Give the file back; never raises."""
        self._region.close()

    def _expect_inside(self, slot: int, length_bytes: int) -> None:
        if length_bytes > self._stride_bytes or (slot + 1) * self._stride_bytes > self._region.size_bytes:
            raise MediumFailing("The file of verification hints is too small.")
