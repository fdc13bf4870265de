"""A stick for as long as it is put in: its file system, its open files, and the end of them all.

A stick is pulled while other threads read and write it. Its descriptors are closed only when nobody
uses them any more, because the kernel gives a closed number away again: to the next stick.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from drivers.wire import FileSystem, OpenFile


class Stick:
    """A stick that is put in.

    ``unit`` tells which one it is, "" if unknown. ``files`` is None when it cannot be mounted.
    ``writable`` is whether it took writes when it was mounted. ``expect_there`` raises OSError unless
    the device answers. ``release`` gives back what was opened for it, once, and never raises.
    """

    def __init__(
        self,
        unit: str,
        files: FileSystem | None,
        expect_there: Callable[[], None],
        release: Callable[[], None],
        *,
        writable: bool = False,
    ) -> None:
        self.unit = unit
        self.writable = writable
        self._files = files
        self._expect_there = expect_there
        self._release = release
        self._lock = Lock()
        self._there = True
        self._users = 0
        self._open: set[OpenFile] = set()

    def expect_there(self) -> None:
        """Return if the stick answers. Raises OSError."""
        with self.used():
            self._expect_there()

    @contextmanager
    def used(self) -> Iterator[None]:
        """Nothing is closed meanwhile. Raises OSError with ENODEV when it was taken out."""
        with self._lock:
            if not self._there:
                raise OSError(errno.ENODEV, "the stick was taken out")
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                over = not self._there and not self._users
            if over:
                self._let_go()

    @contextmanager
    def mounted(self) -> Iterator[FileSystem]:
        """Its file system. Raises OSError: ENODEV when it was taken out, EMEDIUMTYPE if it has none."""
        with self.used():
            if self._files is None:
                raise OSError(errno.EMEDIUMTYPE, "the stick cannot be mounted")
            yield self._files

    def keep(self, file: OpenFile) -> "StickFile":
        """A file opened on the stick, which dies with it."""
        with self._lock:
            self._open.add(file)
        return StickFile(self, file)

    def close(self, file: OpenFile) -> None:
        """Close a file, unless that was done."""
        with self._lock:
            ours = file in self._open
            self._open.discard(file)
        if ours:
            file.close()

    def take_out(self) -> None:
        """From now on everything fails with ENODEV; whoever is the last to use it closes all."""
        with self._lock:
            over = self._there and not self._users
            self._there = False
        if over:
            self._let_go()

    def _let_go(self) -> None:
        for file in tuple(self._open):
            self.close(file)
        self._release()


class StickFile:
    """An open file of one stick. It never becomes a file of another that is put in later."""

    def __init__(self, stick: Stick, file: OpenFile) -> None:
        self._stick = stick
        self._file = file

    def pwrite(self, data: bytes, offset_bytes: int) -> int:
        """Write into the page cache; may write less. Raises OSError."""
        with self._stick.used():
            return self._file.pwrite(data, offset_bytes)

    def pread_uncached(self, length_bytes: int, offset_bytes: int) -> bytes:
        """Read from the stick itself. Raises OSError."""
        with self._stick.used():
            return self._file.pread_uncached(length_bytes, offset_bytes)

    def fsync(self) -> None:
        """Return only when everything written to this file is on the stick. Raises OSError."""
        with self._stick.used():
            self._file.fsync()

    def size_bytes(self) -> int:
        """Size of the file. Raises OSError."""
        with self._stick.used():
            return self._file.size_bytes()

    def close(self) -> None:
        """Close it; never raises."""
        self._stick.close(self._file)
