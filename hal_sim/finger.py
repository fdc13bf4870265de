"""A finger on the simulated panel: touches where a target is really drawn, through Qt's own events."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from device.errors import StateError
from device.ui.window import ScreenWindow

PAGE_NEXT = "page-next"
PAGE_BACK = "page-back"
MAX_PAGES = 50


class Finger:
    """Taps targets by id; turns the pages of a long list until the target is in sight."""

    def __init__(self, window: ScreenWindow) -> None:
        self._window = window

    def tap(self, touch_id: str) -> None:
        """Tap a target. Raises StateError when no page shows it, or it cannot be touched."""
        if not (
            self._touch(touch_id) or self._search(PAGE_NEXT, touch_id) or self._search(PAGE_BACK, touch_id)
        ):
            raise StateError(f"There is nothing to touch with the id '{touch_id}' on this screen.")

    def _search(self, page: str, touch_id: str) -> bool:
        for _ in range(MAX_PAGES):
            if not self._touch(page):
                return False
            if self._touch(touch_id):
                return True
        return False

    def _touch(self, touch_id: str) -> bool:
        center = self._window.center_of(touch_id)
        if center is None:
            return False
        place = QPoint(round(center.x()), round(center.y()))
        QTest.mouseClick(
            self._window.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
        return True
