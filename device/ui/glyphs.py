"""Which characters the terminal's fonts cannot draw: they would show as empty boxes."""

from PySide6.QtGui import QFont, QTextLayout

from device.fonts.loader import font_family

_NO_GLYPH = 0


def missing_glyphs(text: str) -> frozenset[str]:
    """The characters of ``text`` that have no glyph; needs a QGuiApplication.

    Line breaks and tabs count as drawn. A letter and its accents are shaped together, as on screen.
    """
    if not _has_tofu(text):
        return frozenset()
    return frozenset(each for each in text if _has_tofu(each)) or frozenset(text)


def _has_tofu(text: str) -> bool:
    shaped = text.replace("\n", " ").replace("\t", " ")
    family = font_family()
    layout = QTextLayout(shaped, QFont(family))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return any(
        _NO_GLYPH in run.glyphIndexes() or run.rawFont().familyName() != family
        for run in layout.glyphRuns()
    )
