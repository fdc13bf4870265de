"""Many proof equations at once: is every commitment the one that its challenge and response imply?

Given are elements x_i of ballots, and for every commitment e an equation

    e = g^v K^w prod_i x_i^c        (one of v and w is absent; the product is over one x or some of them)

To check singly: that every x_i is in the group of order q (Verification 6.A), and every equation as
integers mod p. Here, with weights s_e and r_i of 128 random bits that whoever made the ballots cannot
foresee, only this is checked:

    (1)  0 < e, x_i < p, and the Jacobi symbol of each is 1
    (2)  (prod_i x_i^r_i)^q = 1
    (3)  prod_e e^s_e = g^V K^W prod_i x_i^E_i    with V, W, E_i the sums of s_e v, s_e w, s_e c mod q

What is right passes always. *What is not passes with a probability of at most 2^-128:*

The standard p is 2 q r' + 1 with primes q and r' above 2^128, so the integers mod p but 0 are, under
multiplication, three independent parts of order 2, q and r'. As q and r' are odd, p = 3 mod 4 and -1,
the element of order 2, is no square: just the numbers with Jacobi symbol 1 have nothing in the part of
order 2. So (1) is exact, and what passes it has only parts of the large prime orders q and r'.

(2) says prod_i y_i^r_i = 1 with y_i = x_i^q, which is 1 just when x_i is in the group and has the prime
order r' otherwise. If some y_k is not 1, then whatever the other r_i are, one r_k mod r' alone makes the
product 1: at most one of 2^128 values.

(3) If all x_i are in the group, so are the right sides of the equations, and exponents may be reduced
mod q. Let d_e be e divided by the right side of its equation. (3) says prod_e d_e^s_e = 1. If some d_k
is not 1, then by (1) its part of order q or r' is not 1, and again at most one of 2^128 values of s_k
is right. If some x_i is not in the group, (2) has found it.

So a false batch passes (2) or, if all is well there, (3) with at most 2^-128, however it was made.
Commitments need no membership check of their own: they are compared with numbers in the group.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gmpy2 import jacobi, mpz, powmod

from device.electionguard.multi_power import multi_power
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.randomness import Random, random_bytes

WEIGHT_BITS = 128


@dataclass(slots=True)
class Equations:
    """The equations of one ballot, each with its weight, and the elements that stand in them."""

    commitments: list[mpz] = field(default_factory=list, repr=False)
    weights: list[int] = field(default_factory=list, repr=False)
    elements: list[mpz] = field(default_factory=list, repr=False)
    exponents: list[mpz] = field(default_factory=list, repr=False)
    g_exponent: mpz = field(default_factory=mpz, repr=False)
    key_exponent: mpz = field(default_factory=mpz, repr=False)

    def add_element(self, value: mpz) -> int:
        """An element that must be in the group; returns its place for ``add``."""
        self.elements.append(value)
        self.exponents.append(mpz(0))
        return len(self.elements) - 1

    def add_g(self, random: Random, commitment: mpz, v: mpz, places: Iterable[int], c: mpz) -> None:
        """``commitment`` = g^v (product of the elements at ``places``)^c; draws 16 bytes."""
        weight = self._weigh(random, commitment, places, c)
        self.g_exponent += weight * v

    def add_key(self, random: Random, commitment: mpz, w: mpz, places: Iterable[int], c: mpz) -> None:
        """``commitment`` = K^w (product of the elements at ``places``)^c; draws 16 bytes."""
        weight = self._weigh(random, commitment, places, c)
        self.key_exponent += weight * w

    def _weigh(self, random: Random, commitment: mpz, places: Iterable[int], c: mpz) -> int:
        weight = _random_weight(random)
        self.commitments.append(commitment)
        self.weights.append(weight)
        for place in places:
            self.exponents[place] += weight * c
        return weight


def equations_hold(group: Group, powers: Powers, batch: Sequence[Equations], random: Random) -> bool:
    """Whether all elements of ``batch`` are in the group and all its equations hold.

    Draws 16 bytes an element. Raises ValueError for a group in which this proves nothing.
    """
    _check_group(group)
    p, q = group.p, group.q
    elements = [each for equations in batch for each in equations.elements]
    commitments = [each for equations in batch for each in equations.commitments]
    # (1)
    if not all(is_square(group, each) for each in (*elements, *commitments)):
        return False
    # (2)
    weights = [_random_weight(random) for _ in elements]
    if powmod(multi_power(p, elements, weights, WEIGHT_BITS), q, p) != 1:
        return False
    # (3)
    left = multi_power(
        p, commitments, [each for equations in batch for each in equations.weights], WEIGHT_BITS
    )
    exponents = [each % q for equations in batch for each in equations.exponents]
    right = multi_power(p, elements, exponents, q.bit_length())
    right = right * powers.g(sum((each.g_exponent for each in batch), mpz(0)) % q) % p
    right = right * powers.vote_key(sum((each.key_exponent for each in batch), mpz(0)) % q) % p
    return left == right


def is_square(group: Group, value: mpz) -> bool:
    """Whether 0 < value < p has no part of order 2: exact for p = 3 mod 4."""
    return 0 < value < group.p and jacobi(value, group.p) == 1


def _random_weight(random: Random) -> int:
    return int.from_bytes(random_bytes(random, WEIGHT_BITS // 8), "big")


def _check_group(group: Group) -> None:
    half_cofactor = group.cofactor // 2
    if group.p % 4 != 3 or min(group.q, half_cofactor) >> WEIGHT_BITS == 0:
        raise ValueError("the batch check needs a group like the standard one")
