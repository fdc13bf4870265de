"""Powers of the three fixed bases of an election: g, K and K_hat."""

from typing import Protocol

from gmpy2 import mpz, powmod

from device.electionguard.ballot import ElectionKeys
from device.electionguard.parameters import Group


class Powers(Protocol):
    """Powers mod p of the fixed bases; exponents lie in 0..q-1, else ValueError."""

    def g(self, exponent: mpz) -> mpz:
        """g^exponent mod p."""

    def vote_key(self, exponent: mpz) -> mpz:
        """K^exponent mod p."""

    def data_key(self, exponent: mpz) -> mpz:
        """K_hat^exponent mod p."""


class PlainPowers:
    """Powers by modular exponentiation: nothing to prepare, slow, and the judge of the tables."""

    def __init__(self, group: Group, keys: ElectionKeys) -> None:
        self._group = group
        self._keys = keys

    def g(self, exponent: mpz) -> mpz:
        """g^exponent mod p."""
        return self._power(self._group.g, exponent)

    def vote_key(self, exponent: mpz) -> mpz:
        """K^exponent mod p."""
        return self._power(self._keys.vote_key, exponent)

    def data_key(self, exponent: mpz) -> mpz:
        """K_hat^exponent mod p."""
        return self._power(self._keys.data_key, exponent)

    def _power(self, base: mpz, exponent: mpz) -> mpz:
        if not 0 <= exponent < self._group.q:
            raise ValueError("an exponent must lie in 0..q-1")
        return powmod(base, exponent, self._group.p)
