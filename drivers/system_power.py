"""The power role on Linux: what ``/sys/class/power_supply`` says, and ``systemctl poweroff``."""

import subprocess
from pathlib import Path

from device.errors import HardwareError
from device.hal import Supply

POWER_SUPPLIES = Path("/sys/class/power_supply")


class SystemPower:
    """The terminal's supply as the kernel sees it; UNKNOWN where the kernel knows none."""

    def __init__(self, supplies: Path = POWER_SUPPLIES) -> None:
        self._supplies = supplies

    def supply(self) -> Supply:
        """MAINS while any mains supply is online, BATTERY while a battery is discharging."""
        mains = [
            path for path in self._of_type("Mains") + self._of_type("USB") if _read(path / "online") == "1"
        ]
        if mains:
            return Supply.MAINS
        if any(_read(path / "status") == "Discharging" for path in self._of_type("Battery")):
            return Supply.BATTERY
        return Supply.UNKNOWN

    def shut_down(self) -> None:
        """Ask the system to power off. Raises HardwareError when it refuses."""
        try:
            subprocess.run(["/usr/bin/systemctl", "poweroff"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as exc:
            raise HardwareError(
                "The terminal could not switch itself off. Press its power button."
            ) from exc

    def _of_type(self, kind: str) -> list[Path]:
        if not self._supplies.is_dir():
            return []
        return [path for path in sorted(self._supplies.iterdir()) if _read(path / "type") == kind]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
