"""One open file of a real file system: written through the page cache, read past it.

Reading back through the cache would show what was written, not what the medium holds. O_DIRECT asks
the medium; where a file system refuses that (tmpfs), the cached pages are dropped first.
"""

import errno
import mmap
import os
from contextlib import suppress

ALIGNMENT_BYTES = 4096
"""Offsets, lengths and buffers of O_DIRECT align to this; it covers 512-byte and 4 KiB devices."""


class PosixFile:
    """An open file: ``fd`` writes through the page cache, ``direct_fd`` reads past it.

    ``direct_fd`` is None where the file system has no O_DIRECT. One thread at a time reads.
    """

    def __init__(self, fd: int, direct_fd: int | None) -> None:
        self._fd = fd
        self._direct_fd = direct_fd
        self._buffer: mmap.mmap | None = None  # kept: new pages for every read cost more than the read

    def pwrite(self, data: bytes, offset_bytes: int) -> int:
        """Write into the page cache; may write less. Raises OSError."""
        return os.pwrite(self._fd, data, offset_bytes)

    def pread_uncached(self, length_bytes: int, offset_bytes: int) -> bytes:
        """Read from the medium itself; shorter only at the end of the file. Raises OSError."""
        if self._direct_fd is not None:
            try:
                return self._read_direct(self._direct_fd, length_bytes, offset_bytes)
            except OSError as exc:
                if exc.errno != errno.EINVAL:
                    raise
        os.posix_fadvise(self._fd, 0, 0, os.POSIX_FADV_DONTNEED)
        return _read_all(self._fd, length_bytes, offset_bytes)

    def fsync(self) -> None:
        """Return only when everything written to this file is on the medium. Raises OSError."""
        os.fsync(self._fd)

    def size_bytes(self) -> int:
        """Size of the file."""
        return os.fstat(self._fd).st_size

    def close(self) -> None:
        """Close the file; nothing is left to be written, so an error here says nothing."""
        for fd in (self._fd, self._direct_fd):
            if fd is not None:
                with suppress(OSError):
                    os.close(fd)
        self._fd, self._direct_fd = -1, None
        self._drop_buffer()

    def _read_direct(self, direct_fd: int, length_bytes: int, offset_bytes: int) -> bytes:
        start, end = _aligned(length_bytes, offset_bytes)
        if end == start:
            return b""
        if self._buffer is None or len(self._buffer) < end - start:
            self._drop_buffer()
            self._buffer = mmap.mmap(-1, end - start)
        return _read_into(self._buffer, direct_fd, length_bytes, offset_bytes)

    def _drop_buffer(self) -> None:
        if self._buffer is not None:
            self._buffer.close()
            self._buffer = None


def open_direct(name: str, folder: int) -> int | None:
    """Open for reading past the page cache; None where the file system cannot."""
    try:
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_DIRECT, dir_fd=folder)
    except OSError as exc:
        if exc.errno != errno.EINVAL:
            raise
        return None


def read_direct(fd: int, length_bytes: int, offset_bytes: int) -> bytes:
    """Read from a descriptor opened with O_DIRECT; shorter only at the end. Raises OSError."""
    start, end = _aligned(length_bytes, offset_bytes)
    if end == start:
        return b""
    with mmap.mmap(-1, end - start) as buffer:  # mmap aligns to a page
        return _read_into(buffer, fd, length_bytes, offset_bytes)


def _aligned(length_bytes: int, offset_bytes: int) -> tuple[int, int]:
    """First and last offset of the whole units that hold the range."""
    start = offset_bytes // ALIGNMENT_BYTES * ALIGNMENT_BYTES
    return start, -(-(offset_bytes + length_bytes) // ALIGNMENT_BYTES) * ALIGNMENT_BYTES


def _read_into(buffer: mmap.mmap, fd: int, length_bytes: int, offset_bytes: int) -> bytes:
    start, end = _aligned(length_bytes, offset_bytes)
    with memoryview(buffer) as whole, whole[: end - start] as view:
        count = os.preadv(fd, [view], start)
        return bytes(view[offset_bytes - start : min(count, offset_bytes - start + length_bytes)])


def _read_all(fd: int, length_bytes: int, offset_bytes: int) -> bytes:
    parts: list[bytes] = []
    while length_bytes:
        part = os.pread(fd, length_bytes, offset_bytes)
        if not part:
            break
        parts.append(part)
        length_bytes -= len(part)
        offset_bytes += len(part)
    return b"".join(parts)
