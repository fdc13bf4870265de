"""A document as dots: black or white, no grey, every size from millimetres."""

import math
from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter, QPolygon

from device.hal.printer import DotImage
from device.paper.block_setting import BlockSetter
from device.paper.document import Barred, Document, Plain
from device.paper.text_setting import BLACK, Laid
from device.paper.typeface import Typeface

_EDGE_MM = 2.0
_BAR_MM = 3.0
_BAR_GAP_MM = 2.0
_HATCH_MM = 3.0


def set_document(document: Document, width_dots: int, dots_per_mm: float) -> DotImage:
    """``document`` as dots on paper of ``width_dots``; as long as it needs.

    May be called from any thread once there is a QGuiApplication. Raises StateError without one.
    """
    typeface = Typeface(dots_per_mm)
    strips = list(_strips(document, typeface, width_dots))
    return DotImage(width_dots, sum(height for height, _ in strips), b"".join(rows for _, rows in strips))


def _strips(document: Document, typeface: Typeface, width_dots: int) -> Iterator[tuple[int, bytes]]:
    """Blocks one by one as rows of dots: a painting is never higher than one block."""
    top = 0
    for block, barred in _flat(document):
        yield (strip := _strip(block, barred, top, typeface, width_dots))
        top += strip[0]


def _strip(block: Plain, barred: bool, top: int, typeface: Typeface, width_dots: int) -> tuple[int, bytes]:
    """One block whose upper edge is ``top`` dots down the paper: its height, and its rows."""
    edge = typeface.dots(_EDGE_MM + (_BAR_MM + _BAR_GAP_MM if barred else 0))
    laid = BlockSetter(typeface, edge, width_dots - 2 * edge).lay(block)
    image = _painted(laid, width_dots)
    if barred:
        _paint_bars(image, typeface, top)
    return laid.height_dots, _rows(image)


def _flat(document: Document) -> Iterator[tuple[Plain, bool]]:
    for block in document.blocks:
        if isinstance(block, Barred):
            yield from ((inner, True) for inner in block.blocks)
        else:
            yield block, False


def _painted(laid: Laid, width_dots: int) -> QImage:
    image = QImage(width_dots, max(1, laid.height_dots), QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    laid.paint(painter, 0)
    painter.end()
    return image


def _paint_bars(image: QImage, typeface: Typeface, top: int) -> None:
    """Hatched bars on both sides, whose stripes go on from block to block."""
    edge, bar, step = typeface.dots(_EDGE_MM), typeface.dots(_BAR_MM), typeface.dots(_HATCH_MM)
    painter = QPainter(image)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BLACK)
    for left in (edge, image.width() - edge - bar):
        first = -(top % step) - step
        for y in range(first, image.height() + bar, step):
            stripe = [
                (left, y + bar),
                (left + bar, y),
                (left + bar, y + step // 2),
                (left, y + bar + step // 2),
            ]
            painter.drawPolygon(QPolygon([QPoint(*corner) for corner in stripe]))
    painter.end()


def _rows(image: QImage) -> bytes:
    """The rows of ``image`` as bits, 1 = black, without the bytes that Qt fills rows up with."""
    flags = Qt.ImageConversionFlag.MonoOnly | Qt.ImageConversionFlag.ThresholdDither
    mono = image.convertToFormat(QImage.Format.Format_Mono, flags)
    if mono.color(1) != BLACK.rgb():
        mono.invertPixels()
    stride = math.ceil(mono.width() / 8)
    dots = bytes(mono.constBits())
    line = mono.bytesPerLine()
    return b"".join(dots[top : top + stride] for top in range(0, line * mono.height(), line))
