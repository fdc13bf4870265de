"""The terminal's own fonts: Noto Sans Regular and Bold, and no other.

What is not in these two files is not shown or printed: a missing glyph is found by a check of the
texts, not covered up by a font that happens to be installed.
"""

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFontDatabase

_FOLDER = Path(__file__).parent
_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")

FONTCONFIG_FILE = _FOLDER / "fonts.conf"
"""Fontconfig's configuration: no installed fonts, no hinting. Must be named before Qt starts."""

CAP_HEIGHT_EM = 0.714
"""Height of a capital I in units of the font size (both files: 714 of 1000)."""


@cache
def font_family() -> str:
    """Register the fonts once per process and return their family name.

    Needs a QGuiApplication. Raises FileNotFoundError if a font file is missing or unreadable.
    """
    families: list[str] = []
    for name in _FILES:
        handle = QFontDatabase.addApplicationFont(str(_FOLDER / name))
        if handle < 0:
            raise FileNotFoundError(f"font file {name} is missing or unreadable")
        families += QFontDatabase.applicationFontFamilies(handle)
    return families[0]
