"""Changing data at random: bytes, JSON values, and pages of a region. All chance comes from ``draw``."""

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

Mutate = Callable[[Random, bytes], bytes]

_DEEP = 3000
TOKENS = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\n", b" ", b'"', b"\\", b"\\ud800", b"\xed\xa0\x80", b"{", b"}",
    b"[", b"]", b"[" * _DEEP, b'{"a":' * _DEEP, b"0", b"-1", b"1e9", b"1.0", b"NaN", b"9" * 5000, b"null",
    b"true", b"..", b"/", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff",
    b"\x00\x00\x00\x00",
)  # fmt: skip
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**32, 10**10, 10**400, 0.5, 1e300, "", "0", "a", "\x00", "\ud800",
    "\u202e", "é" * 70, "F" * 64, "0" * 64, "F" * 128, "F" * 1024, "0" * 1024, "f" * 64, "A" * 20_000,
    "[" * _DEEP, "{}", '{"a":[]}', "../x", [], {}, [[]], {"": ""}, {"c": "0" * 64, "v": "0" * 64},
)  # fmt: skip
PAGE_BYTES = 4096
SECTOR_BYTES = 512


def bytes_changed(draw: Random, data: bytes) -> bytes:
    """One to four changes of bytes: flipped, replaced, put in, taken out, doubled, exchanged, cut off."""
    for _ in range(draw.randint(1, 4)):
        start = draw.randrange(len(data) + 1)
        end = min(len(data), start + draw.choice((0, 1, 1, 2, 4, 8, 64, 500)))
        match draw.randrange(6):
            case 0 if start < len(data):
                data = data[:start] + bytes((data[start] ^ 1 << draw.randrange(8),)) + data[start + 1 :]
            case 1:
                data = data[:start] + draw.choice(TOKENS) + data[end:]
            case 2:
                data = data[:start] + data[end:]
            case 3:
                other = draw.randrange(len(data) + 1)
                data = data[:start] + data[other : other + draw.choice((1, 4, 100, 1000))] + data[start:]
            case 4:
                data = data[:start]
            case _:
                noise = bytes(draw.randrange(256) for _ in range(draw.choice((1, 4, 16))))
                data = data[:start] + noise + data[start + len(noise) :]
    return data


def json_changed(draw: Random, data: bytes) -> bytes:
    """One to three places of a JSON file changed, in canonical form; sometimes bytes instead."""
    if draw.random() < 0.2:
        return bytes_changed(draw, data)
    root = json.loads(data)
    for _ in range(draw.randint(1, 3)):
        holder, key = _place(draw, root)
        if holder is not None:
            _change(draw, root, holder, key)
    text = json.dumps(root, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _place(draw: Random, node: Any) -> tuple[Any, Any]:
    """A holder and a key somewhere below ``node``; None where it is empty."""
    holder, key = None, None
    while isinstance(node, dict | list) and node and (holder is None or draw.random() < 0.8):
        holder = node
        key = draw.choice(list(node)) if isinstance(node, dict) else draw.randrange(len(node))
        node = holder[key]
    return holder, key


def _change(draw: Random, root: Any, holder: Any, key: Any) -> None:
    match draw.randrange(6):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.insert(key, deepcopy(holder[key]))
        case 1:
            holder[draw.choice(("extra", "", "c", key.upper()))] = deepcopy(holder[key])
        case 2:
            other, other_key = _place(draw, root)
            if other is not None:
                holder[key] = deepcopy(other[other_key])
        case 3 if isinstance(holder[key], str) and holder[key]:
            text = holder[key]
            at = draw.randrange(len(text))
            holder[key] = text[:at] + draw.choice(("0", "1", "F", "f", "é", "", "00", "-")) + text[at + 1 :]
        case 3 if isinstance(holder[key], int):
            holder[key] += draw.choice((-1, 1, 1 << 31))
        case 4 if isinstance(holder, list):
            draw.shuffle(holder)
        case _:
            holder[key] = deepcopy(draw.choice(STRANGE))


def pages_changed(draw: Random, image: bytes) -> bytes:
    """One to four changes of pages that hold something: bytes, sectors and whole pages; same length."""
    pages = [bytearray(image[at : at + PAGE_BYTES]) for at in range(0, len(image), PAGE_BYTES)]
    used = [number for number, page in enumerate(pages) if any(page)] or [0]
    for _ in range(draw.randint(1, 4)):
        number = draw.choice(used)
        page = pages[number]
        match draw.randrange(7):
            case 0 | 1:
                at = draw.randrange(draw.choice((16, 64, 256, len(page))))
                page[at] ^= 1 << draw.randrange(8)
            case 2:
                token = draw.choice(TOKENS)[:64]
                at = draw.randrange(draw.choice((16, 64, 256, len(page) - 64)))
                page[at : at + len(token)] = token
            case 3:
                at = SECTOR_BYTES * draw.randrange(len(page) // SECTOR_BYTES)
                page[at : at + SECTOR_BYTES] = bytes(SECTOR_BYTES)
            case 4:
                other = draw.choice(used)
                pages[number], pages[other] = pages[other], page
            case 5:
                pages[draw.randrange(len(pages))][:] = page
            case _:
                page[:] = bytes(len(page))
    return b"".join(pages)
