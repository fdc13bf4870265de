"""The window: shows a Screen on the panel and reports what was touched. It decides nothing."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QImage
from PySide6.QtQml import QQmlPropertyMap
from PySide6.QtQuick import QQuickItem, QQuickView

from device.fonts.loader import font_family
from device.hal import Panel
from device.ui.application import gui_application
from device.ui.drawn import register_drawn_items
from device.ui.metrics import Metrics, metrics_of
from device.ui.palette import PALETTE
from device.ui.screen import Keyboard, OptionList, ReviewList, Screen
from device.ui.screen_map import same_place, screen_map

BOUNCE_MS = 250
"""A finger that comes down again this soon on a screen that just changed was still at the last one."""

_PART_OF_VOTING = (OptionList, ReviewList, Keyboard)
"""While one follows another, each list comes back on the page where it was left."""

_MAIN = Path(__file__).parent / "qml" / "Main.qml"


class _Touches(QObject):
    """Where QML reports its touches."""

    def __init__(self, report: Callable[[str, float], None], parent: QObject) -> None:
        super().__init__(parent)
        self._report = report

    @Slot(str, float)  # type: ignore[arg-type]
    def tapped(self, touch_id: str, pressed_at_ms: float) -> None:
        """A completed tap on ``touch_id``; ``pressed_at_ms`` is the time of the event, not of a clock."""
        self._report(touch_id, pressed_at_ms)


class ScreenWindow:
    """The panel's window. All of it belongs to the thread that called ``gui_application``.

    ``on_touch`` gets the id of every completed tap on something enabled, once: the finger came down
    and went up inside the same target while it meant the same id. With ``moving`` False nothing
    moves by itself, as pictures need it. Raises RuntimeError if the QML cannot be loaded.
    """

    def __init__(self, panel: Panel, on_touch: Callable[[str], None], *, moving: bool = True) -> None:
        gui_application()
        register_drawn_items()
        self._on_touch = on_touch
        self._metrics = metrics_of(panel)
        self._shown: Screen | None = None
        self._left: dict[type, tuple[Screen, int]] = {}
        self._changed = False
        self._last_tap_ms = float("-inf")
        self._view = QQuickView()
        self._load(moving=moving)
        self._view.show()

    def show(self, screen: Screen) -> None:
        """Show ``screen``. The same screen with other marks is updated in place, on its page.

        A list is also on its page again after its keyboard, or a contest reached from the review.
        """
        self._changed = self._changed or not same_place(self._shown, screen)
        self._root.setProperty("firstRow", self._row_to_come_back_to(screen))
        self._root.setProperty("screenJson", json.dumps(screen_map(screen, self._metrics)))
        self._shown = screen

    def grab(self) -> QImage:
        """A picture of the panel as it is now."""
        return self._view.grabWindow()

    def center_of(self, touch_id: str) -> QPointF | None:
        """The middle of the target in pixels, or None if it is not in sight or cannot be touched.

        Pages of long lists turn with the ids ``page-next`` and ``page-back``, which are never
        reported to ``on_touch``.
        """
        for target in self.targets():
            if target.property("touchId") == touch_id and target.isEnabled():
                return target.mapToScene(QPointF(target.width() / 2, target.height() / 2))
        return None

    def targets(self) -> Iterator[QQuickItem]:
        """Everything in sight that looks like something to touch, enabled or not."""
        return (item for item in visible_items(self._root) if item.property("isTarget") is True)

    @property
    def view(self) -> QQuickView:
        """The Qt window, to send events to."""
        return self._view

    @property
    def metrics(self) -> Metrics:
        """The sizes on this panel."""
        return self._metrics

    @property
    def screen(self) -> Screen | None:
        """What is shown now."""
        return self._shown

    def close(self) -> None:
        """Take the window off the panel and forget what it showed."""
        self._shown = None
        self._left.clear()
        self._view.close()
        self._view.setSource(QUrl())

    def _row_to_come_back_to(self, screen: Screen) -> int:
        if self._shown is not None:
            if isinstance(self._shown.content, _PART_OF_VOTING):
                self._left[type(self._shown.content)] = (self._shown, self._root.property("shownRow"))
            elif not same_place(self._shown, screen):
                self._left.clear()
        if same_place(self._shown, screen):
            return int(self._root.property("shownRow"))
        shown, row = self._left.get(type(screen.content), (None, 0))
        return row if same_place(shown, screen) else 0

    @property
    def _root(self) -> QQuickItem:
        return self._view.rootObject()

    def _load(self, *, moving: bool) -> None:
        view = self._view
        view.setFlag(Qt.WindowType.FramelessWindowHint)
        view.setColor(QColor(PALETTE.page))
        view.setCursor(Qt.CursorShape.BlankCursor)
        view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        view.resize(QSize(self._metrics.width, self._metrics.height))
        context = view.rootContext()
        # The view owns what its QML looks at, so that nothing goes before it does.
        sizes = {**self._metrics.as_map(), "family": font_family()}
        context.setContextProperty("Sizes", _property_map(sizes, view))
        context.setContextProperty("Colours", _property_map(PALETTE.as_map(), view))
        context.setContextProperty("Touches", _Touches(self._tapped, view))
        view.setInitialProperties({"moving": moving})
        view.setSource(QUrl.fromLocalFile(str(_MAIN)))
        if view.status() is not QQuickView.Status.Ready:
            raise RuntimeError("; ".join(error.toString() for error in view.errors()))

    def _tapped(self, touch_id: str, pressed_at_ms: float) -> None:
        bounced = self._changed and 0 <= pressed_at_ms - self._last_tap_ms < BOUNCE_MS
        if bounced:
            return
        self._last_tap_ms = pressed_at_ms
        self._changed = False
        self._on_touch(touch_id)


def visible_items(item: QQuickItem) -> Iterator[QQuickItem]:
    """``item`` and all in it that is drawn, parents first."""
    if not item.isVisible():
        return
    yield item
    for child in item.childItems():
        yield from visible_items(child)


def _property_map(values: Mapping[str, object], parent: QObject) -> QQmlPropertyMap:
    made = QQmlPropertyMap(parent)
    for name, value in values.items():
        made.insert(name, value)
    return made
