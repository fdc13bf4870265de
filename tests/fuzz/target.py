"""What is fuzzed, and what it may do: accept what it can write again, or refuse with a sentence."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from fuzz.mutations import Mutate

from device.errors import SealmarkError

SLOW_S = 5.0
_SENTENCE = re.compile(r"[^\n]{1,600}\.")


@dataclass(frozen=True)
class Target:
    """``check`` returns for what is accepted, and raises SealmarkError for what is refused.

    Everything else that it raises is a find, AssertionError for an accepted input that it should not
    have accepted. ``seeds`` are accepted as they are.
    """

    name: str
    seeds: tuple[bytes, ...] = field(repr=False)
    mutate: Mutate
    check: Callable[[bytes], None]

    def mutated(self, draw: Random) -> bytes:
        """One of the seeds, changed."""
        return self.mutate(draw, draw.choice(self.seeds))

    def accepts(self, data: bytes) -> bool:
        """Whether ``data`` is accepted; AssertionError when it is neither accepted nor refused in order."""
        before_s, refusal = time.process_time(), ""
        try:
            self.check(data)
        except SealmarkError as exc:
            refusal = str(exc) or "?"
        assert time.process_time() - before_s < SLOW_S, "it took too long"
        assert not refusal or _SENTENCE.fullmatch(refusal), "a refusal is one short sentence"
        return not refusal
