"""Health tests of a source of randomness, in the manner of NIST SP 800-90B sec. 4.4.

Two tests look at every byte, in the order of drawing. With H the least entropy that a healthy source
is claimed to have in a byte, and alpha the chance that a source of just that entropy fails:

- *Repetition count* (4.4.1): no byte stands C times in a row, C = 1 + ceil(-log2(alpha) / H).
- *Adaptive proportion* (4.4.2): in each window of W = 512 bytes, the first byte of the window stands
  fewer than C times, C = 1 + critbinom(W, 2^-H, 1 - alpha).

The kernel's generator gives 8 bits a byte, but H = 4 is claimed: the tests look for a source that broke,
not for a fine bias, which cannot be seen behind a conditioned generator anyway. With alpha = 2^-30 the
cut-offs are 9 and 71. A source of full entropy then fails the first test once in 2^64 bytes and the
second practically never, so no healthy terminal is ever stopped by chance.

What is kept between draws is one byte's value for each test, and counts.
"""

CLAIMED_BITS = 4
"""H: entropy claimed for a byte."""
FALSE_ALARM_BITS = 30
"""-log2(alpha)."""
WINDOW_BYTES = 512
REPETITION_CUTOFF = 9
PROPORTION_CUTOFF = 71


class EntropyHealth:
    """The continuous tests of one source."""

    def __init__(self) -> None:
        self._last = b""
        self._run = 0
        self._symbol = 0
        self._seen = 0
        self._count = 0

    def holds(self, samples: bytes) -> bool:
        """Whether the source is still healthy after these bytes, which follow the earlier ones."""
        return not samples or (self._repetition_holds(samples) and self._proportion_holds(samples))

    def _repetition_holds(self, samples: bytes) -> bool:
        joined = self._last * self._run + samples
        number = int.from_bytes(joined, "big")
        # A byte of this is 0 where a byte equals the one before it; the first has none before it.
        changes = (number ^ number >> 8).to_bytes(len(joined), "big")[1:]
        self._last = joined[-1:]
        self._run = len(joined) - len(joined.rstrip(self._last))
        return bytes(REPETITION_CUTOFF - 1) not in changes

    def _proportion_holds(self, samples: bytes) -> bool:
        start = 0
        while start < len(samples):
            if self._seen == 0:
                self._symbol = samples[start]
            part = samples[start : start + WINDOW_BYTES - self._seen]
            self._count += part.count(self._symbol)
            if self._count >= PROPORTION_CUTOFF:
                return False
            start += len(part)
            self._seen += len(part)
            if self._seen == WINDOW_BYTES:
                self._seen = self._count = 0
        return True
