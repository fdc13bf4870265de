"""Exponent tables give what modular exponentiation gives, and damaged ones are refused."""

import dataclasses
from collections import Counter
from hashlib import sha256

import pytest
from gmpy2 import mpz, powmod
from hypothesis import given
from hypothesis import strategies as st
from support.engine_ballots import FIELD, keys_for, scalars, seeded
from support.small_group import SMALL
from support.tiny_group import TINY

from device.electionguard.ballot import BallotShape, ContestShape, PlainBallot, PlainContest
from device.electionguard.contest_data import encode_write_ins
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import (
    PlainPowers,
    TablePowers,
    build_table_powers,
    load_table_powers,
)
from device.electionguard.tables import (
    DEFAULT_BUDGET_BYTES,
    FRAME_BYTES,
    POWERS_A_CONTEST,
    build_table,
    rows_for_budget,
    table_bytes,
    table_from_bytes,
    table_to_bytes,
)
from device.errors import StorageError

MIB = 2**20
ROWS = (256, 128, 86, 52, 37, 32, 30)
SMALL_TABLES = {rows: build_table(SMALL, SMALL.g, rows) for rows in ROWS}
STORED_ROWS = 86
STORED = table_to_bytes(SMALL_TABLES[STORED_ROWS])
BUDGET_BYTES = 300_000


@pytest.mark.parametrize("rows", ROWS)
@given(exponent=scalars(SMALL))
def test_tables_of_every_height_agree_with_modular_exponentiation(rows, exponent):
    assert SMALL_TABLES[rows].power(exponent) == pow(int(SMALL.g), int(exponent), int(SMALL.p))


@pytest.mark.parametrize("rows", [16, 6, 4, 2, 1])
def test_all_powers_of_a_tiny_group(rows):
    table = build_table(TINY, TINY.g, rows)
    value = 1
    for exponent in range(int(TINY.q)):
        assert table.power(mpz(exponent)) == value
        value = value * int(TINY.g) % int(TINY.p)
    assert value == 1


