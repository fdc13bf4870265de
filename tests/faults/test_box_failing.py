"""Ballot boxes on media that fail while they write, or lose what they took."""

from pathlib import Path

import pytest
from support.box_ballots import (
    ballot,
    created,
    decide,
    folders,
    held,
    opened,
    record,
    state_of,
)

from device.errors import MediumFailing, MediumMissing, StateError
from device.records.ballot_state import BallotCounts, BallotState
from device.records.box_finding import BOX_NAME
from device.records.box_states import BoxState
from hal_sim.faults import DiskFault, FailSync, LieAboutSync
from hal_sim.media import SimulatedMedia, simulated_media


@pytest.fixture
def media(tmp_path: Path) -> SimulatedMedia:
    return simulated_media(*folders(tmp_path))


@pytest.mark.parametrize("label", ["internal", "stick A"])
@pytest.mark.parametrize("landed", ["nothing", "some", "all"])
@pytest.mark.parametrize("step", [1, 2])
def test_a_failed_write_is_done_again_in_another_slot(
    tmp_path: Path, label: str, landed: str, step: int
) -> None:
    # Two syncs make the header of a box, two more test the room of a stick; then ballot and decision.
    made = 2 if label == "internal" else 4
    fault = FailSync(label, at_sync=made + step, landed=landed, seed=7)  # type: ignore[arg-type]
    media = simulated_media(*folders(tmp_path), [fault])
    boxes = created(media)
    record(boxes, ballot(1))
    decide(boxes, ballot(1), BallotState.CAST)
    assert boxes.counts() == BallotCounts(1, 1, 0, 0, 0)
    assert state_of(boxes, label) is BoxState.SUSPECT
    assert media.disks[label].syncs == made + 2 + step
    again = opened(media)
    assert again.counts() == BallotCounts(1, 1, 0, 0, 0)
    assert held(media.removable[0]) == {ballot(1).code: BallotState.CAST}


def test_a_lying_stick_is_found_and_left_out_while_voting_goes_on(tmp_path: Path) -> None:
    media = simulated_media(*folders(tmp_path), [LieAboutSync("stick A", at_sync=5, count=1000)])
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


def test_without_its_internal_medium_the_terminal_does_not_record(media: SimulatedMedia) -> None:
    boxes = created(media)
    media.disks["internal"].pull()
    with pytest.raises(MediumMissing):
        record(boxes, ballot(1))
    assert held(media.removable[0]) == {}
