"""Reading an election record from a folder that somebody hands us: nothing in it is trusted."""

from pathlib import Path
from typing import Protocol

from device.errors import RecordError


class RecordFiles(Protocol):
    """The files of a record, by path relative to it."""

    def paths(self) -> list[str]:
        """All files, sorted. Raises RecordError for what has no place in a record."""

    def read(self, path: str, max_bytes: int) -> bytes:
        """The bytes of a file. Raises RecordError if it is missing, too long or unreadable."""


class FolderFiles:
    """A record in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if not folder.is_dir():
            raise RecordError(f"There is no folder {folder}.")

    def paths(self) -> list[str]:
        """All files, sorted; links and special files are refused."""
        found: list[str] = []
        for path in self._folder.rglob("*"):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise RecordError("The record holds a link or a special file.")
            if path.is_file():
                found.append(path.relative_to(self._folder).as_posix())
        return sorted(found)

    def read(self, path: str, max_bytes: int) -> bytes:
        """The bytes of one file."""
        try:
            with (self._folder / path).open("rb") as file:
                data = file.read(max_bytes + 1)
        except OSError as exc:
            raise RecordError(f"{_shown(path)} is missing or cannot be read.") from exc
        if len(data) > max_bytes:
            raise RecordError(f"{_shown(path)} is longer than any such file can be.")
        return data


def _shown(path: str) -> str:
    # A ballot's file name is its code, which no message may hold.
    folder, _, name = path.rpartition("/")
    return f"A file in {folder}" if folder in {"ballots", "hints"} else name or path
