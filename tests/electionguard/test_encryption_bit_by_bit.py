"""Every bit of an encrypted ballot, against the second implementation in support.slow_electionguard."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import slow_electionguard as slow
from support.engine_ballots import (
    EVERY_KIND,
    EVERY_KIND_PLAIN,
    FIELD,
    as_slow_plain,
    as_slow_shape,
    ballots,
    in_plain_numbers,
    keys_for,
    seeded,
    slow_election,
)
from support.small_group import SMALL
from support.tiny_group import TINY

from device.electionguard.ballot import BallotShape, PlainBallot, PlainContest
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import PlainPowers, build_table_powers

SMALL_TABLES = build_table_powers(SMALL, keys_for(SMALL), 300_000)
TINY_TABLES = build_table_powers(TINY, keys_for(TINY), 800)

UNDERVOTE = PlainBallot(
    (PlainContest((0, 0, 0), b""), PlainContest((0, 1, 0, 0), b"\0" * 64), PlainContest((0, 0), b"\0" * 32))
)
FULL = PlainBallot(
    (PlainContest((1, 0, 0), b""), PlainContest((1, 1, 1, 0), b"\1" * 64), PlainContest((8, 0), b"\2" * 32))
)
WRITE_INS = PlainBallot(
    (PlainContest((0, 0, 1), b""), PlainContest((0, 0, 0, 2), b"w" * 64), PlainContest((6, 2), b"x" * 32))
)


def assert_same_bits(group, powers, shape, plain, seed, chaining_field=FIELD):
    keys = keys_for(group)
    encryption = BallotEncryptor(group, keys, powers, seeded(seed)).encrypt(shape, plain, chaining_field)
    expected = slow.encrypt(
        slow_election(group, keys),
        as_slow_shape(shape),
        as_slow_plain(plain),
        chaining_field,
        seeded(seed),
    )
    assert in_plain_numbers(encryption) == expected
    assert encryption.ballot.style_index == shape.index
    assert encryption.ballot.chaining_field == chaining_field


@given(ballots(), st.integers(0, 2**32))
def test_any_small_ballot_over_the_small_group(ballot, seed):
    assert_same_bits(SMALL, SMALL_TABLES, *ballot, seed)


@given(ballots(), st.integers(0, 2**32))
def test_any_small_ballot_where_hashes_wrap_around_q(ballot, seed):
    assert_same_bits(TINY, TINY_TABLES, *ballot, seed)


@settings(max_examples=10)
@given(ballots(), st.integers(0, 2**32))
def test_any_small_ballot_without_tables(ballot, seed):
    assert_same_bits(SMALL, PlainPowers(SMALL, keys_for(SMALL)), *ballot, seed)


@pytest.mark.parametrize("plain", [EVERY_KIND_PLAIN, UNDERVOTE, FULL, WRITE_INS])
def test_ballots_of_every_kind(plain):
    assert_same_bits(SMALL, SMALL_TABLES, EVERY_KIND, plain, seed=19)


@pytest.mark.parametrize("plain", [UNDERVOTE, WRITE_INS])
def test_ballots_over_the_standard_group(plain, standard_tables):
    assert_same_bits(STANDARD, standard_tables, EVERY_KIND, plain, seed=20)


def test_a_ballot_over_the_standard_group_without_tables():
    assert_same_bits(
        STANDARD, PlainPowers(STANDARD, keys_for(STANDARD)), EVERY_KIND, EVERY_KIND_PLAIN, seed=21
    )


def test_a_style_without_contests():
    assert_same_bits(SMALL, SMALL_TABLES, BallotShape(1, ()), PlainBallot(()), seed=22)


@settings(max_examples=10)
@given(st.binary(min_size=36, max_size=36))
def test_the_code_depends_on_every_byte_of_the_chaining_field(chaining_field):
    assert_same_bits(SMALL, SMALL_TABLES, EVERY_KIND, EVERY_KIND_PLAIN, 23, chaining_field)


def test_the_second_implementation_sees_a_difference():
    keys = keys_for(SMALL)
    encryption = BallotEncryptor(SMALL, keys, SMALL_TABLES, seeded(1)).encrypt(
        EVERY_KIND, EVERY_KIND_PLAIN, FIELD
    )
    election, shape = slow_election(SMALL, keys), as_slow_shape(EVERY_KIND)
    other = slow.encrypt(election, shape, as_slow_plain(FULL), FIELD, seeded(1))
    assert in_plain_numbers(encryption) != other
