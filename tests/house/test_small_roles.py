"""The small hardware roles, real and simulated: clock, entropy, power."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.hal import Clock, Supply, random_below
from drivers.system_clock import SystemClock
from drivers.system_power import SystemPower
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy

START = datetime(2026, 11, 3, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("clock", [SystemClock(), SimulatedClock(START)], ids=["system", "simulated"])
def test_a_clock_has_an_offset_whole_seconds_and_never_runs_back(clock: Clock) -> None:
    first, steady = clock.now(), clock.steady_s()
    clock.wait(0.01)
    assert first.utcoffset() is not None
    assert first.microsecond == 0
    assert clock.now() >= first
    assert clock.steady_s() >= steady + 0.01


def test_a_simulated_clock_jumps_when_told() -> None:
    clock = SimulatedClock(START)
    before = clock.steady_s()
    clock.advance(3600)
    assert clock.steady_s() >= before + 3600
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)


def test_random_below_is_uniform_and_stays_below() -> None:
    entropy = SeededEntropy(b"dice")
    counts = [0] * 6
    for _ in range(6000):
        counts[random_below(entropy, 6)] += 1
    # Chi-square with 5 degrees of freedom: 25.7 is exceeded once in 10,000 seeds; this one is fixed.
    assert sum((count - 1000) ** 2 / 1000 for count in counts) < 25.7
    assert random_below(entropy, 1) == 0
    with pytest.raises(ValueError, match="at least 1"):
        random_below(entropy, 0)


def test_the_same_seed_gives_the_same_day() -> None:
    assert SeededEntropy(b"7").random_bytes(100) == SeededEntropy(b"7").random_bytes(100)
    assert SeededEntropy(b"7").random_bytes(100) != SeededEntropy(b"8").random_bytes(100)


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ({}, Supply.UNKNOWN),
        ({"AC": {"type": "Mains", "online": "1"}}, Supply.MAINS),
        (
            {"AC": {"type": "Mains", "online": "0"}, "B": {"type": "Battery", "status": "Discharging"}},
            Supply.BATTERY,
        ),
        ({"AC": {"type": "Mains", "online": "0"}}, Supply.UNKNOWN),
    ],
)
def test_the_power_supply_is_read_from_the_kernel(
    tmp_path: Path, supplies: dict[str, dict[str, str]], expected: Supply
) -> None:
    for name, values in supplies.items():
        (tmp_path / name).mkdir()
        for key, value in values.items():
            (tmp_path / name / key).write_text(value + "\n")
    assert SystemPower(tmp_path).supply() is expected
