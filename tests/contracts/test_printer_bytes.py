"""The driver's bytes and its reading of answers, piece by piece."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.printing import QUICK, station

from device.hal import DotImage, JobState, Paper, Trouble
from drivers.escpos_answers import (
    AnswerParser,
    BuffersCleared,
    PaperAnswer,
    ProcessAnswer,
    RealTimeStatus,
    StatusBack,
)
from drivers.escpos_bytes import cut_bytes, holds_real_time_command, image_bytes, line_bytes
from drivers.escpos_conversation import TOKEN_COUNT, Conversation, Fence
from drivers.escpos_status import status_of_answers, status_of_status_back
from hal_sim.printer.kinds import PROVES_ALL

REAL_TIME = (
    b"\x10\x04\x01",
    b"\x10\x05\x02",
    b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
    b"\x10\x10\x04\x04",
)

rows = st.lists(
    st.one_of(st.just(b""), st.sampled_from(REAL_TIME), st.binary(max_size=9)), min_size=1, max_size=300
)


def image_of(lines: list[bytes]) -> DotImage:
    return DotImage(576, len(lines), b"".join(line.ljust(72, b"\0")[:72] for line in lines))


@given(rows)
def test_no_image_reads_as_a_real_time_command(lines: list[bytes]) -> None:
    assert not holds_real_time_command(image_bytes(image_of(lines)))


def test_the_check_for_real_time_commands_finds_them() -> None:
    assert all(holds_real_time_command(b"\xff" + command) for command in REAL_TIME)


def test_an_image_full_of_real_time_commands_prints_whole_with_a_few_dots_more() -> None:
    image = image_of([command * 7 for command in REAL_TIME] * 60)
    with station(PROVES_ALL) as desk:
        assert desk.print(image) is JobState.CUT
        (piece,) = desk.printed_pieces()
        first = next(at for at, byte in enumerate(piece.image.rows) if byte) // 72 * 72
        seen = piece.image.rows[first : first + len(image.rows)]
        added = 0
        for wanted, have in zip(image.rows, seen, strict=True):
            assert wanted & ~have == 0
            added += (have & ~wanted).bit_count()
        assert 0 < added <= image.rows.count(0x10)


@given(rows)
def test_white_costs_next_to_nothing_and_no_dot_gets_lost(lines: list[bytes]) -> None:
    blank = image_of([b""] * 1000)
    assert len(image_bytes(blank)) < 1100
    longest = max(map(len, lines))
    assert len(image_bytes(image_of(lines))) <= len(lines) * (longest + 9)


def test_cutting_feeds_past_the_knife_first() -> None:
    assert cut_bytes().startswith(b"\x1bd")
    assert cut_bytes().endswith(b"\x1dV\x01")


@pytest.mark.parametrize("text", ["Elección", "two\nlines", "\x1b@"])
def test_only_plain_ascii_is_left_to_the_printers_font(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        line_bytes(text)


STREAM = (
    b"\x16"  # real-time status
    b"\x10\x00\x0c\x00"  # automatic status back
    b"\x13\x11"  # flow control
    b"\x0c"  # paper status
    b"7\x22ab~!\x00"  # process id
    b"7\x25\x00"  # buffers cleared
    b"_EPSON\x00"  # a printer's name, not asked for
    b"7\x22\x13abcd\x00"  # a process id with XOFF in it
)
ANSWERS = [
    RealTimeStatus(0x16),
    StatusBack(b"\x10\x00\x0c\x00"),
    PaperAnswer(0x0C),
    ProcessAnswer(b"ab~!"),
    BuffersCleared(),
    ProcessAnswer(b"abcd"),
]


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_answers_are_told_apart_however_they_arrive(cuts: list[int]) -> None:
    parser = AnswerParser()
    found = []
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(STREAM)], strict=True):
        found += parser.feed(STREAM[start:end])
    assert found == ANSWERS


@given(st.binary(max_size=400))
def test_noise_never_breaks_the_parser_and_never_outlasts_it(noise: bytes) -> None:
    parser = AnswerParser()
    parser.feed(noise)
    parser.feed(b"\x00" * 4)  # ends whatever block or status back the noise began
    assert parser.feed(b"7\x25\x00") == [BuffersCleared()]


def test_a_status_back_that_is_broken_off_is_not_completed_by_other_answers() -> None:
    assert AnswerParser().feed(b"\x10\x00\x12\x00") == [RealTimeStatus(0x12), PaperAnswer(0)]


def test_a_process_id_must_be_whole_and_exact() -> None:
    assert AnswerParser().feed(b"7\x22abc\x00") == [ProcessAnswer(b"abc")]
    assert AnswerParser().feed(b"7\x21abcd\x00") == []


@pytest.mark.parametrize(
    ("answers", "troubles", "paper"),
    [
        ((0x12, 0x12, 0x12, 0x12), set(), Paper.ENOUGH),
        ((0x12, 0x12, 0x12, 0x1E), set(), Paper.NEAR_END),
        ((0x1A, 0x16, 0x12, 0x12), {Trouble.COVER_OPEN}, Paper.ENOUGH),
        ((0x1A, 0x32, 0x12, 0x7E), {Trouble.PAPER_OUT}, Paper.OUT),
        ((0x1A, 0x52, 0x1A, 0x12), {Trouble.CUTTER}, Paper.ENOUGH),
        ((0x1A, 0x52, 0x52, 0x12), {Trouble.OVERHEATED}, Paper.ENOUGH),
        ((0x1A, 0x52, 0x32, 0x12), {Trouble.ERROR}, Paper.ENOUGH),
        ((0x1A, 0x12, 0x12, 0x12), {Trouble.ERROR}, Paper.ENOUGH),
        ((0x1A, 0x36, 0x12, 0x72), {Trouble.COVER_OPEN, Trouble.PAPER_OUT}, Paper.OUT),
        ((0x12, None, 0x12, 0x12), {Trouble.NO_ANSWER}, Paper.UNKNOWN),
    ],
)
def test_real_time_status_says_what_the_manual_says(
    answers: tuple[int | None, ...], troubles: set[Trouble], paper: Paper
) -> None:
    status = status_of_answers(dict(enumerate(answers, 1)))
    assert status.troubles == troubles
    assert status.paper is paper


@pytest.mark.parametrize(
    ("values", "troubles", "paper"),
    [
        (b"\x10\x00\x00\x00", set(), Paper.ENOUGH),
        (b"\x10\x00\x03\x00", set(), Paper.NEAR_END),
        (b"\x38\x00\x00\x00", {Trouble.COVER_OPEN}, Paper.ENOUGH),
        (b"\x18\x00\x0f\x00", {Trouble.PAPER_OUT}, Paper.OUT),
        (b"\x18\x08\x00\x00", {Trouble.CUTTER}, Paper.ENOUGH),
        (b"\x18\x40\x00\x00", {Trouble.OVERHEATED}, Paper.ENOUGH),
        (b"\x18\x20\x00\x00", {Trouble.ERROR}, Paper.ENOUGH),
        (b"\x18\x00\x00\x00", {Trouble.ERROR}, Paper.ENOUGH),
    ],
)
def test_automatic_status_back_says_what_the_manual_says(
    values: bytes, troubles: set[Trouble], paper: Paper
) -> None:
    status = status_of_status_back(values)
    assert status.troubles == troubles
    assert status.paper is paper


class ScriptedLink:
    """Answers every write with the next of ``answers``, and remembers what was asked of it."""

    def __init__(self, *answers: bytes) -> None:
        self.calls: list[bytes] = []
        self._answers = list(answers)
        self._waiting = b""

    def write(self, data: bytes, timeout_s: float) -> int:
        self.calls.append(data)
        self._waiting += self._answers.pop(0) if self._answers else b""
        return len(data)

    write_urgent = write

    def drop_unsent(self) -> None:
        self.calls.append(b"drop")

    def read(self, timeout_s: float) -> bytes:
        heard, self._waiting = self._waiting, b""
        return heard

    def close(self) -> None:
        self.calls.append(b"close")


def fenced(link: ScriptedLink, fence: Fence) -> bool:
    """Whether the driver takes what ``link`` answers for its first fence."""
    talk = Conversation(link, QUICK, 0)
    request, token = talk.fence_request(fence)
    talk.send(b"receipt" + request)
    return talk.await_fence(token, 0.2)


@pytest.mark.parametrize("first", [0, 8834, TOKEN_COUNT - 500])
def test_fence_tokens_do_not_repeat_and_are_four_plain_characters(first: int) -> None:
    talk = Conversation(ScriptedLink(), QUICK, first)
    tokens = [talk.fence_request(Fence.PROCESS_ID)[1] for _ in range(10_000)]
    assert len(set(tokens)) == 10_000
    assert all(len(token) == 4 and min(token) >= 0x21 and max(token) <= 0x7E for token in tokens)


@pytest.mark.parametrize(
    ("answer", "proven"),
    [
        (b"7\x22!!!!\x00", True),
        (b"\x12\x10\x00\x00\x00\x137\x22!!!!\x00", True),
        (b"7\x22!!!\x22\x00", False),
        (b"7\x22!!!\x00", False),
        (b"7\x22!!!!!\x00", False),
        (b"7\x22!!!!", False),
        (b"7\x25\x00", False),
        (b"\x00\x00", False),
        (b"", False),
    ],
)
def test_only_the_exact_token_proves_printing(answer: bytes, *, proven: bool) -> None:
    assert fenced(ScriptedLink(answer), Fence.PROCESS_ID) is proven


@pytest.mark.parametrize(
    ("answer", "proven"),
    [
        (b"\x00", True),
        (b"\x0f", True),
        (b"\x10\x00\x00\x00", False),
        (b"7\x22!!!!\x00", False),
        (b"\x12", False),
    ],
)
def test_only_a_paper_status_answers_a_paper_request(answer: bytes, *, proven: bool) -> None:
    assert fenced(ScriptedLink(answer), Fence.PAPER_REQUEST) is proven


def test_a_paper_status_from_before_the_request_proves_nothing() -> None:
    link = ScriptedLink(b"\x00")
    talk = Conversation(link, QUICK, 0)
    talk.send(b"an older request")
    request, token = talk.fence_request(Fence.PAPER_REQUEST)
    talk.send(request)
    assert not talk.await_fence(token, 0.2)


def test_clearing_drops_what_has_not_left_before_it_asks() -> None:
    link = ScriptedLink(b"7\x25\x00")
    assert Conversation(link, QUICK, 0).clear(Fence.PROCESS_ID)
    assert link.calls == [b"drop", b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"]


def test_silence_ends_every_wait() -> None:
    talk = Conversation(ScriptedLink(), QUICK, 0)
    assert talk.status().troubles == {Trouble.NO_ANSWER}
    assert not talk.clear(Fence.PAPER_REQUEST)
    assert talk.learn_fence(broken_off=True) is None


class BabblingLink(ScriptedLink):
    def read(self, timeout_s: float) -> bytes:
        return b"\xff" * 4096


def test_endless_noise_ends_every_wait() -> None:
    talk = Conversation(BabblingLink(), QUICK, 0)
    assert talk.status().troubles == {Trouble.NO_ANSWER}
    assert not talk.clear(Fence.PROCESS_ID)
    assert not talk.await_fence(b"abcd", 0.5)


def test_importing_python_escpos_leaves_no_handler_and_no_file_behind(tmp_path: Path) -> None:
    code = (
        "import logging, os\n"
        "import drivers.escpos_bytes\n"
        "assert logging.root.handlers == [], logging.root.handlers\n"
        f"assert os.listdir({str(tmp_path)!r}) == []\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert run.returncode == 0, run.stderr
