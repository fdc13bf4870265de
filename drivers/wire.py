"""The lower seam: what drivers stand on, and what ``hal_sim`` simulates.

A simulator implements these, and the real drivers run on top of it: the bytes to the printer and
the writes to a disk are the real ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

LINK_GONE = "The printer is not connected. Check its cable."


@dataclass(frozen=True, slots=True)
class PortStatus:
    """What the port says of the printer beside the bytes: it is heard even while no byte is taken.

    ``selected``: the printer is online. Cheap printers answer with a constant, so that it only counts
    where a printer says nothing else.
    """

    paper_out: bool
    selected: bool
    error: bool


class ByteLink(Protocol):
    """A byte link to a printer: a serial port, a USB printer device, a pseudo-terminal.

    It is made at the first use, and anew at the first use after it was lost: whoever gets a
    PrinterError in the middle of a job has to end the job.
    """

    def unit(self) -> str:
        """The stable name of the printer that is connected now; "" when the link cannot tell.

        Raises PrinterError when the link is gone.
        """

    def port_status(self) -> PortStatus | None:
        """What the port says out of band; None when it has no such line or did not answer.

        Raises PrinterError when the link is gone.
        """

    def write(self, data: bytes, timeout_s: float) -> int:
        """Write what the link accepts within ``timeout_s``; return how many bytes it took.

        Raises PrinterError when the link is gone.
        """

    def write_urgent(self, data: bytes, timeout_s: float) -> int:
        """Like ``write``, but flow control is not heeded when nothing waits to leave before it.

        A printer that is offline holds the flow, yet reads real-time commands all the same.
        """

    def drop_unsent(self) -> None:
        """Forget what was taken but has not left the terminal: what is written next leaves first.

        Raises PrinterError when the link is gone.
        """

    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived, waiting at most ``timeout_s`` for the first byte; b"" if none.

        Raises PrinterError when the link is gone.
        """

    def close(self) -> None:
        """Give the port back; never raises."""


class OpenFile(Protocol):
    """An open file of a ``FileSystem``. OSError is raised as the kernel would."""

    def pwrite(self, data: bytes, offset_bytes: int) -> int:
        """Write into the page cache; may write less."""

    def pread_uncached(self, length_bytes: int, offset_bytes: int) -> bytes:
        """Read from the medium itself, past the page cache."""

    def fsync(self) -> None:
        """Return only when everything written to this file is on the medium."""

    def size_bytes(self) -> int:
        """Size of the file."""

    def close(self) -> None:
        """Close the file."""


class FileSystem(Protocol):
    """A mounted file system below one directory; paths are relative, with ``/``.

    Raises OSError as the kernel would: ENOENT, ENOSPC, EIO, EROFS, ENODEV.
    """

    def present(self) -> bool:
        """Whether the medium behind it answers now (not merely whether it is mounted)."""

    def unit(self) -> str:
        """Which physical volume is there now, the same in every slot; "" if unknown. Never raises."""

    def write_protected(self) -> bool:
        """Whether the medium takes no writes, by its switch or by how it was mounted.

        EIO when it took them at first and the kernel stopped that because of errors; EMEDIUMTYPE
        when what is put in cannot be mounted at all.
        """

    def free_bytes(self) -> int:
        """Room left."""

    def create(
        self, path: str, size_bytes: int, progress: Callable[[float], None] | None = None
    ) -> OpenFile:
        """Create a new file (EEXIST if there), allocate ``size_bytes`` of zeros, sync it and its folder.

        ``progress`` is told how much is done, from 0 to 1.
        """

    def open(self, path: str) -> OpenFile:
        """Open an existing file for reading and writing."""

    def exists(self, path: str) -> bool:
        """Whether a file or folder stands there."""

    def make_folders(self, path: str) -> None:
        """Make a folder and its parents durable; existing ones are no error."""

    def set_time(self, path: str, modified_s: int) -> None:
        """Set the modification time, durably."""

    def list_files(self, folder: str) -> list[str]:
        """All files below ``folder`` (paths relative to the file system), sorted; "" is all of it."""

    def list_folders(self, folder: str) -> list[str]:
        """All folders below ``folder``, sorted, ``folder`` itself not among them."""

    def remove(self, path: str) -> None:
        """Remove a file or an empty folder, durably."""
