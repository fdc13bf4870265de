"""Where the simulated terminal's current comes from. Cutting it is ``hal_sim/disk.py``'s matter."""

from device.hal import Supply


class SimulatedPower:
    """``unplug()`` and ``plug_in()``; remembers whether the terminal switched itself off."""

    def __init__(self) -> None:
        self._supply = Supply.MAINS
        self.is_off = False

    def supply(self) -> Supply:
        """Where the power comes from."""
        return self._supply

    def shut_down(self) -> None:
        """Switch off."""
        self.is_off = True

    def unplug(self) -> None:
        """The terminal runs on its battery from now on."""
        self._supply = Supply.BATTERY

    def plug_in(self) -> None:
        """Back on mains."""
        self._supply = Supply.MAINS
