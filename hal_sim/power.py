"""Where the simulated terminal's current comes from. Cutting it is ``hal_sim/disk.py``'s matter."""

from device.hal import PowerAlarm, Supply


class SimulatedPower:
    """A supply with a battery behind it; remembers whether the terminal switched itself off.

    Verbs: ``unplug`` and ``plug_in`` the cable, ``sag`` (a supply that is too weak), ``run_low`` (the
    battery nearly empty, or the power-fail line down).
    """

    def __init__(self) -> None:
        self._supply = Supply.MAINS
        self._alarm = PowerAlarm.NONE
        self.is_off = False

    def supply(self) -> Supply:
        """Where the power comes from."""
        return self._supply

    def alarm(self) -> PowerAlarm:
        """What the power warns of."""
        return self._alarm

    def shut_down(self) -> None:
        """Switch off."""
        self.is_off = True

    def unplug(self) -> None:
        """The terminal runs on its battery from now on."""
        self._supply = Supply.BATTERY

    def sag(self) -> None:
        """The supply gives too little voltage."""
        self._alarm = PowerAlarm.WEAK

    def run_low(self) -> None:
        """The cable is out and little is left."""
        self._supply = Supply.BATTERY
        self._alarm = PowerAlarm.ENDING

    def plug_in(self) -> None:
        """Back on mains, and a good one."""
        self._supply = Supply.MAINS
        self._alarm = PowerAlarm.NONE
