"""The entropy role: the one source of randomness of the terminal."""

from typing import Protocol


class Entropy(Protocol):
    """Random bytes of cryptographic quality."""

    def random_bytes(self, count: int) -> bytes:
        """``count`` uniform random bytes. Raises EntropyError when the source is unhealthy."""


def random_below(entropy: Entropy, limit: int) -> int:
    """A uniform integer in 0..limit-1, by rejection; expects fewer than two draws."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    bits = (limit - 1).bit_length()
    count = (bits + 7) // 8
    while True:
        drawn = int.from_bytes(entropy.random_bytes(count), "big") >> (8 * count - bits)
        if drawn < limit:
            return drawn