@pytest.mark.parametrize("exponent", [0, 1, 2**6, STANDARD.q // 3, STANDARD.q - 2, STANDARD.q - 1])
def test_standard_tables_agree_with_modular_exponentiation(standard_tables, exponent):
    plain = PlainPowers(STANDARD, keys_for(STANDARD))
    exponent = mpz(exponent)
    assert standard_tables.g(exponent) == plain.g(exponent)
    assert standard_tables.vote_key(exponent) == plain.vote_key(exponent)
    assert standard_tables.data_key(exponent) == plain.data_key(exponent)


def test_the_three_bases_are_not_mixed_up(standard_tables):
    keys = keys_for(STANDARD)
    for powers in (standard_tables, PlainPowers(STANDARD, keys)):
        bases = (powers.g(mpz(1)), powers.vote_key(mpz(1)), powers.data_key(mpz(1)))
        assert bases == (STANDARD.g, keys.vote_key, keys.data_key)


@pytest.mark.parametrize("exponent", [-1, SMALL.q, SMALL.q + 1])
def test_exponents_outside_the_group_order_are_refused(exponent):
    with pytest.raises(ValueError, match="exponent"):
        SMALL_TABLES[STORED_ROWS].power(mpz(exponent))
    with pytest.raises(ValueError, match="exponent"):
        PlainPowers(SMALL, keys_for(SMALL)).vote_key(mpz(exponent))


@pytest.mark.parametrize("rows", [-1, 0, 15, 257])
def test_windows_have_1_to_16_bits(rows):
    with pytest.raises(ValueError, match="window"):
        build_table(SMALL, SMALL.g, rows)
    with pytest.raises(ValueError, match="window"):
        table_bytes(SMALL, rows)


@pytest.mark.parametrize(
    ("rows", "mebibytes"), [(64, 0.5), (32, 4), (26, 12), (23, 26), (22, 36), (16, 512)]
)
def test_tables_cost_what_is_documented(rows, mebibytes):
    assert table_bytes(STANDARD, rows) / MIB == pytest.approx(mebibytes, rel=0.07)


@pytest.mark.parametrize("rows", ROWS)
def test_a_stored_table_has_the_size_that_is_announced(rows):
    table = SMALL_TABLES[rows]
    held = sum(len(row) - 1 for _, row in table.rows) * SMALL.p_bytes
    assert table_bytes(SMALL, rows) == held
    assert len(table_to_bytes(table)) == held + FRAME_BYTES


def test_the_default_budget_is_shared_as_documented():
    assert DEFAULT_BUDGET_BYTES == 64 * MIB
    assert rows_for_budget(STANDARD, DEFAULT_BUDGET_BYTES) == (23, 23, 26)


def multiplications(rows):
    return sum(uses * (each - 1) for uses, each in zip(POWERS_A_CONTEST, rows, strict=True))


@given(st.integers(3 * 256 * 64, 2**28))
def test_the_tables_fit_and_no_equal_ones_that_fit_are_faster(budget):
    rows = rows_for_budget(SMALL, budget)
    assert sum(table_bytes(SMALL, each) for each in rows) <= budget
    equal = min(each for each in range(16, 257) if 3 * table_bytes(SMALL, each) <= budget)
    assert multiplications(rows) <= multiplications((equal, equal, equal))


def test_a_budget_beyond_the_widest_windows_is_no_error():
    assert rows_for_budget(SMALL, 2**40) == (16, 16, 16)


def test_a_budget_for_no_table_is_refused():
    with pytest.raises(ValueError, match="budget"):
        rows_for_budget(STANDARD, 3 * 256 * 512 - 1)


class CountedPowers:
    """Counts the powers of each base."""

    def __init__(self, powers):
        self._powers = powers
        self.counted = Counter()

    def __getattr__(self, base):
        self.counted[base] += 1
        return getattr(self._powers, base)


def test_a_contest_takes_the_powers_that_the_budget_is_shared_by():
    def counted(contests):
        shape = BallotShape(1, tuple(ContestShape(i, (1,) * 4, 1, 1) for i in range(1, contests + 1)))
        plain = PlainBallot((PlainContest((0, 1, 0, 0), encode_write_ins((), 1)),) * contests)
        powers = CountedPowers(PlainPowers(SMALL, keys_for(SMALL)))
        BallotEncryptor(SMALL, keys_for(SMALL), powers, seeded(1)).encrypt(shape, plain, FIELD)
        return powers.counted

    more = counted(3) - counted(2)
    assert (more["g"], more["vote_key"], more["data_key"]) == POWERS_A_CONTEST


def test_building_reports_its_progress():
    seen = []
    powers = build_table_powers(
        TINY, keys_for(TINY), 10_000, lambda done, total: seen.append((done, total))
    )
    rows = sum(len(table.rows) for table in powers.tables)
    assert seen == [(done, rows) for done in range(1, rows + 1)]


@pytest.mark.parametrize("rows", ROWS)
def test_stored_tables_come_back(rows):
    table = SMALL_TABLES[rows]
    assert table_from_bytes(SMALL, SMALL.g, rows, table_to_bytes(table)) == table


def test_all_three_tables_come_back():
    keys = keys_for(SMALL)
    built = build_table_powers(SMALL, keys, BUDGET_BYTES)
    stored = map(table_to_bytes, built.tables)
    loaded = load_table_powers(SMALL, keys, BUDGET_BYTES, stored)
    assert isinstance(loaded, TablePowers)
    assert loaded.tables == built.tables


def test_tables_of_another_budget_are_refused():
    keys = keys_for(SMALL)
    stored = [table_to_bytes(table) for table in build_table_powers(SMALL, keys, BUDGET_BYTES).tables]
    for budget in (BUDGET_BYTES // 2, 2 * BUDGET_BYTES):
        with pytest.raises(StorageError, match="size"):
            load_table_powers(SMALL, keys, budget, stored)


@given(st.integers(0, len(STORED) - 1), st.integers(1, 255))
def test_a_single_changed_byte_is_refused(place, change):
    damaged = bytearray(STORED)
    damaged[place] ^= change
    with pytest.raises(StorageError):
        table_from_bytes(SMALL, SMALL.g, STORED_ROWS, bytes(damaged))


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 60, len(STORED) // 2, len(STORED) - 1])
def test_a_cut_table_is_refused(length):
    with pytest.raises(StorageError):
        table_from_bytes(SMALL, SMALL.g, STORED_ROWS, STORED[:length])


def test_more_bytes_than_written_are_refused():
    with pytest.raises(StorageError):
        table_from_bytes(SMALL, SMALL.g, STORED_ROWS, STORED + b"\0")


def resealed(content: bytes) -> bytes:
    return content + sha256(content).digest()


def test_a_table_of_another_base_or_group_is_refused():
    with pytest.raises(StorageError, match="another election"):
        table_from_bytes(SMALL, keys_for(SMALL).vote_key, STORED_ROWS, STORED)
    with pytest.raises(StorageError, match="another election"):
        table_from_bytes(dataclasses.replace(SMALL, q=SMALL.q - 1), SMALL.g, STORED_ROWS, STORED)


def test_a_resealed_table_of_the_wrong_length_is_refused():
    with pytest.raises(StorageError, match="size"):
        table_from_bytes(SMALL, SMALL.g, STORED_ROWS, resealed(STORED[:-32] + b"\0" * SMALL.p_bytes))
    with pytest.raises(StorageError, match="size"):
        table_from_bytes(SMALL, SMALL.g, STORED_ROWS, resealed(STORED[: -32 - SMALL.p_bytes]))


def test_a_resealed_table_of_another_number_of_rows_is_refused():
    rows_at = FRAME_BYTES - 32 - 2
    assert STORED[rows_at : rows_at + 2] == STORED_ROWS.to_bytes(2, "big")
    for rows in (0, STORED_ROWS - 1, STORED_ROWS + 1, 65535):
        content = STORED[:rows_at] + rows.to_bytes(2, "big") + STORED[rows_at + 2 : -32]
        with pytest.raises(StorageError):
            table_from_bytes(SMALL, SMALL.g, STORED_ROWS, resealed(content))


def test_a_resealed_table_that_starts_with_another_base_is_refused():
    start = len(STORED) - 32 - table_bytes(SMALL, STORED_ROWS)
    other = int(powmod(SMALL.g, 2, SMALL.p)).to_bytes(SMALL.p_bytes, "big")
    content = STORED[:start] + other + STORED[start + SMALL.p_bytes : -32]
    with pytest.raises(StorageError, match="another election"):
        table_from_bytes(SMALL, SMALL.g, STORED_ROWS, resealed(content))


def test_a_table_does_not_print_itself():
    assert len(repr(SMALL_TABLES[32])) < 200
