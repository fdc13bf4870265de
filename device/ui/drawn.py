"""Items that Python draws for QML: ``Symbol`` and ``QrCode`` of module ``Sealmark.Drawn``."""

from functools import cache

import qrcode
from PySide6.QtCore import Property, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtQml import qmlRegisterType
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from device.ui.symbols import SYMBOLS

QUIET_ZONE_MODULES = 4
"""White modules around a QR code (ISO/IEC 18004)."""


class SymbolItem(QQuickPaintedItem):
    """One of ``SYMBOLS`` by ``name`` ("" draws nothing), as large as fits, in the middle."""

    name_changed = Signal()
    ink_changed = Signal()
    ground_changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._ink = QColor("black")
        self._ground = QColor("white")
        self.setAntialiasing(True)

    def paint(self, painter: QPainter) -> None:
        """Draw the symbol; an unknown name raises KeyError."""
        if not self._name:
            return
        side = min(self.width(), self.height())
        painter.translate((self.width() - side) / 2, (self.height() - side) / 2)
        painter.scale(side / 100, side / 100)
        SYMBOLS[self._name](painter, self._ink, self._ground)

    def _get_name(self) -> str:
        return self._name

    def _set_name(self, name: str) -> None:
        if name != self._name:
            self._name = name
            self.name_changed.emit()
            self.update()

    def _get_ink(self) -> QColor:
        return self._ink

    def _set_ink(self, ink: QColor) -> None:
        if ink != self._ink:
            self._ink = ink
            self.ink_changed.emit()
            self.update()

    def _get_ground(self) -> QColor:
        return self._ground

    def _set_ground(self, ground: QColor) -> None:
        if ground != self._ground:
            self._ground = ground
            self.ground_changed.emit()
            self.update()

    name = Property(str, _get_name, _set_name, notify=name_changed)  # type: ignore[call-arg, arg-type]
    ink = Property(QColor, _get_ink, _set_ink, notify=ink_changed)  # type: ignore[call-arg, arg-type]
    ground = Property(QColor, _get_ground, _set_ground, notify=ground_changed)  # type: ignore[call-arg, arg-type]


class QrCodeItem(QQuickPaintedItem):
    """The QR code of ``text``, black on white, whole pixels a module, quiet zone included."""

    text_changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._modules: list[list[bool]] = []
        self.setAntialiasing(False)

    def paint(self, painter: QPainter) -> None:
        """Draw the modules; nothing while there is no text or no room for a pixel a module."""
        count = len(self._modules)
        module_px = int(min(self.width(), self.height())) // count if count else 0
        if not module_px:
            return
        side = module_px * count
        left, top = int(self.width() - side) // 2, int(self.height() - side) // 2
        painter.fillRect(QRect(left, top, side, side), Qt.GlobalColor.white)
        for y, row in enumerate(self._modules):
            for x, dark in enumerate(row):
                if dark:
                    where = QRect(left + x * module_px, top + y * module_px, module_px, module_px)
                    painter.fillRect(where, Qt.GlobalColor.black)

    def _get_text(self) -> str:
        return self._text

    def _set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._modules = qr_modules(text) if text else []
            self.text_changed.emit()
            self.update()

    text = Property(str, _get_text, _set_text, notify=text_changed)  # type: ignore[call-arg, arg-type]


def qr_modules(text: str) -> list[list[bool]]:
    """The modules of ``text`` as a QR code with error correction M and its quiet zone, by row."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_ZONE_MODULES)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


@cache
def register_drawn_items() -> None:
    """Make the items known to QML, once per process."""
    qmlRegisterType(SymbolItem, "Sealmark.Drawn", 1, 0, "Symbol")  # type: ignore[call-overload]
    qmlRegisterType(QrCodeItem, "Sealmark.Drawn", 1, 0, "QrCode")  # type: ignore[call-overload]
