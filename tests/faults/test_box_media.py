"""Ballot boxes on media that are pulled, put back, replaced, full, torn, lying or tampered with."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.box_ballots import (
    IDENTITY,
    MAX_BODY_BYTES,
    ballot,
    created,
    decide,
    folders,
    opened,
    record,
    take_in,
)

from device.errors import MediumFailing, MediumMissing, StateError, StorageError
from device.records.ballot_box import BallotBox
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotCounts, BallotState
from device.records.box_finding import BOX_NAME, discard_box, find_box
from device.records.box_states import BoxState
from drivers.directory_medium import DirectoryMedium
from hal_sim.entropy import SeededEntropy
from hal_sim.faults import DiskFault, FailSync, LieAboutSync
from hal_sim.media import SimulatedMedia, simulated_media


@pytest.fixture
def media(tmp_path: Path) -> SimulatedMedia:
    return simulated_media(*folders(tmp_path))


def state_of(boxes: BallotBoxes, label: str) -> BoxState:
    return next(report.state for report in boxes.media() if report.label == label)


def scanned(medium: DirectoryMedium) -> BallotBox:
    box = find_box(medium)
    assert box is not None
    box.scan(lambda _ballot: None)
    return box


def held(medium: DirectoryMedium) -> dict[bytes, BallotState | None]:
    return {code: found.state for code, found in scanned(medium).placed.items()}


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


@pytest.mark.parametrize("label", ["internal", "stick A"])
@pytest.mark.parametrize("landed", ["nothing", "some", "all"])
@pytest.mark.parametrize("step", [1, 2])
def test_a_failed_write_is_done_again_in_another_slot(
    tmp_path: Path, label: str, landed: str, step: int
) -> None:
    # Two syncs make the header of a box; the ballot is the third, its decision the fourth.
    fault = FailSync(label, at_sync=2 + step, landed=landed, seed=7)  # type: ignore[arg-type]
    media = simulated_media(*folders(tmp_path), [fault])
    boxes = created(media)
    record(boxes, ballot(1))
    decide(boxes, ballot(1), BallotState.CAST)
    assert boxes.counts() == BallotCounts(1, 1, 0, 0, 0)
    assert state_of(boxes, label) is BoxState.SUSPECT
    assert media.disks[label].syncs == 2 + 2 + step
    again = opened(media)
    assert again.counts() == BallotCounts(1, 1, 0, 0, 0)
    assert held(media.removable[0]) == {ballot(1).code: BallotState.CAST}


def test_a_lying_stick_is_found_and_left_out_while_voting_goes_on(tmp_path: Path) -> None:
    media = simulated_media(*folders(tmp_path), [LieAboutSync("stick A", at_sync=3, count=1000)])
    boxes = created(media)
    record(boxes, ballot(1))
    decide(boxes, ballot(1), BallotState.CAST)
    assert state_of(boxes, "stick A") is BoxState.LYING
    assert state_of(boxes, "stick B") is BoxState.IN_STEP
    assert boxes.counts().cast == 1
    assert boxes.catch_up(lambda: 0.0).boxes == ()
    assert state_of(boxes, "stick A") is BoxState.LYING  # not tried again by itself


def test_an_internal_medium_that_fails_twice_stops_the_ballot(tmp_path: Path) -> None:
    faults: list[DiskFault] = [FailSync("internal", at_sync=count, landed="nothing") for count in (3, 4)]
    media = simulated_media(*folders(tmp_path), faults)
    boxes = created(media)
    with pytest.raises(MediumFailing):
        record(boxes, ballot(1))
    assert boxes.counts().encrypted == 0
    assert held(media.removable[0]) == {}
    record(boxes, ballot(2))
    assert opened(media).counts().encrypted == 1


def test_a_decision_whose_write_failed_cannot_be_turned_into_another(tmp_path: Path) -> None:
    faults: list[DiskFault] = [FailSync("internal", at_sync=count, landed="all") for count in (4, 5, 6)]
    media = simulated_media(*folders(tmp_path), faults)
    boxes = created(media)
    record(boxes, ballot(1))
    with pytest.raises(MediumFailing):
        decide(boxes, ballot(1), BallotState.CAST)
    with pytest.raises(StateError):
        decide(boxes, ballot(1), BallotState.CHALLENGED)
    box_file = media.disks["internal"].directory / BOX_NAME
    assert box_file.read_bytes().count(ballot(1).body) == 3  # two more slots were tried, and landed
    decide(boxes, ballot(1), BallotState.CAST)
    assert box_file.read_bytes().count(ballot(1).body) == 4  # no sector is written a second time
    assert opened(media).counts() == BallotCounts(1, 1, 0, 0, 0)


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


def test_without_its_internal_medium_the_terminal_does_not_record(media: SimulatedMedia) -> None:
    boxes = created(media)
    media.disks["internal"].pull()
    with pytest.raises(MediumMissing):
        record(boxes, ballot(1))
    assert held(media.removable[0]) == {}


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
