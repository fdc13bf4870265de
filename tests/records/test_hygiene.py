"""Codes where none may stand: found as by looking for each, in memory that does not grow with them."""

import re
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records import hygiene
from device.records.hygiene import holding_any, without_event_hashes, without_numbers


def code_of(number: int) -> bytes:
    return sha256(b"%d" % number).digest()


def naive(texts: dict[str, bytes], codes: list[bytes]) -> set[str]:
    """Every text against every run of twelve digits of every code."""
    found = set()
    for name, data in texts.items():
        plain = re.sub("[^0-9A-Z]", "", data.decode().upper())
        if any(code.hex().upper()[at : at + 12] in plain for code in codes for at in range(53)):
            found.add(name)
    return found


@st.composite
def disguised(draw: st.DrawFn) -> bytes:
    """A piece of a code of 10 to 20 digits, grouped somehow, between other words."""
    digits = code_of(draw(st.integers(0, 9))).hex()
    start, length = draw(st.integers(0, 50)), draw(st.integers(10, 20))
    separator = draw(st.sampled_from(["", " ", "-", ", ", "\n"]))
    piece = separator.join(digits[start : start + length])
    other = draw(st.text("0aG ", max_size=30))
    return f"see {draw(st.sampled_from([piece, piece.upper()]))} or {other}".encode()


@pytest.mark.parametrize("at_a_time", [1, 7, 1 << 16])
@given(pieces=st.lists(disguised(), min_size=1, max_size=5), codes=st.sets(st.integers(0, 9)))
def test_the_same_texts_are_found_as_by_looking_for_each(
    at_a_time: int, pieces: list[bytes], codes: set[int]
) -> None:
    texts = {f"text {number}": piece for number, piece in enumerate(pieces)}
    values = [code_of(number) for number in codes]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hygiene, "MAX_WINDOWS", at_a_time)
        found = holding_any({name: (data,) for name, data in texts.items()}, lambda: values)
    assert found == naive(texts, values)


def test_a_code_is_found_in_every_free_text_and_no_chance_match_in_a_checked_number() -> None:
    code = code_of(1).hex().upper()
    values = [code_of(1)]
    number = (code * 16)[:1024]
    for data, holds in (
        (f'{{"h_e":"{code}","k":["{number}"]}}', False),
        (f'{{"name":"{code}"}}', True),
        (f'{{"info":"{code}","date":""}}', True),
        (f'{{"label":"{number}"}}', True),
        (f'{{"h_e":"{code[:40]}"}}', True),
        (f'{{"h_e":"X{code}"}}', True),
    ):
        found = holding_any({"package": without_numbers(data.encode())}, lambda: values)
        assert found == ({"package"} if holds else set()), data
    for data, holds in (
        (f'{{"Id":"1","Hash":"{code}"}}', False),
        (f'{{"Description":"{code}","Hash":"{"0" * 64}"}}', True),
        (f'{{"Details":"\\"Hash\\":\\"{code}\\""}}', True),
        (f'{{"Hash":"{code[:32]}"}}', True),
    ):
        found = holding_any({"log": without_event_hashes(data.encode())}, lambda: values)
        assert found == ({"log"} if holds else set()), data


def peak_bytes(ballots: int, log: bytes) -> int:
    def codes() -> Iterator[bytes]:
        return map(code_of, range(ballots))

    tracemalloc.start()
    try:
        assert holding_any({"log": (log,)}, codes) == set()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_ballots() -> None:
    log = b"".join(b"%s " % code_of(-number).hex().encode() for number in range(1, 20))
    peak_bytes(1, log)
    assert peak_bytes(2000, log) - peak_bytes(200, log) < 1800 * 2


def test_memory_does_not_grow_with_the_digits_of_a_text_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hygiene, "MAX_WINDOWS", 1000)
    log = b"".join(b"x%s " % code_of(-number).hex().encode() for number in range(1, 2000))
    assert peak_bytes(10, log) < 12 * len(log)
