"""One terminal of the swarm: the real program on simulated hardware, on one thread, in counted time.

The real screens as records, desk, boxes, log, receipts and printer driver. No window, no port and no
second thread: what the terminal hands to its hardware thread is done at once, in order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from device.election.provisioning import load_identity
from device.electionguard.parameters import STANDARD
from device.errors import StateError
from device.hal import DotImage, JobState, Journal, Panel, Printer, Rig
from device.polls.desk import Desk
from device.polls.rooms import Terminal
from device.terminal.back_room import BackRoom
from device.terminal.terminal import VotingTerminal
from device.terminal.version import SOFTWARE_VERSION
from device.ui.application import gui_application
from device.ui.screen import PinPad, Screen
from device.ui.voter_screens_touches import offered_touches
from device.voting.blank_pool import BlankPlan
from drivers.escpos_printer import EscposPrinter
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy, SourceFault
from hal_sim.media import simulated_media
from hal_sim.power import SimulatedPower
from hal_sim.power_supply import PowerCut
from hal_sim.printer.kinds import MUTE, PrinterKind
from hal_sim.printer.local_link import LocalCable, LocalLink
from hal_sim.printer.paper import PaperPiece
from hal_sim.printer.receipt_printer import ReceiptPrinter
from hal_sim.same_thread import SameThread
from hal_sim.swarm.blank_stock import BlankStock

START = datetime(2026, 11, 3, 7, tzinfo=UTC)
TABLE_BUDGET_BYTES = 1 << 19
LOG_CAPACITY = 3000
WIDTH_DOTS, DOTS_PER_MM = 288, 4.0
"""Paper of 72 mm with coarse dots: a quarter of the dots of a real one, and codes that still read."""
BUFFER_BYTES = 8192
_PANEL = Panel(1920, 1080, 344.0)
TOUCH_S = 1.0
_BLANK_MEMORY_BYTES = 1 << 24


class SwitchedOff(PowerCut):
    """The terminal switched itself off: all that is not on its media by then is lost."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One call of ``print_image``: what was given, what was claimed, how much paper had been cut.

    ``inked``: whether anything was printed meanwhile.
    """

    image: DotImage = field(repr=False)
    claimed: JobState | None
    pieces_before: int
    inked: bool


class WatchedPrinter:
    """The real driver, with every job written down; ``before`` is called before a byte can leave."""

    def __init__(
        self, driver: Printer, paper: ReceiptPrinter, jobs: list[PrintJob], before: Callable[[], None]
    ) -> None:
        self._driver = driver
        self._paper = paper
        self._jobs = jobs
        self._before = before

    def __getattr__(self, name: str) -> Any:
        """Everything else is the driver's own."""
        return getattr(self._driver, name)

    def print_image(self, image: DotImage, journal: Journal) -> JobState:
        """Print, and write down what came of it; a job that a power cut ended claims nothing."""
        self._before()
        pieces, claimed = len(self._paper.pieces()), None
        inked = ink_of(self._paper.hanging)
        try:
            claimed = self._driver.print_image(image, journal)
        finally:
            papers = (*self._paper.pieces()[pieces:], self._paper.hanging)
            printed = sum(map(ink_of, papers)) > inked
            self._jobs.append(PrintJob(image, claimed, pieces, printed))
        return claimed


def ink_of(piece: PaperPiece) -> int:
    """How much of a piece is printed on."""
    return len(piece.image.rows) - piece.image.rows.count(0)


