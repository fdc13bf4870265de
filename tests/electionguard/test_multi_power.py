"""Many powers at once give the product of single ones; wrong claims do not hold."""

import pytest
from gmpy2 import mpz, powmod
from hypothesis import given
from hypothesis import strategies as st
from support.engine_ballots import keys_for, scalars, seeded
from support.small_group import SMALL

from device.electionguard.claims import PowerClaims
from device.electionguard.multi_power import multi_power


@given(st.lists(st.tuples(st.integers(1, int(SMALL.p) - 1), st.integers(0, 2**20 - 1)), max_size=40))
def test_multi_power_is_the_product_of_single_powers(terms):
    product = 1
    for base, exponent in terms:
        product = product * pow(base, exponent, int(SMALL.p)) % int(SMALL.p)
    bases = [mpz(base) for base, _ in terms]
    assert multi_power(SMALL.p, bases, [exponent for _, exponent in terms], 20) == product


@pytest.mark.parametrize("bits", [1, 7, 16, 33, 256])
def test_multi_power_with_the_largest_exponents(bits):
    bases = [powmod(SMALL.g, i, SMALL.p) for i in range(1, 200)]
    expected = powmod(SMALL.g, sum(range(1, 200)) * (2**bits - 1), SMALL.p)
    assert multi_power(SMALL.p, bases, [2**bits - 1] * 199, bits) == expected


@pytest.mark.parametrize("exponent", [-1, 2**16])
def test_exponents_that_do_not_fit_are_refused(exponent):
    with pytest.raises(ValueError, match="fit"):
        multi_power(SMALL.p, [mpz(2)], [exponent], 16)


def test_as_many_exponents_as_bases_are_needed():
    with pytest.raises(ValueError, match="as many"):
        multi_power(SMALL.p, [mpz(2)], [1, 2], 16)


def claims_of(exponents, change=None):
    keys = keys_for(SMALL)
    claims = PowerClaims(SMALL, keys)
    bases = (SMALL.g, keys.vote_key, keys.data_key)
    for i, exponent in enumerate(exponents):
        element = powmod(bases[i % 3], exponent, SMALL.p)
        if change and i in change:
            element = change[i](element)
        (claims.g, claims.vote_key, claims.data_key)[i % 3](element, exponent)
    return claims


@given(st.lists(scalars(SMALL), max_size=20), st.integers(0, 1000))
def test_true_claims_hold(exponents, seed):
    assert claims_of(exponents).hold(seeded(seed))


CHANGES = {
    "negated": lambda element: SMALL.p - element,
    "times the generator": lambda element: element * SMALL.g % SMALL.p,
    "outside the subgroup": lambda element: element * 3 % SMALL.p,
    "not reduced": lambda element: element + SMALL.p,
    "zero": lambda element: mpz(0),
    "one": lambda element: mpz(1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("place", range(9))
def test_a_single_wrong_element_never_passes(change, place):
    exponents = [mpz(1000 + i) for i in range(9)]
    for seed in range(10):
        assert not claims_of(exponents, {place: change}).hold(seeded(seed))


def test_the_same_error_in_many_elements_never_passes():
    wrong = dict.fromkeys(range(9), CHANGES["times the generator"])
    for seed in range(10):
        assert not claims_of([mpz(5)] * 9, wrong).hold(seeded(seed))


def test_errors_that_undo_each_other_are_found_by_the_random_weights():
    inverse = powmod(SMALL.g, SMALL.q - 1, SMALL.p)
    undoing = {0: CHANGES["times the generator"], 3: lambda element: element * inverse % SMALL.p}
    found = [not claims_of([mpz(5)] * 9, undoing).hold(seeded(seed)) for seed in range(50)]
    assert all(found)
