"""Sizes of type on paper, in dots, from what they must be in millimetres."""

import math
from dataclasses import dataclass

from PySide6.QtGui import QFont, QGuiApplication

from device.errors import StateError
from device.fonts.loader import CAP_HEIGHT_EM, font_family

TEXT_CAP_MM = 3.5
"""Height of a capital letter in running text (VVSG 2.0 7.1-I, read as the letter, not the em)."""
TITLE_CAP_MM = 4.5
BANNER_CAP_MM = 5.5
LEADING_EM = 1.28
"""From one line to the next; Noto Sans with accents on capitals and descenders needs 1.25."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """Fonts for one kind of paper. Needs a QGuiApplication: raises StateError without."""

    dots_per_mm: float

    def __post_init__(self) -> None:
        """Refuse to run without Qt, which would end the process instead of raising."""
        if QGuiApplication.instance() is None:
            raise StateError("Paper can be set only after the screen has been started.")

    def text(self, *, bold: bool = False) -> QFont:
        """Running text."""
        return self._font(TEXT_CAP_MM, bold=bold)

    def title(self) -> QFont:
        """What the paper is."""
        return self._font(TITLE_CAP_MM, bold=True)

    def banner(self) -> QFont:
        """White on black."""
        return self._font(BANNER_CAP_MM, bold=True)

    def dots(self, length_mm: float) -> int:
        """A length in whole dots, never shorter than asked."""
        return math.ceil(length_mm * self.dots_per_mm)

    def _font(self, cap_mm: float, *, bold: bool) -> QFont:
        font = QFont(font_family())
        font.setPixelSize(math.ceil(self.dots(cap_mm) / CAP_HEIGHT_EM))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        # The same dots on every machine: no hinting by system settings, no other font for a glyph.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias | QFont.StyleStrategy.NoFontMerging)
        return font
