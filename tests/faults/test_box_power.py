"""The power is cut before, in the middle of and after every durable write of the ballot boxes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from support.box_ballots import ballot, created, decide, folders, opened, record

from device.errors import StateError
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState
from device.records.box_states import BoxState
from hal_sim.faults import CutPower, Moment
from hal_sim.media import SimulatedMedia, simulated_media
from hal_sim.power_supply import PowerCut

MOMENTS: tuple[Moment, ...] = ("before", "during", "after")
DAY = [
    (1, BallotState.CAST),
    (2, BallotState.CHALLENGED),
    (3, None),
    (4, BallotState.SPOILED),
]


@dataclass(slots=True)
class Promised:
    """What calls that returned have promised, and what the call cut off had tried."""

    recorded: set[int] = field(default_factory=set)
    decided: dict[int, BallotState] = field(default_factory=dict)
    recording: int | None = None
    deciding: tuple[int, BallotState] | None = None


def play_day(boxes: BallotBoxes, promised: Promised) -> None:
    """Go on with DAY from what stands in the boxes."""
    standing = {each.code: each.state for each in boxes.ballots()}
    for number, state in DAY:
        each = ballot(number)
        if each.code not in standing:
            promised.recording = number
            record(boxes, each)
            promised.recorded.add(number)
        promised.recording = None
        if state is not None and standing.get(each.code) is None:
            promised.deciding = (number, state)
            decide(boxes, each, state)
            promised.decided[number] = state
        promised.deciding = None


def start(media: SimulatedMedia) -> BallotBoxes:
    try:
        boxes = opened(media)
    except StateError:
        return created(media)
    if not boxes.counts().encrypted:  # the opening of the polls was cut: they are opened again
        boxes.heal(enrolling=True)
    return boxes


def expect_kept(boxes: BallotBoxes, promised: Promised) -> None:
    """Nothing promised is missing, nothing is there that nobody tried, nothing is decided by itself."""
    found = {each.code: each for each in boxes.ballots()}
    assert len(found) == boxes.counts().encrypted
    numbers = {number: found.get(ballot(number).code) for number, _ in DAY}
    present = {number for number, stored in numbers.items() if stored is not None}
    assert promised.recorded <= present <= promised.recorded | {promised.recording}
    for number in present:
        stored = numbers[number]
        assert stored is not None
        assert (stored.body, stored.body_signature) == (ballot(number).body, ballot(number).body_signature)
        allowed = {promised.decided.get(number)}
        if promised.deciding is not None and promised.deciding[0] == number:
            allowed.add(promised.deciding[1])
        assert stored.state in allowed
        if stored.state is not None:
            assert stored.signature == ballot(number).decision(stored.state)
            promised.decided[number] = stored.state  # shown at a start, it is promised from then on
    promised.recorded, promised.recording, promised.deciding = present, None, None


def cuts() -> Iterator[tuple[int, Moment]]:
    for at_write in count(1):
        for moment in MOMENTS:
            yield at_write, moment


def test_no_cut_at_any_write_of_a_day_loses_or_decides_a_ballot(tmp_path: Path) -> None:
    writes = 0
    for trial, (at_write, moment) in enumerate(cuts()):
        media = simulated_media(*folders(tmp_path / str(trial)), [CutPower(at_write, moment, seed=trial)])
        promised = Promised()
        try:
            play_day(start(media), promised)
        except PowerCut:
            media.power.restore()
        else:
            writes = media.power.writes
            break
        again = start(media)
        expect_kept(again, promised)
        play_day(again, promised)
        assert [report.state for report in again.media()] == [BoxState.IN_STEP] * 3, (at_write, moment)
        again.close()
        final = opened(media, at_least=len(DAY))
        assert dict(DAY) == {number: final.ballot(ballot(number).code).state for number, _ in DAY}
    # Per medium: folder, region, two headers, four ballots, three decisions; per stick: marks, and zeros.
    assert writes == 3 * (1 + 1 + 2 + 4 + 3) + 2 * (1 + 1)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_cut_while_a_lost_internal_box_is_restored_only_delays_it(tmp_path: Path, moment: Moment) -> None:
    for at_write in count(1):
        media = simulated_media(*folders(tmp_path / str(at_write)))
        promised = Promised()
        boxes = created(media)
        play_day(boxes, promised)
        boxes.close()
        media.internal.remove_tree("ballot_box")
        media.power.plan(CutPower(media.power.writes + at_write, moment, seed=at_write))
        try:
            opened(media)
        except PowerCut:
            media.power.restore()
        else:
            break
        again = opened(media, at_least=len(DAY))
        expect_kept(again, promised)
        again.close()
        for medium in media.removable:
            medium.remove_tree("ballot_box")
        expect_kept(opened(media, at_least=len(DAY)), promised)
    assert at_write == 1 + 5  # folder, region, two headers, and all ballots with one sync


def test_two_cuts_in_a_row_lose_nothing(tmp_path: Path) -> None:
    for first in range(1, 34, 3):
        for second in range(1, 9, 2):
            media = simulated_media(*folders(tmp_path / f"{first}-{second}"))
            promised = Promised()
            for after in (first, second):
                media.power.plan(CutPower(media.power.writes + after, "during", seed=first * second))
                try:
                    play_day(start(media), promised)
                except PowerCut:
                    media.power.restore()
                    media.power.plan(None)
                    expect_kept(start(media), promised)
            play_day(start(media), promised)
            assert opened(media, at_least=len(DAY)).counts().undecided == 1
