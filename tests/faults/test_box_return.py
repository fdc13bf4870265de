"""Sticks that come back: healed in small steps, torn in the middle, failing again, or mere copies."""

from pathlib import Path
from shutil import copytree

import pytest
from support.box_ballots import (
    IDENTITY,
    MAX_BODY_BYTES,
    ballot,
    created,
    decide,
    enrolments,
    folders,
    held,
    opened,
    record,
    state_of,
    take_in,
)

from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState
from device.records.box_states import BoxState
from hal_sim.entropy import SeededEntropy
from hal_sim.faults import FailSync, FaultPlan
from hal_sim.media import SimulatedMedia, simulated_media


@pytest.fixture
def media(tmp_path: Path) -> SimulatedMedia:
    return simulated_media(*folders(tmp_path))


def test_voters_go_on_while_a_stick_is_brought_up_to_date_in_small_steps(media: SimulatedMedia) -> None:
    boxes = created(media, capacity=40)
    media.disks["stick A"].pull()
    for number in range(20):
        record(boxes, ballot(number))
        decide(boxes, ballot(number), BallotState.CAST)
    assert state_of(boxes, "stick A") is BoxState.MISSING
    media.disks["stick A"].put_back()
    steps = 0
    while state_of(boxes, "stick A") is BoxState.RETURNED:
        writes = media.power.writes
        boxes.catch_up(lambda: 0.0, budget_s=0.0)
        assert media.power.writes <= writes + 1  # a step never syncs twice
        if 5 <= steps < 8:
            record(boxes, ballot(100 + steps))
            decide(boxes, ballot(100 + steps), BallotState.CAST)
        steps += 1
    assert steps > 40
    assert state_of(boxes, "stick A") is BoxState.IN_STEP
    assert held(media.removable[0]) == held(media.internal)
    assert len(held(media.internal)) == 23


def test_a_stick_that_fails_again_and_again_is_left_alone_until_a_poll_worker_acts(
    media: SimulatedMedia,
) -> None:
    boxes = created(media)
    disk = media.disks["stick A"]
    for number in range(8):
        disk.plan = FaultPlan("stick A", [FailSync("stick A", disk.syncs + more) for more in range(1, 9)])
        record(boxes, ballot(number))
        boxes.media()
        boxes.catch_up(lambda: 0.0)
    assert state_of(boxes, "stick A") is BoxState.FAILING
    disk.plan = FaultPlan("stick A", [])
    syncs = disk.syncs
    boxes.catch_up(lambda: 0.0)
    assert (state_of(boxes, "stick A"), disk.syncs) == (BoxState.FAILING, syncs)
    take_in(boxes, media.removable[0])
    assert state_of(boxes, "stick A") is BoxState.IN_STEP
    assert held(media.removable[0]) == held(media.internal)


def test_broken_randomness_ends_the_healing_instead_of_trying_for_ever(media: SimulatedMedia) -> None:
    entropy = SeededEntropy(b"breaks")
    boxes = BallotBoxes.create(
        media.internal, media.removable, IDENTITY, MAX_BODY_BYTES, 8, entropy, enrolments(media)
    )
    media.disks["stick A"].pull()
    record(boxes, ballot(1))
    boxes.media()
    media.disks["stick A"].put_back()
    assert state_of(boxes, "stick A") is BoxState.RETURNED
    entropy.break_down()
    boxes.catch_up(lambda: 0.0)
    assert state_of(boxes, "stick A") is BoxState.FAILING, "nothing is left to be tried again at once"
    boxes.close()
    again = opened(media)
    assert state_of(again, "stick A") is BoxState.IN_STEP


@pytest.mark.parametrize("seed", range(12))
def test_a_batch_torn_anywhere_is_healed_again(media: SimulatedMedia, seed: int) -> None:
    boxes = created(media, capacity=30)
    media.disks["stick A"].pull()
    for number in range(12):
        record(boxes, ballot(number))
        decide(boxes, ballot(number), BallotState.SPOILED)
    boxes.media()
    media.disks["stick A"].put_back()
    media.disks["stick A"].tear(seed)
    boxes.media()
    boxes.catch_up(lambda: 0.0)
    assert state_of(boxes, "stick A") is BoxState.MISSING
    media.disks["stick A"].put_back()
    boxes.media()
    boxes.catch_up(lambda: 0.0)
    assert state_of(boxes, "stick A").usable
    assert held(media.removable[0]) == held(media.internal)


def test_a_copy_of_a_stick_is_not_the_stick_that_was_enrolled(
    media: SimulatedMedia, tmp_path: Path
) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    copytree(tmp_path / "stick-a", tmp_path / "copy")
    media.disks["stick A"].insert(tmp_path / "copy")
    assert state_of(boxes, "stick A") is BoxState.RETURNED
    boxes.catch_up(lambda: 0.0)
    assert state_of(boxes, "stick A") is BoxState.UNENROLLED
    record(boxes, ballot(2))
    assert len(held(media.removable[0])) == 1
    media.disks["stick A"].insert(tmp_path / "stick-a")
    boxes.media()
    boxes.catch_up(lambda: 0.0)
    assert len(held(media.removable[0])) == 2
