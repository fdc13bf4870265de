"""Checks on what may stand in an event: nothing that could be a choice, a code or a voter."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from device.election.settings import Role
from device.records.event_kinds import NUMBERS, Detail, EventKind

MAX_NUMBER = 10**9
MAX_TEXT = 300

USERS = frozenset({"", *(role.value for role in Role)})
"""Who an event may name: a role, never a person."""

WITHHELD = "The message is withheld, because its text may not stand in a log."

# Twelve hex digits in a row, however they are grouped, could be part of a code or an id_B.
_CODE_LIKE = re.compile(r"(?:[0-9A-Fa-f][\W_]*){12,}")
_LETTERS_AND_DIGITS = re.compile(r"[0-9A-Za-z]+")
_PLAIN = re.compile(r"[ -~\u00a1-\u024f\u2010-\u2026]+\Z")  # printable; no control or bidi characters


def checked_details(kind: EventKind, details: Mapping[str, str | int] | None) -> Mapping[str, str | int]:
    """``details`` in the order of ``Detail``, read-only. Raises ValueError for what may not stand there."""
    given = dict(details or {})
    checked: dict[str, str | int] = {}
    for detail in Detail:
        if detail.value not in given:
            continue
        if detail not in kind.details:
            raise ValueError(f"the event {kind.event_id} has no detail {detail.value}")
        value = given.pop(detail.value)
        checked[detail.value] = _number(value) if detail in NUMBERS else _text(value)
    if given:
        raise ValueError(f"the event {kind.event_id} has no such detail")
    return MappingProxyType(checked)


def checked_user(user: str) -> str:
    """``user`` itself. Raises ValueError for anything but a role or nobody."""
    if user not in USERS:
        raise ValueError("an event names a role, or nobody")
    return user


def loggable(text: str) -> str:
    """``text`` as it may stand in an event: an error's sentence, or a note that it was withheld.

    For messages of errors, so that the log never lacks an event because of its wording.
    """
    try:
        return _text(text[:MAX_TEXT])
    except ValueError:
        return WITHHELD


def _number(value: str | int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_NUMBER:
        raise ValueError(f"a number in an event lies between 0 and {MAX_NUMBER}")
    return value


def _text(value: str | int) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_TEXT or not _PLAIN.match(value):
        raise ValueError(f"a text in an event has 1 to {MAX_TEXT} printable characters")
    if _looks_like_code(value):
        raise ValueError("a text in an event holds what could be part of a code")
    return value


def _looks_like_code(text: str) -> bool:
    """Whether twelve hex digits follow each other, with at least one decimal among them.

    Words alone ("a faded, dead façade") make runs too; in a random run of twelve hex digits all are
    letters once in 130,000 times, and such a run is refused when it stands ungrouped.
    """
    for run in _CODE_LIKE.finditer(text):
        if any(digit.isdigit() for digit in run[0]):
            return True
    return any(
        len(word) >= 12 and all(digit in "0123456789abcdefABCDEF" for digit in word)
        for word in _LETTERS_AND_DIGITS.findall(text)
    )
