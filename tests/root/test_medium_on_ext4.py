"""What every medium promises, asked of ext4 behind a loop device; and that reads pass the page cache."""

import os
import shutil
from pathlib import Path
from stat import S_ISREG

import pytest
from contracts.test_medium import *  # noqa: F403 - the whole contract, with the fixtures below
from support.box_ballots import IDENTITY, MAX_BODY_BYTES, ballot, record
from support.root_media import BLOCK_BYTES, Flush, LoopDisk, MakeDisk

from device.errors import MediumError, MediumFailing, MediumFull, MediumLying, MediumMissing
from device.hal import SECTOR_BYTES, MediumState
from device.records.ballot_boxes import BallotBoxes
from drivers.directory_medium import DirectoryMedium
from hal_sim.entropy import SeededEntropy

DATA = bytes(range(1, 256)) + bytes(8 * SECTOR_BYTES - 255)


@pytest.fixture
def disk(new_disk: MakeDisk) -> LoopDisk:
    return new_disk("stick A")


@pytest.fixture
def directory(disk: LoopDisk) -> Path:
    folder = disk.folder / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def medium(disk: LoopDisk) -> DirectoryMedium:
    (disk.folder / "lost+found").rmdir()
    return disk.medium("stick A")


def flip_on_disk(image: Path, marker: bytes) -> None:
    """Change what stands behind the mounted file system, which is told nothing."""
    at = image.read_bytes().index(marker)
    with image.open("r+b") as file:
        file.seek(at)
        file.write(bytes(byte ^ 0x55 for byte in marker))


def test_what_changes_on_the_disk_behind_the_page_cache_is_read_as_it_is_now(
    disk: LoopDisk, medium: DirectoryMedium
) -> None:
    region = medium.create_region("box.bin", 2 * BLOCK_BYTES)
    region.write(0, DATA)
    assert (disk.folder / "box.bin").read_bytes()[: len(DATA)] == DATA  # and now it is in the cache
    flip_on_disk(disk.image, DATA[:64])
    assert (disk.folder / "box.bin").read_bytes()[:64] == DATA[:64]  # the cache does not know
    assert region.read(0, SECTOR_BYTES)[:64] == bytes(byte ^ 0x55 for byte in DATA[:64])


def test_a_disk_that_loses_what_it_took_is_noticed_before_a_write_returns(
    disk: LoopDisk, medium: DirectoryMedium, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = medium.create_region("box.bin", 2 * BLOCK_BYTES)
    region.write(0, bytes(2 * BLOCK_BYTES))
    sync = os.fsync

    def sync_and_lose(fd: int) -> None:
        sync(fd)
        if S_ISREG(os.fstat(fd).st_mode):
            flip_on_disk(disk.image, DATA[:255])

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", sync_and_lose)
        with pytest.raises(MediumLying, match=r"loses what it is given to keep; replace it"):
            region.write(0, DATA)
    assert medium.state() is MediumState.LYING


def test_a_full_disk_still_takes_writes_into_its_regions(disk: LoopDisk, medium: DirectoryMedium) -> None:
    region = medium.create_region("box.bin", 64 * SECTOR_BYTES)
    filler = disk.folder / "filler"
    while shutil.disk_usage(disk.folder).free:
        with filler.open("ab", buffering=0) as file:
            file.write(bytes(shutil.disk_usage(disk.folder).free))
    region.write(0, DATA)
    assert region.read(0, len(DATA)) == DATA
    with pytest.raises(MediumFull, match=r"no room left; use a fresh one"):
        medium.write_file("record", bytes(BLOCK_BYTES))
    with pytest.raises(MediumFull):
        medium.create_region("other", 64 * SECTOR_BYTES)
    assert not medium.has("other")
    assert medium.list_files("") == ["box.bin", "filler"]
    filler.unlink()
    medium.write_file("record", bytes(BLOCK_BYTES))
    assert medium.state() is MediumState.READY


def test_a_write_protected_disk_reads_but_does_not_write(disk: LoopDisk, medium: DirectoryMedium) -> None:
    medium.create_region("box.bin", 8 * SECTOR_BYTES).write(0, DATA)
    disk.unmount()
    disk.mount(read_only=True)
    region = medium.open_region("box.bin")
    assert region.read(0, len(DATA)) == DATA
    for change in (lambda: region.write(0, DATA), lambda: medium.write_file("a", b"x")):
        with pytest.raises(MediumError, match="write-protected"):
            change()
    assert medium.state() is MediumState.READ_ONLY
    region.close()


@pytest.mark.parametrize("flush", Flush)
def test_a_pulled_disk_is_not_there_whatever_is_asked(
    disk: LoopDisk, medium: DirectoryMedium, flush: Flush
) -> None:
    region = medium.create_region("box.bin", 8 * SECTOR_BYTES)
    region.write(0, DATA)
    medium.write_file("record/a", b"x")
    disk.yank(flush)
    for ask in (
        lambda: region.write(0, DATA),
        lambda: region.read(0, SECTOR_BYTES),
        lambda: medium.has("box.bin"),
        lambda: medium.has("record/b"),
        lambda: medium.list_files("record"),
        lambda: medium.read_file("record/a", 10),
        lambda: medium.write_file("record/b", b"x"),
        lambda: medium.remove_tree("record"),
        lambda: medium.create_region("other", SECTOR_BYTES),
    ):
        with pytest.raises(MediumMissing, match="put it back or use a fresh one"):
            ask()
    assert medium.state() is MediumState.MISSING
    region.close()
    disk.put_back()
    assert medium.state() is MediumState.READY
    assert medium.open_region("box.bin").read(0, len(DATA)) == DATA
    assert medium.list_files("") == ["box.bin", "record/a"]


def test_a_region_opened_before_a_pull_stays_dead_after_the_disk_is_back(
    disk: LoopDisk, medium: DirectoryMedium
) -> None:
    region = medium.create_region("box.bin", 8 * SECTOR_BYTES)
    region.write(0, DATA)
    disk.yank()
    disk.put_back()
    for use in (lambda: region.write(0, DATA), lambda: region.read(0, SECTOR_BYTES)):
        with pytest.raises(MediumFailing):
            use()
    region.close()
    assert medium.open_region("box.bin").read(0, len(DATA)) == DATA


def test_a_box_that_changed_behind_the_page_cache_is_never_read_as_it_was(
    disk: LoopDisk, medium: DirectoryMedium
) -> None:
    boxes = BallotBoxes.create(medium, (), IDENTITY, MAX_BODY_BYTES, 2, SeededEntropy(b"box"))
    kept = ballot(1)
    record(boxes, kept)
    flip_on_disk(disk.image, kept.body[:300])
    with pytest.raises(MediumFailing, match="can no longer be read"):
        boxes.ballot(kept.code)
    boxes.close()
