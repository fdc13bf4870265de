"""A whole terminal without its glass: real screens as records, real desk, boxes, log and printer driver.

It is ``hal_sim.machine.Machine`` without window and threads, so that a day can be played hundreds of
times: the work that the terminal hands to its hardware thread is done at once, in order, on this one.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import zxingcpp
from support.printing import QUICK

from device.election.provisioning import load_identity
from device.electionguard.parameters import STANDARD
from device.errors import StateError
from device.hal import Panel, Rig
from device.paper.codes import code_text
from device.polls.desk import Desk
from device.polls.rooms import Rooms, Terminal
from device.terminal.back_room import BackRoom
from device.terminal.terminal import VotingTerminal
from device.terminal.version import SOFTWARE_VERSION
from device.ui.application import gui_application
from device.ui.screen import CodeView, Screen
from device.ui.voter_screens_touches import offered_touches
from device.voting.blank_pool import NO_BLANKS, BlankPool
from drivers.escpos_printer import EscposPrinter
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy
from hal_sim.faults import CutPower, Fault, Moment
from hal_sim.media import simulated_media
from hal_sim.power import SimulatedPower
from hal_sim.printer.named_link import NamedLink
from hal_sim.printer.paper import PaperPiece
from hal_sim.printer.simulated_printer import SimulatedPrinter
from hal_sim.same_thread import SameThread

STICK, SECOND_STICK = "stick A", "stick B"
START = datetime(2026, 11, 3, 7, tzinfo=UTC)
TABLE_BUDGET_BYTES = 3 << 20
_PANEL = Panel(1920, 1080, 344.0)


class GlasslessTerminal:
    """A terminal in ``folder``: ``internal/``, ``stick/``, perhaps ``stick-b/``; it shows ``screen``.

    ``shown``: every tracking code that stood on the screen, as its QR text, in order. Whatever ends
    the program, a power cut above all, is raised by the tap that met it.
    """

    def __init__(self, folder: Path, seed: bytes, faults: Iterable[Fault] = ()) -> None:
        gui_application()
        self.folder = folder
        self.clock = SimulatedClock(START)
        self.entropy = SeededEntropy(seed)
        self.power = SimulatedPower()
        sticks = {STICK: folder / "stick"}
        if (folder / "stick-b").is_dir():
            sticks[SECOND_STICK] = folder / "stick-b"
        self.media = simulated_media(folder / "internal", sticks, faults, clock=self.clock)
        self.printer = SimulatedPrinter()
        self.shown: list[str] = []
        self.screens: list[str] = []
        self._error: BaseException | None = None
        self._terminal: VotingTerminal | None = None
        self._link = NamedLink(self.printer)
        self._decoded: list[list[str]] = []

    def __enter__(self) -> "GlasslessTerminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._link.close()
        self.printer.close()

    def boot(self) -> None:
        """Switch on, after whatever happened, and let the terminal look at itself."""
        if not self.media.power.on:
            self.media.power.restore()
        self._error, self._link = None, NamedLink(self.printer)
        printer = EscposPrinter(self._link, self.clock, self.entropy, timing=QUICK)
        rig = Rig(
            printer,
            self.media.internal,
            self.media.removable,
            _PANEL,
            self.power,
            self.clock,
            self.entropy,
        )
        identity = load_identity(rig.internal)
        self.desk = Desk(Terminal(rig, identity, SOFTWARE_VERSION, STANDARD, TABLE_BUDGET_BYTES))
        self._worker = SameThread()
        self._terminal = VotingTerminal(
            BackRoom(self.desk, BlankPool(NO_BLANKS)),
            rig,
            self._worker,  # type: ignore[arg-type]
            self._show,
            self._failed,
        )
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

    def plan_cut(self, at_write: int, moment: Moment = "after", seed: int = 0) -> None:
        """Let the power go at the n-th durable write from now on."""
        self.media.power.plan(CutPower(self.media.power.writes + at_write, moment, seed))

    def plan_nothing(self) -> None:
        """No cut is planned any more."""
        self.media.power.plan(None)

    @property
    def is_running(self) -> bool:
        return self._terminal is not None

    @property
    def screen(self) -> Screen:
        return self._running().screen

    @property
    def rooms(self) -> Rooms:
        assert self.desk.rooms is not None, "the terminal did not start in order"
        return self.desk.rooms

    def tap(self, touch_id: str) -> None:
        """Touch a target that the screen offers, and let everything happen that it leads to."""
        terminal = self._running()
        if touch_id not in offered_touches(terminal.screen) | _pin_pad(terminal.screen):
            raise StateError(f"'{terminal.screen.name}' does not offer '{touch_id}'.")
        terminal.touch(touch_id)
        self._settle()

    def pass_time(self, duration_s: float) -> None:
        """Let time pass, with a tick every second."""
        for _ in range(round(duration_s)):
            self.clock.advance(1.0)
            self._running().tick()
            self._settle()

    def printed(self) -> list[str]:
        """The QR text of every code on paper that came out, also of what hangs, in order."""
        self.printer.settle()
        pieces = self.printer.pieces()
        for piece in pieces[len(self._decoded) :]:
            self._decoded.append(_codes_on(piece))
        hanging = self.printer.hanging
        last = _codes_on(hanging)
        return [text for texts in (*self._decoded, last) for text in texts]

    def known_codes(self) -> set[str]:
        """Every code that anybody may have seen, on the screen or on paper."""
        return {*self.shown, *self.printed()}

    def states(self) -> dict[str, str]:
        """What the terminal's boxes say of every ballot: its code as QR text, and what became of it."""
        ballots = self.rooms.open_boxes().ballots()
        return {code_text(each.code): each.state.value if each.state else "" for each in ballots}

    def _running(self) -> VotingTerminal:
        if self._terminal is None:
            raise StateError("The terminal is switched off.")
        return self._terminal

    def _settle(self) -> None:
        self._worker.work()
        if self._error is not None:
            error, self._error = self._error, None
            self.stop()
            raise error

    def _show(self, screen: Screen) -> None:
        if not self.screens or self.screens[-1] != screen.name:
            self.screens.append(screen.name)
        if isinstance(screen.content, CodeView) and screen.content.qr_text not in self.shown[-1:]:
            self.shown.append(screen.content.qr_text)

    def _failed(self, error: BaseException) -> None:
        self._error = error


def _codes_on(piece: PaperPiece) -> list[str]:
    """What the QR codes of a receipt say; upright, which is all that these papers need."""
    if piece.blank:
        return []
    read = zxingcpp.read_barcodes(
        piece.picture().convert("L"),
        formats=zxingcpp.BarcodeFormat.QRCode,
        try_rotate=False,
        try_invert=False,
        try_downscale=False,
    )
    return [found.text for found in read]


def _pin_pad(screen: Screen) -> set[str]:
    return {f"digit-{digit}" for digit in range(10)} if screen.name == "polls-pin" else set()
