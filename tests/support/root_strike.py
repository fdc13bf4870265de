"""The real file system with a fault that strikes before its n-th durable step."""

from collections.abc import Callable
from pathlib import Path

from drivers.directory_medium import DirectoryMedium
from drivers.posix_file import PosixFile
from drivers.posix_files import PosixFiles


class Steps:
    """Counts durable steps on any number of disks; calls ``strike`` before the ``at``-th, once."""

    def __init__(self, at: int = 0, strike: Callable[[], None] = lambda: None) -> None:
        self.done = 0
        self._at = at
        self._strike = strike

    def step(self) -> None:
        self.done += 1
        if self.done == self._at:
            self._strike()


class StruckFile:
    """An open file whose writes and syncs are counted."""

    def __init__(self, file: PosixFile, steps: Steps) -> None:
        self._file = file
        self._steps = steps

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def pwrite(self, data: bytes, offset_bytes: int) -> int:
        self._steps.step()
        return self._file.pwrite(data, offset_bytes)

    def fsync(self) -> None:
        self._steps.step()
        self._file.fsync()


class StruckFiles(PosixFiles):
    """The file system below ``directory``, every change of it counted."""

    def __init__(self, directory: Path, steps: Steps) -> None:
        super().__init__(directory)
        self._steps = steps

    def create(  # type: ignore[override]
        self, path: str, size_bytes: int, progress: Callable[[float], None] | None = None
    ) -> StruckFile:
        self._steps.step()
        return StruckFile(super().create(path, size_bytes, progress), self._steps)

    def open(self, path: str) -> StruckFile:  # type: ignore[override]
        return StruckFile(super().open(path), self._steps)

    def make_folders(self, path: str) -> None:
        self._steps.step()
        super().make_folders(path)

    def set_time(self, path: str, modified_s: int) -> None:
        self._steps.step()
        super().set_time(path, modified_s)

    def remove(self, path: str) -> None:
        self._steps.step()
        super().remove(path)


def struck_medium(directory: Path, label: str, steps: Steps) -> DirectoryMedium:
    return DirectoryMedium(StruckFiles(directory, steps), label, removable=label != "internal")
