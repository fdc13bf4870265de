"""The entropy role over any source of bytes: tested at start, watched while in use, refused for good.

Beside the health tests of ``entropy_health`` every draw is preceded by a *witness* of 16 bytes, which is
never handed out. A witness that was seen before means that the source starts over, as a generator does
whose state was restored or copied: by chance that is never seen (2^-118 a draw). This is the
continuous test of FIPS 140-2 sec. 4.9.2 with a longer memory, and without remembering a secret.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock

from device.errors import EntropyError
from drivers.entropy_health import EntropyHealth

ReadBytes = Callable[[int], bytes]
"""Gives up to so many bytes, at least one, as ``os.getrandom`` does; may raise OSError."""

START_UP_BYTES = 4096
"""Drawn, tested and thrown away at the start; SP 800-90B sec. 4.3 asks for at least 1024."""
WITNESS_BYTES = 16
WITNESSES = 1024


class WatchedEntropy:
    """The entropy role over ``read``.

    A source that fails at start or later stays refused until the program starts anew: every draw
    raises EntropyError then.
    """

    def __init__(self, read: ReadBytes) -> None:
        self._read = read
        self._lock = Lock()
        self._health = EntropyHealth()
        self._witnesses: deque[bytes] = deque()
        self._known: set[bytes] = set()
        self._healthy = True
        self._healthy = self._starts_up()

    def random_bytes(self, count: int) -> bytes:
        """``count`` bytes. Raises EntropyError when the source is, or once was, unhealthy."""
        with self._lock:
            drawn = self._draw(WITNESS_BYTES + count)
            self._healthy = self._healthy and self._holds(drawn)
            if not self._healthy:
                raise EntropyError(
                    "The source of randomness is unhealthy. Switch the terminal off; do not vote on it."
                )
        return drawn[WITNESS_BYTES:]

    def _starts_up(self) -> bool:
        drawn = self._draw(START_UP_BYTES)
        # A source that goes round gives its first bytes again, wherever in the round they stand.
        return self._holds(drawn) and drawn.find(drawn[:WITNESS_BYTES], 1) < 0

    def _holds(self, drawn: bytes) -> bool:
        witness = drawn[:WITNESS_BYTES]
        if len(witness) < WITNESS_BYTES or witness in self._known:
            return False
        self._witnesses.append(witness)
        self._known.add(witness)
        if len(self._witnesses) > WITNESSES:
            self._known.discard(self._witnesses.popleft())
        return self._health.holds(drawn)

    def _draw(self, count: int) -> bytes:
        """``count`` bytes; none at all of a source that gives nothing any more."""
        parts: list[bytes] = []
        missing = count
        while missing and self._healthy:
            try:
                part = self._read(missing)
            except OSError:
                return b""
            if not part:
                return b""
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)
