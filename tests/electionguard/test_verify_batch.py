"""Many equations at once: right ones always pass, and no error passes, alone or undone by another."""

import os
from dataclasses import replace

import pytest
from gmpy2 import is_prime, mpz, powmod
from hypothesis import given, settings
from hypothesis import strategies as st
from support.engine_ballots import keys_for, scalars, seeded
from support.small_group import SMALL
from support.tiny_group import TINY

from device.electionguard.parameters import STANDARD
from device.electionguard.powers import PlainPowers
from device.electionguard.verify_batch import Equations, equations_hold, is_square

P, Q = SMALL.p, SMALL.q
KEYS = keys_for(SMALL)
POWERS = PlainPowers(SMALL, KEYS)
# Factors that are not 1: of order 2, of the other large prime order, and inside the group.
MINUS_ONE = P - 1
OTHER = powmod(3, 2 * Q, P)
INSIDE = SMALL.g
FACTORS = {"order 2": MINUS_ONE, "order of the cofactor": OTHER, "in the group": INSIDE}
ELEMENTS = 4
TRIALS = 8


def equations_of(exponents, responses, random=os.urandom, spoil_element=None, spoil_commitment=None):
    """True equations over powers of g, then with elements or commitments multiplied by factors.

    Commitments are made from the right elements, as a forger would who hashed them.
    """
    equations = Equations()
    values = [powmod(SMALL.g, exponent, P) for exponent in exponents]
    for place, value in enumerate(values):
        equations.add_element(value * (spoil_element or {}).get(place, 1) % P)
    for number, (place, c, v) in enumerate(responses):
        power = powmod(values[place % len(values)], c, P)
        factor = (spoil_commitment or {}).get(number, 1)
        if number % 2:
            commitment = POWERS.vote_key(v) * power * factor % P
            equations.add_key(random, commitment, v, [place % len(values)], c)
        else:
            commitment = POWERS.g(v) * power * factor % P
            equations.add_g(random, commitment, v, [place % len(values)], c)
    return equations


def some_equations(random=os.urandom, **spoilt):
    exponents = [mpz(1000 + place) for place in range(ELEMENTS)]
    responses = [(i, powmod(5, 77 + i, Q), powmod(7, 99 + i, Q)) for i in range(2 * ELEMENTS)]
    return equations_of(exponents, responses, random, **spoilt)


def holds(*equations):
    return equations_hold(SMALL, POWERS, equations, os.urandom)


@settings(max_examples=30)
@given(
    st.lists(scalars(SMALL), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), scalars(SMALL), scalars(SMALL)), max_size=10),
    st.integers(0, 1000),
)
def test_true_equations_always_hold(exponents, responses, seed):
    equations = equations_of(exponents, responses, seeded(seed))
    assert equations_hold(SMALL, POWERS, [equations, equations], seeded(seed + 1))


def test_nothing_at_all_holds():
    assert holds()
    assert holds(Equations())


@pytest.mark.parametrize("factor", FACTORS.values(), ids=FACTORS)
@pytest.mark.parametrize("place", range(ELEMENTS))
def test_a_single_wrong_element_never_passes(factor, place):
    for _ in range(TRIALS):
        assert not holds(some_equations(spoil_element={place: factor}))


@pytest.mark.parametrize("factor", FACTORS.values(), ids=FACTORS)
@pytest.mark.parametrize("number", range(2 * ELEMENTS))
def test_a_single_wrong_commitment_never_passes(factor, number):
    for _ in range(TRIALS):
        assert not holds(some_equations(spoil_commitment={number: factor}))


@pytest.mark.parametrize("factor", FACTORS.values(), ids=FACTORS)
@pytest.mark.parametrize("what", ["spoil_element", "spoil_commitment"])
def test_errors_that_undo_each_other_never_pass(factor, what):
    inverse = powmod(factor, -1, P)
    for _ in range(TRIALS):
        assert not holds(some_equations(**{what: {0: factor, 2: inverse}}))
        assert not holds(some_equations(**{what: {0: factor}}), some_equations(**{what: {2: inverse}}))


