"""Hints of a ballot that was just made: right on both paths, compared without a power, computed anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.blank_draws import filled, made
from support.engine_ballots import EVERY_KIND, EVERY_KIND_PLAIN, FIELD, ballots, keys_for, seeded
from support.small_group import SMALL

from device.electionguard.blank_commitments import commitment_bytes
from device.electionguard.encryption import BallotEncryptor, Encryption
from device.electionguard.hint_check import computed_hints, hints_hold
from device.electionguard.hints import hints_length_bytes
from device.electionguard.powers import build_table_powers

KEYS = keys_for(SMALL)
TABLES = build_table_powers(SMALL, KEYS, 300_000)


def from_table(shape=EVERY_KIND, plain=EVERY_KIND_PLAIN, seed=1) -> Encryption:
    return BallotEncryptor(SMALL, KEYS, TABLES, seeded(seed)).encrypt(shape, plain, FIELD)


def from_blank(shape=EVERY_KIND, plain=EVERY_KIND_PLAIN, seed=1) -> Encryption:
    return filled(SMALL, made(SMALL, TABLES, shape, seeded(seed)), plain, FIELD)


@pytest.mark.parametrize("make", [from_table, from_blank])
@given(ballot=ballots(), seed=st.integers(0, 2**32))
def test_hints_are_what_anybody_computes_from_the_ballot(make, ballot, seed):
    shape, plain = ballot
    encryption = make(shape, plain, seed)
    assert encryption.hints == computed_hints(SMALL, TABLES, encryption.ballot)
    assert hints_hold(SMALL, KEYS, shape, encryption.ballot, encryption.hints)
    assert len(encryption.hints) == hints_length_bytes(SMALL, shape)


@pytest.mark.parametrize("make", [from_table, from_blank])
def test_any_hint_that_is_another_number_is_noticed(make):
    encryption = make()
    size = SMALL.p_bytes
    for at in range(size - 1, len(encryption.hints), size):
        wrong = bytearray(encryption.hints)
        wrong[at] ^= 1
        assert not hints_hold(SMALL, KEYS, EVERY_KIND, encryption.ballot, bytes(wrong))


def test_hints_of_another_length_or_ballot_are_noticed():
    encryption, other = from_blank(), from_blank(seed=2)
    for wrong in (b"", encryption.hints[:-1], encryption.hints + b"\0", other.hints):
        assert not hints_hold(SMALL, KEYS, EVERY_KIND, encryption.ballot, wrong)


def test_hints_in_the_order_of_the_blank_are_noticed():
    # The order of the blank, the real pair first, would tell every selection.
    blank = made(SMALL, TABLES, EVERY_KIND, seeded(1))
    kept = bytes(blank.commitments)
    ballot = filled(SMALL, blank, EVERY_KIND_PLAIN, FIELD).ballot
    size, order, at = SMALL.p_bytes, b"", 0
    right = computed_hints(SMALL, TABLES, ballot)
    for contest in EVERY_KIND.contests:
        pairs = 2 * size * sum(limit + 1 for limit in (*contest.field_limits, contest.selection_limit))
        order += kept[at : at + pairs]
        at += pairs
        if contest.data_blocks:
            order += right[len(order) : len(order) + size]
    order += right[-size:]
    assert at == len(kept) == commitment_bytes(SMALL, EVERY_KIND)
    assert len(order) == len(right)
    assert order != right
    assert sorted(order) == sorted(right)
    assert not hints_hold(SMALL, KEYS, EVERY_KIND, ballot, order)


def test_hints_stand_in_no_repr():
    encryption = from_blank()
    assert encryption.hints.hex() not in repr(encryption).lower()
    assert repr(encryption.hints) not in repr(encryption)
