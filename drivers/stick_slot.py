"""A slot for sticks: the ``FileSystem`` of whatever stick is put in now, or of none.

A ``DirectoryMedium`` stands on it, and so needs to know nothing of sticks that come and go.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.stick import Stick, StickFile
from drivers.wire import FileSystem


class StickSlot:
    """A slot, empty at first. Sticks are put in and taken out by another thread than uses them.

    Every call raises OSError with ENODEV while no stick is in, and EMEDIUMTYPE while one is in that
    cannot be mounted.
    """

    def __init__(self) -> None:
        self._stick: Stick | None = None

    @property
    def stick(self) -> Stick | None:
        """What is put in."""
        return self._stick

    def put_in(self, stick: Stick) -> None:
        """Put a stick into the slot; another one that is in it is taken out."""
        self.take_out()
        self._stick = stick

    def take_out(self) -> None:
        """Take out what is in the slot; no write of before ever reaches another stick."""
        stick, self._stick = self._stick, None
        if stick is not None:
            stick.take_out()

    # FileSystem

    def present(self) -> bool:
        """Whether a stick is in and its device answers: it has a size, and a sector of it can be read."""
        try:
            self._in_slot().expect_there()
        except OSError:
            return False
        return True

    def unit(self) -> str:
        """Which stick is in: its file system's serial number and its own; "" if unknown, or none."""
        stick = self._stick
        return "" if stick is None else stick.unit

    def write_protected(self) -> bool:
        """Whether its switch forbids writing; EIO if it was mounted for writing and no longer is."""
        stick = self._in_slot()
        with stick.mounted() as files:
            if stick.writable and files.write_protected():
                raise OSError(errno.EIO, "the kernel found errors and stopped writing")
            return not stick.writable

    def free_bytes(self) -> int:
        """Room left."""
        with self._mounted() as files:
            return files.free_bytes()

    def create(
        self, path: str, size_bytes: int, progress: Callable[[float], None] | None = None
    ) -> StickFile:
        """Create a new file (EEXIST if there), allocate ``size_bytes`` of zeros, sync it and its folder."""
        stick = self._in_slot()
        with stick.mounted() as files:
            return stick.keep(files.create(path, size_bytes, progress))

    def open(self, path: str) -> StickFile:
        """Open an existing file for reading and writing."""
        stick = self._in_slot()
        with stick.mounted() as files:
            return stick.keep(files.open(path))

    def exists(self, path: str) -> bool:
        """Whether a file or folder stands there."""
        with self._mounted() as files:
            return files.exists(path)

    def make_folders(self, path: str) -> None:
        """Make a folder and its parents durable; existing ones are no error."""
        with self._mounted() as files:
            files.make_folders(path)

    def set_time(self, path: str, modified_s: int) -> None:
        """Set the modification time, durably."""
        with self._mounted() as files:
            files.set_time(path, modified_s)

    def list_files(self, folder: str) -> list[str]:
        """All files below ``folder``, sorted; "" is all of it."""
        with self._mounted() as files:
            return files.list_files(folder)

    def list_folders(self, folder: str) -> list[str]:
        """All folders below ``folder``, sorted."""
        with self._mounted() as files:
            return files.list_folders(folder)

    def remove(self, path: str) -> None:
        """Remove a file or an empty folder, durably."""
        with self._mounted() as files:
            files.remove(path)

    def _in_slot(self) -> Stick:
        stick = self._stick
        if stick is None:
            raise OSError(errno.ENODEV, "no stick is put in")
        return stick

    @contextmanager
    def _mounted(self) -> Iterator[FileSystem]:
        with self._in_slot().mounted() as files:
            yield files