class Room:
    """Hardware that stays, and the program on it, which starts and dies.

    ``on_screen`` is told every screen that is shown, ``before_print`` is called before every print job.
    """

    def __init__(
        self,
        internal: Path,
        sticks: dict[str, Path],
        kind: PrinterKind,
        seed: bytes,
        on_screen: Callable[[Screen], None],
        before_print: Callable[[], None],
        blanks: int = 0,
    ) -> None:
        gui_application()
        self.clock = SimulatedClock(START, runs=False)
        self._seed, self._repairs, self._entropy_broken = seed, 0, False
        self.entropy = SeededEntropy(seed)
        self._blank_plan = BlankPlan(blanks, _BLANK_MEMORY_BYTES, background=False)
        self.blanks = BlankStock(self._blank_plan)
        self.power = SimulatedPower()
        self.media = simulated_media(internal, sticks, clock=self.clock)
        self._cable = LocalCable()
        self.printer = ReceiptPrinter(
            kind,
            self._cable,
            faults=(),
            width_dots=WIDTH_DOTS,
            dots_per_mm=DOTS_PER_MM,
            buffer_bytes=BUFFER_BYTES,
        )
        self.jobs: list[PrintJob] = []
        self.touches = 0
        self._link = LocalLink(self._cable, self.printer, self.clock)
        self._on_screen = on_screen
        self._before_print = before_print
        self._error: BaseException | None = None
        self._terminal: VotingTerminal | None = None

    def boot(self) -> None:
        """Switch on, after whatever happened, and let the terminal look at itself."""
        if not self.media.power.on:
            self.media.power.restore()
        self._error = None
        self.power.is_off = False
        self._repair_entropy()
        driver = EscposPrinter(
            self._link,
            self.clock,
            self.entropy,
            width_dots=WIDTH_DOTS,
            dots_per_mm=DOTS_PER_MM,
            silent=self.printer.kind is MUTE,
        )
        watched: Any = WatchedPrinter(driver, self.printer, self.jobs, self._before_print)
        rig = Rig(
            printer=watched,
            internal=self.media.internal,
            removable=self.media.removable,
            panel=_PANEL,
            power=self.power,
            clock=self.clock,
            entropy=self.entropy,
        )
        identity = load_identity(rig.internal)
        terminal = Terminal(rig, identity, SOFTWARE_VERSION, STANDARD, TABLE_BUDGET_BYTES, LOG_CAPACITY)
        worker: Any = SameThread()
        self._worker: SameThread = worker
        self.blanks = BlankStock(self._blank_plan)
        back_room = BackRoom(Desk(terminal), self.blanks)
        self._terminal = VotingTerminal(back_room, rig, worker, self._show, self._failed)
        self._terminal.start()
        self._settle()

    def stop(self) -> None:
        """The program ends where it stands."""
        self._terminal = None
        self._link.close()

    def cut_power(self) -> None:
        """The power goes."""
        self.media.power.cut()
        self.stop()

    @property
    def is_running(self) -> bool:
        """Whether a program runs."""
        return self._terminal is not None

    @property
    def screen(self) -> Screen:
        """What is on the panel."""
        return self._running().screen

    @property
    def offered(self) -> frozenset[str]:
        """Everything that can be touched now."""
        screen = self.screen
        digits = isinstance(screen.content, PinPad) and screen.content.enabled
        pad = (*(f"digit-{digit}" for digit in range(10)), "erase") if digits else ()
        return offered_touches(screen) | frozenset(pad)

    def touch(self, touch_id: str) -> None:
        """Touch a target that the screen offers. Raises whatever ended the program."""
        if touch_id not in self.offered:
            raise StateError(f"'{self.screen.name}' does not offer '{touch_id}'.")
        self.touches += 1
        self.clock.advance(TOUCH_S)
        self._running().touch(touch_id)
        self._settle()

    def pass_time(self, duration_s: float, step_s: float) -> None:
        """Let time pass, with a tick every ``step_s``."""
        passed = 0.0
        while passed < duration_s:
            self.clock.advance(step_s)
            passed += step_s
            self.tick()

    def tick(self) -> None:
        """A look at clock and power. Raises SwitchedOff, and whatever ended the program."""
        self._running().tick()
        self._settle()

    def break_entropy(self, fault: SourceFault) -> None:
        """The source of randomness breaks down, until somebody repairs the terminal while it is off."""
        self._entropy_broken = True
        self.entropy.break_down(fault)

    def _repair_entropy(self) -> None:
        if self._entropy_broken:
            self._repairs += 1
            self._entropy_broken = False
            self.entropy = SeededEntropy(self._seed + b" repaired %d" % self._repairs)

    def _running(self) -> VotingTerminal:
        if self._terminal is None:
            raise StateError("The terminal is switched off.")
        return self._terminal

    def _settle(self) -> None:
        self._worker.work()
        self._link.carry()
        if self._error is not None:
            error, self._error = self._error, None
            self.stop()
            raise error
        if self.power.is_off:
            self.cut_power()
            raise SwitchedOff

    def _show(self, screen: Screen) -> None:
        self._on_screen(screen)

    def _failed(self, error: BaseException) -> None:
        self._error = error
