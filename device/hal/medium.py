"""The medium role: a place that keeps files, and may be pulled, full, slow, torn or lying.

Two kinds of file are kept. A *region* is preallocated, never grows, and is written in place:
ballot boxes, the event log and journals live in regions, because on FAT a file that is renamed or
appended to can lose its bytes in a power cut (reference: printers_and_storage.md 4.2). An
*export file* is written once and synced: the election record at close.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol

SECTOR_BYTES = 512
"""The unit that a medium writes whole or not at all; regions and their writes align to it."""


class MediumState(Enum):
    """What is known of a medium from the last operation or probe on it."""

    READY = "ready"
    MISSING = "missing"
    READ_ONLY = "read only"
    FULL = "full"
    FAILING = "failing"
    LYING = "lying"  # took a write, said it was durable, and held something else
    UNREADABLE = "unreadable"  # something is put in that cannot be mounted: no file system of ours


class Region(Protocol):
    """A preallocated file on a medium. Offsets and lengths are multiples of SECTOR_BYTES."""

    size_bytes: int

    def write(self, offset_bytes: int, data: bytes) -> None:
        """Write, sync, and read back past the page cache; return only when all three held.

        Raises MediumMissing, MediumFull, MediumFailing, or MediumLying when it held something else
        than was synced. After an error what stands in the written range is unknown and must not be
        written again blindly: a sync that failed is never retried.
        """

    def write_all(self, parts: Sequence[tuple[int, bytes]]) -> None:
        """Write many ranges (offset, data) that do not overlap, sync once, then read all of them back.

        Nothing is durable before it returns; after an error each range is unknown. Raises as ``write``.
        """

    def read(self, offset_bytes: int, length_bytes: int) -> bytes:
        """Read past the page cache. Raises MediumMissing or MediumFailing."""

    def close(self) -> None:
        """Give the file back; never raises."""


class Medium(Protocol):
    """A place for files. Names are relative paths with ``/``; none may leave the medium."""

    label: str
    """What people call it: ``internal``, ``stick A``."""
    removable: bool

    def state(self) -> MediumState:
        """Probe the medium now."""

    def unit(self) -> str:
        """Which physical volume is in there now, the same wherever it is put in; never raises.

        "" when that is not known, or nothing is there. It may hold a serial number: it is compared
        and hashed, never shown or logged as it is.
        """

    def free_bytes(self) -> int:
        """Room left. Raises MediumMissing or MediumFailing."""

    def create_region(
        self, name: str, size_bytes: int, progress: Callable[[float], None] | None = None
    ) -> Region:
        """Preallocate a file of zeros, durably. Raises MediumError; MediumFull before writing.

        On a medium that can only do that by writing it takes a while: ``progress`` is told how much is
        done, from 0 to 1.
        """

    def open_region(self, name: str) -> Region:
        """Open an existing region. Raises MediumMissing when medium or file is not there."""

    def has(self, name: str) -> bool:
        """Whether a file or folder stands there. Raises MediumError if the medium cannot tell."""

    def write_file(self, name: str, data: bytes) -> None:
        """Write a new file with its folders, durably; all files get one and the same time.

        Raises MediumError; refuses to overwrite.
        """

    def read_file(self, name: str, max_bytes: int) -> bytes:
        """Read a file past the page cache. Raises MediumError, or FormatError if it is longer."""

    def list_files(self, folder: str) -> list[str]:
        """Names of all files below ``folder``, relative to the medium, sorted. Raises MediumError."""

    def remove_tree(self, folder: str) -> None:
        """Remove a folder and all below it, durably; nothing there is no error."""
