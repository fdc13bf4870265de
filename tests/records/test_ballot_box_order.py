"""Nothing in a ballot box tells in which order its ballots came (VVSG 2.0 10.2.2-B)."""

from itertools import pairwise
from pathlib import Path

import pytest
from support.box_ballots import IDENTITY, MAX_BODY_BYTES, ballot, created, decide, opened, record, take_in

from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState
from device.records.box_finding import BOX_NAME, find_box
from hal_sim.entropy import SeededEntropy
from hal_sim.media import SimulatedMedia, simulated_media

BALLOTS = 120
# A rank correlation of 120 random pairs has a standard deviation of 1/sqrt(119) = 0.092.
FOUR_DEVIATIONS = 0.37


def rank_correlation(first: list[int], second: list[int]) -> float:
    """Spearman's, of two lists without ties."""
    ranks = [[sorted(values).index(value) for value in values] for values in (first, second)]
    count = len(first)
    squares = sum((one - other) ** 2 for one, other in zip(*ranks, strict=True))
    return 1 - 6 * squares / (count * (count**2 - 1))


def slots(media: SimulatedMedia, label: str) -> dict[bytes, int]:
    medium = next(medium for medium in (media.internal, *media.removable) if medium.label == label)
    box = find_box(medium)
    assert box is not None
    box.scan(lambda _ballot: None)
    return {code: found.slot for code, found in box.placed.items()}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> SimulatedMedia:
    """120 ballots in order of their number; stick B missed the second half and was healed at the end."""
    top = tmp_path_factory.mktemp("day")
    media = simulated_media(top / "internal", {"stick A": top / "a", "stick B": top / "b"})
    boxes = created(media, capacity=200)
    for number in range(BALLOTS):
        record(boxes, ballot(number))
        decide(boxes, ballot(number), BallotState.CAST)
        if number == BALLOTS // 2:
            media.disks["stick B"].pull()
    media.disks["stick B"].put_back()
    take_in(boxes, media.removable[1])
    return media


@pytest.mark.parametrize("label", ["internal", "stick A", "stick B"])
def test_slots_do_not_follow_the_order_of_voters(day: SimulatedMedia, label: str) -> None:
    placed = slots(day, label)
    order = [placed[ballot(number).code] for number in range(BALLOTS)]
    assert len(set(order)) == BALLOTS
    assert abs(rank_correlation(order, list(range(BALLOTS)))) < FOUR_DEVIATIONS
    steps = [later - earlier for earlier, later in pairwise(order)]
    assert sum(step == 1 for step in steps) < 8
    assert max(order) > 180  # spread over the whole box, not packed at its beginning
    assert min(order) < 20


def test_slots_on_one_medium_tell_nothing_about_those_on_another(day: SimulatedMedia) -> None:
    inside, stick = slots(day, "internal"), slots(day, "stick A")
    codes = sorted(inside)
    assert abs(rank_correlation([inside[code] for code in codes], [stick[code] for code in codes])) < 0.37


def test_healed_ballots_do_not_stand_apart_from_those_written_at_once(day: SimulatedMedia) -> None:
    placed = slots(day, "stick B")
    early = [placed[ballot(number).code] for number in range(BALLOTS // 2)]
    late = [placed[ballot(number).code] for number in range(BALLOTS // 2 + 1, BALLOTS)]
    means = sum(early) / len(early), sum(late) / len(late)
    # The mean of 60 slots out of 216 deviates by 62/sqrt(60) = 8; of the difference, 11.4.
    assert abs(means[0] - means[1]) < 46


def test_two_days_with_other_randomness_put_the_same_ballots_elsewhere(tmp_path: Path) -> None:
    orders = []
    for seed in (b"first", b"second"):
        media = simulated_media(tmp_path / seed.decode(), {})
        boxes = created(media, capacity=200, seed=seed)
        for number in range(20):
            record(boxes, ballot(number))
        orders.append(slots(media, "internal"))
    same = sum(orders[0][code] == orders[1][code] for code in orders[0])
    assert same <= 3


def test_a_box_holds_nothing_but_headers_ballots_and_decisions(tmp_path: Path) -> None:
    media = simulated_media(tmp_path / "internal", {})
    boxes = created(media, capacity=30)
    before = (tmp_path / "internal" / BOX_NAME).read_bytes()
    record(boxes, ballot(1))
    decide(boxes, ballot(1), BallotState.CAST)
    box = find_box(media.internal)
    assert box is not None
    box.scan(lambda _ballot: None)
    after = (tmp_path / "internal" / BOX_NAME).read_bytes()
    slot = box.placed[ballot(1).code].slot
    start = box.header.ballot_offset(slot)
    end = start + box.header.stride_bytes
    assert after[:start] + after[end:] == before[:start] + before[end:]
    assert len(after) == box.header.region_bytes


def test_the_same_ballots_in_another_order_are_equally_likely_in_every_slot(tmp_path: Path) -> None:
    """The first ballot of a day falls into each quarter of the box about as often as the last."""
    quarters = {0: [0] * 4, 3: [0] * 4}
    for trial in range(120):
        media = simulated_media(tmp_path / str(trial), {})
        boxes = BallotBoxes.create(
            media.internal, [], IDENTITY, MAX_BODY_BYTES, 16, SeededEntropy(b"%d" % trial)
        )
        for number in range(4):
            record(boxes, ballot(number))
        placed = slots(media, "internal")
        for number, counts in quarters.items():
            counts[placed[ballot(number).code] // 8] += 1
        boxes.close()
    for counts in quarters.values():
        # 120 draws over four quarters: 30 each, standard deviation 4.7.
        assert all(10 < count < 50 for count in counts)


def test_ballots_come_back_whatever_the_randomness_was(day: SimulatedMedia) -> None:
    boxes = opened(day)
    assert boxes.counts().cast == BALLOTS
