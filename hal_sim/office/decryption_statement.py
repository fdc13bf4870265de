"""What guardians decrypt, and the exact bytes that they hash about it (EG 2.1.0 sec. 3.6.5, 3.6.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gmpy2 import mpz

from device.electionguard.ballot import Ciphertext, HashedCiphertext
from device.electionguard.guardian_challenges import (
    ciphertext_bytes,
    contest_data_challenge,
    hashed_ciphertext_bytes,
    place_bytes,
    tally_challenge,
)
from device.electionguard.hashing import Domain, element_bytes, hash_bytes, index_bytes
from device.electionguard.parameters import Group


@dataclass(frozen=True, slots=True)
class TallyStatement:
    """A ciphertext under the vote key: of the tally, or of a ballot. ``place``: contest, field."""

    extended_base_hash: bytes
    place: tuple[int, int]
    ciphertext: Ciphertext = field(repr=False)

    @property
    def base(self) -> mpz:
        """A, which is raised to the secret key."""
        return self.ciphertext.alpha

    def commitment(self, group: Group, part: "Part", available: Sequence[int]) -> bytes:
        """d_i = H(H_E; 0x30, ind_c, ind_o, i, A, B, a_i, b_i, M_i, U): EG 2.1.0 eq. (88)."""
        return hash_bytes(
            self.extended_base_hash,
            Domain.TALLY_COMMITMENT,
            place_bytes(self.place),
            index_bytes(part.guardian),
            ciphertext_bytes(group, self.ciphertext),
            part.to_bytes(group),
            available_bytes(available),
        )

    def challenge(self, group: Group, a: mpz, b: mpz, m: mpz) -> mpz:
        """c of EG 2.1.0 eq. (90)."""
        return tally_challenge(group, self.extended_base_hash, self.place, self.ciphertext, a, b, m)


@dataclass(frozen=True, slots=True)
class DataStatement:
    """Contest data of one ballot, under the ballot data key."""

    identifier_hash: bytes = field(repr=False)
    contest_index: int
    data: HashedCiphertext = field(repr=False)

    @property
    def base(self) -> mpz:
        """C_0, which is raised to the secret key."""
        return self.data.c0

    def commitment(self, group: Group, part: "Part", available: Sequence[int]) -> bytes:
        """d_i = H(H_I; 0x32, ind_c, i, C_0, C_1, C_2, a_i, b_i, m_i, U): EG 2.1.0 eq. (99)."""
        return hash_bytes(
            self.identifier_hash,
            Domain.CONTEST_DATA_COMMITMENT,
            index_bytes(self.contest_index),
            index_bytes(part.guardian),
            hashed_ciphertext_bytes(group, self.data),
            part.to_bytes(group),
            available_bytes(available),
        )

    def challenge(self, group: Group, a: mpz, b: mpz, m: mpz) -> mpz:
        """c of EG 2.1.0 eq. (101)."""
        return contest_data_challenge(group, self.identifier_hash, self.contest_index, self.data, a, b, m)


Statement = TallyStatement | DataStatement


@dataclass(frozen=True, slots=True)
class Part:
    """What guardian i reveals once every commitment is in: (a_i, b_i) and M_i (eq. (84), (87))."""

    guardian: int
    a: mpz
    b: mpz
    m: mpz

    def to_bytes(self, group: Group) -> bytes:
        """b(a_i, l_p) || b(b_i, l_p) || b(M_i, l_p)."""
        return b"".join(element_bytes(group, each) for each in (self.a, self.b, self.m))


def available_bytes(available: Sequence[int]) -> bytes:
    """U as it is hashed: b(#U, 4) || b(j_1, 4) || ..., ascending (EG 2.1.0 sec. 5.5.4)."""
    return b"".join(index_bytes(each) for each in (len(available), *sorted(available)))


def lagrange_coefficient(group: Group, index: int, available: Sequence[int]) -> mpz:
    """w_i = product over l in U without i of l / (l - i), mod q: EG 2.1.0 eq. (85)."""
    above, below = mpz(1), mpz(1)
    for other in available:
        if other != index:
            above = above * other % group.q
            below = below * (other - index) % group.q
    return above * pow(below, -1, group.q) % group.q
