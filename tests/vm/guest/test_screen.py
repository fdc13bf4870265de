"""The terminal's real program on a real screen: linuxfb, a touchscreen and a keyboard from the kernel.

Where a button stands, and what the screen has to show, is asked of the same screen drawn off-screen.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtGui import QImage
from support.polls_flow import snapshot
from vm.framebuffer import Framebuffer
from vm.gadget import wait_for
from vm.gadget_printer import GadgetPrinter
from vm.touch import Keyboard, Touchscreen

from device.election.provisioning import provision
from device.election.settings import Role
from device.formats.minisign import public_key_of
from device.hal import Panel
from device.polls.flow_state import PollsState
from device.polls.pages import Home, Page, PinEntry
from device.polls.tasks import Phase, Task
from device.polls.touches import Key
from device.ui.application import gui_application
from device.ui.poll_screens import poll_screen
from device.ui.window import ScreenWindow
from drivers.directory_medium import DirectoryMedium
from drivers.kernel_entropy import KernelEntropy
from drivers.posix_files import PosixFiles

WIDTH_MM = 217.0
STARTS_WITHIN_S = 300.0
SHOWS_WITHIN_S = 60.0
LEFT_CTRL, LEFT_ALT, BACKSPACE, ESCAPE, DELETE, LETTER_C, F4, ENTER, TAB = (
    29,
    56,
    14,
    1,
    111,
    46,
    62,
    28,
    15,
)
PICTURES = Path("/vm/share")


class Expected:
    """The terminal's screens, drawn off-screen in this process."""

    def __init__(self, screen: Framebuffer) -> None:
        self.panel = Panel(screen.width_px, screen.height_px, WIDTH_MM)
        gui_application()
        self._window = ScreenWindow(self.panel, lambda _touch: None, moving=False)

    def show(self, page: Page) -> QImage:
        self._window.show(poll_screen(PollsState(page, snapshot(Phase.NO_ELECTION))))
        gui_application().processEvents()
        return self._window.grab().convertToFormat(QImage.Format.Format_RGB888)

    def place_of(self, touch_id: str) -> tuple[float, float]:
        """Where it can be touched on the screen shown last, in fractions of the panel."""
        center = self._window.center_of(touch_id)
        assert center is not None
        return center.x() / self.panel.width_px, center.y() / self.panel.height_px


@contextmanager
def terminal(internal: Path, panel: Panel, errors: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``sealmark run`` on this machine's hardware."""
    size = f"{panel.width_px}x{panel.height_px}x{panel.width_mm:g}"
    call = [sys.executable, "-m", "drivers", "run", "--internal", internal, "--printer", "/dev/usb/lp0"]
    call += ["--panel", size, "--stick-mounts", internal.parent / "sticks"]
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    with errors.open("wb") as file, subprocess.Popen(call, env=environment, stderr=file) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def difference(one: QImage, other: QImage) -> float:
    """Which part of the pixels differs."""
    assert one.size() == other.size()
    if one == other:
        return 0.0
    a, b = bytes(one.constBits()), bytes(other.constBits())
    step = 3 * 7  # every seventh pixel tells enough, and soon
    pixels = range(0, len(a) - 3, step)
    return sum(a[at : at + 3] != b[at : at + 3] for at in pixels) / len(pixels)


def test_a_finger_leads_through_the_first_screens_and_no_key_ends_them(
    paper: GadgetPrinter, tmp_path: Path
) -> None:
    assert paper.complaints == ()
    screen = Framebuffer()
    touchscreen, keyboard = Touchscreen(), Keyboard()
    expected = Expected(screen)
    internal = tmp_path / "internal"
    internal.mkdir()
    authority = Ed25519PrivateKey.generate()
    medium = DirectoryMedium(PosixFiles(internal), "internal", removable=False)
    provision(
        medium, "T-0001", "a terminal in a virtual machine", public_key_of(authority), KernelEntropy()
    )

    def shows(page: Page, name: str, patience_s: float) -> None:
        wanted = expected.show(page)
        wanted.save(str(PICTURES / f"{name}-expected.png"))
        try:
            wait_for(lambda: difference(screen.picture(), wanted) < 0.001, name, patience_s)
        finally:
            screen.picture().save(str(PICTURES / f"{name}.png"))

    errors = PICTURES / "terminal-errors"
    with terminal(internal, expected.panel, errors) as process:
        shows(Home(), "first-screen", STARTS_WITHIN_S)
        touchscreen.tap(*expected.place_of(Key.OFFICIAL.value))
        pin = PinEntry(Role.OFFICIAL, "", task=Task.LOAD_PACKAGE)
        shows(pin, "pin", SHOWS_WITHIN_S)
        touchscreen.tap(*expected.place_of("digit-7"))
        typed = PinEntry(Role.OFFICIAL, "7", task=Task.LOAD_PACKAGE)
        shows(typed, "pin-typed", SHOWS_WITHIN_S)
        for keys in ((ESCAPE,), (TAB,), (ENTER,), (LEFT_CTRL, LETTER_C), (LEFT_ALT, F4)):
            keyboard.press(*keys)
        keyboard.press(LEFT_CTRL, LEFT_ALT, BACKSPACE)  # what ends a program of Qt unless told not to
        shows(typed, "after-keys", SHOWS_WITHIN_S)
        assert process.poll() is None
        touchscreen.tap(*expected.place_of(Key.BACK.value))
        shows(Home(), "back", SHOWS_WITHIN_S)
    assert process.returncode == 0
