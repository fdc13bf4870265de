"""How each kind of block is laid out in the column of a paper."""

import math

import qrcode
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from device.paper.document import (
    Banner,
    CodeGroups,
    Facts,
    Heading,
    Paragraph,
    Plain,
    Qr,
    Rule,
    Selections,
    SignatureLine,
    Space,
    Title,
)
from device.paper.text_setting import BLACK, WHITE, Laid, baseline, clean, lay_text, text_width
from device.paper.typeface import LEADING_EM, Typeface

QUIET_ZONE_MODULES = 4  # ISO/IEC 18004 sec. 9.1
MIN_MODULE_MM = 0.5
_QR_MAX_MODULE_MM = 1.0
_INDENT_MM = 4.0
_SIGNATURE_MM = 14.0


class BlockSetter:
    """Lays blocks into a column from ``left_dots``, ``width_dots`` wide."""

    def __init__(self, typeface: Typeface, left_dots: int, width_dots: int) -> None:
        self._typeface = typeface
        self._left = left_dots
        self._width = width_dots

    def lay(self, block: Plain) -> Laid:
        """One block, with the white space that belongs to it."""
        face, left, width = self._typeface, self._left, self._width
        match block:
            case Title(text):
                return self._spaced(lay_text(text, face.title(), left, width), 0.5, 1.5)
            case Heading(text):
                return self._spaced(lay_text(text, face.text(bold=True), left, width), 2.0, 0.3)
            case Paragraph(text, bold):
                return self._spaced(lay_text(text, face.text(bold=bold), left, width), 0, 1.0)
            case Banner(text):
                return self._spaced(self._banner(text), 0.5, 2.0)
            case Facts(rows):
                return self._spaced(
                    _stacked([self._spaced(self._fact(*row), 0, 0.7) for row in rows]), 0, 0.5
                )
            case Selections(title, lines):
                return self._spaced(self._selections(title, lines), 1.0, 1.5)
            case CodeGroups(groups, columns):
                return self._spaced(self._code(groups, columns), 1.0, 1.0)
            case Qr(text):
                return self._qr(text)
            case Rule():
                return self._spaced(self._rule(), 1.5, 1.5)
            case Space(height_mm):
                return Laid(face.dots(height_mm), _nothing)
            case SignatureLine(label):
                return self._spaced(self._signature(label), 0, 1.0)

    def _spaced(self, laid: Laid, above_mm: float, below_mm: float) -> Laid:
        above, below = self._typeface.dots(above_mm), self._typeface.dots(below_mm)
        return Laid(above + laid.height_dots + below, lambda painter, top: laid.paint(painter, top + above))

    def _banner(self, text: str) -> Laid:
        pad = self._typeface.dots(1.5)
        font = self._typeface.banner()
        inner = lay_text(
            text,
            font,
            self._left + pad,
            self._width - 2 * pad,
            align=Qt.AlignmentFlag.AlignHCenter,
            colour=WHITE,
        )
        height = inner.height_dots + pad

        def paint(painter: QPainter, top: int) -> None:
            painter.fillRect(QRect(self._left, top, self._width, height), BLACK)
            inner.paint(painter, top + pad // 2)

        return Laid(height, paint)

    def _fact(self, label: str, value: str) -> Laid:
        font, bold = self._typeface.text(), self._typeface.text(bold=True)
        gap = self._typeface.dots(2.0)
        beside = (
            text_width(label, font) + gap + text_width(value, bold) <= self._width and "\n" not in value
        )
        if beside:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
            name = lay_text(label, font, self._left, self._width)
            what = lay_text(value, bold, self._left, self._width, align=right)
            return _laid_over(name, what)
        indent = self._typeface.dots(_INDENT_MM)
        below = lay_text(value, bold, self._left + indent, self._width - indent)
        return _stacked([lay_text(label, font, self._left, self._width), below])

    def _selections(self, title: str, lines: tuple[str, ...]) -> Laid:
        indent = self._typeface.dots(_INDENT_MM)
        bold = self._typeface.text(bold=True)
        inner = [lay_text(line, bold, self._left + indent, self._width - indent) for line in lines]
        return _stacked([lay_text(title, self._typeface.text(), self._left, self._width), *inner])

    def _code(self, groups: tuple[str, ...], columns: int) -> Laid:
        rows = [groups[start : start + columns] for start in range(0, len(groups), columns)]
        font = self._typeface.text(bold=True)
        cell = math.ceil(max(QFontMetricsF(font).horizontalAdvance(digit) for digit in "0123456789ABCDEF"))
        length = max(map(len, groups))
        gap = min(2 * cell, (self._width - columns * length * cell) // max(1, columns - 1))
        pitch = math.ceil(font.pixelSize() * LEADING_EM * 1.1)
        left = self._left + (self._width - columns * length * cell - (columns - 1) * gap) // 2

        def paint(painter: QPainter, top: int) -> None:
            for row, line in enumerate(rows):
                for column, group in enumerate(line):
                    x = left + column * (length * cell + gap)
                    _paint_cells(painter, group, font, cell, x, top + row * pitch)

        return Laid(len(rows) * pitch, paint)

    def _qr(self, text: str) -> Laid:
        code = qrcode.QRCode(border=QUIET_ZONE_MODULES, error_correction=qrcode.constants.ERROR_CORRECT_M)
        code.add_data(text)
        modules: list[list[bool]] = code.get_matrix()
        face = self._typeface
        module = min(face.dots(_QR_MAX_MODULE_MM), self._width // len(modules))
        if module < face.dots(MIN_MODULE_MM):
            raise ValueError("a text that long does not fit into a QR code on this paper")
        size = module * len(modules)
        left = self._left + (self._width - size) // 2

        def paint(painter: QPainter, top: int) -> None:
            for row, line in enumerate(modules):
                for column, dark in enumerate(line):
                    if dark:
                        painter.fillRect(left + column * module, top + row * module, module, module, BLACK)

        return Laid(size, paint)

    def _rule(self) -> Laid:
        thick = self._typeface.dots(0.4)
        return Laid(
            thick, lambda painter, top: painter.fillRect(self._left, top, self._width, thick, BLACK)
        )

    def _signature(self, label: str) -> Laid:
        height = self._typeface.dots(_SIGNATURE_MM)
        return _stacked(
            [
                Laid(height, _nothing),
                self._rule(),
                lay_text(label, self._typeface.text(), self._left, self._width),
            ]
        )


def _laid_over(first: Laid, second: Laid) -> Laid:
    def paint(painter: QPainter, top: int) -> None:
        first.paint(painter, top)
        second.paint(painter, top)

    return Laid(max(first.height_dots, second.height_dots), paint)


def _stacked(parts: list[Laid]) -> Laid:
    def paint(painter: QPainter, top: int) -> None:
        for part in parts:
            part.paint(painter, top)
            top += part.height_dots

    return Laid(sum(part.height_dots for part in parts), paint)


def _paint_cells(painter: QPainter, group: str, font: QFont, cell: int, left: int, top: int) -> None:
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(BLACK)
    for position, digit in enumerate(clean(group)):
        x = left + position * cell + (cell - metrics.horizontalAdvance(digit)) / 2
        painter.drawText(QPointF(x, top + baseline(font)), digit)


def _nothing(_painter: QPainter, _top: int) -> None:
    """White paper."""
