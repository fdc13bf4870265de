"""Whatever stands in a record: the verification says that it does not hold, and never breaks."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from support.record_surgery import (
    SIGNATURE,
    SUMS,
    Files,
    MemoryFiles,
    ballot_of_style,
    files_of,
    resigned,
    verified,
    with_new_root,
)
from support.small_records import TOWN, small_record

from device.election.election import Chaining
from device.errors import RecordError

pytestmark = pytest.mark.usefixtures("small_world")

BYTE_CHANGES = 20
VALUE_CHANGES = 40
STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**31,
    10**9,
    1.5,
    "",
    "0",
    "\x00",
    "é" * 70,
    "F" * 64,
    *("F" * digits for digits in (128, 1024)),  # elements of the small and of the standard group
    *("0" * digits for digits in (128, 1024)),
    [],
    [[]],
    {},
    {"c": "0" * 64, "v": "0" * 64},
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A chained record without ballots: quick to verify, over and over."""
    return files_of(small_record(tmp_path_factory.mktemp("empty"), (), Chaining.SIMPLE))


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder and key in a JSON value."""
    items = (
        enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    )
    for key, member in items:
        yield value, key
        yield from places(member)


def with_strange_value(data: bytes, drawn: random.Random) -> bytes:
    root = json.loads(data)
    holder, key = drawn.choice(list(places(root)))
    match drawn.randrange(4):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.insert(key, holder[key])
        case 2 if isinstance(holder, dict):
            holder["extra"] = holder[key]
        case _:
            holder[key] = drawn.choice(STRANGE)
    # Not every strange value has a canonical form; the reader meets it all the same.
    return json.dumps(root, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def with_strange_bytes(data: bytes, drawn: random.Random) -> bytes:
    start = drawn.randrange(len(data))
    end = min(len(data), start + drawn.choice((0, 1, 1, 4, 100)))
    filling = drawn.choice((b"", b"\x00", b"\xff\xfe", b'"', b"[" * 2000, b"{", b"9" * 5000, data[:50]))
    return data[:start] + filling + data[end:]


def assert_it_does_not_hold(files: Files, chaining: Chaining) -> None:
    assert not verified(files, chaining).holds


def test_strange_head_files_never_break_the_verification(empty: Files) -> None:
    drawn = random.Random(2)  # noqa: S311  the same changes every time
    names = sorted(set(empty) - {SUMS, SIGNATURE, "README.txt"})
    for _ in range(BYTE_CHANGES):
        name = drawn.choice(names)
        changed = with_strange_bytes(empty[name], drawn)
        if changed != empty[name]:
            assert_it_does_not_hold({**empty, name: changed}, Chaining.SIMPLE)
    tolerated = 0
    for _ in range(VALUE_CHANGES):
        name = drawn.choice(names)
        changed = with_strange_value(empty[name], drawn)
        result = verified(resigned({**empty, name: changed}), Chaining.SIMPLE)
        # Free words, such as a guardian's name, may be others; the device signed them.
        tolerated += result.holds
    assert tolerated < VALUE_CHANGES // 4


def test_strange_ballots_never_break_the_verification(honest: Files) -> None:
    drawn = random.Random(3)  # noqa: S311  the same changes every time
    path = ballot_of_style(honest, TOWN)
    # The other ballots have been verified elsewhere.
    alone = {name: data for name, data in honest.items() if not name.startswith("ballots/")}
    for number in range(BYTE_CHANGES + VALUE_CHANGES):
        change = with_strange_bytes if number < BYTE_CHANGES else with_strange_value
        changed = change(honest[path], drawn)
        if changed != honest[path]:
            assert_it_does_not_hold(resigned({**alone, path: changed}), Chaining.NONE)


def test_the_one_ballot_that_is_fuzzed_holds_when_it_is_left_alone(honest: Files) -> None:
    path = ballot_of_style(honest, TOWN)
    alone = {name: data for name, data in honest.items() if not name.startswith("ballots/")}
    assert verified(resigned(with_new_root({**alone, path: honest[path]}))).holds


def test_strange_sums_and_signatures_never_break_the_verification(empty: Files) -> None:
    drawn = random.Random(4)  # noqa: S311  the same changes every time
    for name in (SUMS, SIGNATURE, "README.txt"):
        for _ in range(BYTE_CHANGES // 3):
            changed = with_strange_bytes(empty[name], drawn)
            if changed != empty[name]:
                assert_it_does_not_hold({**empty, name: changed}, Chaining.SIMPLE)


class Vanishing(MemoryFiles):
    """A record whose file ``gone`` is listed and then not there."""

    gone = ""

    def read(self, path: str, max_bytes: int) -> bytes:
        if path == self.gone:
            raise RecordError("A file of the record is missing or cannot be read.")
        return super().read(path, max_bytes)


def test_files_that_go_away_while_they_are_read_are_found(honest: Files) -> None:
    for name in (*sorted(honest)[:6], "device.json", SUMS):
        files = Vanishing(honest)
        files.gone = name
        assert not verified(files).holds
