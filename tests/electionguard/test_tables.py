"""Exponent tables give what modular exponentiation gives, and damaged ones are refused."""

import dataclasses
from hashlib import sha256

import pytest
from gmpy2 import mpz, powmod
from hypothesis import given
from hypothesis import strategies as st
from support.engine_ballots import keys_for, scalars
from support.small_group import SMALL
from support.tiny_group import TINY

from device.electionguard.parameters import STANDARD
from device.electionguard.powers import (
    PlainPowers,
    TablePowers,
    build_table_powers,
    load_table_powers,
)
from device.electionguard.tables import (
    build_table,
    table_bytes,
    table_from_bytes,
    table_to_bytes,
    width_for_budget,
)
from device.errors import StorageError

MIB = 2**20
WIDTHS = (1, 2, 3, 5, 7, 8)
SMALL_TABLES = {width: build_table(SMALL, SMALL.g, width) for width in WIDTHS}
STORED = table_to_bytes(SMALL_TABLES[3])


@pytest.mark.parametrize("width", WIDTHS)
@given(exponent=scalars(SMALL))
def test_tables_of_every_width_agree_with_modular_exponentiation(width, exponent):
    assert SMALL_TABLES[width].power(exponent) == pow(int(SMALL.g), int(exponent), int(SMALL.p))


@pytest.mark.parametrize("width", [1, 3, 4, 15, 16])
def test_all_powers_of_a_tiny_group(width):
    table = build_table(TINY, TINY.g, width)
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
        SMALL_TABLES[3].power(mpz(exponent))
    with pytest.raises(ValueError, match="exponent"):
        PlainPowers(SMALL, keys_for(SMALL)).vote_key(mpz(exponent))


@pytest.mark.parametrize("width", [0, 17])
def test_windows_have_1_to_16_bits(width):
    with pytest.raises(ValueError, match="window"):
        build_table(SMALL, SMALL.g, width)


@pytest.mark.parametrize(
    ("width", "rows", "mebibytes"), [(4, 64, 0.5), (8, 32, 4), (10, 26, 12), (12, 22, 36)]
)
def test_tables_cost_what_is_documented(width, rows, mebibytes):
    assert table_bytes(STANDARD, width) / MIB == pytest.approx(mebibytes, rel=0.07)
    assert -(-STANDARD.q.bit_length() // width) == rows


@pytest.mark.parametrize("width", WIDTHS)
def test_a_stored_table_has_the_size_that_is_announced(width):
    table = SMALL_TABLES[width]
    held = sum(len(row) - 1 for _, row in table.rows) * SMALL.p_bytes
    assert table_bytes(SMALL, width) == held
    assert 0 < len(table_to_bytes(table)) - held < 100


def test_the_budget_holds_all_three_tables():
    assert width_for_budget(STANDARD, 12 * MIB) == 8
    assert width_for_budget(STANDARD, 110 * MIB) == 12
    assert width_for_budget(STANDARD, 4 * MIB, bases=1) == 8
    assert width_for_budget(STANDARD, 4 * MIB - 512 * 32 - 1, bases=1) == 7


@given(st.integers(3 * 2 * 256 * 64, 2**28))
def test_the_chosen_width_fits_and_no_width_that_fits_has_fewer_rows(budget):
    chosen = width_for_budget(SMALL, budget)
    assert 3 * table_bytes(SMALL, chosen) <= budget
    rows = -(-256 // chosen)
    for width in range(1, 17):
        if 3 * table_bytes(SMALL, width) <= budget:
            assert rows <= -(-256 // width)


def test_a_budget_for_no_table_is_refused():
    with pytest.raises(ValueError, match="budget"):
        width_for_budget(STANDARD, 1000)


def test_building_reports_its_progress():
    seen = []
    build_table_powers(TINY, keys_for(TINY), 8, lambda done, total: seen.append((done, total)))
    assert seen == [(done, 6) for done in range(1, 7)]


@pytest.mark.parametrize("width", WIDTHS)
def test_stored_tables_come_back(width):
    table = SMALL_TABLES[width]
    assert table_from_bytes(SMALL, SMALL.g, table_to_bytes(table)) == table


def test_all_three_tables_come_back():
    keys = keys_for(SMALL)
    built = build_table_powers(SMALL, keys, 4)
    loaded = load_table_powers(SMALL, keys, built.to_bytes())
    assert isinstance(loaded, TablePowers)
    assert loaded.tables == built.tables


@given(st.integers(0, len(STORED) - 1), st.integers(1, 255))
def test_a_single_changed_byte_is_refused(place, change):
    damaged = bytearray(STORED)
    damaged[place] ^= change
    with pytest.raises(StorageError):
        table_from_bytes(SMALL, SMALL.g, bytes(damaged))


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 60, len(STORED) // 2, len(STORED) - 1])
def test_a_cut_table_is_refused(length):
    with pytest.raises(StorageError):
        table_from_bytes(SMALL, SMALL.g, STORED[:length])


def test_more_bytes_than_written_are_refused():
    with pytest.raises(StorageError):
        table_from_bytes(SMALL, SMALL.g, STORED + b"\0")


def resealed(content: bytes) -> bytes:
    return content + sha256(content).digest()


def test_a_table_of_another_base_or_group_is_refused():
    with pytest.raises(StorageError, match="another election"):
        table_from_bytes(SMALL, keys_for(SMALL).vote_key, STORED)
    with pytest.raises(StorageError, match="another election"):
        table_from_bytes(dataclasses.replace(SMALL, q=SMALL.q - 1), SMALL.g, STORED)


def test_a_resealed_table_of_the_wrong_length_is_refused():
    with pytest.raises(StorageError, match="length"):
        table_from_bytes(SMALL, SMALL.g, resealed(STORED[:-32] + b"\0" * SMALL.p_bytes))
    with pytest.raises(StorageError, match="length"):
        table_from_bytes(SMALL, SMALL.g, resealed(STORED[: -32 - SMALL.p_bytes]))


def test_a_resealed_table_with_another_width_is_refused():
    width_at = len(STORED) - 32 - table_bytes(SMALL, 3) - 1
    assert STORED[width_at] == 3
    for width in (0, 2, 4, 17, 255):
        content = STORED[:width_at] + bytes((width,)) + STORED[width_at + 1 : -32]
        with pytest.raises(StorageError):
            table_from_bytes(SMALL, SMALL.g, resealed(content))


def test_a_resealed_table_that_starts_with_another_base_is_refused():
    start = len(STORED) - 32 - table_bytes(SMALL, 3)
    other = int(powmod(SMALL.g, 2, SMALL.p)).to_bytes(SMALL.p_bytes, "big")
    content = STORED[:start] + other + STORED[start + SMALL.p_bytes : -32]
    with pytest.raises(StorageError, match="another election"):
        table_from_bytes(SMALL, SMALL.g, resealed(content))


def test_a_table_does_not_print_itself():
    assert len(repr(SMALL_TABLES[8])) < 200
