"""Many claims "this element is that power" checked at once, without the exponent tables.

The small exponents test: with random odd s_i, prod E_i^s_i = g^x K^y K_hat^z, where x, y, z are the
claimed exponents weighted with the s_i. It looks for accidents, not for an adversary. A wrong element
is always found, and so is a wrong entry of an exponent table however many elements it spoilt; errors
that undo each other, as of two elements exchanged, pass with a probability of 2^-15 each time. The s_i
are odd because -1 is the one element of small order: p - 1 = 2 q r' with a large prime r'.
"""

from gmpy2 import mpz, powmod

from device.electionguard.ballot import ElectionKeys
from device.electionguard.multi_power import multi_power
from device.electionguard.parameters import Group
from device.electionguard.randomness import Random, random_bytes
from device.electionguard.steps import Steps, finished

WEIGHT_BITS = 16
STEP_ELEMENTS = 64


class PowerClaims:
    """Elements mod p and the exponent that each is claimed to be of g, K or K_hat."""

    def __init__(self, group: Group, keys: ElectionKeys) -> None:
        self._group = group
        self._bases = (group.g, keys.vote_key, keys.data_key)
        self._elements: list[mpz] = []
        self._exponents: list[tuple[int, mpz]] = []

    def g(self, element: mpz, exponent: mpz) -> None:
        """Claim that ``element`` is g^exponent mod p."""
        self._add(0, element, exponent)

    def vote_key(self, element: mpz, exponent: mpz) -> None:
        """Claim that ``element`` is K^exponent mod p."""
        self._add(1, element, exponent)

    def data_key(self, element: mpz, exponent: mpz) -> None:
        """Claim that ``element`` is K_hat^exponent mod p."""
        self._add(2, element, exponent)

    def hold(self, random: Random) -> bool:
        """Whether all claims hold; draws two bytes a claim."""
        return finished(self.hold_in_steps(random, max(1, len(self._elements))))

    def hold_in_steps(self, random: Random, step_elements: int = STEP_ELEMENTS) -> Steps[bool]:
        """``hold``, pausing after every ``step_elements`` elements and after every power."""
        group = self._group
        if not all(0 < element < group.p for element in self._elements):
            return False
        weights = _odd_weights(random, len(self._elements))
        product = mpz(1)
        for start in range(0, len(weights), step_elements):
            step = slice(start, start + step_elements)
            part = multi_power(group.p, self._elements[step], weights[step], WEIGHT_BITS)
            product = product * part % group.p
            yield
        expected = mpz(1)
        for base, total in zip(self._bases, self._weighted_sums(weights), strict=True):
            expected = expected * powmod(base, total, group.p) % group.p
            yield
        return product == expected

    def _weighted_sums(self, weights: list[int]) -> list[mpz]:
        """The exponents of g, K and K_hat that the claims add up to."""
        sums = [mpz(0), mpz(0), mpz(0)]
        for weight, (base, exponent) in zip(weights, self._exponents, strict=True):
            sums[base] += weight * exponent
        return [total % self._group.q for total in sums]

    def _add(self, base: int, element: mpz, exponent: mpz) -> None:
        self._elements.append(element)
        self._exponents.append((base, exponent))


def _odd_weights(random: Random, count: int) -> list[int]:
    size = WEIGHT_BITS // 8
    drawn = random_bytes(random, size * count)
    return [int.from_bytes(drawn[size * i : size * (i + 1)], "big") | 1 for i in range(count)]
