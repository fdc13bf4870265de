"""A simulated disk: the ``FileSystem`` of ``drivers.wire`` over a real directory, with a write cache.

What is written stays in memory until it is synced; only then does it land in the directory, which
is therefore at every moment what the medium durably holds, and can be carried away. A power cut or
a pull loses what was not synced, or lets a random part of it land. After a pull the answers are
those of a stale vfat mount: writing succeeds, syncing fails with EIO, folders look empty, names
that were known still seem to be there (reference: printers_and_storage.md 4.1).
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from device.hal import Clock
from drivers.posix_files import path_parts
from hal_sim.disk_file import SimulatedFile
from hal_sim.faults import DiskFault, FaultPlan
from hal_sim.power_supply import PowerCut, PowerSupply

DEFAULT_CAPACITY_BYTES = 8 << 30


class SimulatedDisk:
    """A disk with the stick or card ``directory`` in it.

    ``operations`` and ``syncs`` count what was asked of it, for the faults. Physical verbs: ``pull``,
    ``put_back``, ``insert``, ``tear``, ``fill``, ``make_room``, ``write_protect``, ``flip_bit``.
    """

    def __init__(
        self,
        directory: Path,
        label: str,
        power: PowerSupply,
        faults: Iterable[DiskFault] = (),
        clock: Clock | None = None,
        capacity_bytes: int = DEFAULT_CAPACITY_BYTES,
    ) -> None:
        self.label = label
        self.power = power
        self.operations = 0
        self.syncs = 0
        self.plan = FaultPlan(label, faults)
        self._clock = clock
        self._capacity_bytes = capacity_bytes
        self._torn_seed: int | None = None
        self.mounted = 0
        self.undo: list[Callable[[], None]] = []
        self.starts_bytes: dict[Path, int] = {}
        power.when_cut(self._lose_cache)
        self.insert(directory)

    # Physical verbs

    def insert(self, directory: Path) -> None:
        """Put a stick in: another one, or the same again."""
        with self.power.lock:
            self._lose_cache()
            directory.mkdir(parents=True, exist_ok=True)
            self.directory = directory
            self.there = True
            self._full = False
            self._protected = False
            self._used_bytes = sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())

    def pull(self) -> None:
        """Pull the stick; what was not synced is lost."""
        with self.power.lock:
            self.there = False
            self._lose_cache()

    def put_back(self) -> None:
        """Put the same stick back; files opened before stay dead."""
        with self.power.lock:
            self._lose_cache()
            self.there = True

    def tear(self, seed: int = 0) -> None:
        """Pull the stick in the middle of its next sync, so that a part of it lands."""
        self._torn_seed = seed

    def fill(self) -> None:
        """Leave no room."""
        self._full = True

    def make_room(self) -> None:
        """Leave the room there was before ``fill``."""
        self._full = False

    def write_protect(self, protected: bool = True) -> None:
        """Slide the switch."""
        self._protected = protected

    def flip_bit(self, path: str, bit: int) -> None:
        """Change one bit (from 0) of what the medium holds."""
        with (self.directory / path).open("r+b") as file:
            file.seek(bit // 8)
            value = file.read(1)[0] ^ (0x80 >> bit % 8)
            file.seek(bit // 8)
            file.write(bytes([value]))

    # FileSystem

    def present(self) -> bool:
        """Whether a stick is in and answers."""
        with self.power.lock:
            self.power.check()
            return self.there

    def unit(self) -> str:
        """The name of the folder that is in: what a stick's serial number is."""
        return f"simulated {self.directory.name}" if self.there else ""

    def write_protected(self) -> bool:
        """Whether the switch forbids writing."""
        return self._protected

    def free_bytes(self) -> int:
        """Room left."""
        with self.operation():
            self._expect_there()
            return self._room_bytes()

    def create(
        self, path: str, size_bytes: int, progress: Callable[[float], None] | None = None
    ) -> SimulatedFile:
        """Create a file of zeros; cut off, it may be missing, empty, or there."""
        with self.operation() as operation:
            target = self._writable(path)
            if target.exists():
                raise FileExistsError(errno.EEXIST, "simulated: the file exists")
            if self.plan.no_space(operation) or (size_bytes and self._room_bytes() < size_bytes):
                raise OSError(errno.ENOSPC, "simulated: no space left")

            def land(length: int = size_bytes) -> None:
                self.starts_bytes[target] = self._used_bytes
                with target.open("xb") as file:
                    file.truncate(length)
                self._used_bytes += length

            def tear(chance: Random) -> None:
                if chance.random() < 0.7:
                    land(chance.choice([0, size_bytes]))

            self.durable(land, tear)
            if progress is not None:
                progress(1.0)
            return SimulatedFile(self, target)

    def open(self, path: str) -> SimulatedFile:
        """Open an existing file; a name known before a pull still opens."""
        with self.operation():
            target = self._path(path)
            if not target.is_file():
                raise FileNotFoundError(errno.ENOENT, "simulated: no such file")
            return SimulatedFile(self, target)

    def exists(self, path: str) -> bool:
        """Whether a file or folder stands there, or stood there before a pull."""
        with self.operation():
            return self._path(path).exists()

    def make_folders(self, path: str) -> None:
        """Make a folder and its parents; existing ones cost no write."""
        with self.operation():
            target = self._path(path)
            if target.is_dir():
                return
            self._writable(path)
            parts = path_parts(path)

            def land(depth: int = len(parts)) -> None:
                (self.directory / "/".join(parts[:depth])).mkdir(parents=True, exist_ok=True)

            self.durable(land, lambda chance: land(chance.randint(0, len(parts))))

    def set_time(self, path: str, modified_s: int) -> None:
        """Set the modification time."""
        with self.operation():
            target = self._writable(path)

            def land() -> None:
                os.utime(target, (modified_s, modified_s))

            self.durable(land, lambda _chance: None)

    def list_files(self, folder: str) -> list[str]:
        """All files below ``folder``, sorted; nothing after a pull."""
        return self._list(folder, files=True)

    def list_folders(self, folder: str) -> list[str]:
        """All folders below ``folder``, sorted; nothing after a pull."""
        return self._list(folder, files=False)

    def remove(self, path: str) -> None:
        """Remove a file or an empty folder."""
        with self.operation():
            target = self._writable(path)
            is_folder = target.is_dir()
            size = 0 if is_folder else target.stat().st_size

            def land() -> None:
                target.rmdir() if is_folder else target.unlink()
                self._used_bytes -= size

            self.durable(land, lambda chance: land() if chance.random() < 0.5 else None)

    # For open files

    @contextmanager
    def operation(self) -> Iterator[int]:
        """One operation: counts it, lets time pass, and pulls the stick if a fault says so."""
        with self.power.lock:
            self.power.check()
            self.operations += 1
            if self._clock is not None and self.plan.delay_s():
                self._clock.wait(self.plan.delay_s())
            pull = self.plan.pull(self.operations)
            if pull is not None and pull.moment == "before":
                self.pull()
            if pull is not None and pull.moment == "during":
                self.tear(pull.seed)
            yield self.operations
            if pull is not None and pull.moment == "after":
                self.pull()

    def durable(self, land: Callable[[], None], tear: Callable[[Random], None]) -> None:
        """Make one durable write, unless the power or the stick goes first, in its middle or after."""
        cut = self.power.next_write()
        if cut is None and self._torn_seed is None:
            land()
            return
        if self._torn_seed is not None:
            tear(_chance(self._torn_seed))
            self._torn_seed = None
            self.pull()
            raise OSError(errno.EIO, "simulated: pulled")
        if cut is not None and cut.moment == "during":
            tear(_chance(cut.seed))
        elif cut is not None and cut.moment == "after":
            land()
        self.power.cut()
        raise PowerCut

    def _lose_cache(self) -> None:
        self.mounted += 1  # every open file belongs to a mount that is over
        while self.undo:  # what the stick only pretended to keep
            self.undo.pop()()

    def _room_bytes(self) -> int:
        return 0 if self._full else max(0, self._capacity_bytes - self._used_bytes)

    def _path(self, path: str) -> Path:
        return self.directory.joinpath(*path_parts(path))

    def _writable(self, path: str) -> Path:
        self._expect_there()
        if self._protected:
            raise OSError(errno.EROFS, "simulated: write-protected")
        return self._path(path)

    def _expect_there(self) -> None:
        if not self.there:
            raise OSError(errno.EIO, "simulated: pulled")

    def _list(self, folder: str, files: bool) -> list[str]:
        with self.operation():
            if not self.there:
                return []
            top = self._path(folder) if folder else self.directory
            if not top.is_dir():
                raise FileNotFoundError(errno.ENOENT, "simulated: no such folder")
            found = (path for path in top.rglob("*") if path.is_file() == files)
            return sorted(str(path.relative_to(self.directory)) for path in found)


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a simulation that replays, nothing secret
