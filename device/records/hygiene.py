"""Whether codes or identifiers of ballots stand where they must not (ELECTION_RECORD.md)."""

import re
from collections.abc import Iterable

WINDOW_DIGITS = 12
"""So many consecutive digits, grouped or not, are as good as the whole."""

_HEX_RUN = re.compile(rf"[0-9A-F]{{{WINDOW_DIGITS},}}")
_SEPARATORS = re.compile(r"[^0-9A-Za-z]+")


def digit_windows(values: Iterable[bytes]) -> frozenset[str]:
    """Every run of twelve hex digits in ``values``, upper case: about 53 for 32 bytes."""
    return frozenset(window for value in values for window in _windows(value.hex().upper()))


def holds_any(data: bytes, windows: frozenset[str]) -> bool:
    """Whether ``data``, as text with all but letters and digits taken out, holds any of ``windows``."""
    text = _SEPARATORS.sub("", data.decode("utf-8", errors="replace")).upper()
    return any(window in windows for run in _HEX_RUN.findall(text) for window in _windows(run))


def _windows(digits: str) -> Iterable[str]:
    return (digits[start : start + WINDOW_DIGITS] for start in range(len(digits) - WINDOW_DIGITS + 1))
