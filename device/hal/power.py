"""The power role: where the current comes from, whether it is about to end, and switching off."""

from enum import Enum
from typing import Protocol


class Supply(Enum):
    """Where the terminal's power comes from."""

    MAINS = "mains"
    BATTERY = "battery"
    UNKNOWN = "unknown"


class PowerAlarm(Enum):
    """What the power hardware warns of."""

    NONE = "none"
    WEAK = "weak"  # too little voltage: a poor supply or cable; the terminal may fail at any load
    ENDING = "ending"  # the power-fail line is down, or the battery is nearly empty: seconds or minutes
    UNKNOWN = "unknown"  # no hardware that could warn


class Power(Protocol):
    """The terminal's power."""

    def supply(self) -> Supply:
        """Where the power comes from now; UNKNOWN where the hardware cannot tell."""

    def alarm(self) -> PowerAlarm:
        """The gravest warning now. Answers at once, so it may be asked on the UI thread every second."""

    def shut_down(self) -> None:
        """Switch the terminal off in an orderly way; everything durable has been written before."""
