"""The medium role over a ``FileSystem``: a mounted directory with regions and export files.

This is the one edge where OSErrors become MediumMissing, MediumFull or MediumFailing. After a pull
many calls still succeed or say "not found" (vfat), so every answer that nothing is there is asked
again as: is the medium there?
"""

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from device.errors import (
    FormatError,
    MediumError,
    MediumFailing,
    MediumFull,
    MediumLying,
    MediumMissing,
)
from device.hal import SECTOR_BYTES, MediumState
from drivers.wire import FileSystem, OpenFile

FILE_TIME_S = 946_684_800
"""2000-01-01T00:00:00Z: the modification time of every export file, so that none tells an order."""

_GONE = frozenset({errno.ENODEV, errno.ENXIO, errno.ENOMEDIUM, errno.ESTALE, errno.ENOENT, errno.ENOTDIR})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM, errno.EBADF})
_CHUNK_BYTES = 1 << 20


class DirectoryMedium:
    """A medium on ``files``. ``label`` is what people call it; ``removable`` whether it can be pulled."""

    def __init__(self, files: FileSystem, label: str, removable: bool) -> None:
        self.label = label
        self.removable = removable
        self._files = files
        self._trouble = MediumState.READY
        self._troubled_unit = ""

    def state(self) -> MediumState:
        """Probe the medium now; a trouble is remembered until the medium is gone or a write holds."""
        there = self._files.present()
        if not there or self.unit() != self._troubled_unit:
            self._troubled_unit = self.unit()
            self._trouble = MediumState.READY  # another stick, or the same one, begins anew
        if not there:
            return MediumState.MISSING
        return self._trouble if self._trouble is not MediumState.READY else self._writing_state()

    def unit(self) -> str:
        """Which physical volume is in there now; "" when that is not known, or nothing is there."""
        return self._files.unit()

    def free_bytes(self) -> int:
        """Room left. Raises MediumMissing or MediumFailing."""
        with self._mapped():
            return self._files.free_bytes()

    def create_region(
        self, name: str, size_bytes: int, progress: Callable[[float], None] | None = None
    ) -> "DirectoryRegion":
        """Preallocate a file of zeros, durably; ``progress`` is told how much is done, from 0 to 1.

        Raises MediumError; MediumFull before writing.
        """
        if size_bytes % SECTOR_BYTES:
            raise ValueError("a region is made of whole sectors")
        with self._mapped():
            if self._files.free_bytes() < size_bytes:
                raise OSError(errno.ENOSPC, "no room for the region")
            self._make_folder_of(name)
            region = DirectoryRegion(self, self._files.create(name, size_bytes, progress))
        self._note(MediumState.READY)
        return region

    def open_region(self, name: str) -> "DirectoryRegion":
        """Open an existing region. Raises MediumMissing when medium or file is not there."""
        with self._mapped():
            return DirectoryRegion(self, self._files.open(name))

    def has(self, name: str) -> bool:
        """Whether a file or folder stands there. Raises MediumError if the medium cannot tell."""
        with self._mapped():
            found = self._files.exists(name)
            self._expect_present()
            return found

    def write_file(self, name: str, data: bytes) -> None:
        """Write a new file with its folders, durably; all files get one and the same time.

        Raises MediumError; refuses to overwrite.
        """
        with self._mapped():
            if self._files.free_bytes() < len(data):
                raise OSError(errno.ENOSPC, "no room for the file")
            self._make_folder_of(name)
            file = self._files.create(name, len(data))
            try:
                self._write_proven(file, [(0, data)])
            finally:
                file.close()
            self._files.set_time(name, FILE_TIME_S)

    def read_file(self, name: str, max_bytes: int) -> bytes:
        """Read a file past the page cache. Raises MediumError, or FormatError if it is longer."""
        with self._mapped():
            file = self._files.open(name)
            try:
                size = file.size_bytes()
                if size > max_bytes:
                    raise FormatError(
                        f"A file on '{self.label}' is longer than the {max_bytes} bytes allowed."
                    )
                return self._read_whole(file, 0, size)
            finally:
                file.close()

    def list_files(self, folder: str) -> list[str]:
        """Names of all files below ``folder``, relative to the medium, sorted. Raises MediumError.

        No such folder means no files, provided that the medium is there.
        """
        with self._mapped():
            try:
                found = self._files.list_files(folder)
            except (FileNotFoundError, NotADirectoryError):
                found = []
            self._expect_present()
            return found

    def remove_tree(self, folder: str) -> None:
        """Remove a folder and all below it, durably; nothing there is no error. Raises MediumError."""
        with self._mapped():
            try:
                paths = self._files.list_files(folder)
                folders = self._files.list_folders(folder)
            except FileNotFoundError:
                self._expect_present()
                return
            for path in [*paths, *sorted(folders, reverse=True), folder]:  # what is inside comes first
                self._files.remove(path)
            self._expect_present()

    def _make_folder_of(self, name: str) -> None:
        folder, _, _ = name.rpartition("/")
        if folder:
            self._files.make_folders(folder)

    def _writing_state(self) -> MediumState:
        try:
            return MediumState.READ_ONLY if self._files.write_protected() else MediumState.READY
        except OSError as exc:
            return MediumState.UNREADABLE if exc.errno == errno.EMEDIUMTYPE else MediumState.FAILING

    def _expect_present(self) -> None:
        if not self._files.present():
            raise OSError(errno.ENODEV, "the medium does not answer")

    def _write_proven(self, file: OpenFile, parts: Sequence[tuple[int, bytes]]) -> None:
        """Write all parts, sync once, and read them back past the page cache.

        A sync that failed is not tried again: the kernel may then answer 0 though the data is lost.
        """
        for offset_bytes, data in parts:
            _write_whole(file, offset_bytes, data)
        file.fsync()
        for offset_bytes, data in parts:
            if self._read_whole(file, offset_bytes, len(data)) != data:
                self._expect_present()
                self._note(MediumState.LYING)
                raise MediumLying(f"The medium '{self.label}' loses what it is given to keep; replace it.")
        self._note(MediumState.READY)

    def _note(self, trouble: MediumState) -> None:
        self._trouble, self._troubled_unit = trouble, self.unit()

    def _read_whole(self, file: OpenFile, offset_bytes: int, length_bytes: int) -> bytes:
        parts: list[bytes] = []
        done = 0
        while done < length_bytes:
            part = file.pread_uncached(min(_CHUNK_BYTES, length_bytes - done), offset_bytes + done)
            if not part:
                raise OSError(errno.EIO, "the file is shorter than it was")
            parts.append(part)
            done += len(part)
        return b"".join(parts)

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        """Turn an OSError into the error tree, and remember what it says about the medium."""
        try:
            yield
        except OSError as exc:
            raise self._error(exc) from exc

    def _error(self, exc: OSError) -> MediumError:
        there = self._files.present()
        if exc.errno in _GONE or not there:
            if not there:
                return MediumMissing(
                    f"The medium '{self.label}' is not there; put it back or use a fresh one."
                )
            return MediumMissing(f"The medium '{self.label}' does not hold what was looked for.")
        if exc.errno in _FULL:
            self._note(MediumState.FULL)
            return MediumFull(f"The medium '{self.label}' has no room left; use a fresh one.")
        if exc.errno == errno.EEXIST:
            return MediumError(f"The medium '{self.label}' holds a file of that name already.")
        if exc.errno in _READ_ONLY and self._writing_state() is not MediumState.FAILING:
            self._note(MediumState.READ_ONLY)
            return MediumFailing(f"The medium '{self.label}' is write-protected; use another one.")
        if exc.errno == errno.EMEDIUMTYPE:
            self._note(MediumState.UNREADABLE)
            return MediumFailing(
                f"The medium '{self.label}' cannot be read; use one that was prepared for elections."
            )
        self._note(MediumState.FAILING)
        return MediumFailing(f"The medium '{self.label}' failed to write or read; replace it.")


