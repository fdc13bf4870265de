"""Random scalars are uniform in Z_q and never guessable from a short read."""

from collections import Counter

import pytest
from gmpy2 import mpz
from support.small_group import SMALL
from support.tiny_group import TINY

from device.electionguard.parameters import STANDARD
from device.electionguard.randomness import random_scalar
from device.errors import EntropyError


def test_draws_of_q_and_above_are_rejected():
    q = int(STANDARD.q)
    draws = [2**256 - 1, q, q - 1, 7]
    source = iter([value.to_bytes(32, "big") for value in draws])
    assert random_scalar(STANDARD, lambda count: next(source)) == q - 1
    assert random_scalar(STANDARD, lambda count: next(source)) == 7


def test_every_scalar_of_a_tiny_group_is_as_likely_as_any_other():
    q = int(TINY.q)
    every_draw = iter([value.to_bytes(2, "big") for value in range(2**16)])
    seen = Counter(random_scalar(TINY, lambda count: next(every_draw)) for _ in range(q))
    assert seen == Counter(map(mpz, range(q)))


@pytest.mark.parametrize("given", [0, 31, 33])
def test_another_number_of_bytes_than_asked_is_refused(given):
    with pytest.raises(EntropyError):
        random_scalar(SMALL, lambda count: bytes(given))
