"""Powers from one chain of squarings are those of single exponentiation, for members and others."""

import pytest
from gmpy2 import mpz, powmod
from hypothesis import given, settings
from hypothesis import strategies as st
from support.engine_ballots import scalars
from support.small_group import SMALL
from support.tiny_group import TINY

from device.electionguard.parameters import STANDARD, Group
from device.electionguard.square_chain import SingleBase, SquareChain

GROUPS = [TINY, SMALL, STANDARD]


def strangers(group: Group) -> dict[str, mpz]:
    """Numbers that are not in the group, each for another reason."""
    p, q = group.p, group.q
    member = powmod(group.g, 12345, p)
    other = powmod(3, 2 * q, p)
    return {
        "zero": mpz(0),
        "order 2": p - 1,
        "order of the cofactor": other,
        "twice that order": p - other,
        "member times order 2": p - member,
        "member times cofactor": member * other % p,
        "everything": mpz(3),
        "p": p,
        "p + 1": p + 1,
        "member + p": member + p,
        "negative": mpz(-1),
    }


@settings(max_examples=30)
@given(group=st.sampled_from([TINY, SMALL]), data=st.data())
def test_powers_from_a_chain_are_single_powers(group, data):
    base = mpz(data.draw(st.integers(0, int(group.p) - 1)))
    exponents = data.draw(st.lists(scalars(group), max_size=6))
    assert SquareChain(group, base).powers(exponents) == SingleBase(group, base).powers(exponents)


@pytest.mark.parametrize("count", range(5))
def test_powers_from_a_chain_are_single_powers_in_the_standard_group(count):
    base = powmod(STANDARD.g, 987654321, STANDARD.p)
    exponents = [STANDARD.q - 1, mpz(0), mpz(1), powmod(3, 5000, STANDARD.q)][:count]
    expected = [powmod(base, exponent, STANDARD.p) for exponent in exponents]
    assert SquareChain(STANDARD, base).powers(exponents) == expected


@pytest.mark.parametrize("group", GROUPS, ids=["tiny", "small", "standard"])
def test_who_belongs_to_the_group_is_the_same_both_ways(group):
    for member in (mpz(1), group.g, powmod(group.g, group.q - 1, group.p)):
        assert SingleBase(group, member).is_element()
        assert SquareChain(group, member).is_element()
    for name, stranger in strangers(group).items():
        assert not SingleBase(group, stranger).is_element(), name
        assert not SquareChain(group, stranger).is_element(), name


@pytest.mark.parametrize("base", [SingleBase, SquareChain])
@pytest.mark.parametrize("exponent", [-1, SMALL.q, SMALL.q + 1, 2**300])
def test_an_exponent_outside_z_q_is_refused(base, exponent):
    with pytest.raises(ValueError, match="exponent"):
        base(SMALL, SMALL.g).powers([mpz(1), mpz(exponent)])
