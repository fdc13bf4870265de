"""Panels to show screens on, and a finger."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from device.hal import Panel
from device.ui.screen import Screen
from device.ui.window import ScreenWindow

WIDE = Panel(1920, 1080, 344.0)
"""The reference: 15.6 inch, landscape."""
TALL = Panel(1080, 1920, 194.0)
"""The same panel, upright."""
SMALL = Panel(1280, 800, 217.0)
"""10.1 inch, for development."""

PANELS = {"wide": WIDE, "tall": TALL, "small": SMALL}


@dataclass(slots=True)
class Finger:
    """Touches the panel at real coordinates, through Qt's own events and their own clock."""

    window: ScreenWindow
    touched: list[str] = field(default_factory=list)
    now_ms: int = 1000

    def tap(self, touch_id: str) -> None:
        """Tap where ``touch_id`` is drawn, a good second after what was before."""
        self.tap_at(self.place(touch_id))

    def tap_at(self, place: QPoint, after_ms: int = 1000) -> None:
        self.down(place, after_ms)
        self.up(place)

    def place(self, touch_id: str) -> QPoint:
        middle = self.window.center_of(touch_id)
        assert middle is not None, f"{touch_id} is not in sight"
        return middle.toPoint()

    def down(self, place: QPoint, after_ms: int = 1000) -> None:
        self._send(QEvent.Type.MouseButtonPress, place, Qt.MouseButton.LeftButton, after_ms)

    def move(self, place: QPoint) -> None:
        self._send(QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton, 10)

    def up(self, place: QPoint) -> None:
        self._send(QEvent.Type.MouseButtonRelease, place, Qt.MouseButton.LeftButton, 60)

    def _send(self, kind: QEvent.Type, place: QPoint, button: Qt.MouseButton, after_ms: int) -> None:
        self.now_ms += after_ms
        none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
        held = none if kind is QEvent.Type.MouseButtonRelease else left
        where, plain = QPointF(place), Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, where, where, button, held, plain)
        event.setTimestamp(self.now_ms)
        QCoreApplication.sendEvent(self.window.view, event)


def pages(window: ScreenWindow, screen: Screen) -> int:
    """Show ``screen`` at its first page; returns how many pages there are."""
    finger = Finger(window)
    window.show(screen)
    _to_first_page(finger)
    count = 1
    while window.center_of("page-next") is not None:
        finger.tap("page-next")
        count += 1
    _to_first_page(finger)
    return count


def _to_first_page(finger: Finger) -> None:
    while finger.window.center_of("page-back") is not None:
        finger.tap("page-back")


def each_page(finger: Finger, screen: Screen) -> Iterator[int]:
    """Show ``screen`` and turn its pages; the number of each while it is in sight, from 1."""
    finger.window.show(screen)
    _to_first_page(finger)
    for number in count(1):
        yield number
        if finger.window.center_of("page-next") is None:
            return
        finger.tap("page-next")
