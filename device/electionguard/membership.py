"""Who belongs to the group: the sets Z_p^r and Z_q of EG 2.1.0 Verifications 2, 6 and 7."""

from gmpy2 import mpz, powmod

from device.electionguard.parameters import Group


def is_element(group: Group, value: mpz) -> bool:
    """Whether ``value`` is in Z_p^r: 0 <= x < p and x^q mod p = 1 (EG 2.1.0 Verification 6.A).

    Zero and the elements of other orders, p - 1 among them, fail the second condition.
    """
    return is_residue(group, value) and powmod(value, group.q, group.p) == 1


def is_residue(group: Group, value: mpz) -> bool:
    """Whether ``value`` is an integer mod p at all: only then has it a byte form to hash."""
    return 0 <= value < group.p


def is_scalar(group: Group, value: mpz) -> bool:
    """Whether ``value`` is in Z_q: 0 <= x < q (EG 2.1.0 Verification 6.B)."""
    return 0 <= value < group.q
