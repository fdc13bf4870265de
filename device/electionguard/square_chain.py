"""Powers of one base that nobody has a table of: one chain of squarings serves all of them.

A verifier raises every alpha and beta of a ballot to R+1 challenges and once to q, to see whether it is
in the group. Done singly that is R+2 times 256 squarings. Here x, x^2, x^4, ... are computed once, and
each power is put together from them (Yao's method): the factors of a power are collected by the digit
that they stand at, and what has collected is raised to the digits.

Cost with the standard q: 256 squarings a base, 5 multiplications for x^q, since q = 2^256 - 189, and

    131 multiplications   two exponents together: 128 pairs of digits of 2 bits, of 15 kinds
     73 multiplications   one exponent alone: 64 digits of 4 bits, of 15 kinds

against 256 squarings and 60 multiplications for every single power.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from gmpy2 import mpz, powmod

from device.electionguard.membership import is_element, is_residue
from device.electionguard.parameters import Group

_PAIR_BASE = 4
_SINGLE_BASE = 16
_NOTHING = ("0", "00")


class PublicBase(Protocol):
    """A number mod p from a ballot: whether it is in the group, and its powers.

    Nothing here is secret, so the time it takes may depend on everything.
    """

    def is_element(self) -> bool:
        """Whether it is in Z_p^r (EG 2.1.0 Verification 6.A)."""

    def powers(self, exponents: Sequence[mpz]) -> list[mpz]:
        """Its powers mod p, in order; raises ValueError unless all exponents lie in 0..q-1."""


MakeBase = Callable[[Group, mpz], PublicBase]


class SingleBase:
    """Every power by itself: the straightforward way, and the judge of the other."""

    def __init__(self, group: Group, value: mpz) -> None:
        self._group = group
        self._value = value

    def is_element(self) -> bool:
        """Whether it is in Z_p^r."""
        return is_element(self._group, self._value)

    def powers(self, exponents: Sequence[mpz]) -> list[mpz]:
        """Its powers mod p, in order."""
        _check_exponents(self._group, exponents)
        return [powmod(self._value, exponent, self._group.p) for exponent in exponents]


class SquareChain:
    """A base with its chain of squarings: n + 1 numbers mod p for a q of n bits, 140 KiB."""

    def __init__(self, group: Group, value: mpz) -> None:
        self._group = group
        self._value = value
        self._bits = group.q.bit_length()
        square = value % group.p
        self._squares = [square]
        for _ in range(self._bits):
            square = square * square % group.p
            self._squares.append(square)

    def is_element(self) -> bool:
        """Whether it is in Z_p^r.

        For x other than 0, x^q = 1 just when x^(2^n) = x^(2^n - q); with the standard q the right side
        is x^189.
        """
        if not is_residue(self._group, self._value) or self._value == 0:
            return False
        rest = (1 << self._bits) - self._group.q
        return self._squares[self._bits] == self._few_bits(rest)

    def powers(self, exponents: Sequence[mpz]) -> list[mpz]:
        """Its powers mod p, in order."""
        _check_exponents(self._group, exponents)
        result: list[mpz] = []
        for first in range(0, len(exponents) - 1, 2):
            result += self._pair(exponents[first], exponents[first + 1])
        if len(exponents) % 2:
            result.append(self._single(exponents[-1]))
        return result

    def _few_bits(self, exponent: mpz) -> mpz:
        p = self._group.p
        product = mpz(1)
        for square, bit in zip(self._squares, reversed(exponent.digits(2)), strict=False):
            if bit == "1":
                product = product * square % p
        return product

    def _pair(self, left: mpz, right: mpz) -> tuple[mpz, mpz]:
        p, digits = self._group.p, self._bits // 2 + 1
        of_left, of_right = left.digits(_PAIR_BASE), right.digits(_PAIR_BASE)
        both = zip(reversed(of_left.zfill(digits)), reversed(of_right.zfill(digits)), strict=True)
        rows, columns = [[mpz(1)] * _PAIR_BASE for _ in range(2)]
        for key, product in self._collected(2, (high + low for high, low in both)):
            # All that has collected in a row has the same digit in ``left``, in a column in ``right``.
            high, low = map(int, key)
            if high:
                rows[high] = rows[high] * product % p
            if low:
                columns[low] = columns[low] * product % p
        return self._weighted(rows), self._weighted(columns)

    def _single(self, exponent: mpz) -> mpz:
        buckets = [mpz(1)] * _SINGLE_BASE
        for digit, product in self._collected(4, reversed(exponent.digits(_SINGLE_BASE))):
            buckets[int(digit, _SINGLE_BASE)] = product
        return self._weighted(buckets)

    def _collected(self, step: int, keys: Iterable[str]) -> Iterable[tuple[str, mpz]]:
        p = self._group.p
        collected: dict[str, mpz] = {}
        for square, key in zip(self._squares[::step], keys, strict=False):
            if key in _NOTHING:
                continue
            held = collected.get(key)
            collected[key] = square if held is None else held * square % p
        return collected.items()

    def _weighted(self, buckets: Sequence[mpz]) -> mpz:
        # prod_d bucket_d^d as the product of all suffix products, so that no bucket is raised to a power
        p = self._group.p
        suffix = product = buckets[-1]
        for held in buckets[-2:0:-1]:
            suffix = suffix * held % p
            product = product * suffix % p
        return product


def _check_exponents(group: Group, exponents: Iterable[mpz]) -> None:
    if not all(0 <= exponent < group.q for exponent in exponents):
        raise ValueError("an exponent must lie in 0..q-1")
