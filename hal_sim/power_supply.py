"""The current that all simulated disks of a terminal run on, cut at a chosen durable write."""

from collections.abc import Callable
from threading import RLock

from hal_sim.faults import CutPower


class PowerCut(BaseException):
    """The power is gone: the program stops where it stands. Nothing in the product may catch it."""


class PowerSupply:
    """Counts durable writes over all disks and cuts the power at the one a fault names.

    Once off, every operation of every disk raises PowerCut, until ``restore``. ``writes`` counts
    from the beginning, over restarts too.
    """

    def __init__(self, fault: CutPower | None = None) -> None:
        self.lock = RLock()
        self.on = True
        self.writes = 0
        self._fault = fault
        self._listeners: list[Callable[[], None]] = []

    def plan(self, fault: CutPower | None) -> None:
        """Cut the power as ``fault`` says, from now on instead of what was planned before."""
        self._fault = fault

    def when_cut(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever the power goes: what was in memory is lost then."""
        self._listeners.append(listener)

    def check(self) -> None:
        """Raise PowerCut while the power is off."""
        if not self.on:
            raise PowerCut

    def next_write(self) -> CutPower | None:
        """Count a durable write; the fault, if it strikes at this one. Raises PowerCut while off."""
        self.check()
        self.writes += 1
        if self._fault is not None and self._fault.at_write == self.writes:
            return self._fault
        return None

    def cut(self) -> None:
        """Pull the plug, from outside, at any moment; whoever works on a disk next notices."""
        with self.lock:
            self.on = False
            for listener in self._listeners:
                listener()

    def restore(self) -> None:
        """Current again; files have to be opened anew."""
        with self.lock:
            self.on = True
