"""The entropy role on Linux: the kernel's generator, watched."""

import os
from threading import Lock

from device.errors import EntropyError

BLOCK_BYTES = 32


class KernelEntropy:
    """``getrandom(2)``, which blocks until the kernel is seeded.

    A continuous test in the manner of FIPS 140-2 sec. 4.9.2 refuses two equal blocks of 32 bytes in
    a row: by chance that happens once in 2^256 draws, so it means a broken kernel or emulator.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = os.getrandom(BLOCK_BYTES)
        self._check_next_block()

    def random_bytes(self, count: int) -> bytes:
        """``count`` bytes of the kernel's generator. Raises EntropyError when it repeats itself."""
        with self._lock:
            self._check_next_block()
        drawn = b""
        while len(drawn) < count:
            drawn += os.getrandom(count - len(drawn))
        return drawn

    def _check_next_block(self) -> None:
        block = os.getrandom(BLOCK_BYTES)
        if block == self._last:
            raise EntropyError(
                "The source of randomness repeats itself. Switch the terminal off; do not vote on it."
            )
        self._last = block
