"""Canonical JSON, the one form in which Sealmark writes and reads JSON.

UTF-8 without BOM, exactly one object, no white space outside strings, no property twice, no
``null``, no trailing newline; strings escape only ``"``, ``\\`` and U+0000 to U+001F
(ELECTION_RECORD.md, Conventions). A reader refuses every other spelling: it parses, writes again
and compares, so that whatever passes has exactly one byte form and a signature over the bytes is
a signature over the meaning.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from device.errors import FormatError

MAX_DEPTH = 32
MAX_INTEGER_DIGITS = 10


def canonical_bytes(value: Mapping[str, object]) -> bytes:
    """The canonical bytes of an object; properties keep the order they have.

    Raises ValueError for what has no canonical form (floats, ``None``, lone surrogates).
    """
    _check_plain(value, 0)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def read_canonical(data: bytes, what: str, max_bytes: int) -> dict[str, Any]:
    """Parse one canonical object of at most ``max_bytes``.

    ``what`` names the file in messages. Raises FormatError for anything that is not canonical.
    """
    if len(data) > max_bytes:
        raise FormatError(f"{what} has {len(data)} bytes, more than the {max_bytes} allowed.")
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object_without_duplicates,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_small_integer,
        )
    except (UnicodeDecodeError, ValueError, RecursionError) as exc:
        raise FormatError(f"{what} is not JSON in canonical form.") from exc
    if not isinstance(value, dict):
        raise FormatError(f"{what} does not hold one JSON object.")
    try:
        again = canonical_bytes(value)
    except ValueError as exc:
        raise FormatError(f"{what} holds a value that our formats do not have.") from exc
    if again != data:
        raise FormatError(f"{what} is not in canonical form (white space, escapes or number spelling).")
    return value


def expect_properties(
    value: object, order: Iterable[str], where: str, optional: Iterable[str] = ()
) -> dict[str, Any]:
    """Check that ``value`` is an object with these properties in this order, and no others.

    ``order`` is the full order; what stands in ``optional`` too may be left out. Raises FormatError.
    """
    if not isinstance(value, dict):
        raise FormatError(f"{where} must be an object.")
    order = list(order)
    may_miss = set(optional)
    for name in value:
        if name not in order:
            raise FormatError(f"{where} has an unknown property.")
    for name in order:
        if name not in value and name not in may_miss:
            raise FormatError(f"{where} lacks the property '{name}'.")
    if list(value) != [name for name in order if name in value]:
        raise FormatError(f"{where} has its properties in another order than the format.")
    return value


def expect_list(value: object, where: str, minimum: int = 0, maximum: int = 10_000) -> list[Any]:
    """Check that ``value`` is a list of ``minimum`` to ``maximum`` elements. Raises FormatError."""
    if not isinstance(value, list):
        raise FormatError(f"{where} must be a list.")
    if not minimum <= len(value) <= maximum:
        raise FormatError(f"{where} must have {minimum} to {maximum} elements.")
    return value


def expect_text(value: object, where: str, minimum: int = 1, maximum: int = 10_000) -> str:
    """Check that ``value`` is a string of ``minimum`` to ``maximum`` characters. Raises FormatError."""
    if not isinstance(value, str):
        raise FormatError(f"{where} must be a string.")
    if not minimum <= len(value) <= maximum:
        raise FormatError(f"{where} must have {minimum} to {maximum} characters.")
    return value


def expect_integer(value: object, where: str, minimum: int, maximum: int) -> int:
    """Check that ``value`` is an integer in ``minimum`` to ``maximum``. Raises FormatError."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise FormatError(f"{where} must be an integer.")
    if not minimum <= value <= maximum:
        raise FormatError(f"{where} must lie between {minimum} and {maximum}.")
    return value


def _object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a property stands twice")
    return value


def _refuse_number(_text: str) -> NoReturn:
    raise ValueError("a number that is not an integer")


def _small_integer(text: str) -> int:
    if len(text) > MAX_INTEGER_DIGITS:
        raise ValueError("an integer with too many digits")
    return int(text)


def _check_plain(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate raises UnicodeEncodeError, a ValueError
    elif isinstance(value, Mapping):
        for name, member in value.items():
            if not isinstance(name, str):
                raise ValueError("a property name that is not a string")
            name.encode("utf-8")
            _check_plain(member, depth + 1)
    elif isinstance(value, list | tuple):
        for member in value:
            _check_plain(member, depth + 1)
    elif not isinstance(value, int):
        raise ValueError("a value that our formats do not have")
