"""``sealmark run``: the voting terminal on its real hardware."""

import argparse
import os
import re
import signal
import sys
from pathlib import Path
from types import FrameType, TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from device.electionguard.parameters import STANDARD
from device.electionguard.tables import DEFAULT_BUDGET_BYTES
from device.hal import Panel, Rig
from device.terminal.assembly import TerminalProgram
from device.ui.application import gui_application
from device.voting.blank_pool import BlankPlan
from drivers.commands.files import internal_medium
from drivers.commands.stick_slots import add_stick_arguments, check_stick_arguments, stick_media
from drivers.escpos_printer import EscposPrinter
from drivers.kernel_entropy import KernelEntropy
from drivers.power_fail_line import GpioFailLine
from drivers.printer_port import PORT_HELP, add_port_arguments, printer_link
from drivers.process_hardening import guard_memory
from drivers.sole_use import sole_use
from drivers.system_clock import SystemClock
from drivers.system_power import SystemPower

BLANKS = BlankPlan(per_style=20, memory_bytes=16 * 1024 * 1024)
"""A blank of 100 options in 25 contests takes 0.21 MiB."""
TABLE_BUDGETS_MIB = range(4, 1025)
TICK_MS = 1000
ENDED, FAILED = 0, 1
_PANEL = re.compile(r"([1-9][0-9]{2,4})x([1-9][0-9]{2,4})x([1-9][0-9]{1,3}(?:\.[0-9]{1,2})?)\Z")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "--internal", type=Path, required=True, metavar="DIR", help="where the internal medium is mounted"
    )
    add_stick_arguments(parser)
    parser.add_argument("--printer", required=True, metavar="PORT", help=PORT_HELP)
    add_port_arguments(parser)
    parser.add_argument(
        "--power-fail-line",
        metavar="CHIP:LINE",
        help="GPIO that goes down before the power does, as /dev/gpiochip0:17 or /dev/gpiochip0:17:low",
    )
    parser.add_argument(
        "--panel",
        type=panel,
        default=panel("1920x1080x344"),
        metavar="PXxPXxMM",
        help="width and height in pixels, and width in millimetres (1920x1080x344)",
    )
    default_mib = DEFAULT_BUDGET_BYTES >> 20
    parser.add_argument(
        "--table-budget-mib",
        type=table_budget_mib,
        default=default_mib,
        metavar="N",
        help=f"memory for the exponent tables of g, K and K_hat together, in MiB ({default_mib})",
    )


def table_budget_mib(text: str) -> int:
    """A budget for exponent tables, in MiB: what is quick enough to vote with, and fits a terminal."""
    if not text.isascii() or not text.isdigit() or int(text) not in TABLE_BUDGETS_MIB:
        first, last = TABLE_BUDGETS_MIB[0], TABLE_BUDGETS_MIB[-1]
        raise argparse.ArgumentTypeError(f"must be a whole number of MiB from {first} to {last}")
    return int(text)


def panel(text: str) -> Panel:
    """A panel from ``1920x1080x344``."""
    match = _PANEL.match(text)
    if match is None:
        raise argparse.ArgumentTypeError("must be like 1920x1080x344: pixels, pixels, millimetres")
    return Panel(int(match[1]), int(match[2]), float(match[3]))


def run(arguments: argparse.Namespace) -> int:
    """Run until the system asks to end (status 0) or an unexpected error does (status 1).

    A supervisor starts the program anew after an error: nothing in memory can be trusted then.
    """
    internal = internal_medium(arguments.internal)
    check_stick_arguments(arguments)
    # The panel, not the invisible screen of those who only draw pictures.
    os.environ.setdefault("QT_QPA_PLATFORM", "linuxfb")
    # Unless told not to, Qt ends the program when a keyboard sends Ctrl+Alt+Backspace.
    os.environ.setdefault("QT_QPA_EVDEV_KEYBOARD_PARAMETERS", "disable-zap")
    fail_line = None if arguments.power_fail_line is None else GpioFailLine(arguments.power_fail_line)
    link = printer_link(arguments.printer, arguments)
    with sole_use(arguments.internal):
        memory_guarded = guard_memory()  # before anything secret is read
        loop = _Loop(gui_application())
        with stick_media(arguments, loop.fail) as sticks:
            clock, entropy = SystemClock(), KernelEntropy()
            printer = EscposPrinter(link, clock, entropy, silent=arguments.printer_silent)
            power = SystemPower(fail_line)
            power.watch()
            rig = Rig(printer, internal, sticks, arguments.panel, power, clock, entropy)
            program = TerminalProgram(
                rig,
                STANDARD,
                arguments.table_budget_mib << 20,
                loop.fail,
                blanks=BLANKS,
                memory_guarded=memory_guarded,
            )
            try:
                return loop.run(program)
            finally:
                program.close()
                link.close()


class _Loop:
    """Qt's loop with a tick, the signals that end it, and the end that an error makes of it."""

    def __init__(self, application: QGuiApplication) -> None:
        self._application = application
        # What a touch or a tick raises comes here, because Qt swallows it.
        sys.excepthook = self._unexpected

    def run(self, program: TerminalProgram) -> int:
        """Run ``program`` until the loop is left; the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_end)
        timer = QTimer()
        timer.timeout.connect(program.tick)
        timer.start(TICK_MS)
        QTimer.singleShot(0, program.start)
        status = self._application.exec()
        timer.stop()
        return status

    def fail(self, error: BaseException) -> None:
        """Say that an error ended the program, by its class: its words might tell a vote."""
        name = type(error).__name__
        print(
            f"The terminal met an error it did not expect ({name}) and has to start anew.", file=sys.stderr
        )
        self._application.exit(FAILED)

    def _unexpected(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        self.fail(error)

    def _asked_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._application.exit(ENDED)
