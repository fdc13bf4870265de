"""Running text as lines: shaped, wrapped between words, long words broken where they must be."""

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from device.paper.typeface import LEADING_EM

BLACK = QColor(0, 0, 0)
WHITE = QColor(255, 255, 255)
_JOINERS = "‌‍"  # zero width (non-)joiners shape letters; all other controls are dropped


@dataclass(frozen=True, slots=True)
class Laid:
    """Something laid out: its height in dots, and how to paint it at a height on the paper."""

    height_dots: int
    paint: Callable[[QPainter, int], None]


def clean(text: str) -> str:
    """``text`` without control and direction characters; line feeds stay, other white space is a space.

    Names and write-ins come from outside: nothing in them may move what stands around them.
    """
    kept = []
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        if character == "\n" or character in _JOINERS or not category.startswith(("C", "Z")):
            kept.append(character)
        elif category.startswith("Z") or character == "\t":
            kept.append("\u00a0" if character == "\u00a0" else " ")
    return "".join(kept)


def lay_text(
    text: str,
    font: QFont,
    left_dots: int,
    width_dots: int,
    *,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeading,
    colour: QColor = BLACK,
) -> Laid:
    """Lay ``text`` into a column; as high as it needs."""
    layouts = [_layout(line, font, width_dots, align) for line in clean(text).split("\n")]
    pitch = math.ceil(font.pixelSize() * LEADING_EM)
    heights = [layout.lineCount() * pitch for layout in layouts]

    def paint(painter: QPainter, top: int) -> None:
        painter.setPen(colour)
        for layout, height in zip(layouts, heights, strict=True):
            layout.draw(painter, QPointF(left_dots, top))
            top += height

    return Laid(sum(heights), paint)


def text_width(text: str, font: QFont) -> int:
    """How wide one line of ``text`` is, in dots."""
    return math.ceil(QFontMetricsF(font).horizontalAdvance(clean(text)))


def baseline(font: QFont) -> int:
    """Distance from the top of a line to its base line, the same for every line of ``font``."""
    pitch = math.ceil(font.pixelSize() * LEADING_EM)
    metrics = QFontMetricsF(font)
    return round((pitch - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent())


def _layout(line: str, font: QFont, width_dots: int, align: Qt.AlignmentFlag) -> QTextLayout:
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout = QTextLayout(line or " ", font)
    layout.setTextOption(option)
    pitch = math.ceil(font.pixelSize() * LEADING_EM)
    layout.beginLayout()
    top = 0
    while (set_line := layout.createLine()).isValid():
        set_line.setLineWidth(width_dots)
        set_line.setPosition(QPointF(0, top + baseline(font) - set_line.ascent()))
        top += pitch
    layout.endLayout()
    return layout
