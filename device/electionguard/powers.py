"""Powers of the three fixed bases of an election: g, K and K_hat."""

from collections.abc import Iterable
from typing import Protocol

from gmpy2 import mpz, powmod

from device.electionguard.ballot import ElectionKeys
from device.electionguard.parameters import Group
from device.electionguard.tables import (
    ExponentTable,
    Progress,
    build_table,
    rows_for_budget,
    table_from_bytes,
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


def build_table_powers(
    group: Group, keys: ElectionKeys, budget_bytes: int, progress: Progress | None = None
) -> TablePowers:
    """Build the three tables that fit a budget; ``progress`` counts the rows of all of them.

    Raises ValueError for a budget that is too small for any.
    """
    rows = rows_for_budget(group, budget_bytes)

    def built(base: mpz, which: int) -> ExponentTable:
        def report(done: int, _rows: int) -> None:
            if progress:
                progress(sum(rows[:which]) + done, sum(rows))

        return build_table(group, base, rows[which], report)

    return TablePowers(*(built(base, which) for which, base in enumerate(_bases(group, keys))))


def load_table_powers(
    group: Group, keys: ElectionKeys, budget_bytes: int, stored: Iterable[bytes]
) -> TablePowers:
    """The tables that fit a budget, from what ``table_to_bytes`` gave of each in order.

    Each is asked for when the one before it was read. Raises StorageError when one is damaged, of
    another election or of another budget, and what ``stored`` raises.
    """
    wanted = zip(_bases(group, keys), rows_for_budget(group, budget_bytes), stored, strict=True)
    return TablePowers(*(table_from_bytes(group, base, rows, data) for base, rows, data in wanted))


def _bases(group: Group, keys: ElectionKeys) -> tuple[mpz, mpz, mpz]:
    return group.g, keys.vote_key, keys.data_key
