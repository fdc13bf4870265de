"""The power role: where the current comes from, and switching off."""

from enum import Enum
from typing import Protocol


class Supply(Enum):
    """Where the terminal's power comes from."""

    MAINS = "mains"
    BATTERY = "battery"
    UNKNOWN = "unknown"


class Power(Protocol):
    """The terminal's power."""

    def supply(self) -> Supply:
        """Where the power comes from now; UNKNOWN where the hardware cannot tell."""

    def shut_down(self) -> None:
        """Switch the terminal off in an orderly way; everything durable has been written before."""
