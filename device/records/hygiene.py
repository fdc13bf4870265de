"""Whether codes or identifiers of ballots stand where they must not (ELECTION_RECORD.md).

The texts to search are few and small, the codes are many: so the digits of the texts are kept, a bounded
number at a time, and the codes pass by, once for each time. Memory does not grow with the ballots.

A match by chance is not a code. Left out are therefore the many digits that the other checks show to be
what they claim: hash values in the event log's chain, and the numbers and hashes of the election package,
from which the codes were computed. What is left of an honest record has some 200 runs of twelve digits,
each equal to one of the 106 of a ballot with 2^-48: N ballots raise a false alarm with N * 2^-33 or so,
which is 10^-6 for ten thousand. (With the hash values of the log it would be one in a hundred.)
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

WINDOW_DIGITS = 12
"""So many consecutive digits, grouped or not, are as good as the whole."""
MAX_WINDOWS = 1 << 16
"""So many runs of digits of the texts are in memory at a time."""

_HEX_RUN = re.compile(rf"[0-9A-F]{{{WINDOW_DIGITS},}}")
_SEPARATORS = re.compile(r"[^0-9A-Za-z]+")
_EVENT_HASH = re.compile(rb'"Hash":"[0-9A-F]{64}"')
_PACKAGE_NUMBER = re.compile(
    rb'(?<!"name":)(?<!"info":)(?<!"date":)(?<!"label":)"[0-9A-F]{64}(?:[0-9A-F]{960})?"'
)

Values = Callable[[], Iterable[bytes]]
"""Gives all codes and identifiers, again each time."""


def without_event_hashes(log: bytes) -> Iterator[bytes]:
    """The parts of an event log between the hash values of its chain."""
    return _between(log, _EVENT_HASH)


def without_numbers(package_file: bytes) -> Iterator[bytes]:
    """The parts of a file of the election package between its numbers and hashes; free texts stay."""
    return _between(package_file, _PACKAGE_NUMBER)


def holding_any(texts: Mapping[str, Iterable[bytes]], values: Values) -> set[str]:
    """Names of the texts, each given in parts, that hold twelve digits in a row of one of the values.

    A part is read as text of which all but letters and digits is taken out. Costs a look-up for each of
    the 53 runs of a value of 32 bytes, again for every MAX_WINDOWS different runs of the texts.
    """
    found: set[str] = set()
    known: dict[str, set[str]] = {}
    for name, window in _windows_of(texts):
        known.setdefault(window, set()).add(name)
        if len(known) >= MAX_WINDOWS:
            found |= _matching(known, values)
            known.clear()
    return found | _matching(known, values)


def _matching(known: Mapping[str, set[str]], values: Values) -> set[str]:
    found: set[str] = set()
    for value in values() if known else ():
        for window in _windows(value.hex().upper()):
            if window in known:
                found |= known[window]
    return found


def _windows_of(texts: Mapping[str, Iterable[bytes]]) -> Iterator[tuple[str, str]]:
    for name, parts in texts.items():
        for part in parts:
            text = _SEPARATORS.sub("", part.decode("utf-8", errors="replace")).upper()
            for run in _HEX_RUN.finditer(text):
                for window in _windows(run.group()):
                    yield name, window


def _windows(digits: str) -> Iterator[str]:
    return (digits[start : start + WINDOW_DIGITS] for start in range(len(digits) - WINDOW_DIGITS + 1))


def _between(data: bytes, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
    start = 0
    for match in pattern.finditer(data):
        yield data[start : match.start()]
        start = match.end()
    yield data[start:]
