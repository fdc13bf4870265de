"""The real file system of ``drivers.wire`` below one directory: a mount point or a plain folder.

Every path is walked from the directory itself, one component after the other, without following a
symlink, so that nothing a stick holds can lead out of it.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from drivers.posix_file import ALIGNMENT_BYTES, PosixFile, open_direct

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ_WRITE = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NOCTTY
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
_ALLOCATED_BYTES = 16 << 20


def path_parts(path: str) -> list[str]:
    """The components of a relative path. Raises ValueError for one that could leave the directory."""
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise ValueError("a path on a medium is relative and has neither '.' nor '..'")
    return parts


class PosixFiles:
    """The file system below ``directory``, which need not be there yet (a stick not put in).

    With ``anchor``, an open directory, ``directory`` is relative to it: then the names used never lead
    to something that was mounted in its place later. Whoever opened the anchor closes it.
    """

    def __init__(self, directory: Path, anchor: int | None = None) -> None:
        self._directory = directory
        self._anchor = anchor
        self._probe_path: str | None = None

    def present(self) -> bool:
        """Whether the medium answers: reads a sector of the file used last past the cache.

        A pulled stick still looks mounted and lists cached names (vfat even lists nothing, without
        an error), so nothing less than a read says that it is there. A sync is asked only where there
        is nothing to read: it also fails on a medium that is there and lost a write (ext4 then stops
        writing for good).
        """
        try:
            if self._probe_path is None or not self._read_sector(self._probe_path):
                with self._root() as root:
                    os.fsync(root)
        except OSError:
            return False
        return True

    def unit(self) -> str:
        """Nothing: a folder does not know which volume it is on."""
        return ""

    def write_protected(self) -> bool:
        """Whether it is mounted without writing, by somebody or because of errors."""
        with self._root() as root:
            return bool(os.fstatvfs(root).f_flag & os.ST_RDONLY)

    def free_bytes(self) -> int:
        """Room left for this process."""
        with self._root() as root:
            figures = os.fstatvfs(root)
        return figures.f_bavail * figures.f_frsize

    def create(
        self, path: str, size_bytes: int, progress: Callable[[float], None] | None = None
    ) -> PosixFile:
        """Create a new file (EEXIST if there), allocate ``size_bytes`` of zeros, sync it and its folder.

        ``progress`` is told how much is done, from 0 to 1.
        """
        *folders, name = path_parts(path)
        with self._folder(folders) as folder:
            fd = os.open(name, _READ_WRITE | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE, dir_fd=folder)
            try:
                _allocate(fd, size_bytes, progress or _nobody)
                os.fsync(fd)
                os.fsync(folder)
            except OSError:
                os.close(fd)
                with suppress(OSError):
                    os.unlink(name, dir_fd=folder)
                raise
            self._probe_path = path
            return _opened(fd, name, folder)

    def open(self, path: str) -> PosixFile:
        """Open an existing regular file for reading and writing; read-only media for reading."""
        *folders, name = path_parts(path)
        with self._folder(folders) as folder:
            try:
                fd = os.open(name, _READ_WRITE, dir_fd=folder)
            except OSError as exc:
                if exc.errno not in (errno.EROFS, errno.EACCES):
                    raise
                fd = os.open(name, _READ, dir_fd=folder)
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                os.close(fd)
                raise OSError(errno.EINVAL, "not a regular file")
            self._probe_path = path
            return _opened(fd, name, folder)

    def exists(self, path: str) -> bool:
        """Whether a file or folder stands there; what a symlink points to is nothing of ours."""
        *folders, name = path_parts(path)
        try:
            with self._folder(folders) as folder:
                os.stat(name, dir_fd=folder, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            with self._root():  # raises when it is the medium that is not there
                return False
        return True

    def make_folders(self, path: str) -> None:
        """Make a folder and its parents durable; existing ones are no error."""
        parts = path_parts(path)
        for depth in range(len(parts)):
            with self._folder(parts[:depth]) as folder, suppress(FileExistsError):
                os.mkdir(parts[depth], _PRIVATE_FOLDER, dir_fd=folder)
                os.fsync(folder)
        with self._folder(parts) as folder:
            os.fsync(folder)

    def set_time(self, path: str, modified_s: int) -> None:
        """Set access and modification time, durably."""
        *folders, name = path_parts(path)
        with self._folder(folders) as folder:
            fd = os.open(name, _READ, dir_fd=folder)
            try:
                os.utime(fd, (modified_s, modified_s))
                os.fsync(fd)
            finally:
                os.close(fd)

    def list_files(self, folder: str) -> list[str]:
        """All files below ``folder`` (paths relative to the file system), sorted; "" is all of it."""
        return sorted(path for path, is_folder in self._walk(folder) if not is_folder)

    def list_folders(self, folder: str) -> list[str]:
        """All folders below ``folder``, sorted, ``folder`` itself not among them."""
        return sorted(path for path, is_folder in self._walk(folder) if is_folder)

    def remove(self, path: str) -> None:
        """Remove a file or an empty folder, durably."""
        *folders, name = path_parts(path)
        with self._folder(folders) as folder:
            try:
                os.unlink(name, dir_fd=folder)
            except IsADirectoryError:
                os.rmdir(name, dir_fd=folder)
            os.fsync(folder)

    def _read_sector(self, path: str) -> bool:
        try:
            file = self.open(path)
        except FileNotFoundError:
            self._probe_path = None  # removed, or another stick
            return False
        try:
            file.pread_uncached(ALIGNMENT_BYTES, 0)
        finally:
            file.close()
        return True

    def _open_root(self) -> int:
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
        return os.open(self._directory, flags, dir_fd=self._anchor)

    @contextmanager
    def _root(self) -> Iterator[int]:
        fd = self._open_root()
        try:
            yield fd
        finally:
            os.close(fd)

    @contextmanager
    def _folder(self, parts: list[str]) -> Iterator[int]:
        """Walk down from the directory; a symlink on the way is ENOTDIR or ELOOP."""
        fd = self._open_root()
        try:
            for part in parts:
                below = os.open(part, _FOLDER, dir_fd=fd)
                os.close(fd)
                fd = below
            yield fd
        finally:
            os.close(fd)

    def _walk(self, folder: str) -> Iterator[tuple[str, bool]]:
        with self._folder(path_parts(folder) if folder else []) as fd, os.scandir(fd) as found:
            entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
        for name, is_folder in entries:
            path = f"{folder}/{name}" if folder else name
            yield path, is_folder
            if is_folder:
                yield from self._walk(path)


def _allocate(fd: int, size_bytes: int, progress: Callable[[float], None]) -> None:
    """In steps, each synced: FAT allocates by writing zeros, and a cache would take them all at once."""
    for start in range(0, size_bytes, _ALLOCATED_BYTES):
        length = min(_ALLOCATED_BYTES, size_bytes - start)
        os.posix_fallocate(fd, start, length)
        os.fsync(fd)
        progress((start + length) / size_bytes)


def _nobody(_done: float) -> None:
    """For a file nobody waits for."""


def _opened(fd: int, name: str, folder: int) -> PosixFile:
    try:
        return PosixFile(fd, open_direct(name, folder))
    except OSError:
        os.close(fd)
        raise
