"""A group so small that hashes wrap around q all the time: q of 16 bits, p of 48.

p = 2 * q * s + 1 with s prime, the shape of the standard p, so that H_q really reduces and rejection
of random scalars really happens. Elements take 6 bytes, scalars 2.
"""

from gmpy2 import mpz, powmod

from device.electionguard.parameters import Group

_Q = mpz(40_009)
_S = mpz(2_462_352_371)
_P = 2 * _Q * _S + 1

TINY = Group(p=_P, q=_Q, g=powmod(2, 2 * _S, _P), p_bytes=6, q_bytes=2)