@pytest.mark.parametrize("factor", [MINUS_ONE, OTHER], ids=["order 2", "order of the cofactor"])
def test_an_element_outside_the_group_whose_equations_are_true_never_passes(factor):
    # e = g^v x^c mod p with x outside: only membership can find it, for even c even the square test
    # of the commitment holds.
    x = powmod(SMALL.g, 4711, P) * factor % P
    for trial in range(TRIALS):
        equations = Equations()
        place = equations.add_element(x)
        v, c = mpz(123 + trial), mpz(2 * trial)
        equations.add_g(os.urandom, POWERS.g(v) * powmod(x, c, P) % P, v, [place], c)
        assert not holds(equations)


def test_commitments_exchanged_with_each_other_never_pass():
    for _ in range(TRIALS):
        equations = some_equations()
        first, second, *rest = equations.commitments
        equations.commitments = [second, first, *rest]
        assert not holds(equations)


@pytest.mark.parametrize("value", [mpz(0), P, P + 1, 2 * P - 1, mpz(-1)])
def test_numbers_out_of_range_never_pass(value):
    equations = some_equations()
    assert not holds(replace(equations, elements=[value, *equations.elements[1:]]))
    assert not holds(replace(equations, commitments=[value, *equations.commitments[1:]]))


def test_one_wrong_ballot_spoils_the_batch_and_only_it():
    batch = [some_equations() for _ in range(5)]
    assert holds(*batch)
    batch[3] = some_equations(spoil_commitment={1: INSIDE})
    assert not holds(*batch)
    assert [holds(each) for each in batch] == [True, True, True, False, True]


def test_weights_that_can_be_foreseen_prove_nothing():
    # Why ``random`` must be the kernel's: with known weights s_0, s_2 the errors can be made to cancel.
    known = some_equations(seeded(1))
    s_0, s_2 = known.weights[0], known.weights[2]
    spoilt = {0: powmod(INSIDE, s_2, P), 2: powmod(INSIDE, Q - s_0, P)}
    assert holds(some_equations(seeded(1), spoil_commitment=spoilt))
    assert not holds(some_equations(spoil_commitment=spoilt))


def test_weights_are_of_128_bits_and_drawn_for_every_equation_and_element():
    drawn = []

    def counting(count):
        drawn.append(count)
        return os.urandom(count)

    equations = some_equations(counting)
    assert drawn == [16] * 2 * ELEMENTS
    assert equations_hold(SMALL, POWERS, [equations], counting)
    assert drawn == [16] * 3 * ELEMENTS


@pytest.mark.parametrize("group", [SMALL, STANDARD], ids=["small", "standard"])
def test_a_number_is_a_square_just_when_it_has_no_part_of_order_2(group):
    for exponent in range(1, 20):
        number = powmod(3, exponent, group.p)
        expected = powmod(number, (group.p - 1) // 2, group.p) == 1
        assert is_square(group, number) is expected
        assert is_square(group, group.p - number) is not expected


def test_the_standard_group_is_one_in_which_a_batch_proves_something():
    half_cofactor = STANDARD.cofactor // 2
    assert STANDARD.p == 2 * STANDARD.q * half_cofactor + 1
    assert all(map(is_prime, (STANDARD.p, STANDARD.q, half_cofactor)))
    assert equations_hold(STANDARD, PlainPowers(STANDARD, keys_for(STANDARD)), [], os.urandom)


@pytest.mark.parametrize(
    "group",
    [TINY, replace(SMALL, p=SMALL.p + 2), replace(SMALL, q=mpz(2) ** 128 - 1)],
    ids=["small orders", "p = 1 mod 4", "small q"],
)
def test_a_group_in_which_a_batch_proves_nothing_is_refused(group):
    with pytest.raises(ValueError, match="group"):
        equations_hold(group, PlainPowers(group, keys_for(group)), [], os.urandom)
