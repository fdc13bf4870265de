"""The small hardware roles, real and simulated: clock, entropy, power."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.errors import InputError
from device.hal import Clock, PowerAlarm, Supply, random_below
from drivers.power_fail_line import GpioFailLine
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
    assert SystemPower(None, tmp_path).supply() is expected


class Line:
    def __init__(self, *, down: bool, readable: bool = True) -> None:
        self.down, self.readable = down, readable

    def is_down(self) -> bool:
        if not self.readable:
            raise OSError("no such line")
        return self.down


_UPS = {"type": "UPS", "status": "Discharging"}


@pytest.mark.parametrize(
    ("line", "supplies", "monitor", "expected"),
    [
        (None, {}, {}, PowerAlarm.UNKNOWN),
        (Line(down=False), {}, {}, PowerAlarm.NONE),
        (Line(down=True), {}, {"name": "rpi_volt", "in0_lcrit_alarm": "1"}, PowerAlarm.ENDING),
        (Line(down=True, readable=False), {}, {}, PowerAlarm.UNKNOWN),
        (
            Line(down=True, readable=False),
            {},
            {"name": "rpi_volt", "in0_lcrit_alarm": "0"},
            PowerAlarm.NONE,
        ),
        (None, {}, {"name": "rpi_volt", "in0_lcrit_alarm": "1"}, PowerAlarm.WEAK),
        (None, {}, {"name": "cpu_thermal", "in0_lcrit_alarm": "1"}, PowerAlarm.UNKNOWN),
        (None, {"U": {**_UPS, "capacity": "10"}}, {}, PowerAlarm.ENDING),
        (None, {"U": {**_UPS, "capacity": "11"}}, {}, PowerAlarm.NONE),
        (None, {"U": {**_UPS, "capacity_level": "Critical"}}, {}, PowerAlarm.ENDING),
        (None, {"U": _UPS}, {}, PowerAlarm.NONE),
        (None, {"U": {"type": "UPS", "status": "Charging", "capacity": "3"}}, {}, PowerAlarm.NONE),
    ],
)
def test_what_the_power_warns_of_is_read_from_line_battery_and_voltage(
    tmp_path: Path,
    line: Line | None,
    supplies: dict[str, dict[str, str]],
    monitor: dict[str, str],
    expected: PowerAlarm,
) -> None:
    for folder, values in {
        **{f"s/{name}": each for name, each in supplies.items()},
        "m/hwmon0": monitor,
    }.items():
        (tmp_path / folder).mkdir(parents=True)
        for key, value in values.items():
            (tmp_path / folder / key).write_text(value + "\n")
    power = SystemPower(line, tmp_path / "s", tmp_path / "m")
    assert power.alarm() is PowerAlarm.UNKNOWN
    assert power.look() is power.alarm() is expected


def test_a_watched_power_tells_what_changed_without_being_asked_to_look(tmp_path: Path) -> None:
    line = Line(down=False)
    power = SystemPower(line, tmp_path, tmp_path)
    power.watch(every_s=0.001)
    assert power.alarm() is PowerAlarm.NONE
    line.down = True
    deadline_s = time.monotonic() + 60.0
    while power.alarm() is not PowerAlarm.ENDING and time.monotonic() < deadline_s:
        time.sleep(0.001)
    assert power.alarm() is PowerAlarm.ENDING


@pytest.mark.parametrize(
    "place", ["17", "/dev/gpiochip0", "/dev/mem:3", "/dev/gpiochip0:17:high", "/dev/gpiochip999:1"]
)
def test_a_power_fail_line_that_cannot_be_used_is_refused_in_one_sentence(place: str) -> None:
    with pytest.raises(InputError, match="power-fail line"):
        GpioFailLine(place)
