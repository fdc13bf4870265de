"""A whole simulated terminal: hardware that stays, and the program on it, which starts and dies."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtGui import QImage

from device.electionguard.parameters import STANDARD, Group
from device.errors import StateError
from device.hal import Panel, Rig
from device.terminal.assembly import TerminalProgram
from device.ui.application import gui_application
from device.ui.screen import Screen
from device.voting.blank_pool import NO_BLANKS, BlankPlan
from drivers.escpos_conversation import Timing
from drivers.escpos_printer import EscposPrinter
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy
from hal_sim.finger import Finger
from hal_sim.media import SimulatedMedia, simulated_media
from hal_sim.power import SimulatedPower
from hal_sim.power_supply import PowerCut
from hal_sim.printer.kinds import PROVES_ALL, PrinterKind
from hal_sim.printer.named_link import NamedLink
from hal_sim.printer.simulated_printer import SimulatedPrinter

STICK, SECOND_STICK = "stick A", "stick B"
PANEL = Panel(width_px=1920, height_px=1080, width_mm=344.0)
TABLE_BUDGET_BYTES = 12 * 1024 * 1024 + 1024 * 1024
"""Eight-bit tables: built in a moment, which is what a rehearsal needs."""
PATIENCE_S = 600.0
_LOOK_S = 0.001


@dataclass(slots=True)
class _Running:
    """What dies with the power."""

    program: TerminalProgram
    link: NamedLink


class Machine:
    """One simulated terminal in ``folder`` (``internal/``, ``stick/``, ``stick_b/`` if it has two slots).

    Hardware verbs are those of ``media``, ``printer``, ``clock``, ``entropy`` and ``power``; people
    use ``tap`` and look at ``screen``. Ballots are prepared in advance only where ``blanks`` says so;
    without a worker, and so in the same order each time, when ``fill_blanks`` is called. Close the
    machine, or use it with ``with``.
    """

    def __init__(
        self,
        folder: Path,
        seed: bytes,
        start: datetime,
        *,
        printer_kind: PrinterKind = PROVES_ALL,
        printer_timing: Timing | None = None,
        panel: Panel = PANEL,
        group: Group = STANDARD,
        table_budget_bytes: int = TABLE_BUDGET_BYTES,
        blanks: BlankPlan = NO_BLANKS,
        two_sticks: bool = False,
    ) -> None:
        gui_application()
        internal, sticks = folder / "internal", {STICK: folder / "stick"}
        if two_sticks:
            sticks[SECOND_STICK] = folder / "stick_b"
        for each in (internal, *sticks.values()):
            each.mkdir(parents=True, exist_ok=True)
        self.clock = SimulatedClock(start)
        self.entropy = SeededEntropy(seed)
        self.power = SimulatedPower()
        self.media: SimulatedMedia = simulated_media(internal, sticks, clock=self.clock)
        self.printer = SimulatedPrinter(printer_kind)
        self._printer_timing = printer_timing
        self._panel = panel
        self._group = group
        self._table_budget_bytes = table_budget_bytes
        self._blanks = blanks
        self._live: _Running | None = None
        self._error: BaseException | None = None

    def __enter__(self) -> "Machine":
        """The machine itself, switched off."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Switch off and take the printer away."""
        self.stop()
        self.printer.close()

    # The program

    def boot(self) -> None:
        """Switch on and wait for the first screen that waits for somebody."""
        if self._live is not None:
            raise StateError("The machine is running.")
        if not self.media.power.on:
            self.media.power.restore()
        self._error = None
        link = NamedLink(self.printer)
        rig = Rig(
            EscposPrinter(link, self.clock, self.entropy, timing=self._printer_timing),
            self.media.internal,
            self.media.removable,
            self._panel,
            self.power,
            self.clock,
            self.entropy,
        )
        program = TerminalProgram(
            rig, self._group, self._table_budget_bytes, self._failed, blanks=self._blanks, moving=False
        )
        self._live = _Running(program, link)
        program.start()
        self.settle()

    def fill_blanks(self) -> None:
        """Let the terminal prepare its ballots, as it would in time, and wait until it has."""
        self._running().fill_blanks()

    def stop(self) -> None:
        """The program ends where it stands; nothing is put in order."""
        live, self._live = self._live, None
        if live is not None:
            live.program.close()
            live.link.close()

    def cut_power(self) -> None:
        """The power goes, for the terminal and for its disks; the printer has its own."""
        self.media.power.cut()
        self.stop()

    # People

    @property
    def screen(self) -> Screen:
        """What is on the panel."""
        return self._running().screen

    @property
    def is_running(self) -> bool:
        """Whether a program runs; a power cut ends it."""
        return self._live is not None

    def tap(self, touch_id: str) -> None:
        """Tap a target and wait until the terminal has done what it led to."""
        Finger(self._running().window).tap(touch_id)
        self.settle()

    def pass_time(self, duration_s: float) -> None:
        """Let time pass in steps of a second, as the program's own ticks would."""
        for _ in range(round(duration_s)):
            self.clock.advance(1.0)
            if self._live is not None:
                self._live.program.tick()
        self.settle()

    def picture(self) -> QImage:
        """A photograph of the panel."""
        gui_application().processEvents()
        return self._running().window.grab()

    def settle(self) -> None:
        """Wait until the hardware thread has nothing left to do, or the power is gone."""
        self._wait(lambda: self._live is None or not self._live.program.busy)

    def _wait(self, done: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        self._notice_end()  # a touch lets events happen too
        while not done():
            gui_application().processEvents()
            self._notice_end()
            time.sleep(_LOOK_S)  # Qt would only spin, and take the processor from the hardware thread
            if time.monotonic() > deadline_s:
                raise StateError(f"The terminal was still at work after {PATIENCE_S:.0f} seconds.")

    def _notice_end(self) -> None:
        if isinstance(self._error, PowerCut):
            self.stop()
        elif self._error is not None:
            raise self._error

    def _running(self) -> TerminalProgram:
        if self._live is None:
            raise StateError("The machine is switched off.")
        return self._live.program

    def _failed(self, error: BaseException) -> None:
        self._error = error
