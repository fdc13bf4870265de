"""A group that is quick and worth nothing: the standard q, and p of 511 bits instead of 4096.

p = 2 * q * s + 1 with s prime, the shape of the standard p; g = 2^(2s) mod p. With the standard q
every hash and scalar has its real length.
"""

from gmpy2 import mpz, powmod

from device.electionguard.parameters import STANDARD, Group

_HALF_COFACTOR = mpz(0x3B5482D2573E43111565CA38C2DE1107DE7A1B1519E863972EC4DC659A3B153D)
_P = 2 * STANDARD.q * _HALF_COFACTOR + 1

SMALL = Group(p=_P, q=STANDARD.q, g=powmod(2, 2 * _HALF_COFACTOR, _P), p_bytes=64, q_bytes=32)
