"""What a shown screen must hold: every text whole and apart, every target large and apart.

The check of an election package shows every ballot screen and asks here before voters can.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtQuick import QQuickItem

from device.ui.metrics import MIN_GAP_MM, MIN_TARGET_MM
from device.ui.window import ScreenWindow, visible_items

_ROUNDING_PX = 1.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong on a screen. ``what`` may be a text of the ballot, never a selection."""

    problem: str
    what: str = field(repr=False)


def faults(window: ScreenWindow) -> list[Fault]:
    """All that is wrong on the page in sight; empty when voters can read and touch everything."""
    return [*_text_faults(window), *_target_faults(window)]


def scene_rect(item: QQuickItem) -> QRectF:
    """Where an item is, in pixels of the panel."""
    return QRectF(item.mapToScene(QPointF(0, 0)), item.size())


def texts(window: ScreenWindow) -> Iterator[QQuickItem]:
    """All text items in sight that have something to say."""
    root = window.view.rootObject()
    return (
        item
        for item in visible_items(root)
        if item.property("paintedX") is not None and item.property("text")
    )


def painted_rect(text: QQuickItem) -> QRectF:
    """Where the lines of a text item are, in pixels of the panel."""
    start = text.mapToScene(QPointF(text.property("paintedX"), 0))
    return QRectF(start, QSizeF(text.property("paintedWidth"), text.property("paintedHeight")))


def _text_faults(window: ScreenWindow) -> Iterator[Fault]:
    panel = QRectF(QPointF(0, 0), window.view.size().toSizeF())
    shown = list(texts(window))
    for item in shown:
        what, painted = str(item.property("text")), painted_rect(item)
        if item.property("truncated"):
            yield Fault("a text is cut", what)
        if not _grown(scene_rect(item)).contains(painted):
            yield Fault("a text is larger than its place", what)
        for holder in _holders(item, panel):
            if not _grown(holder).contains(painted):
                yield Fault("a text leaves what holds it", what)
    places = [(item, _shrunk(painted_rect(item))) for item in shown]
    for (one, place), (other, other_place) in combinations(places, 2):
        if place.intersects(other_place):
            yield Fault("two texts overlap", f"{one.property('text')} | {other.property('text')}")


def _target_faults(window: ScreenWindow) -> Iterator[Fault]:
    px_per_mm = window.metrics.mm
    least, apart = MIN_TARGET_MM * px_per_mm, MIN_GAP_MM * px_per_mm
    panel = QRectF(QPointF(0, 0), window.view.size().toSizeF())
    targets = [(str(target.property("touchId")), scene_rect(target)) for target in window.targets()]
    for name, rect in targets:
        if min(rect.width(), rect.height()) < least:
            yield Fault("a target is too small", name)
        if not panel.contains(rect):
            yield Fault("a target leaves the panel", name)
    for (name, rect), (other_name, other) in combinations(targets, 2):
        if _distance(rect, other) < apart:
            yield Fault("two targets are too close", f"{name} | {other_name}")
    for item in texts(window):
        painted = _shrunk(painted_rect(item))
        for name, rect in targets:
            if painted.intersects(rect) and not _grown(rect).contains(painted):
                yield Fault("a text lies across the edge of a target", f"{item.property('text')} | {name}")


def _holders(item: QQuickItem, panel: QRectF) -> Iterator[QRectF]:
    """The panel, and whatever around the text has a size of its own."""
    yield panel
    holder = item.parentItem()
    while holder is not None:
        if holder.width() > 0 and holder.height() > 0:
            yield scene_rect(holder)
        holder = holder.parentItem()


def _distance(one: QRectF, other: QRectF) -> float:
    """The gap between two rectangles, 0 when they touch or overlap."""
    across = max(one.left() - other.right(), other.left() - one.right(), 0.0)
    down = max(one.top() - other.bottom(), other.top() - one.bottom(), 0.0)
    return float((across**2 + down**2) ** 0.5)


def _grown(rect: QRectF) -> QRectF:
    return rect.adjusted(-_ROUNDING_PX, -_ROUNDING_PX, _ROUNDING_PX, _ROUNDING_PX)


def _shrunk(rect: QRectF) -> QRectF:
    return rect.adjusted(_ROUNDING_PX, _ROUNDING_PX, -_ROUNDING_PX, -_ROUNDING_PX)
