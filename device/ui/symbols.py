"""The symbols of the screens as paths on a square of 100 by 100: fonts lack some of them.

``SYMBOLS[name](painter, ink, ground)`` draws one; ``ink`` is the colour that carries the meaning,
``ground`` what stands inside it.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

_Draw = Callable[[QPainter, QColor, QColor], None]


def _pen(colour: QColor, width: float) -> QPen:
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(colour, width, Qt.PenStyle.SolidLine, cap, join)


def _lines(painter: QPainter, colour: QColor, width: float, *points: tuple[float, float]) -> None:
    painter.setPen(_pen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))


def _disc(painter: QPainter, colour: QColor, radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(50, 50), radius, radius)


def _shape(painter: QPainter, ink: QColor, fill: QColor, *points: tuple[float, float]) -> None:
    painter.setPen(_pen(ink, 7))
    painter.setBrush(fill)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _tick(painter: QPainter, ink: QColor, ground: QColor) -> None:
    _disc(painter, ink, 48)
    _lines(painter, ground, 11, (28, 52), (44, 68), (73, 35))


def _warning(painter: QPainter, ink: QColor, ground: QColor) -> None:
    _shape(painter, ink, ground, (50, 10), (94, 88), (6, 88))
    _lines(painter, ink, 9, (50, 38), (50, 60))
    _lines(painter, ink, 10, (50, 75), (50, 75.1))


def _stop(painter: QPainter, ink: QColor, ground: QColor) -> None:
    near, far = 32.0, 68.0
    corners = ((near, 6), (far, 6), (94, near), (94, far), (far, 94), (near, 94), (6, far), (6, near))
    _shape(painter, ink, ink, *corners)
    _lines(painter, ground, 11, (35, 35), (65, 65))
    _lines(painter, ground, 11, (65, 35), (35, 65))


def _hand(painter: QPainter, ink: QColor, ground: QColor) -> None:
    _disc(painter, ink, 48)
    for x, top in ((36.5, 33), (46.5, 24), (56.5, 27), (66.5, 36)):
        _lines(painter, ground, 8, (x, top), (x, 58))
    palm = QPainterPath()
    palm.moveTo(32.5, 52)
    palm.lineTo(70.5, 52)
    palm.lineTo(70.5, 60)
    palm.cubicTo(70.5, 74, 63, 80, 52, 80)
    palm.cubicTo(43, 80, 38, 77, 33, 70)
    palm.lineTo(22, 56.5)
    palm.cubicTo(19, 52, 24, 48.5, 28, 51.5)
    palm.lineTo(34, 57)
    palm.closeSubpath()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawPath(palm)


def _info(painter: QPainter, ink: QColor, ground: QColor) -> None:
    _disc(painter, ink, 48)
    _lines(painter, ground, 11, (50, 27), (50, 27.1))
    _lines(painter, ground, 10, (50, 47), (50, 74))


def _box(painter: QPainter, ink: QColor, ground: QColor) -> None:
    painter.setPen(_pen(ink, 7))
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(6, 6, 88, 88), 12, 12)


def _box_on(painter: QPainter, ink: QColor, ground: QColor) -> None:
    _box(painter, ink, ink)
    _lines(painter, ground, 13, (25, 52), (43, 70), (76, 32))


def _circle(painter: QPainter, ink: QColor, ground: QColor) -> None:
    painter.setPen(_pen(ink, 7))
    painter.setBrush(ground)
    painter.drawEllipse(QPointF(50, 50), 44.5, 44.5)


def _circle_on(painter: QPainter, ink: QColor, ground: QColor) -> None:
    _disc(painter, ink, 48)
    _lines(painter, ground, 12, (28, 52), (44, 68), (73, 35))


def _plus(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    _lines(painter, ink, 13, (50, 18), (50, 82))
    _lines(painter, ink, 13, (18, 50), (82, 50))


def _minus(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    _lines(painter, ink, 13, (18, 50), (82, 50))


def _chevron(angle_deg: float) -> _Draw:
    def draw(painter: QPainter, ink: QColor, _ground: QColor) -> None:
        turn = QTransform().translate(50, 50).rotate(angle_deg).translate(-50, -50)
        painter.setTransform(turn, combine=True)
        _lines(painter, ink, 13, (20, 36), (50, 66), (80, 36))

    return draw


def _erase(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    _lines(painter, ink, 8, (34, 22), (92, 22), (92, 78), (34, 78), (8, 50), (34, 22))
    _lines(painter, ink, 8, (48, 38), (72, 62))
    _lines(painter, ink, 8, (72, 38), (48, 62))


def _dot(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    _disc(painter, ink, 50)


SYMBOLS: dict[str, _Draw] = {
    "tick": _tick,
    "warning": _warning,
    "stop": _stop,
    "hand": _hand,
    "info": _info,
    "box": _box,
    "box-on": _box_on,
    "circle": _circle,
    "circle-on": _circle_on,
    "plus": _plus,
    "minus": _minus,
    "down": _chevron(0),
    "left": _chevron(90),
    "up": _chevron(180),
    "right": _chevron(270),
    "erase": _erase,
    "dot": _dot,
}
