"""The group and the hash function of EG 2.1.0, typed again from sections 3.1.1 and 5."""

import hmac
from hashlib import sha256
from typing import Any

import gmpy2
from independent.findings import require
from independent.strict_json import members, octets

Q = 2**256 - 189
# The 3584 bits between the ones (sec. 3.1.1, the hexadecimal of p).
_MIDDLE = """
B17217F7 D1CF79AB C9E3B398 03F2F6AF 40F34326 7298B62D 8A0D175B 8BAAFA2B E7B87620 6DEBAC98 559552FB 4AFA1B10
ED2EAE35 C1382144 27573B29 1169B825 3E96CA16 224AE8C5 1ACBDA11 317C387E B9EA9BC3 B136603B 256FA0EC 7657F74B
72CE87B1 9D6548CA F5DFA6BD 38303248 655FA187 2F20E3A2 DA2D97C5 0F3FD5C6 07F4CA11 FB5BFB90 610D30F8 8FE551A2
EE569D6D FC1EFA15 7D2E23DE 1400B396 17460775 DB8990E5 C943E732 B479CD33 CCCC4E65 9393514C 4C1A1E0B D1D6095D
25669B33 3564A337 6A9C7F8A 5E148E82 074DB601 5CFE7AA3 0C480A54 17350D2C 955D5179 B1E17B9D AE313CDB 6C606CB1
078F735D 1B2DB31B 5F50B518 5064C18B 4D162DB3 B365853D 7598A195 1AE273EE 5570B6C6 8F969834 96D4E6D3 30AF889B
44A02554 731CDC8E A17293D1 228A4EF9 8D6F5177 FBCF0755 268A5C1F 9538B982 61AFFD44 6B1CA3CF 5E9222B8 8C66D3C5
422183ED C9942109 0BBB16FA F3D949F2 36E02B20 CEE886B9 05C128D5 3D0BD2F9 62136319 6AF50302 0060E499 08391A0C
57339BA2 BEBA7D05 2AC5B61C C4E9207C EF2F0CE2 D7373958 D7622658 90445744 FB5F2DA4 B7510058 92D35689 0DEFE9CA
D9B9D4B7 13E06162 A2D8FDD0 DF2FD608"""
P = gmpy2.mpz("F" * 64 + "".join(_MIDDLE.split()) + "F" * 64, 16)
G = gmpy2.powmod(2, (P - 1) // Q, P)  # g = 2^r mod p


class FixedBase:
    """Powers of one base, eight bits of the exponent at a time: a verifier takes many of few bases."""

    def __init__(self, base: int) -> None:
        self._rows: list[list[Any]] = []
        step = gmpy2.mpz(base)
        for _ in range(32):
            row = [gmpy2.mpz(1)]
            for _ in range(255):
                row.append(row[-1] * step % P)
            self._rows.append(row)
            step = row[-1] * step % P

    def power(self, exponent: int) -> Any:
        """base ** exponent mod p, for 0 <= exponent < 2**256."""
        product = gmpy2.mpz(1)
        for row, digit in zip(self._rows, int(exponent).to_bytes(32, "little"), strict=True):
            product = product * row[digit] % P
        return product


def power(base: int, exponent: int) -> Any:
    """base ** exponent mod p."""
    return gmpy2.powmod(base, exponent, P)


def hash_h(key: bytes, domain: int, *parts: bytes) -> bytes:
    """H(key; domain, parts…) = HMAC-SHA-256 (eq. 130)."""
    return hmac.new(key, bytes([domain]) + b"".join(parts), sha256).digest()


def hash_q(key: bytes, domain: int, *parts: bytes) -> int:
    """H_q = H mod q (eq. 132)."""
    return int.from_bytes(hash_h(key, domain, *parts), "big") % Q


def bp(element: int) -> bytes:
    """b(element, 512)."""
    return int(element).to_bytes(512, "big")


def bq(scalar: int) -> bytes:
    """b(scalar, 32)."""
    return int(scalar).to_bytes(32, "big")


def b4(small: int) -> bytes:
    """b(small, 4)."""
    return small.to_bytes(4, "big")


def element(value: Any) -> Any:
    """A member of Z_p^r from its hex digits (Verification 6.A). Raises Refused."""
    x = gmpy2.mpz(int.from_bytes(octets(value, 512), "big"))
    require(0 < x < P and gmpy2.powmod(x, Q, P) == 1, "has an element outside the group of order q")
    return x


def scalar(value: Any) -> int:
    """A member of Z_q from its hex digits (Verification 6.B, 6.C). Raises Refused."""
    x = int.from_bytes(octets(value, 32), "big")
    require(x < Q, "has a scalar that is not below q")
    return x


def proof_pair(value: Any) -> tuple[int, int]:
    """A proof element {"c", "v"}."""
    members(value, "c", "v")
    return scalar(value["c"]), scalar(value["v"])
