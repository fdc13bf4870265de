"""A slot: sticks come, go, and come back as others; nothing meant for one ever reaches another."""

import errno
import threading
from pathlib import Path

import pytest
from support.folder_sticks import folder_stick

from device.errors import MediumError, MediumFailing, MediumMissing
from device.hal import SECTOR_BYTES, MediumState
from drivers.directory_medium import DirectoryMedium
from drivers.posix_files import PosixFiles
from drivers.stick import Stick
from drivers.stick_slot import StickSlot

SECTOR = b"x" * SECTOR_BYTES


@pytest.fixture
def first(tmp_path: Path) -> Path:
    (tmp_path / "first").mkdir()
    return tmp_path / "first"


@pytest.fixture
def second(tmp_path: Path) -> Path:
    (tmp_path / "second").mkdir()
    return tmp_path / "second"


def slot_and_medium() -> tuple[StickSlot, DirectoryMedium]:
    slot = StickSlot()
    return slot, DirectoryMedium(slot, "stick A", removable=True)


def test_an_empty_slot_is_a_missing_medium() -> None:
    _, medium = slot_and_medium()
    assert medium.state() is MediumState.MISSING
    assert medium.unit() == ""
    for ask in (medium.free_bytes, lambda: medium.has("a"), lambda: medium.list_files("")):
        with pytest.raises(MediumMissing, match="not there"):
            ask()


def test_a_file_of_a_pulled_stick_never_writes_to_the_one_put_in_next(first: Path, second: Path) -> None:
    slot, medium = slot_and_medium()
    slot.put_in(folder_stick(first))
    region = medium.create_region("box.bin", SECTOR_BYTES)
    slot.take_out()
    slot.put_in(folder_stick(second))
    other = medium.create_region("box.bin", SECTOR_BYTES)
    for ask in (lambda: region.write(0, SECTOR), lambda: region.read(0, SECTOR_BYTES)):
        with pytest.raises(MediumMissing):
            ask()
    region.close()
    region.close()
    assert other.read(0, SECTOR_BYTES) == bytes(SECTOR_BYTES)
    assert (first / "box.bin").read_bytes() == bytes(SECTOR_BYTES)
    assert medium.state() is MediumState.READY


def test_the_unit_tells_one_stick_from_another(first: Path, second: Path) -> None:
    slot, medium = slot_and_medium()
    seen = []
    for folder in (first, second, first):
        slot.put_in(folder_stick(folder))
        seen.append(medium.unit())
    assert seen[0] == seen[2] != seen[1]


def test_a_stick_put_back_reads_as_before(first: Path) -> None:
    slot, medium = slot_and_medium()
    slot.put_in(folder_stick(first))
    medium.create_region("box.bin", SECTOR_BYTES).write(0, SECTOR)
    slot.take_out()
    assert medium.state() is MediumState.MISSING
    slot.put_in(folder_stick(first))
    assert medium.open_region("box.bin").read(0, SECTOR_BYTES) == SECTOR


def test_all_descriptors_are_closed_when_a_stick_is_taken_out(first: Path) -> None:
    slot, medium = slot_and_medium()
    before = set(Path("/proc/self/fd").iterdir())
    slot.put_in(folder_stick(first))
    regions = [medium.create_region(name, SECTOR_BYTES) for name in "abc"]
    assert len(set(Path("/proc/self/fd").iterdir())) > len(before)
    slot.take_out()
    assert set(Path("/proc/self/fd").iterdir()) == before
    for region in regions:
        region.close()


def test_nothing_is_closed_under_a_write_that_is_on_its_way(first: Path) -> None:
    """A closed descriptor's number is given away again: the write would land in another file."""
    slot, medium = slot_and_medium()
    released = threading.Event()
    stick = Stick("a", PosixFiles(first), lambda: None, released.set, writable=True)
    slot.put_in(stick)
    region = medium.create_region("box.bin", SECTOR_BYTES)
    with stick.used():
        slot.take_out()
        assert not released.is_set()
        assert medium.state() is MediumState.MISSING
    assert released.is_set()
    with pytest.raises(MediumMissing):
        region.write(0, SECTOR)


def test_a_stick_whose_device_does_not_answer_is_missing_though_it_is_mounted(first: Path) -> None:
    slot, medium = slot_and_medium()

    def dead() -> None:
        raise OSError(errno.EIO, "gone")

    slot.put_in(Stick("a", PosixFiles(first), dead, lambda: None, writable=True))
    assert medium.state() is MediumState.MISSING


def test_a_stick_that_cannot_be_mounted_is_not_readable_rather_than_missing() -> None:
    slot, medium = slot_and_medium()
    slot.put_in(Stick("", None, lambda: None, lambda: None))
    assert medium.state() is MediumState.UNREADABLE
    with pytest.raises(MediumFailing, match="prepared for elections"):
        medium.has("a")
    assert medium.state() is MediumState.UNREADABLE
    slot.take_out()
    assert medium.state() is MediumState.MISSING


def test_a_write_protected_stick_says_so_before_anything_is_written(first: Path) -> None:
    slot, medium = slot_and_medium()
    slot.put_in(folder_stick(first, writable=False))
    assert medium.state() is MediumState.READ_ONLY


class _Stopped(PosixFiles):
    """A file system that the kernel has stopped writing to."""

    def write_protected(self) -> bool:
        return True

    def make_folders(self, path: str) -> None:
        raise OSError(errno.EROFS, "stopped")


def test_a_stick_that_the_kernel_stopped_writing_to_is_failing_not_write_protected(first: Path) -> None:
    slot, medium = slot_and_medium()
    slot.put_in(Stick("a", _Stopped(first), lambda: None, lambda: None, writable=True))
    assert medium.state() is MediumState.FAILING
    with pytest.raises(MediumError, match="failed to write"):
        medium.write_file("a/b", b"x")


def test_a_trouble_stays_with_the_stick_that_had_it(first: Path, second: Path) -> None:
    slot, medium = slot_and_medium()
    slot.put_in(folder_stick(first))
    with pytest.raises(MediumError, match="no room"):
        medium.create_region("box.bin", (medium.free_bytes() // SECTOR_BYTES + 1000) * SECTOR_BYTES)
    assert medium.state() is MediumState.FULL
    slot.put_in(folder_stick(second))
    assert medium.state() is MediumState.READY
