"""What a label, a name and a longer text may hold.

Labels keep the rules of the ElectionGuard 2.1.0 serialization specification ("Labels and Name-type
text fields"); names on screen keep the same rules, longer texts may have line breaks.
"""

import re
import unicodedata
from collections.abc import Iterable

from device.errors import FormatError
from device.formats.canonical import expect_text

MAX_LABEL_CHARACTERS = 300

_SPACES_IN_LABELS = ("\u00a0", "\u202f")  # NO-BREAK SPACE, NARROW NO-BREAK SPACE
# These turn the direction of what follows them: a name could be shown as another.
_DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS_AND_CONTROLS = ("Cc", "Zl", "Zp")
_SPACE_RUN = re.compile(r"\s\s")


def expect_label(value: object, where: str, maximum: int = MAX_LABEL_CHARACTERS) -> str:
    """A label or a name: one line, single inner spaces, no control characters. Raises FormatError."""
    text = expect_text(value, where, 1, maximum)
    _refuse_controls(text, where, allowed="")
    if any(space in text for space in _SPACES_IN_LABELS):
        raise FormatError(f"{where} holds a no-break space, which labels may not.")
    if text != text.strip():
        raise FormatError(f"{where} begins or ends with a space.")
    if _SPACE_RUN.search(text):
        raise FormatError(f"{where} has two spaces in a row.")
    return text


def expect_prose(value: object, where: str, maximum: int) -> str:
    """A longer text, which may have line feeds but is not blank. Raises FormatError."""
    text = expect_text(value, where, 1, maximum)
    _refuse_controls(text, where, allowed="\n")
    if not text.strip():
        raise FormatError(f"{where} is blank.")
    return text


def expect_unique(texts: Iterable[str], where: str) -> None:
    """Check that no two texts look the same (Unicode NFC). Raises FormatError."""
    seen: set[str] = set()
    for text in texts:
        normal = unicodedata.normalize("NFC", text)
        if normal in seen:
            raise FormatError(f"{where} are not all different.")
        seen.add(normal)


def _refuse_controls(text: str, where: str, allowed: str) -> None:
    for character in text:
        if character in allowed:
            continue
        if unicodedata.category(character) in _BREAKS_AND_CONTROLS:
            raise FormatError(f"{where} holds a line break or a control character.")
        if character in _DIRECTION_CONTROLS:
            raise FormatError(f"{where} holds a character that turns the direction of writing.")
