"""The pseudo-terminal of a simulated printer as a port that tells which unit is behind it."""

from drivers.serial_link import SerialLink
from hal_sim.printer.simulated_printer import SimulatedPrinter


class NamedLink(SerialLink):
    """What an adapter with a serial number is: the printer's name comes with its cable."""

    def __init__(self, printer: SimulatedPrinter) -> None:
        super().__init__(printer.path)
        self._printer = printer

    def unit(self) -> str:
        """The printer's name; "" for a printer without one. Raises PrinterError when the port is gone."""
        super().unit()
        return self._printer.unit
