"""Files and folders that somebody names on a command line."""

from pathlib import Path

from device.errors import InputError, RecordError
from drivers.directory_medium import DirectoryMedium
from drivers.posix_files import PosixFiles

MAX_FILE_BYTES = 1024 * 1024 * 1024


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises RecordError."""
    try:
        if not path.is_file():
            raise RecordError(f"There is no file {path}.")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise RecordError(f"{path.name} is too long to be what it should be.")
        return path.read_bytes()
    except OSError as exc:
        raise RecordError(f"{path} cannot be read: {exc.strerror}.") from exc


def internal_medium(folder: Path) -> DirectoryMedium:
    """The internal medium mounted at ``folder``. Raises InputError if there is no such folder."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}: mount the internal medium there first.")
    return DirectoryMedium(PosixFiles(folder), "internal", removable=False)
