"""Reading an election record from a folder that somebody hands us: nothing in it is trusted."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from device.errors import RecordError

MAX_DEPTH = 4
"""Folders within folders; a record needs one."""
MAX_ENTRIES = 2_100_000
"""A million ballots with their hints, and all the rest."""


@dataclass(frozen=True, slots=True)
class Listing:
    """All that stands in a record: paths of files and of folders relative to it, sorted."""

    files: tuple[str, ...]
    folders: tuple[str, ...]


class RecordFiles(Protocol):
    """The files of a record, by path relative to it."""

    def listing(self) -> Listing:
        """Everything there is. Raises RecordError for links, special files and what cannot be read."""

    def read(self, path: str, max_bytes: int) -> bytes:
        """The bytes of a file. Raises RecordError if it is missing, too long or unreadable."""


class FolderFiles:
    """A record in a folder of this machine. Raises RecordError if there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        if not folder.is_dir():
            raise RecordError(f"There is no folder {folder}.")

    @property
    def folder(self) -> Path:
        """Where the record stands."""
        return self._folder

    def listing(self) -> Listing:
        """Everything there is, links and special files refused."""
        files: list[str] = []
        folders: list[str] = []
        try:
            for path, is_folder in _walk(self._folder, "", MAX_DEPTH):
                (folders if is_folder else files).append(path)
                if len(files) + len(folders) > MAX_ENTRIES:
                    raise RecordError("The record holds more files than any record can.")
        except OSError as exc:
            raise RecordError(f"The record cannot be read: {exc.strerror}.") from exc
        return Listing(tuple(sorted(files)), tuple(sorted(folders)))

    def read(self, path: str, max_bytes: int) -> bytes:
        """The bytes of one file."""
        try:
            with (self._folder / path).open("rb") as file:
                data = file.read(max_bytes + 1)
        except OSError as exc:
            raise RecordError("A file of the record is missing or cannot be read.") from exc
        if len(data) > max_bytes:
            raise RecordError("A file of the record is longer than any such file can be.")
        return data


def _walk(folder: Path, prefix: str, depth: int) -> Iterator[tuple[str, bool]]:
    if depth == 0:
        raise RecordError("The record holds folders nested more deeply than any record does.")
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.stat(follow_symlinks=False).st_mode) for entry in entries]
    for name, mode in found:
        path = prefix + name
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise RecordError("The record holds a link or a special file.")
        yield path, stat.S_ISDIR(mode)
        if stat.S_ISDIR(mode):
            yield from _walk(folder / name, f"{path}/", depth - 1)
