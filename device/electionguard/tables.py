"""Exponent tables: powers of a fixed base by look-up and multiplication (EG 2.1.0 note 3.5).

An exponent is cut into windows, one a row of the table; row i holds base^(d * 2^s_i) for every digit d,
where s_i is where window i starts. A power then costs one multiplication a row, but the first, and no
squaring. Nothing else was found to be faster: dividing by p takes longer than multiplying, but neither
Barrett's nor Montgomery's way around it, nor rows that spare half of it and double the table, gain
anything over a row less.

Cost of a table: rows x columns x bytes of an element. For the standard group (256-bit exponents,
512-byte elements), with the columns of digit 0 left out:

    rows   window bits   table
     64    4             0.5 MiB
     32    8             4 MiB
     26    9 and 10      12 MiB
     23    11 and 12     26 MiB
     22    11 and 12     36 MiB

The windows of a table are as even as they can be. In memory an element takes about 60 bytes more. A
budget is for the three tables of an election together, and shared by how often each base is raised
(``rows_for_budget``): the default of 64 MiB makes 23 rows for g, 23 for K and 26 for K_hat.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from struct import Struct

from gmpy2 import mpz

from device.electionguard.hashing import element_bytes, scalar_bytes
from device.electionguard.parameters import Group
from device.errors import StorageError

Progress = Callable[[int, int], None]
"""Called with how many rows are done, and how many there are."""

Row = tuple[int, tuple[mpz, ...]]
"""A window's width in bits, and its powers by digit."""

MAX_WINDOW_BITS = 16
DEFAULT_BUDGET_BYTES = 64 * 1024 * 1024
"""For the tables of g, K and K_hat together."""
POWERS_A_CONTEST = (16, 14, 1)
"""Of g, K and K_hat: four options, one selection, contest data. Five proofs of two branches take ten of g
and of K, ciphertexts four of each, and contest data two of g and one of K_hat."""

_MAGIC = b"Sealmark exponent table 2\n"
_ROWS = Struct(">H")
_DIGEST_BYTES = 32
FRAME_BYTES = len(_MAGIC) + 32 + _ROWS.size + _DIGEST_BYTES
"""What a stored table holds besides its elements."""


@dataclass(frozen=True, slots=True, repr=False)
class ExponentTable:
    """The table of one base; the first row is of the exponent's lowest bits."""

    group: Group
    base: mpz
    rows: tuple[Row, ...]

    def power(self, exponent: mpz) -> mpz:
        """base^exponent mod p; raises ValueError unless 0 <= exponent < q."""
        p = self.group.p
        if not 0 <= exponent < self.group.q:
            raise ValueError("an exponent must lie in 0..q-1")
        result, digits = None, int(exponent)  # whose digits are cut off faster than those of an mpz
        for bits, row in self.rows:
            digit = digits & ((1 << bits) - 1)
            digits >>= bits
            if digit:
                result = row[digit] if result is None else result * row[digit] % p
        return mpz(1) if result is None else result


def table_bytes(group: Group, rows: int) -> int:
    """What a table of so many rows holds, in bytes: rows x columns x bytes of an element.

    Raises ValueError unless its windows have 1 to 16 bits.
    """
    return sum((1 << bits) - 1 for bits in _windows(group, rows)) * group.p_bytes


def rows_for_budget(group: Group, budget_bytes: int) -> tuple[int, int, int]:
    """The rows for g, K and K_hat, so that ballots are fast and the three tables fit ``budget_bytes``.

    Windows of one bit are widened, each time where a byte spares most multiplications by
    ``POWERS_A_CONTEST``. Raises ValueError when not even those of one bit fit.
    """
    bits = group.q.bit_length()
    sizes = {rows: table_bytes(group, rows) for rows in range(-(-bits // MAX_WINDOW_BITS), bits + 1)}
    rows, room_bytes = [bits, bits, bits], budget_bytes - 3 * sizes[bits]
    if room_bytes < 0:
        raise ValueError("the budget is too small for exponent tables")
    while True:
        costs = [sizes[each - 1] - sizes[each] if each - 1 in sizes else room_bytes + 1 for each in rows]
        fitting = [base for base, cost in enumerate(costs) if cost <= room_bytes]
        if not fitting:
            return rows[0], rows[1], rows[2]
        best = min(fitting, key=lambda base: costs[base] / POWERS_A_CONTEST[base])
        rows[best] -= 1
        room_bytes -= costs[best]


def build_table(group: Group, base: mpz, rows: int, progress: Progress | None = None) -> ExponentTable:
    """Compute the table of ``base`` with so many rows, one multiplication an element.

    Raises ValueError unless its windows have 1 to 16 bits.
    """
    windows = _windows(group, rows)
    made: list[Row] = []
    for done, bits in enumerate(windows, start=1):
        row = [mpz(1)]
        for _ in range((1 << bits) - 1):
            row.append(row[-1] * base % group.p)
        made.append((bits, tuple(row)))
        base = row[-1] * base % group.p
        if progress:
            progress(done, rows)
    return ExponentTable(group, made[0][1][1], tuple(made))


def table_to_bytes(table: ExponentTable) -> bytes:
    """The table with what it is a table of, closed by the SHA-256 digest of all of it."""
    group, content = table.group, BytesIO()  # which gives its bytes away without a second copy of them
    content.write(_header(group, table.base, len(table.rows)))
    for _, row in table.rows:
        content.writelines(element_bytes(group, value) for value in row[1:])
    with content.getbuffer() as written:
        digest = sha256(written).digest()
    content.write(digest)
    return content.getvalue()


def table_from_bytes(group: Group, base: mpz, rows: int, data: bytes) -> ExponentTable:
    """Read what ``table_to_bytes`` wrote for this group, base and number of rows.

    Raises StorageError when a byte of it is not what was written, or it is another table: then it has
    to be built again.
    """
    content = memoryview(data)[:-_DIGEST_BYTES]
    if sha256(content).digest() != data[-_DIGEST_BYTES:]:
        raise StorageError("A stored exponent table is damaged.")
    header = _header(group, base, rows)
    if len(data) != len(header) + table_bytes(group, rows) + _DIGEST_BYTES:
        raise StorageError("A stored exponent table has another size than is wanted now.")
    if not data.startswith(header):
        raise StorageError("A stored exponent table belongs to another election.")
    read = _read_rows(group, rows, data, len(header))
    if read[0][1][1] != base:
        raise StorageError("A stored exponent table belongs to another election.")
    return ExponentTable(group, base, read)


def _windows(group: Group, rows: int) -> list[int]:
    """The bits of each window, as even as they can be."""
    total = group.q.bit_length()
    if not total <= rows * MAX_WINDOW_BITS <= total * MAX_WINDOW_BITS:
        raise ValueError(f"a window has 1 to {MAX_WINDOW_BITS} bits")
    small, larger = divmod(total, rows)
    return [small + 1] * larger + [small] * (rows - larger)


def _header(group: Group, base: mpz, rows: int) -> bytes:
    binding = sha256(element_bytes(group, group.p) + scalar_bytes(group, group.q))
    binding.update(element_bytes(group, base))
    return _MAGIC + binding.digest() + _ROWS.pack(rows)


def _read_rows(group: Group, rows: int, data: bytes, start: int) -> tuple[Row, ...]:
    size = group.p_bytes
    end = start + table_bytes(group, rows)
    elements = [mpz.from_bytes(data[i : i + size], "big") for i in range(start, end, size)]
    read = []
    first = 0
    for bits in _windows(group, rows):
        last = first + (1 << bits) - 1
        read.append((bits, (mpz(1), *elements[first:last])))
        first = last
    return tuple(read)
