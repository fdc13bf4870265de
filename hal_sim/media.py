"""The simulated terminal's media: internal storage and a slot for each stick.

One power supply feeds them all. The real ``DirectoryMedium`` stands on every simulated disk, so
that a day on simulated media runs the code that runs on real ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from device.hal import Clock
from drivers.directory_medium import DirectoryMedium
from hal_sim.disk import DEFAULT_CAPACITY_BYTES, SimulatedDisk
from hal_sim.faults import CutPower, DiskFault, Fault
from hal_sim.power_supply import PowerSupply

INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class SimulatedMedia:
    """The disks by label, for physical verbs, and the media that the terminal sees on them."""

    power: PowerSupply
    disks: dict[str, SimulatedDisk]
    internal: DirectoryMedium
    removable: tuple[DirectoryMedium, ...]

    def fresh_stick(self, label: str, directory: Path) -> None:
        """Put another stick, empty or not, into the slot ``label``."""
        self.disks[label].insert(directory)


def simulated_media(
    internal: Path,
    sticks: dict[str, Path],
    faults: Iterable[Fault] = (),
    clock: Clock | None = None,
    capacity_bytes: int = DEFAULT_CAPACITY_BYTES,
) -> SimulatedMedia:
    """Media over the directory ``internal`` and one directory for each stick, by label.

    At most one ``CutPower`` at a time is planned; the other faults name the disk they strike.
    """
    faults = tuple(faults)
    power = PowerSupply(next((fault for fault in faults if isinstance(fault, CutPower)), None))
    of_disks: tuple[DiskFault, ...] = tuple(fault for fault in faults if not isinstance(fault, CutPower))
    disks = {
        label: SimulatedDisk(directory, label, power, of_disks, clock, capacity_bytes)
        for label, directory in {INTERNAL: internal, **sticks}.items()
    }
    return SimulatedMedia(
        power,
        disks,
        DirectoryMedium(disks[INTERNAL], INTERNAL, removable=False),
        tuple(DirectoryMedium(disks[label], label, removable=True) for label in sticks),
    )
