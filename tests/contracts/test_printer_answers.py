"""Answers of a printer told apart, whatever stands between them; what is ambiguous proves nothing."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.escpos_answers import (
    AnswerParser,
    BuffersCleared,
    PaperAnswer,
    ProcessAnswer,
    RealTimeStatus,
    StatusBack,
)
from drivers.escpos_conversation import Conversation, Timing

TOKEN = b"aB3~"
FENCE = b"\x37\x22" + TOKEN + b"\x00"
FLOW = st.lists(st.sampled_from([b"\x11", b"\x13"]), max_size=3).map(b"".join)
LOW = st.sampled_from([value for value in range(128) if value & 0x90 == 0x00])
STATUS_BACKS = st.tuples(
    st.sampled_from([value for value in range(128) if value & 0x93 == 0x10]), LOW, LOW, LOW
).map(bytes)
REAL_TIMES = st.sampled_from([bytes((value,)) for value in range(128) if value & 0x93 == 0x12])
BLOCKS = st.sampled_from([b"\x37\x25\x00", b"\x5fEPSON\x00", b"\x3d\x21ab\x00", b"\x37\x22zzzz\x00"])


def with_flow(data: bytes, flows: list[bytes]) -> bytes:
    """``data`` with XON and XOFF before, within and after it."""
    gaps = flows + [b""] * (len(data) + 1 - len(flows))
    return b"".join(gap + bytes((byte,)) for gap, byte in zip(gaps, data, strict=False)) + gaps[len(data)]


def in_pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in pairwise(edges)]


def heard(data: bytes, cuts: list[int]) -> list[object]:
    parser = AnswerParser()
    return [answer for piece in in_pieces(data, cuts) for answer in parser.feed(piece)]


@given(
    before=st.lists(st.one_of(STATUS_BACKS, REAL_TIMES, BLOCKS), max_size=5),
    after=st.lists(st.one_of(STATUS_BACKS, REAL_TIMES, BLOCKS), max_size=5),
    flows=st.lists(FLOW, max_size=30),
    cuts=st.lists(st.integers(0, 200), max_size=6),
)
def test_a_fence_among_anything_is_heard_exactly_once(
    before: list[bytes], after: list[bytes], flows: list[bytes], cuts: list[int]
) -> None:
    answers = heard(with_flow(b"".join([*before, FENCE, *after]), flows), cuts)
    assert answers.count(ProcessAnswer(TOKEN)) == 1
    backs = [each for each in (*before, *after) if len(each) == 4 and each[0] & 0x93 == 0x10]
    assert [each.values for each in answers if isinstance(each, StatusBack)] == backs
    assert answers.count(BuffersCleared()) == [*before, *after].count(b"\x37\x25\x00")


@given(
    blocks=st.lists(st.one_of(STATUS_BACKS, REAL_TIMES, BLOCKS), max_size=8),
    flows=st.lists(FLOW, max_size=30),
    cuts=st.lists(st.integers(0, 200), max_size=6),
)
def test_what_a_printer_says_by_itself_is_never_taken_for_an_answer_to_gs_r(
    blocks: list[bytes], flows: list[bytes], cuts: list[int]
) -> None:
    """The last three bytes of a status back alone look like one."""
    answers = heard(with_flow(b"".join(blocks), flows), cuts)
    assert not any(isinstance(each, PaperAnswer) for each in answers)


@given(noise=st.binary(max_size=60))
def test_no_noise_is_a_fence_unless_it_holds_the_token(noise: bytes) -> None:
    without_flow = noise.translate(None, b"\x11\x13")
    if TOKEN not in without_flow:
        assert ProcessAnswer(TOKEN) not in heard(noise, [])


@given(cut=st.integers(1, len(FENCE) - 1), rest=STATUS_BACKS)
def test_a_fence_that_broke_off_proves_nothing(cut: int, rest: bytes) -> None:
    assert ProcessAnswer(TOKEN) not in heard(FENCE[:cut] + rest, [])


def test_a_status_back_that_broke_off_swallows_no_real_time_status() -> None:
    assert heard(b"\x10\x00\x12", []) == [RealTimeStatus(0x12)]


class OneMessage:
    """A link on which a printer says one thing, then nothing more."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    def read(self, timeout_s: float) -> bytes:
        said, self._said = self._said, b""
        return said

    def write_urgent(self, data: bytes, timeout_s: float) -> int:
        return len(data)


@pytest.mark.parametrize(
    ("said", "proves"), [(b"\x00", True), (b"\x11\x00\x13", True), (b"\x00\x00\x00", False), (b"", False)]
)
def test_an_answer_to_gs_r_counts_only_when_it_stands_alone(said: bytes, proves: bool) -> None:
    """Three in a row are a status back whose first byte got lost."""
    link: Any = OneMessage(said)
    conversation = Conversation(link, Timing(answer_s=0.2, slice_s=0.1), 0)
    assert conversation.await_fence(b"", 0.5) is proves
