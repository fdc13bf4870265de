"""The standard parameters are those of the specification (EG 2.1.0 sec. 3.1.1)."""

import pytest
from gmpy2 import is_prime, powmod
from support.small_group import SMALL
from support.tiny_group import TINY

from device.electionguard.parameters import STANDARD, VERSION, VERSION_BYTES

# EG 2.1.0 sec. 3.1.1
DELTA = 287975203778583638958138611533602521491887169409704874643524560756486080635197037903
COFACTOR = """
    01 00000000 00000000 00000000 00000000 00000000 00000000 00000000 000000BC
    B17217F7 D1CF79AB C9E3B398 03F2F6AF 40F34326 7298B62D 8A0D175B 8BAB857A
    E8F42816 5418806C 62B0EA36 355A3A73 E0C74198 5BF6A0E3 130179BF 2F0B43E3
    3AD86292 3861B8C9 F768C416 9519600B AD06093F 964B27E0 2D868312 31A9160D
    E48F4DA5 3D8AB5E6 9E386B69 4BEC1AE7 22D47579 249D5424 767C5C33 B9151E07
    C5C11D10 6AC446D3 30B47DB5 9D352E47 A53157DE 04461900 F6FE360D B897DF53
    16D87C94 AE71DAD0 BE84B647 C4BCF818 C23A2D4E BB53C702 A5C8062D 19F5E9B5
    033A94F7 FF732F54 12971286 9D97B8C9 6C412921 A9D86797 70F499A0 41C297CF
    F79D4C91 49EB6CAF 67B9EA3D C563D965 F3AAD137 7FF22DE9 C3E62068 DD0ED615
    1C37B4F7 4634C2BD 09DA912F D599F433 3A8D2CC0 05627DCA 37BAD43E 64A39631
    19C0BFE3 4810A21E E7CFC421 D53398CB C7A95B3B F585E5A0 4B790E2F E1FE9BC2
    64FDA810 9F6454A0 82F5EFB2 F37EA237 AA29DF32 0D6EA860 C41A9054 CCD24876
    C6253F66 7BFB0139 B5531FF3 01899612 02FD2B0D 55A75272 C7FD7334 3F7899BC
    A0B36A4C 470A64A0 09244C84 E77CEBC9 2417D5BB 13BF1816 7D8033EB 6C4DD787
    9FD4A7F5 29FD4A7F 529FD4A7 F529FD4A 7F529FD4 A7F529FD 4A7F529F D4A7F52A
"""


def ln_2(bits: int) -> int:
    """floor(2^bits * ln 2), from ln 2 = sum 1 / (k 2^k)."""
    guard = 64
    return sum((1 << (bits + guard - k)) // k for k in range(1, bits + guard)) >> guard


def test_p_is_built_from_the_digits_of_ln_2():
    built = 2**4096 - 2**3840 + 2**256 * (ln_2(3584) + DELTA) + 2**256 - 1
    assert built == STANDARD.p


def test_q_is_the_largest_prime_of_256_bits():
    assert STANDARD.q == 2**256 - 189
    assert is_prime(STANDARD.q, 40)
    assert not any(is_prime(STANDARD.q + offset) for offset in range(1, 189))


def test_p_and_half_the_cofactor_are_prime():
    assert is_prime(STANDARD.p, 25)
    assert STANDARD.cofactor * STANDARD.q == STANDARD.p - 1
    assert is_prime(STANDARD.cofactor // 2, 25)


def test_the_cofactor_is_the_printed_one():
    assert STANDARD.cofactor == int("".join(COFACTOR.split()), 16)


def test_g_is_two_to_the_cofactor():
    assert powmod(2, STANDARD.cofactor, STANDARD.p) == STANDARD.g


@pytest.mark.parametrize("group", [STANDARD, SMALL, TINY])
def test_g_generates_the_subgroup_of_order_q(group):
    assert (group.p - 1) % group.q == 0
    assert 1 < group.g < group.p
    assert powmod(group.g, group.q, group.p) == 1
    assert group.p_bytes == -(-group.p.bit_length() // 8)
    assert group.q_bytes == -(-group.q.bit_length() // 8)


@pytest.mark.parametrize("group", [SMALL, TINY])
def test_test_groups_are_of_primes(group):
    assert is_prime(group.p, 25)
    assert is_prime(group.q, 25)
    assert is_prime(group.cofactor // 2, 25)


def test_the_version_is_hashed_as_32_bytes():
    assert VERSION == (2, 1)
    assert bytes.fromhex("76322E312E30" + "00" * 26) == VERSION_BYTES
