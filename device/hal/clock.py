"""The clock role: wall time for the event log, a steady clock for time limits."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """Wall time with its offset from UTC, whole seconds. Only an official may set it."""

    def steady_s(self) -> float:
        """Seconds that never jump, from an arbitrary start: for time limits and timeouts."""

    def wait(self, duration_s: float) -> None:
        """Let ``duration_s`` pass (never called on the UI thread)."""
