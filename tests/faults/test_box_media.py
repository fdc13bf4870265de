"""Ballot boxes on media that are pulled, put back, replaced, full or too small."""

from pathlib import Path

import pytest
from support.box_ballots import (
    IDENTITY,
    MAX_BODY_BYTES,
    ballot,
    created,
    decide,
    folders,
    held,
    opened,
    record,
    state_of,
    take_in,
)

from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotCounts, BallotState
from device.records.box_finding import discard_box
from device.records.box_states import BoxState
from hal_sim.entropy import SeededEntropy
from hal_sim.media import SimulatedMedia, simulated_media


@pytest.fixture
def media(tmp_path: Path) -> SimulatedMedia:
    return simulated_media(*folders(tmp_path))


def test_voting_goes_on_without_a_stick_and_a_returned_one_is_brought_in_step(
    media: SimulatedMedia,
) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    media.disks["stick A"].pull()
    decide(boxes, ballot(1), BallotState.CAST)
    record(boxes, ballot(2))
    decide(boxes, ballot(2), BallotState.SPOILED)
    assert state_of(boxes, "stick A") is BoxState.MISSING
    assert state_of(boxes, "stick B") is BoxState.IN_STEP
    media.disks["stick A"].put_back()
    assert state_of(boxes, "stick A") is BoxState.RETURNED
    report = take_in(boxes, media.removable[0])
    assert [(line.label, line.ballots_copied, line.decisions_copied) for line in report.boxes] == [
        ("internal", 0, 0),
        ("stick A", 1, 2),
    ]
    assert state_of(boxes, "stick A") is BoxState.IN_STEP
    assert held(media.removable[0]) == held(media.internal)


def test_a_pull_is_seen_between_voters_without_any_write(media: SimulatedMedia) -> None:
    boxes = created(media)
    media.disks["stick B"].pull()
    report = boxes.media()[2]
    assert (report.state, report.ballots) == (BoxState.MISSING, 0)
    assert "stick B" in report.problem


def test_a_fresh_stick_is_filled_with_everything(media: SimulatedMedia, tmp_path: Path) -> None:
    boxes = created(media)
    for number in range(5):
        record(boxes, ballot(number))
    decide(boxes, ballot(0), BallotState.CAST)
    media.disks["stick A"].pull()
    media.fresh_stick("stick A", tmp_path / "fresh")
    take_in(boxes, media.removable[0])
    record(boxes, ballot(6))
    assert held(media.removable[0]) == held(media.internal)
    assert len(held(media.removable[0])) == 6


def test_a_ballot_that_only_a_stick_holds_is_not_lost(media: SimulatedMedia) -> None:
    boxes = created(media)
    for number in range(3):
        record(boxes, ballot(number))
    decide(boxes, ballot(2), BallotState.CHALLENGED)
    boxes.close()
    discard_box(media.internal)
    again = opened(media)
    assert again.counts() == BallotCounts(3, 0, 1, 0, 2)
    assert len(held(media.internal)) == 3


def test_a_stick_that_looks_empty_does_not_make_zero(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    boxes.close()
    for medium in media.removable:
        discard_box(medium)
    again = opened(media, at_least=1)
    assert again.counts().encrypted == 1
    assert [state_of(again, label) for label in media.disks][1:] == [BoxState.UNENROLLED] * 2
    assert [medium.list_files("") for medium in media.removable] == [[], []]
    for medium in media.removable:
        take_in(again, medium)
    assert [len(held(medium)) for medium in media.removable] == [1, 1]


def test_ballots_and_decisions_meet_from_two_sticks_that_were_never_in_together(
    media: SimulatedMedia, tmp_path: Path
) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    media.disks["stick B"].pull()
    decide(boxes, ballot(1), BallotState.CAST)
    record(boxes, ballot(2))
    media.disks["stick A"].pull()
    boxes.close()
    discard_box(media.internal)
    media.disks["stick A"].put_back()
    media.disks["stick B"].put_back()
    again = opened(media)
    assert again.counts() == BallotCounts(2, 1, 0, 0, 1)
    assert held(media.internal) == held(media.removable[0]) == held(media.removable[1])


def test_a_full_or_protected_stick_is_named_and_does_not_stop_anything(media: SimulatedMedia) -> None:
    media.disks["stick A"].fill()
    media.disks["stick B"].write_protect()
    boxes = created(media)
    assert state_of(boxes, "stick A") is BoxState.FULL
    assert state_of(boxes, "stick B") is BoxState.READ_ONLY
    record(boxes, ballot(1))
    media.disks["stick A"].make_room()
    media.disks["stick B"].write_protect(protected=False)
    for medium in media.removable:
        take_in(boxes, medium)
    assert [report.state for report in boxes.media()] == [BoxState.IN_STEP] * 3
    assert held(media.removable[0]) == held(media.removable[1]) == held(media.internal)


def test_a_stick_pulled_while_it_is_healed_can_be_healed_again(tmp_path: Path) -> None:
    media = simulated_media(*folders(tmp_path))
    boxes = created(media)
    media.disks["stick A"].pull()
    for number in range(5):
        record(boxes, ballot(number))
    media.disks["stick A"].put_back()
    media.disks["stick A"].tear(seed=3)
    take_in(boxes, media.removable[0])
    assert state_of(boxes, "stick A") is BoxState.MISSING
    assert len(held(media.internal)) == 5
    media.disks["stick A"].put_back()
    report = take_in(boxes, media.removable[0])
    assert report.boxes[1].ballots_copied == 5
    assert held(media.removable[0]) == held(media.internal)


def test_a_stick_whose_box_has_smaller_slots_is_read_but_not_written(tmp_path: Path) -> None:
    media = simulated_media(*folders(tmp_path))
    small = BallotBoxes.create(media.removable[0], [], IDENTITY, 400, 4, SeededEntropy(b"small"))
    small.close()
    boxes = BallotBoxes.create(
        media.internal, media.removable, IDENTITY, 3 * MAX_BODY_BYTES, 4, SeededEntropy(b"large")
    )
    assert state_of(boxes, "stick A") is BoxState.FULL
    record(boxes, ballot(6))
    assert boxes.counts().encrypted == 1
