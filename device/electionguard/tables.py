"""Exponent tables: powers of a fixed base by look-up and multiplication (EG 2.1.0 note 3.5).

An exponent is cut into windows, one a row of the table; row i holds base^(d * 2^s_i) for every digit d,
where s_i is where window i starts. A power then costs one multiplication a row and no squaring.

Cost of a table: rows x columns x bytes of an element. For the standard group (256-bit exponents,
512-byte elements), with the columns of digit 0 left out:

    width   rows   table
      4      64    0.5 MiB
      8      32    4 MiB
     10      26    13 MiB
     12      22    36 MiB

Rows are as even as they can be: 22 rows of up to 12 bits are 14 of 12 and 8 of 11, a fifth less than 22
full ones at the same speed. In memory an element takes about 60 bytes more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from gmpy2 import mpz

from device.electionguard.hashing import element_bytes, scalar_bytes
from device.electionguard.parameters import Group
from device.errors import StorageError

Progress = Callable[[int, int], None]
"""Called with how many rows are done, and how many there are."""

Row = tuple[int, tuple[mpz, ...]]
"""A window's width in bits, and its powers by digit."""

MAX_WIDTH_BITS = 16
FIXED_BASES = 3

_MAGIC = b"Sealmark exponent table 1\n"
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class ExponentTable:
    """The table of one base; the first row is of the exponent's lowest bits."""

    group: Group
    base: mpz
    width_bits: int
    rows: tuple[Row, ...]

    def power(self, exponent: mpz) -> mpz:
        """base^exponent mod p; raises ValueError unless 0 <= exponent < q."""
        p = self.group.p
        if not 0 <= exponent < self.group.q:
            raise ValueError("an exponent must lie in 0..q-1")
        result = None
        for bits, row in self.rows:
            digit = exponent & ((1 << bits) - 1)
            exponent >>= bits
            if digit:
                result = row[digit] if result is None else result * row[digit] % p
        return mpz(1) if result is None else result


def table_bytes(group: Group, width_bits: int) -> int:
    """What a table of this width holds, in bytes: rows x columns x bytes of an element."""
    return sum((1 << bits) - 1 for bits in _row_widths(group, width_bits)) * group.p_bytes


def width_for_budget(group: Group, budget_bytes: int, bases: int = FIXED_BASES) -> int:
    """The window width in bits with the fewest rows whose ``bases`` tables fit ``budget_bytes``.

    The default is the three tables of an election (g, K, K_hat) together. Raises ValueError when not
    even tables of one bit fit.
    """
    fitting = [
        width for width in range(1, MAX_WIDTH_BITS + 1) if bases * table_bytes(group, width) <= budget_bytes
    ]
    if not fitting:
        raise ValueError("the budget is too small for exponent tables")
    return min(fitting, key=lambda width: (len(_row_widths(group, width)), width))


def build_table(
    group: Group, base: mpz, width_bits: int, progress: Progress | None = None
) -> ExponentTable:
    """Compute the table of ``base`` with windows of 1 to 16 bits, one multiplication an element."""
    widths = _row_widths(group, width_bits)
    rows: list[Row] = []
    for done, bits in enumerate(widths, start=1):
        row = [mpz(1)]
        for _ in range((1 << bits) - 1):
            row.append(row[-1] * base % group.p)
        rows.append((bits, tuple(row)))
        base = row[-1] * base % group.p
        if progress:
            progress(done, len(widths))
    return ExponentTable(group, rows[0][1][1], width_bits, tuple(rows))


def table_to_bytes(table: ExponentTable) -> bytes:
    """The table with what it is a table of, closed by the SHA-256 digest of all of it."""
    group = table.group
    elements = (element_bytes(group, value) for _, row in table.rows for value in row[1:])
    content = b"".join([_header(group, table.base, table.width_bits), *elements])
    return content + sha256(content).digest()


def table_from_bytes(group: Group, base: mpz, data: bytes) -> ExponentTable:
    """Read what ``table_to_bytes`` wrote for this group and base.

    Raises StorageError when a byte of it is not what was written, or it is a table of another base:
    the table then has to be built again.
    """
    content = memoryview(data)[:-_DIGEST_BYTES]
    if sha256(content).digest() != data[-_DIGEST_BYTES:]:
        raise StorageError("A stored exponent table is damaged.")
    header_bytes = len(_header(group, base, 1))
    width_bits = data[header_bytes - 1] if len(content) >= header_bytes else 0
    if not 1 <= width_bits <= MAX_WIDTH_BITS or data[:header_bytes] != _header(group, base, width_bits):
        raise StorageError("A stored exponent table belongs to another election.")
    if len(content) != header_bytes + table_bytes(group, width_bits):
        raise StorageError("A stored exponent table does not have the length of its width.")
    rows = _read_rows(group, width_bits, data, header_bytes)
    if rows[0][1][1] != base:
        raise StorageError("A stored exponent table belongs to another election.")
    return ExponentTable(group, base, width_bits, rows)


def _row_widths(group: Group, width_bits: int) -> list[int]:
    if not 1 <= width_bits <= MAX_WIDTH_BITS:
        raise ValueError(f"a window has 1 to {MAX_WIDTH_BITS} bits")
    total = group.q.bit_length()
    count = -(-total // width_bits)
    small, larger = divmod(total, count)
    return [small + 1] * larger + [small] * (count - larger)


def _header(group: Group, base: mpz, width_bits: int) -> bytes:
    binding = sha256(element_bytes(group, group.p) + scalar_bytes(group, group.q))
    binding.update(element_bytes(group, base))
    return _MAGIC + binding.digest() + bytes((width_bits,))


def _read_rows(group: Group, width_bits: int, data: bytes, start: int) -> tuple[Row, ...]:
    size = group.p_bytes
    end = start + table_bytes(group, width_bits)
    elements = [mpz.from_bytes(data[i : i + size], "big") for i in range(start, end, size)]
    rows = []
    first = 0
    for bits in _row_widths(group, width_bits):
        last = first + (1 << bits) - 1
        rows.append((bits, (mpz(1), *elements[first:last])))
        first = last
    return tuple(rows)
