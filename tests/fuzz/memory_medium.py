"""The medium role in memory: thousands of damaged media in a minute."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from device.errors import FormatError, MediumMissing
from device.hal import MediumState


@dataclass
class MemoryRegion:
    content: bytearray

    @property
    def size_bytes(self) -> int:
        return len(self.content)

    def write(self, offset_bytes: int, data: bytes) -> None:
        self._expect_inside(offset_bytes, len(data))
        self.content[offset_bytes : offset_bytes + len(data)] = data

    def write_all(self, parts: Sequence[tuple[int, bytes]]) -> None:
        for offset_bytes, data in parts:
            self.write(offset_bytes, data)

    def read(self, offset_bytes: int, length_bytes: int) -> bytes:
        self._expect_inside(offset_bytes, length_bytes)
        return bytes(self.content[offset_bytes : offset_bytes + length_bytes])

    def close(self) -> None:
        pass

    def _expect_inside(self, offset_bytes: int, length_bytes: int) -> None:
        if offset_bytes % 512 or length_bytes % 512 or offset_bytes + length_bytes > len(self.content):
            raise ValueError("a region is read and written in whole sectors inside it")


@dataclass
class MemoryMedium:
    """Files by name; ``files`` may be changed behind the back of whoever uses it."""

    label: str
    removable: bool
    files: dict[str, bytearray] = field(default_factory=dict)

    def state(self) -> MediumState:
        return MediumState.READY

    def unit(self) -> str:
        return ""

    def free_bytes(self) -> int:
        return 1 << 30

    def create_region(
        self, name: str, size_bytes: int, progress: Callable[[float], None] | None = None
    ) -> MemoryRegion:
        assert name not in self.files
        self.files[name] = bytearray(size_bytes)
        return self.open_region(name)

    def open_region(self, name: str) -> MemoryRegion:
        return MemoryRegion(self._file(name))

    def has(self, name: str) -> bool:
        return any(each == name or each.startswith(name + "/") for each in self.files)

    def write_file(self, name: str, data: bytes) -> None:
        assert name not in self.files
        self.files[name] = bytearray(data)

    def read_file(self, name: str, max_bytes: int) -> bytes:
        if len(self._file(name)) > max_bytes:
            raise FormatError("A file is longer than it may be.")
        return bytes(self._file(name))

    def list_files(self, folder: str) -> list[str]:
        return sorted(name for name in self.files if name.startswith(folder + "/"))

    def remove_tree(self, folder: str) -> None:
        for name in self.list_files(folder):
            del self.files[name]

    def _file(self, name: str) -> bytearray:
        if name not in self.files:
            raise MediumMissing("The file is not there.")
        return self.files[name]
