"""Randomness passed in: a function that returns as many uniform random bytes as it is asked for."""

from collections.abc import Callable

from gmpy2 import mpz

from device.electionguard.parameters import Group

Random = Callable[[int], bytes]


def random_scalar(group: Group, random: Random) -> mpz:
    """A uniform element of Z_q, by rejection: with the standard q a second draw is never seen."""
    bits = group.q.bit_length()
    count = (bits + 7) // 8
    while True:
        drawn = int.from_bytes(random(count), "big") >> (8 * count - bits)
        if drawn < group.q:
            return mpz(drawn)
