"""The capacity test against sticks that lie about their size, each in its own way."""

import errno
from collections.abc import Callable
from random import Random

import pytest

from device.errors import MediumFailing, MediumMissing
from drivers.capacity_test import BLOCK_BYTES, LEAST_STEP_BYTES, Capacity, Finding, check_capacity

SECTOR = 512
MIB = 1 << 20
ANNOUNCED = 64 * MIB
SEED = bytes(range(32))


class FakeStick:
    """A device of which ``place`` says where a sector is really kept; None is nowhere.

    ``fails`` names the sectors from which on every access is an I/O error.
    """

    def __init__(
        self,
        place: Callable[[int], int | None] = lambda sector: sector,
        *,
        size_bytes: int = ANNOUNCED,
        fails_from: int | None = None,
    ) -> None:
        self.size_bytes = size_bytes
        self.kept: dict[int, bytes] = {}
        self.written_bytes = 0
        self.flushes = 0
        self._place = place
        self._fails_from = fails_from

    def write(self, offset_bytes: int, data: bytes) -> None:
        self._expect_inside(offset_bytes, len(data))
        self.written_bytes += len(data)
        assert not self.flushes
        for start in range(0, len(data), SECTOR):
            place = self._place((offset_bytes + start) // SECTOR)
            if place is not None:
                self.kept[place] = data[start : start + SECTOR]

    def flush(self) -> None:
        self.flushes += 1

    def read(self, offset_bytes: int, length_bytes: int) -> bytes:
        self._expect_inside(offset_bytes, length_bytes)
        assert self.flushes == 1
        places = [
            self._place(sector)
            for sector in range(offset_bytes // SECTOR, (offset_bytes + length_bytes) // SECTOR)
        ]
        return b"".join(
            bytes(SECTOR) if place is None else self.kept.get(place, bytes(SECTOR)) for place in places
        )

    def _expect_inside(self, offset_bytes: int, length_bytes: int) -> None:
        assert offset_bytes % BLOCK_BYTES == length_bytes % BLOCK_BYTES == 0
        assert offset_bytes + length_bytes <= self.size_bytes
        if self._fails_from is not None and offset_bytes // SECTOR >= self._fails_from:
            raise OSError(errno.EIO, "beyond the chip")


def check(stick: FakeStick) -> Capacity:
    return check_capacity(stick, SEED, lambda _: None, lambda: 0.0)


def wraps_at(true_bytes: int) -> FakeStick:
    return FakeStick(lambda sector: sector % (true_bytes // SECTOR))


@pytest.mark.parametrize("size_bytes", [ANNOUNCED, 8 * BLOCK_BYTES, 7 * MIB + 3 * SECTOR, LEAST_STEP_BYTES])
def test_an_honest_stick_is_honest(size_bytes: int) -> None:
    stick = FakeStick(size_bytes=size_bytes)
    assert check(stick) == Capacity(Finding.HONEST, size_bytes, size_bytes)
    assert stick.written_bytes <= LEAST_STEP_BYTES + size_bytes // LEAST_STEP_BYTES * BLOCK_BYTES


@pytest.mark.parametrize(
    "true_bytes", [32 * MIB, 8 * MIB, MIB, 60 * MIB + 12 * SECTOR, 23 * MIB + 5 * SECTOR]
)
def test_a_stick_that_wraps_around_is_found_and_measured(true_bytes: int) -> None:
    found = check(wraps_at(true_bytes))
    assert found.finding is Finding.WRAPS
    assert found.true_bytes % true_bytes == 0  # a multiple, when only some of the copies meet a mark
    assert found.true_bytes < ANNOUNCED


def test_a_stick_that_wraps_around_and_keeps_what_came_first_is_found_and_measured() -> None:
    stick = wraps_at(24 * MIB)

    class KeepsFirst(dict[int, bytes]):
        def __setitem__(self, place: int, data: bytes) -> None:
            self.setdefault(place, data)

    stick.kept = KeepsFirst()
    assert check(stick) == Capacity(Finding.WRAPS, ANNOUNCED, 24 * MIB)


def test_wrapping_around_is_found_whatever_the_true_size_is() -> None:
    chance = Random(4)  # noqa: S311 - any sizes will do
    for _ in range(12):
        true_bytes = chance.randrange(BLOCK_BYTES, ANNOUNCED, SECTOR)
        assert check(wraps_at(true_bytes)).finding is not Finding.HONEST, true_bytes


def test_a_stick_that_drops_its_upper_half_is_found_and_measured() -> None:
    half = ANNOUNCED // 2 // SECTOR
    found = check(FakeStick(lambda sector: sector if sector < half else None))
    assert found.finding is Finding.LOSES
    assert abs(found.true_bytes - ANNOUNCED // 2) <= LEAST_STEP_BYTES


def test_a_stick_that_drops_only_its_last_block_is_found() -> None:
    last = ANNOUNCED // SECTOR - 1
    assert check(FakeStick(lambda sector: sector if sector < last else None)).finding is Finding.LOSES


def test_a_stick_that_keeps_all_it_has_no_room_for_in_one_place_is_found_and_measured() -> None:
    room = 20 * MIB // SECTOR
    found = check(FakeStick(lambda sector: min(sector, room)))
    assert found.finding is Finding.LOSES
    assert abs(found.true_bytes - 20 * MIB) <= LEAST_STEP_BYTES


def test_a_stick_that_fails_beyond_its_true_size_is_found_and_measured() -> None:
    found = check(FakeStick(fails_from=16 * MIB // SECTOR))
    assert found.finding is Finding.FAILS
    assert abs(found.true_bytes - 16 * MIB) <= LEAST_STEP_BYTES


def test_a_stick_that_still_holds_the_marks_of_an_earlier_test_is_not_believed() -> None:
    stick = FakeStick()
    assert check(stick).finding is Finding.HONEST
    worn_out = FakeStick(lambda _sector: None)
    worn_out.kept = stick.kept
    worn_out._place = lambda sector: sector
    worn_out.write = lambda offset_bytes, data: None  # type: ignore[method-assign]
    found = check_capacity(worn_out, bytes(32), lambda _: None, lambda: 0.0)
    assert found.finding is Finding.LOSES


def test_a_stick_that_is_pulled_is_not_called_a_fake() -> None:
    stick = FakeStick()

    def pulled() -> None:
        raise OSError(errno.ENODEV, "gone")

    stick.flush = pulled  # type: ignore[method-assign]
    with pytest.raises(MediumMissing, match="pulled"):
        check(stick)


def test_a_stick_that_takes_for_ever_is_given_up() -> None:
    moments = iter(range(0, 10_000, 100))
    with pytest.raises(MediumFailing, match="too slow"):
        check_capacity(FakeStick(), SEED, lambda _: None, lambda: float(next(moments)))


def test_the_progress_goes_from_nothing_to_all() -> None:
    told: list[float] = []
    check_capacity(FakeStick(), SEED, told.append, lambda: 0.0)
    assert told == sorted(told)
    assert 0 < told[0] < 0.1
    assert told[-1] == 1.0
