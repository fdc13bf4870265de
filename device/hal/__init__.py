"""The hardware as the application knows it: roles, and one frozen record of them all."""

from dataclasses import dataclass

from device.hal.clock import Clock
from device.hal.entropy import Entropy, random_below
from device.hal.medium import SECTOR_BYTES, Medium, MediumState, Region
from device.hal.panel import Panel
from device.hal.power import Power, PowerAlarm, Supply
from device.hal.printer import (
    DotImage,
    JobState,
    Journal,
    Paper,
    Printer,
    PrinterStatus,
    Proof,
    Trouble,
)

__all__ = [
    "SECTOR_BYTES",
    "Clock",
    "DotImage",
    "Entropy",
    "JobState",
    "Journal",
    "Medium",
    "MediumState",
    "Panel",
    "Paper",
    "Power",
    "PowerAlarm",
    "Printer",
    "PrinterStatus",
    "Proof",
    "Region",
    "Rig",
    "Supply",
    "Trouble",
    "random_below",
]


@dataclass(frozen=True, slots=True)
class Rig:
    """All hardware of one terminal, built outside and passed in.

    ``internal`` is the medium inside the case, ``removable`` the slots for sticks, at least one.
    """

    printer: Printer
    internal: Medium
    removable: tuple[Medium, ...]
    panel: Panel
    power: Power
    clock: Clock
    entropy: Entropy
