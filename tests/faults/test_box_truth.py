"""Ballot boxes that contradict each other, were tampered with, or have decayed."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.box_ballots import (
    IDENTITY,
    ballot,
    created,
    decide,
    folders,
    held,
    opened,
    record,
    scanned,
    state_of,
    take_in,
)

from device.errors import StorageError
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotCounts, BallotState
from device.records.box_finding import BOX_NAME
from device.records.box_states import BoxState
from hal_sim.entropy import SeededEntropy
from hal_sim.media import SimulatedMedia, simulated_media


@pytest.fixture
def media(tmp_path: Path) -> SimulatedMedia:
    return simulated_media(*folders(tmp_path))


def test_contradicting_decisions_stop_the_terminal_and_change_nothing(
    media: SimulatedMedia, tmp_path: Path
) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    media.disks["stick A"].pull()
    decide(boxes, ballot(1), BallotState.SPOILED)
    boxes.close()
    # The same stick in another copy of the terminal, where the ballot was cast.
    copy = simulated_media(tmp_path / "copy", {"stick A": tmp_path / "stick-a"})
    twin = BallotBoxes.open(copy.removable[0], [], IDENTITY, SeededEntropy(b"twin"))
    decide(twin, ballot(1), BallotState.CAST)
    twin.close()
    media.disks["stick A"].put_back()
    before = [held(medium) for medium in (media.internal, *media.removable)]
    with pytest.raises(StorageError, match="contradict"):
        opened(media)
    assert [held(medium) for medium in (media.internal, *media.removable)] == before
    media.disks["stick A"].pull()
    running = opened(media)
    media.disks["stick A"].put_back()
    assert state_of(running, "stick A") is BoxState.RETURNED
    running.catch_up(lambda: 0.0)
    assert state_of(running, "stick A") is BoxState.CONTRADICTING
    take_in(running, media.removable[0])
    assert state_of(running, "stick A") is BoxState.CONTRADICTING
    assert running.counts() == BallotCounts(1, 0, 0, 1, 0)
    record(running, ballot(2))
    assert len(held(media.removable[0])) == 1
    media.disks["stick A"].pull()
    assert state_of(running, "stick A") is BoxState.CONTRADICTING  # pulling it mends nothing
    media.fresh_stick("stick A", tmp_path / "fresh")
    take_in(running, media.removable[0])
    assert state_of(running, "stick A") is BoxState.IN_STEP


def test_a_stick_with_ballots_signed_by_somebody_else_is_left_out(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    boxes.close()
    planted = ballot(2, Ed25519PrivateKey.generate())
    box = scanned(media.removable[0])
    box.put(planted.code, planted.body, planted.body_signature, SeededEntropy(b"x"))
    again = opened(media)
    assert state_of(again, "stick A") is BoxState.TAMPERED
    assert again.counts().encrypted == 1


def test_a_decision_planted_on_a_stick_is_not_taken_over(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    boxes.close()
    scanned(media.removable[0]).decide(ballot(1).code, BallotState.CAST, bytes(64), SeededEntropy(b"x"))
    again = opened(media)
    assert state_of(again, "stick A") is BoxState.TAMPERED
    assert again.counts() == BallotCounts(1, 0, 0, 0, 1)


def test_an_internal_box_with_ballots_signed_by_somebody_else_stops_the_terminal(
    media: SimulatedMedia,
) -> None:
    boxes = created(media)
    boxes.close()
    planted = ballot(2, Ed25519PrivateKey.generate())
    scanned(media.internal).put(planted.code, planted.body, planted.body_signature, SeededEntropy(b"x"))
    with pytest.raises(StorageError, match="did not sign"):
        opened(media)


def test_one_damaged_header_does_no_harm_and_two_are_never_overwritten(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    boxes.close()
    media.disks["stick A"].flip_bit(BOX_NAME, 100)
    assert state_of(opened(media), "stick A") is BoxState.IN_STEP
    media.disks["stick A"].flip_bit(BOX_NAME, 8 * 4096 + 100)
    before = (media.disks["stick A"].directory / BOX_NAME).read_bytes()
    again = opened(media)
    assert state_of(again, "stick A") is BoxState.DAMAGED
    assert (media.disks["stick A"].directory / BOX_NAME).read_bytes() == before
    media.disks["internal"].flip_bit(BOX_NAME, 100)
    media.disks["internal"].flip_bit(BOX_NAME, 8 * 4096 + 100)
    with pytest.raises(StorageError, match="damaged"):
        opened(media)


def test_a_ballot_that_decays_inside_is_read_and_healed_from_a_stick(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    slot = scanned(media.internal).placed[ballot(1).code].slot
    box = scanned(media.internal)
    media.disks["internal"].flip_bit(BOX_NAME, 8 * (box.header.ballot_offset(slot) + 900))
    assert boxes.ballot(ballot(1).code).body == ballot(1).body
    again = opened(media)
    assert again.counts().encrypted == 1
    assert len(held(media.internal)) == 1


def test_a_decision_that_decays_inside_is_healed_from_a_stick(media: SimulatedMedia) -> None:
    boxes = created(media)
    record(boxes, ballot(1))
    decide(boxes, ballot(1), BallotState.CAST)
    box = scanned(media.internal)
    slot = box.placed[ballot(1).code].slot
    media.disks["internal"].flip_bit(BOX_NAME, 8 * (box.header.decision_offset(slot) + 50))
    assert held(media.internal) == {ballot(1).code: None}
    assert opened(media).counts() == BallotCounts(1, 1, 0, 0, 0)
    assert held(media.internal) == {ballot(1).code: BallotState.CAST}
