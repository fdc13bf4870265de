"""A blank is used at most once, is never written anywhere, and leaves nothing in its buffer."""

import copy
import json
import pickle

import pytest
from support.blank_draws import filled, made, used
from support.engine_ballots import EVERY_KIND, EVERY_KIND_PLAIN, FIELD, keys_for, seeded
from support.small_group import SMALL

from device.electionguard import blank_making
from device.electionguard.blank_making import BlankMaker
from device.electionguard.powers import build_table_powers
from device.errors import EntropyError, StateError

TABLES = build_table_powers(SMALL, keys_for(SMALL), 300_000)


def blank(seed=1):
    return made(SMALL, TABLES, EVERY_KIND, seeded(seed))


def test_a_blank_is_used_once_and_wiped():
    one = blank()
    memory, commitments = one._memory, one.commitments
    assert any(memory)
    assert any(commitments)
    filled(SMALL, one, EVERY_KIND_PLAIN, FIELD)
    assert len(memory) + len(commitments) == one.memory_bytes
    assert not any(memory)
    assert not any(commitments)
    with pytest.raises(StateError):
        filled(SMALL, one, EVERY_KIND_PLAIN, FIELD)


def test_a_destroyed_blank_is_empty_and_cannot_be_used():
    one = blank()
    one.destroy()
    assert not any(one._memory)
    assert not any(one.commitments)
    with pytest.raises(StateError):
        one.use()


def test_a_buffer_larger_than_one_stroke_of_wiping_is_wiped_to_its_end():
    from_start = blank_making.wipe
    memory = bytearray(b"\xff" * 200_003)
    from_start(memory)
    assert memory == bytes(200_003)


def test_a_blank_cannot_be_copied_or_written():
    for write in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            write(blank())


def test_nothing_secret_stands_in_a_repr():
    one = blank()
    head, contests = used(blank())
    first = contests[0].fields[0]
    for held in (one, one.use(), head, head.nonce, *contests, contests[1].data, first):
        text = repr(held).lower()
        for secret in (head.ballot_nonce, head.id_b, first.betas[0]):
            assert secret.hex() not in text
            assert repr(secret).lower() not in text
        assert str(first.nonce) not in text


@pytest.mark.parametrize("steps_before", [0, 1, 5, 20, 40])
def test_a_blank_given_up_half_way_leaves_nothing(monkeypatch, steps_before):
    buffers = []

    def caught(size):
        buffers.append(bytearray(size))
        return buffers[-1]

    monkeypatch.setattr(blank_making, "bytearray", caught, raising=False)
    steps = BlankMaker(SMALL, keys_for(SMALL), TABLES, seeded(1)).steps(EVERY_KIND)
    for _ in range(steps_before + 1):
        next(steps)
    assert any(buffers[0])
    steps.close()
    assert len(buffers) == 2
    assert not any(map(any, buffers))


def test_randomness_that_breaks_down_half_way_leaves_nothing(monkeypatch):
    buffers, left = [], [20]

    def caught(size):
        buffers.append(bytearray(size))
        return buffers[-1]

    source = seeded(1)

    def breaking(count):
        left[0] -= 1
        if left[0] < 0:
            raise EntropyError("The source of randomness is broken.")
        return source(count)

    monkeypatch.setattr(blank_making, "bytearray", caught, raising=False)
    with pytest.raises(EntropyError):
        made(SMALL, TABLES, EVERY_KIND, breaking)
    assert not any(map(any, buffers))


def test_every_blank_is_another_one():
    source = seeded(1)
    ballots = [
        filled(SMALL, made(SMALL, TABLES, EVERY_KIND, source), EVERY_KIND_PLAIN, FIELD) for _ in range(3)
    ]
    assert len({each.nonce for each in ballots}) == 3
    assert len({each.ballot.id_b for each in ballots}) == 3
    assert len({each.ballot.contests[0].ciphertexts[0].alpha for each in ballots}) == 3


def test_a_blank_comes_about_in_small_steps():
    calls = 0

    class Counted:
        def __getattr__(self, name):
            def power(exponent):
                nonlocal calls
                calls += 1
                return getattr(TABLES, name)(exponent)

            return power

    most, before = 0, 0
    for _ in BlankMaker(SMALL, keys_for(SMALL), Counted(), seeded(1)).steps(EVERY_KIND):
        most, before = max(most, calls - before), calls
    assert calls > 50
    assert most <= 3
