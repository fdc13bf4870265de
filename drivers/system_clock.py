"""The clock role on Linux."""

import time
from datetime import datetime


class SystemClock:
    """Wall time of the system in its time zone, and the monotonic clock."""

    def now(self) -> datetime:
        """Wall time with its offset, whole seconds."""
        return datetime.now().astimezone().replace(microsecond=0)

    def steady_s(self) -> float:
        """The kernel's monotonic clock, in seconds."""
        return time.monotonic()

    def wait(self, duration_s: float) -> None:
        """Sleep."""
        time.sleep(duration_s)