class DirectoryRegion:
    """A region on a ``DirectoryMedium``. Offsets and lengths are multiples of SECTOR_BYTES."""

    def __init__(self, medium: DirectoryMedium, file: OpenFile) -> None:
        self._medium = medium
        self._file = file
        self.size_bytes = file.size_bytes()

    def write(self, offset_bytes: int, data: bytes) -> None:
        """Write, sync, and read back past the page cache; return only when all three held.

        Raises MediumMissing, MediumFull, MediumFailing or MediumLying.
        """
        self.write_all([(offset_bytes, data)])

    def write_all(self, parts: Sequence[tuple[int, bytes]]) -> None:
        """Write many ranges that do not overlap, sync once, then read all of them back. As ``write``."""
        free_from = 0
        for offset_bytes, data in sorted(parts):
            self._expect_inside(offset_bytes, len(data))
            if offset_bytes < free_from:
                raise ValueError("ranges written together must not overlap")
            free_from = offset_bytes + len(data)
        with self._medium._mapped():
            self._medium._write_proven(self._file, parts)

    def read(self, offset_bytes: int, length_bytes: int) -> bytes:
        """Read past the page cache. Raises MediumMissing or MediumFailing."""
        self._expect_inside(offset_bytes, length_bytes)
        with self._medium._mapped():
            return self._medium._read_whole(self._file, offset_bytes, length_bytes)

    def close(self) -> None:
        """Give the file back; never raises."""
        self._file.close()

    def _expect_inside(self, offset_bytes: int, length_bytes: int) -> None:
        if offset_bytes % SECTOR_BYTES or length_bytes % SECTOR_BYTES:
            raise ValueError("offsets and lengths in a region are whole sectors")
        if offset_bytes < 0 or offset_bytes + length_bytes > self.size_bytes:
            raise ValueError("outside of the region")


def _write_whole(file: OpenFile, offset_bytes: int, data: bytes) -> None:
    done = 0
    while done < len(data):
        count = file.pwrite(data[done : done + _CHUNK_BYTES], offset_bytes + done)
        if count < 1:
            raise OSError(errno.EIO, "nothing was written")
        done += count
