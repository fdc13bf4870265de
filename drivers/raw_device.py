"""A block device written and read from end to end, past every cache, by one program alone."""

import errno
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from drivers.block_device import BlockDevice, read_partitions_again
from drivers.posix_file import read_direct


class RawDevice:
    """An open device. Offsets and lengths are multiples of 4096; raises OSError as the kernel does."""

    def __init__(self, fd: int, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        self._fd = fd

    def write(self, offset_bytes: int, data: bytes) -> None:
        """Write all of ``data`` to the device itself."""
        with mmap.mmap(-1, len(data)) as buffer, memoryview(buffer) as view:  # mmap aligns to a page
            view[:] = data
            done = 0
            while done < len(data):
                with view[done:] as rest:
                    count = os.pwritev(self._fd, [rest], offset_bytes + done)
                if count < 1:
                    raise OSError(errno.EIO, "nothing was written")
                done += count

    def flush(self) -> None:
        """Return when the device says that it has kept everything."""
        os.fsync(self._fd)

    def read(self, offset_bytes: int, length_bytes: int) -> bytes:
        """Read from the device itself."""
        data = read_direct(self._fd, length_bytes, offset_bytes)
        if len(data) != length_bytes:
            raise OSError(errno.EIO, "the device is shorter than it says")
        return data


@contextmanager
def sole_device(device: BlockDevice) -> Iterator[RawDevice]:
    """``device`` for this program alone. OSError with EBUSY while it, or a part of it, is mounted.

    Afterwards the kernel reads anew which partitions it has.
    """
    fd = os.open(device.node, os.O_RDWR | os.O_DIRECT | os.O_EXCL | os.O_CLOEXEC)
    try:
        yield RawDevice(fd, device.size_bytes)
    finally:
        read_partitions_again(fd)
        with suppress(OSError):
            os.close(fd)
