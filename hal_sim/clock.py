"""A clock that can be told to hurry."""

import time
from datetime import datetime, timedelta
from threading import Lock


class SimulatedClock:
    """Runs with real time from ``start``, and jumps ahead when told: nobody waits in a simulation.

    ``runs`` false: time passes only when told, so that a day replays to the second.
    """

    def __init__(self, start: datetime, *, runs: bool = True) -> None:
        self._start = start
        self._runs = runs
        self._began_s = time.monotonic()
        self._ahead_s = 0.0
        self._lock = Lock()

    def now(self) -> datetime:
        """Simulated wall time, whole seconds."""
        return (self._start + timedelta(seconds=self.steady_s())).replace(microsecond=0)

    def steady_s(self) -> float:
        """Simulated seconds since the start."""
        with self._lock:
            return (time.monotonic() - self._began_s if self._runs else 0.0) + self._ahead_s

    def wait(self, duration_s: float) -> None:
        """Let time pass at once."""
        self.advance(duration_s)

    def advance(self, duration_s: float) -> None:
        """Jump ahead."""
        if duration_s < 0:
            raise ValueError("time runs forward only")
        with self._lock:
            self._ahead_s += duration_s
