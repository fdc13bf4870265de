"""Products of many powers at once, by Pippenger's buckets: the means of every batch check."""

from collections.abc import Sequence

from gmpy2 import mpz, powmod


def multi_power(modulus: mpz, bases: Sequence[mpz], exponents: Sequence[int], bits: int) -> mpz:
    """prod bases[i]^exponents[i] mod ``modulus``; exponents lie in 0..2^bits-1.

    Costs about (n + 2^(w+1)) * bits / w multiplications for the best window w, far less than n single
    exponentiations. Raises ValueError when the lengths differ or an exponent does not fit.
    """
    if len(bases) != len(exponents):
        raise ValueError("as many exponents as bases are needed")
    if any(not 0 <= exponent < 1 << bits for exponent in exponents):
        raise ValueError("an exponent does not fit the bits")
    width = _best_width(len(bases), bits)
    result = mpz(1)
    for shift in reversed(range(0, bits, width)):
        result = powmod(result, 1 << width, modulus)
        digits = [int(exponent) >> shift & (1 << width) - 1 for exponent in exponents]
        result = result * _digit_product(modulus, bases, digits, width) % modulus
    return result


def _digit_product(modulus: mpz, bases: Sequence[mpz], digits: Sequence[int], width: int) -> mpz:
    buckets: list[mpz | None] = [None] * (1 << width)
    for base, digit in zip(bases, digits, strict=True):
        if digit:
            held = buckets[digit]
            buckets[digit] = base if held is None else held * base % modulus
    # prod_d bucket_d^d as the product of all suffix products, so that no bucket is raised to a power
    suffix, product = mpz(1), mpz(1)
    for held in buckets[:0:-1]:
        if held is not None:
            suffix = suffix * held % modulus
        product = product * suffix % modulus
    return product


def _best_width(count: int, bits: int) -> int:
    def multiplications(width: int) -> int:
        return -(-bits // width) * (count + 2 * (1 << width))

    return min(range(1, 17), key=multiplications)
