"""After a ballot that could not be recorded: whether it landed is found without reading everything."""

from pathlib import Path

import pytest
from support.box_ballots import ballot, created, decide, folders, held, opened, record, state_of

from device.errors import MediumError
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState
from device.records.box_states import BoxState
from hal_sim.faults import FailSync, FaultPlan
from hal_sim.media import SimulatedMedia, simulated_media

BEFORE = 12


def failed_after(media: SimulatedMedia, count: int, landed: str) -> BallotBoxes:
    """Boxes with ``count`` ballots, after one more whose two writes on internal failed."""
    boxes = created(media, capacity=40)
    for number in range(count):
        record(boxes, ballot(number))
        decide(boxes, ballot(number), BallotState.CAST)
    disk = media.disks["internal"]
    faults = [FailSync("internal", disk.syncs + step, landed, seed=3) for step in (1, 2)]  # type: ignore[arg-type]
    disk.plan = FaultPlan("internal", faults)
    with pytest.raises(MediumError):
        record(boxes, ballot(99))
    return boxes


@pytest.mark.parametrize("landed", ["nothing", "some", "all"])
def test_a_ballot_that_landed_all_the_same_is_found_and_mirrored_and_no_other_is_made_up(
    tmp_path: Path, landed: str
) -> None:
    media = simulated_media(*folders(tmp_path))
    boxes = failed_after(media, 3, landed)
    boxes.settle()
    assert boxes.holds(ballot(99).code) == (landed == "all")
    record(boxes, ballot(50))
    decide(boxes, ballot(50), BallotState.CAST)
    assert {report.state for report in boxes.media()} <= {BoxState.IN_STEP, BoxState.SUSPECT}
    boxes.close()
    inside = held(media.internal)
    assert len(inside) == (5 if landed == "all" else 4)
    assert [held(medium) for medium in media.removable] == [inside, inside]
    again = opened(media, at_least=4)
    assert {code: again.ballot(code).state for code in inside} == inside


def test_settling_costs_the_same_however_many_ballots_there_are(tmp_path: Path) -> None:
    costs = []
    for count in (1, BEFORE):
        media = simulated_media(*folders(tmp_path / str(count)))
        boxes = failed_after(media, count, "all")
        before = sum(disk.operations for disk in media.disks.values())
        boxes.settle()
        costs.append(sum(disk.operations for disk in media.disks.values()) - before)
    assert costs[0] == costs[1]


def test_an_internal_medium_whose_file_went_dead_is_read_anew(tmp_path: Path) -> None:
    media = simulated_media(*folders(tmp_path))
    boxes = failed_after(media, 2, "all")
    media.disks["internal"].pull()
    media.disks["internal"].put_back()
    boxes.settle()
    assert boxes.holds(ballot(99).code)
    record(boxes, ballot(50))
    assert state_of(boxes, "stick A") is BoxState.IN_STEP
    assert len(held(media.removable[0])) == 4


def test_a_ballot_written_a_second_time_keeps_the_place_it_is_decided_in(tmp_path: Path) -> None:
    media = simulated_media(*folders(tmp_path))
    boxes = created(media)
    disk = media.disks["internal"]
    disk.plan = FaultPlan("internal", [FailSync("internal", disk.syncs + 1, "all")])
    record(boxes, ballot(1))
    slot = boxes.internal_slot(ballot(1).code)
    boxes.settle()
    assert boxes.internal_slot(ballot(1).code) == slot
    decide(boxes, ballot(1), BallotState.SPOILED)
    assert opened(media).counts().spoiled == 1


def test_a_mirror_that_missed_a_ballot_which_landed_is_brought_in_step_and_stops_nobody(
    tmp_path: Path,
) -> None:
    media = simulated_media(*folders(tmp_path))
    boxes = failed_after(media, 3, "all")
    boxes._keeper.primary.look_again(boxes._signatures.check)  # the settling broke off right here
    assert boxes.holds(ballot(99).code)
    decide(boxes, ballot(99), BallotState.SPOILED)
    assert {report.state for report in boxes.media()[1:]} == {BoxState.RETURNED}
    while any(report.state is BoxState.RETURNED for report in boxes.media()):
        boxes.catch_up(lambda: 0.0)
    boxes.close()
    inside = held(media.internal)
    assert inside[ballot(99).code] is BallotState.SPOILED
    assert [held(medium) for medium in media.removable] == [inside, inside]
