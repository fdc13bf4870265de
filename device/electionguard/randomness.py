"""Randomness passed in: a function that returns as many uniform random bytes as it is asked for."""

from collections.abc import Callable

from gmpy2 import mpz

from device.electionguard.parameters import Group
from device.errors import EntropyError

Random = Callable[[int], bytes]


def random_bytes(random: Random, count: int) -> bytes:
    """``count`` bytes; raises EntropyError when the source gives another number of them."""
    drawn = random(count)
    if len(drawn) != count:
        raise EntropyError("The source of randomness does not give what it is asked for.")
    return drawn


def random_scalar(group: Group, random: Random) -> mpz:
    """A uniform element of Z_q, by rejection: with the standard q a second draw is never seen."""
    bits = group.q.bit_length()
    count = (bits + 7) // 8
    while True:
        drawn = int.from_bytes(random_bytes(random, count), "big") >> (8 * count - bits)
        if drawn < group.q:
            return mpz(drawn)
