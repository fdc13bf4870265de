"""Randomness that can be replayed: for simulations only, never on a terminal."""

from hashlib import sha256
from threading import Lock

from device.errors import EntropyError


class SeededEntropy:
    """SHA-256 over a seed and a counter. ``break_down()`` makes it unhealthy from then on."""

    def __init__(self, seed: bytes) -> None:
        self._seed = sha256(seed).digest()
        self._counter = 0
        self._healthy = True
        self._lock = Lock()

    def random_bytes(self, count: int) -> bytes:
        """The next ``count`` bytes. Raises EntropyError once broken."""
        if not self._healthy:
            raise EntropyError("The source of randomness repeats itself. Do not vote on this terminal.")
        drawn = bytearray()
        with self._lock:
            while len(drawn) < count:
                drawn += sha256(self._seed + self._counter.to_bytes(8, "big")).digest()
                self._counter += 1
        return bytes(drawn[:count])

    def break_down(self) -> None:
        """From now on every draw fails its health test."""
        self._healthy = False
