"""Disks below ext4 that fail, are full, or lie at any write: what the medium says, what a day loses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.root_cuts import chosen, expect_no_losses
from support.root_fuse import FuseDisks
from support.root_fuse_disks import FLUSH, WRITE
from support.root_media import LoopDisk
from support.root_terminal import INTERNAL, LABELS, STICK, Terminal, fresh_images

from device.errors import MediumError, MediumFailing, MediumFull, MediumLying
from device.hal import MediumState
from drivers.directory_medium import DirectoryMedium

CUTS = 5
"""Requests of each kind that fail in an ordinary run, of about 150."""
DATA = b"x" * 4096
FOREVER = 1 << 30
PLAIN = re.compile(
    r"The medium '.*' .*; (use a fresh one|use another one|replace it|put it back or use .*)\."
)


@dataclass(frozen=True, slots=True)
class Fuse:
    """Disks that can be made to fail."""

    disks: FuseDisks
    images: dict[str, Path]

    def paths(self) -> dict[str, Path]:
        return {label: self.disks.path(image.name) for label, image in self.images.items()}

    def fault(self, label: str, op: str, does: str, skip: int = 0, times: int = FOREVER) -> None:
        self.disks.fault(self.images[label].name, op, does, skip, times)


@pytest.fixture
def fuse(blank: Path, tmp_path: Path) -> Iterator[Fuse]:
    images = fresh_images(blank)
    with FuseDisks(list(images.values()), tmp_path / "fuse", tmp_path / "log") as disks:
        yield Fuse(disks, images)


@pytest.fixture
def stick(fuse: Fuse, tmp_path: Path) -> Iterator[LoopDisk]:
    with LoopDisk(fuse.paths()[STICK], tmp_path / "stick") as disk:
        yield disk


@pytest.fixture
def medium(stick: LoopDisk) -> DirectoryMedium:
    return stick.medium(STICK)


@pytest.mark.parametrize(
    ("op", "does", "error", "state", "sentence"),
    [
        ("write", "EIO", MediumFailing, MediumState.FAILING, "failed to write or read; replace it"),
        ("write", "ENOSPC", MediumFull, MediumState.FULL, "has no room left; use a fresh one"),
        ("write", "drop", MediumLying, MediumState.LYING, "loses what it is given to keep; replace it"),
        ("flush", "EIO", MediumFailing, MediumState.FAILING, "failed to write or read; replace it"),
    ],
)
def test_a_disk_that_does_not_keep_a_write_is_told_by_what_it_did(
    fuse: Fuse,
    medium: DirectoryMedium,
    op: str,
    does: str,
    error: type[MediumError],
    state: MediumState,
    sentence: str,
) -> None:
    region = medium.create_region("box.bin", 2 * len(DATA))
    fuse.fault(STICK, op, does)
    with pytest.raises(MediumError, match=f"'stick A' {sentence}") as caught:
        region.write(0, DATA)
    region.close()
    assert type(caught.value) is error
    assert medium.state() is state


def test_a_range_whose_write_failed_is_lost_though_the_next_sync_says_yes(
    fuse: Fuse, medium: DirectoryMedium
) -> None:
    """Why a range is never written a second time: the kernel takes it, syncs it, and it is not there."""
    region = medium.create_region("box.bin", 2 * len(DATA))
    fuse.fault(STICK, "write", "EIO", times=1)
    with pytest.raises(MediumFailing):
        region.write(0, DATA)
    with pytest.raises(MediumLying):
        region.write(0, DATA)
    region.write(len(DATA), DATA)  # the disk itself is well again
    assert region.read(len(DATA), len(DATA)) == DATA
    region.close()


def test_a_disk_that_cannot_be_read_says_so(fuse: Fuse, medium: DirectoryMedium) -> None:
    region = medium.create_region("box.bin", 2 * len(DATA))
    region.write(0, DATA)
    fuse.fault(STICK, "read", "EIO", times=1)
    with pytest.raises(MediumFailing, match="failed to write or read; replace it"):
        region.read(0, len(DATA))
    assert region.read(0, len(DATA)) == DATA
    region.close()


def requests_of_day(fuse: Fuse, folder: Path, label: str, op: str, *, late: bool) -> range:
    """How many requests of a kind a disk gets on a day without trouble: what can be skipped."""
    fuse.disks.make_blank()
    kind, disk = {"write": WRITE, "flush": FLUSH}[op], LABELS.index(label)
    with Terminal(fuse.paths(), folder) as terminal:
        before, _ = fuse.disks.entries()
        terminal.day(late=late)
        entries, _ = fuse.disks.entries()
    found = [each for each in entries[len(before) :] if (each.kind, each.disk) == (kind, disk)]
    return range(len(found))


@pytest.mark.parametrize(
    ("op", "does", "times"),
    [
        ("write", "EIO", 1),
        ("write", "EIO", FOREVER),
        ("write", "ENOSPC", FOREVER),
        ("write", "drop", 1),
        ("write", "drop", FOREVER),
        ("flush", "EIO", 1),
    ],
)
def test_a_stick_that_fails_stops_no_voter_and_a_fresh_one_takes_its_place(
    fuse: Fuse, blank: Path, tmp_path: Path, op: str, does: str, times: int
) -> None:
    def at(skip: int) -> list[str]:
        lost: list[str] = []
        fuse.disks.make_blank()
        with Terminal(fuse.paths(), tmp_path) as terminal:
            fuse.fault(STICK, op, does, skip, times)
            try:
                terminal.day(late=bool(skip % 2))
            except MediumError as exc:
                lost += blamed_wrongly(str(exc), STICK)
            fuse.disks.no_fault()
            lost += terminal.left_open()
            if not terminal.all_voted():
                return ["a failing stick stopped the voting"]
            told = [line for line in terminal.announced if line.startswith("medium") and "The" in line]
            lost += [line for problem in told for line in blamed_wrongly(problem, STICK)]
            for disk in terminal.disks.values():
                disk.yank()
            terminal.disks[STICK].unmount()
            terminal.disks[INTERNAL].put_back()
            terminal.announced = [line for line in terminal.announced if line != "exported"]
            terminal.disks[STICK] = LoopDisk(fresh_images(blank)[STICK], tmp_path / "fresh")
            terminal.disks[STICK].mount()
            return lost + terminal.lost()

    points = requests_of_day(fuse, tmp_path, STICK, op, late=False)
    expect_no_losses(f"stick: {op} {does} x {times}", chosen(points, CUTS), at)


def blamed_wrongly(sentence: str, label: str) -> list[str]:
    """Anything but a plain sentence about this medium that says what to do."""
    return [] if f"'{label}'" in sentence and PLAIN.search(sentence) else [f"not plain: {sentence}"]


@pytest.mark.parametrize(
    ("op", "does", "times"),
    [
        ("write", "EIO", 1),
        ("write", "EIO", FOREVER),
        ("write", "ENOSPC", FOREVER),
        ("write", "drop", FOREVER),
        ("flush", "EIO", 1),
    ],
)
def test_an_internal_disk_that_fails_loses_nothing_that_was_announced(
    fuse: Fuse, tmp_path: Path, op: str, does: str, times: int
) -> None:
    def at(skip: int) -> list[str]:
        lost: list[str] = []
        fuse.disks.make_blank()
        with Terminal(fuse.paths(), tmp_path) as terminal:
            fuse.fault(INTERNAL, op, does, skip, times)
            try:
                terminal.day(late=does != "drop" and bool(skip % 2))
            except MediumError as exc:
                lost += blamed_wrongly(str(exc), INTERNAL)
            for disk in terminal.disks.values():
                disk.yank()
            fuse.disks.no_fault()
            terminal.put_back()
            if does == "drop":
                # What ext4 itself lost, reading back cannot show: the ballots are on the stick as well,
                # but of the log there is one copy.
                terminal.announced = [line for line in terminal.announced if is_of_ballots(line)]
            return lost + terminal.lost()

    points = requests_of_day(fuse, tmp_path, INTERNAL, op, late=False)
    expect_no_losses(f"internal: {op} {does} x {times}", chosen(points, CUTS), at)


def is_of_ballots(line: str) -> bool:
    return line.split(maxsplit=1)[0] in ("boxes", "shown", "decided")
