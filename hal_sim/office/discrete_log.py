"""From K^t back to t, for the small t of an election (EG 2.1.0 sec. 3.6.2)."""

from math import isqrt

from gmpy2 import invert, mpz, powmod

from device.electionguard.parameters import Group


class DiscreteLog:
    """Finds t in 0..``limit`` from K^t by baby steps and giant steps.

    Keeps about sqrt(limit) powers (512 bytes each) and takes as many multiplications at most.
    """

    def __init__(self, group: Group, key: mpz, limit: int) -> None:
        self._group = group
        self._limit = limit
        self._steps = isqrt(limit) + 1
        self._small: dict[mpz, int] = {}
        power = mpz(1)
        for exponent in range(self._steps):
            self._small[power] = exponent
            power = power * key % group.p
        self._giant = invert(powmod(key, self._steps, group.p), group.p)

    def find(self, power: mpz) -> int | None:
        """The exponent, or None when it is not in 0..limit."""
        for giant in range(self._steps + 1):
            small = self._small.get(power)
            if small is not None:
                exponent = giant * self._steps + small
                return exponent if exponent <= self._limit else None
            power = power * self._giant % self._group.p
        return None
