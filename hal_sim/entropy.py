"""Randomness that can be replayed, and that breaks down as asked: for simulations, never on a terminal."""

from enum import Enum
from hashlib import sha256

from drivers.watched_entropy import WatchedEntropy


class SourceFault(Enum):
    """What a broken source of randomness gives."""

    STUCK = "one byte for ever"
    BIASED = "the same value for every third byte"
    REPEATING = "the same bytes at every draw"
    CIRCLING = "the same 1000 bytes again and again"
    EMPTY = "nothing"
    FAILING = "an error"


_BLOCK_BYTES = 32
_ROUND_BYTES = 1000


class SeededSource:
    """SHA-256 over a seed and a counter, in place of ``getrandom``; ``fault`` may be set at any time."""

    def __init__(self, seed: bytes, fault: SourceFault | None = None) -> None:
        self.fault = fault
        self._seed = sha256(seed).digest()
        self._counter = 0
        self._at = 0

    def read(self, count: int) -> bytes:
        """The next ``count`` bytes, or what the fault makes of them. OSError when it is failing."""
        match self.fault:
            case None:
                return self._next(count)
            case SourceFault.STUCK:
                return b"\x5a" * count
            case SourceFault.BIASED:
                drawn = self._next(count)
                return bytes(0x5A if i % 3 == 0 else drawn[i] for i in range(count))
            case SourceFault.REPEATING:
                return self._stream(0, count)
            case SourceFault.CIRCLING:
                self._at += count
                turn = self._stream(0, _ROUND_BYTES)
                return bytes(turn[i % _ROUND_BYTES] for i in range(self._at - count, self._at))
            case SourceFault.EMPTY:
                return b""
            case SourceFault.FAILING:
                raise OSError(5, "simulated")

    def _next(self, count: int) -> bytes:
        drawn = self._stream(self._counter, count)
        self._counter += -(-count // _BLOCK_BYTES)
        return drawn

    def _stream(self, counter: int, count: int) -> bytes:
        blocks = range(counter, counter + -(-count // _BLOCK_BYTES))
        drawn = b"".join(sha256(self._seed + number.to_bytes(8, "big")).digest() for number in blocks)
        return drawn[:count]


class SeededEntropy(WatchedEntropy):
    """The role as on a terminal, over a seeded source. ``break_down()`` breaks the source."""

    def __init__(self, seed: bytes) -> None:
        self._source = SeededSource(seed)
        super().__init__(self._source.read)

    def break_down(self, fault: SourceFault = SourceFault.STUCK) -> None:
        """From now on the source gives what ``fault`` says."""
        self._source.fault = fault
