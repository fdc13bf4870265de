"""Blanks give the very ballots of the encryption, bit by bit, under the same randomness.

Three ways (formulas with ``pow`` in support.slow_electionguard, exponent tables, blanks) and, where
it is quick, the encryption without tables too.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import slow_electionguard as slow
from support.blank_draws import equivalent_draws, filled, made, used
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

from device.electionguard.ballot import BallotShape, ContestShape, PlainBallot, PlainContest
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import PlainPowers, build_table_powers
from device.electionguard.verify_ballot import verify_ballot

SMALL_TABLES = build_table_powers(SMALL, keys_for(SMALL), 300_000)
TINY_TABLES = build_table_powers(TINY, keys_for(TINY), 800)


def assert_three_ways_agree(group, tables, shape, plain, random, chaining_field=FIELD):
    """``random()`` gives the same source of randomness each time."""
    keys = keys_for(group)
    whole = used(made(group, tables, shape, random()))
    by_blank = filled(group, made(group, tables, shape, random()), plain, chaining_field)
    by_table = BallotEncryptor(group, keys, tables, equivalent_draws(group, whole, plain))
    assert by_table.encrypt(shape, plain, chaining_field) == by_blank
    by_formulas = slow.encrypt(
        slow_election(group, keys),
        as_slow_shape(shape),
        as_slow_plain(plain),
        chaining_field,
        equivalent_draws(group, whole, plain),
    )
    assert in_plain_numbers(by_blank) == by_formulas
    assert by_blank.ballot.style_index == shape.index
    return by_blank


@given(ballots(), st.integers(0, 2**32), st.binary(min_size=36, max_size=36))
def test_any_small_ballot_over_the_small_group(ballot, seed, chaining_field):
    assert_three_ways_agree(SMALL, SMALL_TABLES, *ballot, lambda: seeded(seed), chaining_field)


@given(ballots(), st.integers(0, 2**32))
def test_any_small_ballot_where_hashes_wrap_around_q(ballot, seed):
    assert_three_ways_agree(TINY, TINY_TABLES, *ballot, lambda: seeded(seed))


class Edges:
    """Scalars that are 0, 1, q-1 and q-2 in turn wherever one is drawn; the hashes differ all the same."""

    def __init__(self, group, start):
        q = int(group.q)
        self.scalars, self.size, self.calls = [0, q - 1, 1, q - 2, q - 1, 0], group.q_bytes, start
        self.hashes = seeded(start)
        self.first = 2

    def __call__(self, count):
        if self.first or count != self.size:
            self.first = max(0, self.first - 1)
            return self.hashes(count)
        self.calls += 1
        return self.scalars[self.calls % len(self.scalars)].to_bytes(self.size, "big")


@pytest.mark.parametrize("start", range(6))
def test_scalars_at_the_edges(start):
    for group, tables in ((SMALL, SMALL_TABLES), (TINY, TINY_TABLES)):
        assert_three_ways_agree(
            group, tables, EVERY_KIND, EVERY_KIND_PLAIN, lambda g=group: Edges(g, start)
        )


@pytest.mark.parametrize("limit", range(1, 9))
def test_every_value_of_every_limit(limit):
    shape = BallotShape(1, (ContestShape(1, (limit, 8), limit, 0),))
    for value in range(limit + 1):
        for other in {0, limit - value}:
            plain = PlainBallot((PlainContest((value, other), b""),))
            assert_three_ways_agree(TINY, TINY_TABLES, shape, plain, lambda seed=value: seeded(seed))


TWO_HUNDRED = BallotShape(1, (ContestShape(5, (1,) * 200, 200, 1),))


@pytest.mark.parametrize("marks", [0, 1, 199, 200])
def test_two_hundred_options_none_to_all(marks):
    plain = PlainBallot((PlainContest((1,) * marks + (0,) * (200 - marks), b"n" * 32),))
    assert_three_ways_agree(TINY, TINY_TABLES, TWO_HUNDRED, plain, lambda: seeded(marks))


def test_two_hundred_options_over_the_small_group():
    plain = PlainBallot((PlainContest((0, 1) * 100, b"n" * 32),))
    assert_three_ways_agree(SMALL, SMALL_TABLES, TWO_HUNDRED, plain, lambda: seeded(7))


def test_a_style_without_contests():
    assert_three_ways_agree(SMALL, SMALL_TABLES, BallotShape(1, ()), PlainBallot(()), lambda: seeded(8))


@settings(max_examples=10)
@given(ballots(), st.integers(0, 2**32))
def test_blanks_made_without_tables_are_the_same(ballot, seed):
    shape, plain = ballot
    plain_powers = PlainPowers(SMALL, keys_for(SMALL))
    by_formulas = filled(SMALL, made(SMALL, plain_powers, shape, seeded(seed)), plain, FIELD)
    assert by_formulas == filled(SMALL, made(SMALL, SMALL_TABLES, shape, seeded(seed)), plain, FIELD)


@pytest.mark.parametrize(
    "plain",
    [
        EVERY_KIND_PLAIN,
        PlainBallot(
            (
                PlainContest((0, 0, 0), b""),
                PlainContest((1, 1, 1, 0), b"\0" * 64),
                PlainContest((0, 0), b"\xff" * 32),
            )
        ),
    ],
)
def test_ballots_over_the_standard_group(plain, standard_tables):
    made_of_blank = assert_three_ways_agree(
        STANDARD, standard_tables, EVERY_KIND, plain, lambda: seeded(20)
    )
    keys = keys_for(STANDARD)
    assert verify_ballot(STANDARD, keys, EVERY_KIND, made_of_blank.ballot, standard_tables) == []


def test_the_comparison_sees_a_difference():
    blank = made(SMALL, SMALL_TABLES, EVERY_KIND, seeded(1))
    whole = used(made(SMALL, SMALL_TABLES, EVERY_KIND, seeded(1)))
    other = PlainBallot((PlainContest((1, 0, 0), b""), *EVERY_KIND_PLAIN.contests[1:]))
    draws = equivalent_draws(SMALL, whole, EVERY_KIND_PLAIN)
    by_table = BallotEncryptor(SMALL, keys_for(SMALL), SMALL_TABLES, draws)
    assert by_table.encrypt(EVERY_KIND, other, FIELD) != filled(SMALL, blank, EVERY_KIND_PLAIN, FIELD)
