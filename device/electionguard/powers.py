"""Powers of the three fixed bases of an election: g, K and K_hat."""

from typing import Protocol

from gmpy2 import mpz, powmod

from device.electionguard.ballot import ElectionKeys
from device.electionguard.parameters import Group
from device.electionguard.tables import (
    FIXED_BASES,
    ExponentTable,
    Progress,
    build_table,
    table_from_bytes,
    table_to_bytes,
)


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


class TablePowers:
    """Powers from three exponent tables, built when an election package is accepted."""

    def __init__(self, g: ExponentTable, vote_key: ExponentTable, data_key: ExponentTable) -> None:
        self.tables = (g, vote_key, data_key)
        self._g, self._vote_key, self._data_key = g, vote_key, data_key

    def g(self, exponent: mpz) -> mpz:
        """g^exponent mod p."""
        return self._g.power(exponent)

    def vote_key(self, exponent: mpz) -> mpz:
        """K^exponent mod p."""
        return self._vote_key.power(exponent)

    def data_key(self, exponent: mpz) -> mpz:
        """K_hat^exponent mod p."""
        return self._data_key.power(exponent)

    def to_bytes(self) -> tuple[bytes, bytes, bytes]:
        """The three tables as they are stored, for ``load_table_powers``."""
        g, vote_key, data_key = self.tables
        return table_to_bytes(g), table_to_bytes(vote_key), table_to_bytes(data_key)


def build_table_powers(
    group: Group, keys: ElectionKeys, width_bits: int, progress: Progress | None = None
) -> TablePowers:
    """Build all three tables; ``progress`` counts the rows of all of them."""

    def built(base: mpz, before: int) -> ExponentTable:
        def report(done: int, rows: int) -> None:
            if progress:
                progress(before * rows + done, FIXED_BASES * rows)

        return build_table(group, base, width_bits, report)

    return TablePowers(built(group.g, 0), built(keys.vote_key, 1), built(keys.data_key, 2))


def load_table_powers(group: Group, keys: ElectionKeys, stored: tuple[bytes, bytes, bytes]) -> TablePowers:
    """Tables from what ``TablePowers.to_bytes`` gave. Raises StorageError when they are damaged."""
    g, vote_key, data_key = stored
    return TablePowers(
        table_from_bytes(group, group.g, g),
        table_from_bytes(group, keys.vote_key, vote_key),
        table_from_bytes(group, keys.data_key, data_key),
    )
