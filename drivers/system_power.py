"""The power role on Linux: supplies and voltage as the kernel tells them, a power-fail line, poweroff.

/sys/class/power_supply   mains, batteries and UPS boards with a kernel driver
/sys/class/hwmon          ``rpi_volt``: the undervoltage flag of a Raspberry Pi
a GPIO                    drivers/power_fail_line.py
"""

import subprocess
import time
from pathlib import Path
from threading import Thread

from device.errors import HardwareError
from device.hal import PowerAlarm, Supply
from drivers.power_fail_line import FailLine

POWER_SUPPLIES = Path("/sys/class/power_supply")
HARDWARE_MONITORS = Path("/sys/class/hwmon")
ENDING_PERCENT = 10
"""Of a battery that is being used: what is left is for switching off in order."""
_BATTERIES = ("Battery", "UPS")
_ENDING_LEVELS = ("Critical", "Low")


class SystemPower:
    """The terminal's power as the kernel sees it; UNKNOWN where the kernel knows nothing.

    ``fail_line``: the power-fail line, if the terminal has one.
    """

    def __init__(
        self,
        fail_line: FailLine | None = None,
        supplies: Path = POWER_SUPPLIES,
        monitors: Path = HARDWARE_MONITORS,
    ) -> None:
        self._fail_line = fail_line
        self._supplies = supplies
        self._monitors = monitors
        self._alarm = PowerAlarm.UNKNOWN

    def supply(self) -> Supply:
        """MAINS while any mains supply is online, BATTERY while a battery is discharging."""
        mains = [path for path in self._of_type("Mains", "USB") if _read(path / "online") == "1"]
        if mains:
            return Supply.MAINS
        if any(_read(path / "status") == "Discharging" for path in self._of_type(*_BATTERIES)):
            return Supply.BATTERY
        return Supply.UNKNOWN

    def alarm(self) -> PowerAlarm:
        """What ``look`` found last; answers at once."""
        return self._alarm

    def look(self) -> PowerAlarm:
        """The gravest of what line, batteries and voltage say; UNKNOWN where none of them can be read.

        Reading a battery may wait for its bus, so this is for a thread that nobody waits for.
        """
        self._alarm = self._gravest()
        return self._alarm

    def watch(self, every_s: float = 1.0) -> None:
        """Go on looking on a thread of its own, until the program ends."""
        self.look()
        Thread(target=self._watch, args=(every_s,), name="power", daemon=True).start()

    def _watch(self, every_s: float) -> None:
        while True:
            time.sleep(every_s)
            self.look()

    def _gravest(self) -> PowerAlarm:
        found = {self._of_line(), self._of_batteries(), self._of_voltage()}
        for alarm in (PowerAlarm.ENDING, PowerAlarm.WEAK, PowerAlarm.NONE):
            if alarm in found:
                return alarm
        return PowerAlarm.UNKNOWN

    def shut_down(self) -> None:
        """Ask the system to power off. Raises HardwareError when it refuses."""
        try:
            subprocess.run(["/usr/bin/systemctl", "poweroff"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as exc:
            raise HardwareError(
                "The terminal could not switch itself off. Press its power button."
            ) from exc

    def _of_line(self) -> PowerAlarm:
        if self._fail_line is None:
            return PowerAlarm.UNKNOWN
        try:
            return PowerAlarm.ENDING if self._fail_line.is_down() else PowerAlarm.NONE
        except OSError:
            return PowerAlarm.UNKNOWN

    def _of_batteries(self) -> PowerAlarm:
        batteries = self._of_type(*_BATTERIES)
        if any(_is_ending(path) for path in batteries):
            return PowerAlarm.ENDING
        return PowerAlarm.NONE if batteries else PowerAlarm.UNKNOWN

    def _of_voltage(self) -> PowerAlarm:
        if not self._monitors.is_dir():
            return PowerAlarm.UNKNOWN
        for monitor in sorted(self._monitors.iterdir()):
            if _read(monitor / "name") == "rpi_volt":
                weak = _read(monitor / "in0_lcrit_alarm")
                return {"1": PowerAlarm.WEAK, "0": PowerAlarm.NONE}.get(weak, PowerAlarm.UNKNOWN)
        return PowerAlarm.UNKNOWN

    def _of_type(self, *kinds: str) -> list[Path]:
        if not self._supplies.is_dir():
            return []
        return [path for path in sorted(self._supplies.iterdir()) if _read(path / "type") in kinds]


def _is_ending(battery: Path) -> bool:
    if _read(battery / "status") != "Discharging":
        return False
    percent = _read(battery / "capacity")
    # A battery that tells neither how full it is nor a level is not said to be ending.
    if percent.isascii() and percent.isdigit():
        return int(percent) <= ENDING_PERCENT
    return _read(battery / "capacity_level") in _ENDING_LEVELS


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
