"""Canonical JSON, read a second time: parse, write again by the page's rules, and compare the bytes."""

import json
import re
from typing import Any, NoReturn

from independent.findings import Refused, require

# The only characters that are escaped, and how.
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def written(value: object) -> str:
    """The canonical text of `value`. Raises Refused for what canonical JSON cannot hold."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(name)}:{written(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    raise Refused(f"holds a {type(value).__name__}, which canonical JSON here never does")


def canonical(value: object) -> bytes:
    """The canonical bytes of `value`."""
    try:
        return written(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise Refused("holds a lone surrogate") from error


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in text) + '"'


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    require(len({name for name, _ in pairs}) == len(pairs), "holds a property twice")
    return dict(pairs)


def _no_number(text: str) -> NoReturn:
    raise Refused(f"holds the number {text}")


def read(data: bytes) -> dict[str, Any]:
    """One object in canonical form. Raises Refused for anything else."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_pairs,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refused(f"is not JSON: {type(error).__name__}") from error
    require(isinstance(value, dict), "is not an object")
    require(canonical(value) == data, "is not in canonical form")
    return value  # type: ignore[no-any-return]


def members(value: Any, *names: str) -> dict[str, Any]:
    """An object with exactly these properties in this order; those ending in ? may be absent."""
    require(isinstance(value, dict), "should be an object")
    expected = [n.rstrip("?") for n in names if not n.endswith("?") or n.rstrip("?") in value]
    require(list(value) == expected, f"has the properties {list(value)}, not {expected}")
    return value  # type: ignore[no-any-return]


def items(value: Any, count: int | None = None) -> list[Any]:
    """A list, of exactly `count` items if that is given."""
    require(isinstance(value, list), "should be a list")
    require(count is None or len(value) == count, f"has {len(value)} items, not {count}")
    return value  # type: ignore[no-any-return]


def number(value: Any, low: int = 0, high: int = 2**31 - 1) -> int:
    """A small integer in low..high."""
    require(type(value) is int and low <= value <= high, f"has {value!r} where {low}..{high} belongs")
    return value  # type: ignore[no-any-return]


def text(value: Any) -> str:
    """A string that is not empty."""
    require(isinstance(value, str) and value != "", "has no text where one belongs")
    return value  # type: ignore[no-any-return]


def octets(value: Any, size: int) -> bytes:
    """Exactly `size` bytes in upper-case hex."""
    pattern = rf"[0-9A-F]{{{2 * size}}}"
    require(
        isinstance(value, str) and re.fullmatch(pattern, value) is not None, f"wants {2 * size} hex digits"
    )
    return bytes.fromhex(value)
