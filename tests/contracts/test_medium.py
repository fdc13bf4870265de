"""What every medium promises, on a real directory and on a simulated disk."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from support.folder_sticks import folder_stick

from device.errors import FormatError, MediumError, MediumMissing
from device.hal import SECTOR_BYTES, Medium, MediumState
from drivers.directory_medium import FILE_TIME_S, DirectoryMedium
from drivers.posix_file import PosixFile
from drivers.posix_files import PosixFiles
from drivers.stick_slot import StickSlot
from hal_sim.disk import SimulatedDisk
from hal_sim.power_supply import PowerSupply


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture(params=["real directory", "stick slot", "simulated disk", "memory file system"])
def medium(request: pytest.FixtureRequest, directory: Path) -> Iterator[Medium]:
    if request.param == "real directory":
        yield DirectoryMedium(PosixFiles(directory), "stick A", removable=True)
    elif request.param == "stick slot":
        slot = StickSlot()
        slot.put_in(folder_stick(directory))
        yield DirectoryMedium(slot, "stick A", removable=True)
        slot.take_out()
    elif request.param == "simulated disk":
        yield DirectoryMedium(SimulatedDisk(directory, "stick A", PowerSupply()), "stick A", removable=True)
    else:  # where kernels before 6.6 have no O_DIRECT
        shared = Path("/dev/shm")  # noqa: S108 - the point is that it is no disk
        if not shared.is_dir():
            pytest.skip("no tmpfs here")
        folder = Path(mkdtemp(prefix="sealmark-", dir=shared))
        yield DirectoryMedium(PosixFiles(folder), "stick A", removable=True)
        rmtree(folder)


def test_making_a_region_says_how_far_it_is(medium: Medium) -> None:
    told: list[float] = []
    size_bytes = min(40 << 20, medium.free_bytes() // 2 // SECTOR_BYTES * SECTOR_BYTES)
    region = medium.create_region("box.bin", size_bytes, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert region.read(size_bytes - SECTOR_BYTES, SECTOR_BYTES) == bytes(SECTOR_BYTES)
    region.close()


def test_a_region_begins_as_zeros_of_its_full_size(medium: Medium) -> None:
    region = medium.create_region("box/box.bin", 64 * SECTOR_BYTES)
    assert region.size_bytes == 64 * SECTOR_BYTES
    assert region.read(0, region.size_bytes) == bytes(region.size_bytes)


def test_what_a_region_took_is_read_back_from_it_and_after_opening_again(medium: Medium) -> None:
    region = medium.create_region("box.bin", 64 * SECTOR_BYTES)
    data = bytes(range(256)) * 6
    region.write(3 * SECTOR_BYTES, data)
    region.close()
    again = medium.open_region("box.bin")
    assert again.read(3 * SECTOR_BYTES, len(data)) == data
    assert again.read(0, 3 * SECTOR_BYTES) == bytes(3 * SECTOR_BYTES)
    assert again.read(6 * SECTOR_BYTES, SECTOR_BYTES) == bytes(SECTOR_BYTES)


def test_a_region_takes_more_than_one_chunk_at_once(medium: Medium) -> None:
    size = 3 * (1 << 20) + SECTOR_BYTES
    region = medium.create_region("box.bin", size)
    data = bytes(index * 7 % 251 for index in range(SECTOR_BYTES)) * (size // SECTOR_BYTES)
    region.write(0, data)
    assert region.read(0, size) == data


def test_a_region_takes_many_ranges_at_once_and_none_of_them_elsewhere(medium: Medium) -> None:
    region = medium.create_region("box.bin", 64 * SECTOR_BYTES)
    parts = [(40 * SECTOR_BYTES, b"b" * 3 * SECTOR_BYTES), (2 * SECTOR_BYTES, b"a" * SECTOR_BYTES)]
    region.write_all([])
    region.write_all(parts)
    expected = bytearray(region.size_bytes)
    for offset, data in parts:
        expected[offset : offset + len(data)] = data
    assert medium.open_region("box.bin").read(0, region.size_bytes) == expected


def test_ranges_written_together_may_touch_but_not_overlap(medium: Medium) -> None:
    region = medium.create_region("box.bin", 8 * SECTOR_BYTES)
    region.write_all([(SECTOR_BYTES, bytes(SECTOR_BYTES)), (0, bytes(SECTOR_BYTES))])
    with pytest.raises(ValueError, match="overlap"):
        region.write_all([(0, bytes(2 * SECTOR_BYTES)), (SECTOR_BYTES, bytes(SECTOR_BYTES))])
    with pytest.raises(ValueError, match="outside"):
        region.write_all([(0, bytes(SECTOR_BYTES)), (8 * SECTOR_BYTES, bytes(SECTOR_BYTES))])


@pytest.mark.parametrize(("offset", "length"), [(1, 512), (0, 511), (512, 1024), (-512, 512), (1024, 512)])
def test_a_region_refuses_what_is_not_whole_sectors_inside_of_it(
    medium: Medium, offset: int, length: int
) -> None:
    region = medium.create_region("box.bin", 2 * SECTOR_BYTES)
    with pytest.raises(ValueError, match=r"sectors|outside"):
        region.write(offset, bytes(length))
    with pytest.raises(ValueError, match=r"sectors|outside"):
        region.read(offset, length)


def test_a_region_is_never_created_over_another(medium: Medium) -> None:
    region = medium.create_region("box.bin", SECTOR_BYTES)
    region.write(0, b"x" * SECTOR_BYTES)
    with pytest.raises(MediumError):
        medium.create_region("box.bin", SECTOR_BYTES)
    assert medium.open_region("box.bin").read(0, SECTOR_BYTES) == b"x" * SECTOR_BYTES


def test_opening_a_region_that_is_not_there_says_missing(medium: Medium) -> None:
    with pytest.raises(MediumMissing, match="stick A"):
        medium.open_region("box.bin")


def test_a_region_larger_than_the_room_is_refused_as_full_and_leaves_nothing(medium: Medium) -> None:
    with pytest.raises(MediumError, match="no room"):
        medium.create_region("box.bin", (medium.free_bytes() // SECTOR_BYTES + 1000) * SECTOR_BYTES)
    assert not medium.has("box.bin")
    assert medium.state() is MediumState.FULL


def test_files_are_written_with_their_folders_and_read_back(medium: Medium) -> None:
    files = {"a/b/c.json": b"{}", "a/b/d.bin": bytes(5000), "a/e": b"", "f": b"x" * 4097}
    for name, data in files.items():
        medium.write_file(name, data)
    assert medium.list_files("") == sorted(files)
    assert medium.list_files("a/b") == ["a/b/c.json", "a/b/d.bin"]
    for name, data in files.items():
        assert medium.read_file(name, 5000) == data
    assert medium.has("a/b")
    assert not medium.has("a/x")
    assert not medium.has("a/b/c.json/x")


def test_a_file_is_never_overwritten(medium: Medium) -> None:
    medium.write_file("a/b", b"first")
    with pytest.raises(MediumError):
        medium.write_file("a/b", b"second")
    assert medium.read_file("a/b", 100) == b"first"


def test_a_file_longer_than_allowed_is_refused(medium: Medium) -> None:
    medium.write_file("a", bytes(101))
    assert medium.read_file("a", 101) == bytes(101)
    with pytest.raises(FormatError):
        medium.read_file("a", 100)


def test_a_tree_is_removed_with_all_below_it_and_nothing_else(medium: Medium) -> None:
    for name in ("a/b/c/d", "a/b/e", "a/f", "ab"):
        medium.write_file(name, b"x")
    medium.remove_tree("a")
    medium.remove_tree("never")
    assert medium.list_files("") == ["ab"]
    assert not medium.has("a")


def test_listing_a_folder_that_is_not_there_finds_nothing(medium: Medium) -> None:
    assert medium.list_files("nowhere") == []


@pytest.mark.parametrize("name", ["../out", "a/../../out", "/etc/x", "", "a//b", "./a", "a\0b"])
def test_no_name_leaves_the_medium(medium: Medium, name: str) -> None:
    with pytest.raises(ValueError, match="relative"):
        medium.write_file(name, b"x")
    with pytest.raises(ValueError, match="relative"):
        medium.open_region(name)


def test_a_medium_says_ready_and_how_much_room_it_has(medium: Medium) -> None:
    assert medium.state() is MediumState.READY
    before = medium.free_bytes()
    medium.create_region("box.bin", 1 << 20).write(0, bytes(1 << 20))
    assert before - medium.free_bytes() >= 1 << 20


def test_all_export_files_carry_one_and_the_same_time(directory: Path) -> None:
    for files in (PosixFiles(directory), SimulatedDisk(directory, "stick A", PowerSupply())):
        medium = DirectoryMedium(files, "stick A", removable=True)
        for name in ("x/a", "x/b/c"):
            medium.write_file(name, b"x")
        for name in medium.list_files("x"):
            assert (directory / name).stat().st_mtime_ns == FILE_TIME_S * 10**9
        medium.remove_tree("x")


def test_a_directory_that_is_not_there_is_a_missing_medium(tmp_path: Path) -> None:
    medium = DirectoryMedium(PosixFiles(tmp_path / "not mounted"), "stick A", removable=True)
    assert medium.state() is MediumState.MISSING
    for ask in (medium.free_bytes, lambda: medium.has("a"), lambda: medium.list_files("")):
        with pytest.raises(MediumMissing):
            ask()
    with pytest.raises(MediumMissing):
        medium.create_region("a", 512)


def test_without_o_direct_the_cached_pages_are_dropped_before_reading(directory: Path) -> None:
    fd = os.open(directory / "plain", os.O_RDWR | os.O_CREAT)
    file = PosixFile(fd, direct_fd=None)
    file.pwrite(b"0123456789" * 1000, 0)
    file.fsync()
    assert file.pread_uncached(20, 9990) == b"0123456789"
    assert file.pread_uncached(5, 3) == b"34567"
    file.close()
    file.close()


def test_reading_past_the_cache_is_exact_at_any_offset_and_length(directory: Path) -> None:
    data = bytes(index % 251 for index in range(10_000))
    (directory / "data").write_bytes(data)
    file = PosixFiles(directory).open("data")
    for offset, length in [(0, 10_000), (1, 1), (4095, 2), (4096, 4096), (9_999, 50), (10_000, 5), (5, 0)]:
        assert file.pread_uncached(length, offset) == data[offset : offset + length]
    file.close()


def test_no_symlink_is_followed_out_of_the_directory(directory: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"kept")
    (directory / "link").symlink_to(outside)
    (directory / "file").symlink_to(outside / "secret")
    medium = DirectoryMedium(PosixFiles(directory), "stick A", removable=True)
    with pytest.raises(MediumError):
        medium.write_file("link/new", b"x")
    with pytest.raises(MediumError):
        medium.read_file("link/secret", 100)
    with pytest.raises(MediumError):
        medium.read_file("file", 100)
    with pytest.raises(MediumError):
        medium.open_region("file")
    assert medium.list_files("") == ["file", "link"]
    assert sorted(path.name for path in outside.iterdir()) == ["secret"]
