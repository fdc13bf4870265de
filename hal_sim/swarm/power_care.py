"""The current in the polling place: it fails for a while, and a poll worker does something about it."""

import re

from device.hal import PowerAlarm, Supply
from hal_sim.clock import SimulatedClock
from hal_sim.power import SimulatedPower

_ADVICE = re.compile(r"power cable|power supply|the supply")


class PowerCare:
    """Nobody can bring the mains back before the outage is over."""

    def __init__(self, power: SimulatedPower, clock: SimulatedClock) -> None:
        self._power = power
        self._clock = clock
        self._back_s = 0.0

    @property
    def ending(self) -> bool:
        """Whether the power is about to end."""
        return self._power.alarm() is PowerAlarm.ENDING

    @property
    def out(self) -> bool:
        """Whether anything is wrong with the power."""
        return self._power.supply() is Supply.BATTERY or self._power.alarm() is not PowerAlarm.NONE

    def fail(self, what: str, outage_s: float) -> None:
        """The power fails for ``outage_s``; ``what`` is a verb of SimulatedPower."""
        self._back_s = max(self._back_s, self._clock.steady_s() + outage_s)
        {"unplug": self._power.unplug, "sag": self._power.sag, "run_low": self._power.run_low}[what]()

    def follow(self, said: str) -> None:
        """Do what the sentences advise, if it helps."""
        if _ADVICE.search(said) and self._clock.steady_s() >= self._back_s:
            self._power.plug_in()

    def wait_for_mains(self) -> None:
        """Before the terminal is switched on again there is power."""
        self._clock.advance(max(0.0, self._back_s - self._clock.steady_s()))
        self._power.plug_in()
