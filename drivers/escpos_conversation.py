"""Asking a printer and hearing its answers: requests, fences and clearing, over a byte link.

Waiting is counted in silence heard on the link, so a clock that is set or jumps cannot cut an answer
short. Every method raises PrinterError when the link is gone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from device.hal.printer import PrinterStatus, Trouble
from drivers.escpos_answers import (
    Answer,
    AnswerParser,
    BuffersCleared,
    PaperAnswer,
    ProcessAnswer,
    RealTimeStatus,
    StatusBack,
)
from drivers.escpos_bytes import LONGEST_COMMAND_BYTES, start_bytes
from drivers.escpos_codes import (
    DLE_DC4_CLEAR,
    DLE_ENQ_CLEAR,
    DLE_EOT,
    GS_H_PROCESS,
    GS_R_PAPER,
    STATUS_PRINTER,
)
from drivers.escpos_status import PASSING, REQUESTS, status_of_answers, status_of_status_back
from drivers.wire import ByteLink

_TOKEN_CHARACTERS = bytes(range(0x21, 0x7F))
_TOKEN_LENGTH = 4
TOKEN_COUNT = len(_TOKEN_CHARACTERS) ** _TOKEN_LENGTH

_NOISE_READS = 64

# A raster command that was cut off midway still waits for its dots: zeros finish it in white, and mean
# nothing outside of one.
_FINISH = bytes(LONGEST_COMMAND_BYTES)


class Fence(Enum):
    """Which request a printer answers only after it has printed what came before."""

    PROCESS_ID = "process id"  # GS ( H, answered with our token
    PAPER_REQUEST = "paper request"  # GS r, answered in order, with nothing of ours in it


@dataclass(frozen=True, slots=True)
class Timing:
    """How long to wait for a printer, and what the slowest one does in a second."""

    answer_s: float = 1.0
    slice_s: float = 0.25
    stall_s: float = 8.0
    grace_s: float = 1.0
    slack_s: float = 8.0
    cooling_s: float = 60.0
    bytes_per_s: float = 10_000.0
    mm_per_s: float = 40.0

    def job_s(self, length_bytes: int, height_mm: float) -> float:
        """How long a job of that size may take from its first byte to its fence."""
        return self.slack_s + length_bytes / self.bytes_per_s + height_mm / self.mm_per_s


class Conversation:
    """One printer at the other end of ``link``; tokens count up from ``first_token``, none comes twice."""

    def __init__(self, link: ByteLink, timing: Timing, first_token: int) -> None:
        self._link = link
        self._timing = timing
        self._next_token = first_token % TOKEN_COUNT
        self._parser = AnswerParser()
        self._inbox: list[Answer] = []

    def drain(self) -> None:
        """Throw away everything that came unasked."""
        for _ in range(_NOISE_READS):
            if not self._link.read(0):
                break
        self._parser = AnswerParser()
        self._inbox.clear()

    def status(self) -> PrinterStatus:
        """Ask DLE EOT 1 to 4, one by one: nothing is sent before the answer is there."""
        answers: dict[int, int | None] = {}
        for request in REQUESTS:
            answers[request] = self._real_time_status(request)
            if answers[request] is None:
                break
        return status_of_answers(answers)

    def answers(self) -> bool:
        """Whether the printer answers real-time requests at all."""
        return self._real_time_status(STATUS_PRINTER) is not None

    def send(self, data: bytes) -> bool:
        """Send all of ``data``; False when the printer stopped taking it.

        A printer that says why it stopped is not waited for, unless it will go on by itself.
        """
        sent, waited_s, patience_s = 0, 0.0, self._timing.stall_s
        while sent < len(data):
            taken = self._link.write(data[sent:], self._timing.slice_s)
            sent += taken
            waited_s = 0.0 if taken else waited_s + self._timing.slice_s
            self._hear(0)
            news = self._status_news()
            if _hopeless(news):
                return False
            if _cooling(news):
                patience_s = self._timing.cooling_s
            if waited_s > patience_s:
                return False
        return True

    def fence_request(self, fence: Fence) -> tuple[bytes, bytes]:
        """The bytes of a new fence, and the token by which to await it."""
        if fence is Fence.PAPER_REQUEST:
            self._hear(0)  # an answer that was there before cannot be the answer to this one
            self._inbox = [answer for answer in self._inbox if not isinstance(answer, PaperAnswer)]
            return GS_R_PAPER, b""
        token = _token(self._next_token)
        self._next_token = (self._next_token + 1) % TOKEN_COUNT
        return GS_H_PROCESS + token, token

    def await_fence(self, token: bytes, patience_s: float) -> bool:
        """Whether the fence is answered within ``patience_s`` of silence, or before trouble shows.

        After trouble shows the answer has ``grace_s`` left, for trouble that began behind the fence;
        a printer whose head cools down gets the time for it.
        """
        waited_s, asked_s = 0.0, 0.0
        while waited_s < patience_s:
            waited_s += self._hear(self._timing.slice_s)
            if self._fence_answered(token):
                return True
            status = self._status_news()
            if status is None and waited_s - asked_s >= self._timing.answer_s:
                status = self.status()
                waited_s += self._timing.answer_s if Trouble.NO_ANSWER in status.troubles else 0.0
                asked_s = waited_s
            if _hopeless(status):
                patience_s = min(patience_s, waited_s + self._timing.grace_s)
            elif _cooling(status):
                patience_s = max(patience_s, self._timing.cooling_s)
        return False

    def learn_fence(self, *, broken_off: bool) -> Fence | None:
        """Find out which fence the printer answers, without printing; None if it answers none.

        ``broken_off``: a command that was cut off midway may still wait for its dots.
        """
        if broken_off and not self.finish_command():
            return None
        for fence in Fence:
            request, token = self.fence_request(fence)
            if self.send(start_bytes() + request) and self.await_fence(token, self._timing.answer_s):
                return fence
        return None

    def finish_command(self) -> bool:
        """Give a command that was cut off midway all dots it may wait for; False if not taken."""
        return self.send(_FINISH)

    def clear(self, fence: Fence | None) -> bool:
        """Empty the printer's buffers; True only if it said that they are empty.

        A printer that cannot clear on request proves it by a fence: what is answered last is what was
        sent last, so nothing older waits behind it.
        """
        self._link.drop_unsent()
        self.drain()
        self._urgent(DLE_DC4_CLEAR)
        if self._wait_for(lambda answer: isinstance(answer, BuffersCleared)) is not None:
            return True
        self.recover()
        return fence is not None and self._fence_after_clearing(fence)

    def recover(self) -> None:
        """Leave an error whose cause is gone; what the buffers held is thrown away."""
        self._urgent(DLE_ENQ_CLEAR)

    def _fence_after_clearing(self, fence: Fence) -> bool:
        if self.status().troubles:
            return False  # offline it executes nothing: what we sent would only wait behind the rest
        request, token = self.fence_request(fence)
        if not self.send(_FINISH + start_bytes() + request):
            return False
        if not self.await_fence(token, self._timing.stall_s):
            return False
        while self._hear(self._timing.answer_s) < self._timing.answer_s:
            continue  # answers to older requests: ours is the last
        self._inbox.clear()
        return True

    def _real_time_status(self, request: int) -> int | None:
        self._inbox = [answer for answer in self._inbox if not isinstance(answer, RealTimeStatus)]
        self._urgent(DLE_EOT + bytes((request,)))
        answer = self._wait_for(lambda answer: isinstance(answer, RealTimeStatus))
        return answer.value if isinstance(answer, RealTimeStatus) else None

    def _urgent(self, data: bytes) -> None:
        # A printer that takes no bytes does not answer either, and that is noticed by the asker.
        self._link.write_urgent(data, self._timing.answer_s)

    def _wait_for(self, wanted: Callable[[Answer], bool]) -> Answer | None:
        waited_s = 0.0
        while waited_s < self._timing.answer_s:
            waited_s += self._hear(min(self._timing.slice_s, self._timing.answer_s))
            for position, answer in enumerate(self._inbox):
                if wanted(answer):
                    return self._inbox.pop(position)
        return None

    def _hear(self, timeout_s: float) -> float:
        """Listen once; how much of the patience it cost, in seconds: silence costs what it lasted."""
        data = self._link.read(timeout_s)
        self._inbox += self._parser.feed(data)
        return len(data) / self._timing.bytes_per_s if data else timeout_s

    def _status_news(self) -> PrinterStatus | None:
        news = [answer for answer in self._inbox if isinstance(answer, StatusBack)]
        self._inbox = [answer for answer in self._inbox if not isinstance(answer, StatusBack)]
        return status_of_status_back(news[-1].values) if news else None

    def _fence_answered(self, token: bytes) -> bool:
        if token:
            return ProcessAnswer(token) in self._inbox
        if not self._paper_answers():
            return False
        # A status back that lost its first byte looks like three of them: only one alone is ours.
        self._hear(self._timing.slice_s)
        return self._paper_answers() == 1

    def _paper_answers(self) -> int:
        return sum(isinstance(answer, PaperAnswer) for answer in self._inbox)


def _hopeless(status: PrinterStatus | None) -> bool:
    """Trouble that only a person ends. Silence is none: it may be the answer that got lost."""
    return status is not None and bool(status.troubles - PASSING - {Trouble.NO_ANSWER})


def _cooling(status: PrinterStatus | None) -> bool:
    return status is not None and bool(status.troubles & PASSING)


def _token(number: int) -> bytes:
    characters = bytearray()
    for _ in range(_TOKEN_LENGTH):
        number, digit = divmod(number, len(_TOKEN_CHARACTERS))
        characters.append(_TOKEN_CHARACTERS[digit])
    return bytes(reversed(characters))
