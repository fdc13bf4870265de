"""The terminal's program on a rig: the one way in which desk, screens and hardware thread go together."""

from collections.abc import Callable

from device.election.provisioning import load_identity
from device.electionguard.parameters import Group
from device.hal import Rig
from device.polls.desk import Desk
from device.polls.rooms import Terminal
from device.terminal.back_room import BackRoom
from device.terminal.terminal import VotingTerminal
from device.terminal.version import SOFTWARE_VERSION
from device.ui.screen import Screen
from device.ui.window import ScreenWindow
from device.ui.work import Worker
from device.voting.blank_pool import BlankPlan, BlankPool


class TerminalProgram:
    """Everything that lives from a start of the program to its end; make it on Qt's thread.

    ``table_budget_bytes``: memory for an election's three exponent tables. ``fail`` is called with an
    error that nobody expected, after which the program has to end. ``blanks``: how many ballots are
    prepared while nobody votes. ``memory_guarded``: see Terminal. ``moving``: see ScreenWindow.
    Raises StateError on a terminal that is not provisioned, StorageError and MediumError.
    """

    def __init__(
        self,
        rig: Rig,
        group: Group,
        table_budget_bytes: int,
        fail: Callable[[BaseException], None],
        *,
        blanks: BlankPlan,
        memory_guarded: bool | None = None,
        moving: bool = True,
    ) -> None:
        identity = load_identity(rig.internal)
        terminal = Terminal(
            rig, identity, SOFTWARE_VERSION, group, table_budget_bytes, memory_guarded=memory_guarded
        )
        desk = Desk(terminal)
        self._worker = Worker()
        self.window = ScreenWindow(rig.panel, self._touched, moving=moving)
        self._blanks = BlankPool(blanks)
        back_room = BackRoom(desk, self._blanks)
        self._terminal = VotingTerminal(back_room, rig, self._worker, self.window.show, fail)

    def start(self) -> None:
        """Show the first screen and begin to look at everything."""
        self._terminal.start()

    def tick(self) -> None:
        """Time passed; to be called about once a second."""
        self._terminal.tick()

    @property
    def screen(self) -> Screen:
        """What is on the panel."""
        return self._terminal.screen

    @property
    def busy(self) -> bool:
        """Whether work is under way on the hardware thread."""
        return self._terminal.busy

    def fill_blanks(self) -> None:
        """Prepare ballots now; for a plan without a worker, while nothing is under way."""
        self._blanks.fill()

    def close(self) -> None:
        """Wait for the work under way, drop what waits, destroy the blanks, take the window away."""
        self._worker.close()
        self._blanks.close()
        self.window.close()

    def _touched(self, touch_id: str) -> None:
        self._terminal.touch(touch_id)
