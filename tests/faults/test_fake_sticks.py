"""Sticks that keep less than they say are found when their box is made, before a ballot is on them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from support.box_ballots import IDENTITY, ballot, created, enrolments, folders, held, record, state_of

from device.errors import MediumLying
from device.hal import SECTOR_BYTES, Region
from device.records.ballot_boxes import BallotBoxes
from device.records.box_finding import BOX_NAME, find_box
from device.records.box_room import MARK_EVERY_BYTES, made_of_marks, prove_room
from device.records.box_states import BoxState
from hal_sim.entropy import SeededEntropy
from hal_sim.faults import CutPower, KeepsLess, Moment
from hal_sim.media import simulated_media
from hal_sim.power_supply import PowerCut

CAPACITY = 150
"""For boxes of several marks."""


def box_bytes(tmp_path: Path) -> int:
    media = simulated_media(*folders(tmp_path / "measured"))
    created(media, CAPACITY).close()
    return (media.disks["stick A"].directory / BOX_NAME).stat().st_size


def true_sizes(size_bytes: int) -> list[int]:
    """A sector short, half, and each side of a mark; and a stick that keeps next to nothing."""
    last = (size_bytes - SECTOR_BYTES) // MARK_EVERY_BYTES * MARK_EVERY_BYTES
    half = size_bytes // 2 // SECTOR_BYTES * SECTOR_BYTES
    return [size_bytes - SECTOR_BYTES, half, last, last + SECTOR_BYTES, 16 * SECTOR_BYTES]


@pytest.mark.parametrize("wraps", [False, True])
def test_whatever_a_fake_stick_really_keeps_it_is_found_before_the_polls_open(
    tmp_path: Path, wraps: bool
) -> None:
    size_bytes = box_bytes(tmp_path)
    assert size_bytes > 3 * MARK_EVERY_BYTES
    for keeps_bytes in true_sizes(size_bytes):
        fault = KeepsLess("stick A", keeps_bytes, wraps)
        media = simulated_media(*folders(tmp_path / str(keeps_bytes)), [fault])
        boxes = created(media, CAPACITY)
        assert state_of(boxes, "stick A") is BoxState.LYING, fault
        assert state_of(boxes, "stick B") is BoxState.IN_STEP
        record(boxes, ballot(1))
        assert boxes.counts().encrypted == 1
        assert not media.removable[0].has(BOX_NAME)
        problem = boxes.media()[1].problem
        assert "loses what it is given to keep: put a fresh stick in its place" in problem


def test_a_stick_that_keeps_all_of_its_box_and_no_more_is_good(tmp_path: Path) -> None:
    fault = KeepsLess("stick A", box_bytes(tmp_path))
    media = simulated_media(*folders(tmp_path / "just"), [fault])
    boxes = created(media, CAPACITY)
    record(boxes, ballot(1))
    assert state_of(boxes, "stick A") is BoxState.IN_STEP
    assert held(media.removable[0]) == {ballot(1).code: None}


def test_the_test_leaves_nothing_behind_and_says_how_far_it_is(tmp_path: Path) -> None:
    media = simulated_media(*folders(tmp_path))
    said: list[float] = []
    BallotBoxes.create(
        media.internal,
        media.removable[:1],
        IDENTITY,
        3000,
        CAPACITY,
        SeededEntropy(b"x"),
        None,
        said.append,
    ).close()
    assert said == sorted(said)
    assert said[-1] == 1.0
    assert len(said) > 3
    box = (media.disks["stick A"].directory / BOX_NAME).read_bytes()
    assert box[:SECTOR_BYTES] == box[4096 : 4096 + SECTOR_BYTES]
    assert not box[SECTOR_BYTES:4096].strip(b"\0")
    assert not box[4096 + SECTOR_BYTES :].strip(b"\0")


@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_a_test_that_was_cut_off_leaves_a_box_that_is_made_anew(tmp_path: Path, moment: Moment) -> None:
    left = 0
    # Of the stick: folder, region, marks, zeros; the internal box is made by four writes before them.
    for at_write in range(5, 10):
        media = simulated_media(
            *folders(tmp_path / str(at_write)), [CutPower(at_write, moment, seed=at_write)]
        )
        with pytest.raises(PowerCut):
            created(media, CAPACITY)
        media.power.restore()
        if media.removable[0].has(BOX_NAME):
            left += b"SEALTEST" in (media.disks["stick A"].directory / BOX_NAME).read_bytes()
            box = find_box(media.removable[0])
            assert box is None or at_write == 9, "taken for a finished or a damaged one"
        again = BallotBoxes.open(
            media.internal,
            media.removable,
            IDENTITY,
            SeededEntropy(b"again"),
            0,
            enrolments(media),
            enrolling=True,
        )
        assert {report.state for report in again.media()} == {BoxState.IN_STEP}
        again.close()
    assert left > 0, "no cut left a mark behind"


def test_a_box_that_holds_more_than_marks_is_never_taken_for_an_unfinished_one(tmp_path: Path) -> None:
    media = simulated_media(*folders(tmp_path))
    boxes = created(media, CAPACITY)
    region = media.removable[0].open_region(BOX_NAME)
    assert not made_of_marks(region)  # it holds headers
    record(boxes, ballot(1))
    boxes.close()
    for offset in (0, 4096):
        region.write(offset, bytes(SECTOR_BYTES))
    assert not made_of_marks(region)
    again = BallotBoxes.open(
        media.internal,
        media.removable,
        IDENTITY,
        SeededEntropy(b"again"),
        1,
        enrolments(media),
        enrolling=True,
    )
    assert state_of(again, "stick A") is BoxState.DAMAGED


def test_marks_that_an_earlier_test_left_do_not_vouch_for_a_stick(tmp_path: Path) -> None:
    media = simulated_media(*folders(tmp_path))
    region = media.removable[0].create_region("a", 4 * MARK_EVERY_BYTES)
    wrapped = _KeepsOldMarks(region)
    with pytest.raises(MediumLying):
        prove_room(wrapped, "stick A", bytes(range(16)), lambda _done: None)
    assert wrapped.lost > 0


class _KeepsOldMarks:
    """A region that keeps the marks of an earlier test instead of those of this one."""

    def __init__(self, region: Region) -> None:
        prove_room(_NoZeros(region), "stick A", bytes(16), lambda _done: None)
        self._region = region
        self.size_bytes = region.size_bytes
        self.lost = 0

    def write(self, offset_bytes: int, data: bytes) -> None:
        self.write_all([(offset_bytes, data)])

    def write_all(self, parts: Sequence[tuple[int, bytes]]) -> None:
        self.lost += len(parts)

    def read(self, offset_bytes: int, length_bytes: int) -> bytes:
        return self._region.read(offset_bytes, length_bytes)

    def close(self) -> None:
        self._region.close()


class _NoZeros(_KeepsOldMarks):
    def __init__(self, region: Region) -> None:
        self._region = region
        self.size_bytes = region.size_bytes
        self.lost = 0

    def write_all(self, parts: Sequence[tuple[int, bytes]]) -> None:
        if any(data.strip(b"\0") for _, data in parts):
            self._region.write_all(parts)
