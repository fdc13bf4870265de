"""One guardian at decryption (EG 2.1.0 sec. 3.6.3 to 3.6.6).

A guardian commits before it sees what the others committed to, reveals only when it holds every
commitment, and answers one challenge, which it computes itself: a second answer to the same
commitment would give its share away.
"""

from collections.abc import Mapping, Sequence

from gmpy2 import mpz, powmod, powmod_sec

from device.electionguard.ballot import ElectionKeys
from device.electionguard.parameters import Group
from device.electionguard.randomness import Random, random_scalar
from device.errors import InputError, StateError
from hal_sim.office.decryption_statement import Part, Statement, TallyStatement, lagrange_coefficient
from hal_sim.office.guardian_secret import KeyShare


class DecryptingGuardian:
    """A guardian with its shares z_i and z_hat_i."""

    def __init__(self, group: Group, share: KeyShare, random: Random) -> None:
        self._group = group
        self._share = share
        self._random = random

    @property
    def index(self) -> int:
        """The guardian's index, from 1."""
        return self._share.index

    def partial_data_power(self, base: mpz) -> mpz:
        """m_i = C_0^z_hat_i, for a ballot nonce whose proof was checked: EG 2.1.0 eq. (107)."""
        return powmod_sec(base, self._share.data, self._group.p)

    def begin(self, statement: Statement, available: Sequence[int]) -> "GuardianRound":
        """Start decrypting ``statement`` together with the guardians ``available`` (U, itself in it)."""
        secret = self._share.vote if isinstance(statement, TallyStatement) else self._share.data
        return GuardianRound(self._group, self.index, secret, statement, available, self._random)


class GuardianRound:
    """One guardian's side of one joint decryption with proof; used once."""

    def __init__(
        self,
        group: Group,
        index: int,
        secret: mpz,
        statement: Statement,
        available: Sequence[int],
        random: Random,
    ) -> None:
        if index not in available:
            raise ValueError("a guardian that is not available cannot take part")
        self._group = group
        self._secret = secret
        self._statement = statement
        self._available = tuple(sorted(available))
        self._nonce: mpz | None = random_scalar(group, random)
        self._commitments: Mapping[int, bytes] | None = None
        self._part = Part(
            index,
            # EG 2.1.0 eq. (87): (a_i, b_i) = (g^u_i, A^u_i)
            powmod_sec(group.g, self._nonce, group.p),
            powmod_sec(statement.base, self._nonce, group.p),
            # EG 2.1.0 eq. (84), (96): M_i = A^z_i
            powmod_sec(statement.base, secret, group.p),
        )

    def commitment(self) -> bytes:
        """d_i, which goes to every other guardian first."""
        return self._statement.commitment(self._group, self._part, self._available)

    def reveal(self, commitments: Mapping[int, bytes]) -> Part:
        """(a_i, b_i) and M_i, given every guardian's d_j. Raises InputError if one is missing."""
        if set(commitments) != set(self._available):
            raise InputError("A guardian's commitment is missing; nothing is revealed.")
        self._commitments = dict(commitments)
        return self._part

    def respond(self, parts: Mapping[int, Part]) -> mpz:
        """v_i, given what every guardian revealed.

        Raises InputError naming a guardian that revealed something else than it committed to, and
        StateError on a second call, or before ``reveal``.
        """
        if self._nonce is None or self._commitments is None:
            raise StateError("A guardian answers one challenge for a commitment, and only one.")
        for index in self._available:
            self._check_part(index, parts, self._commitments[index])
        challenge = joint_challenge(self._group, self._statement, parts)
        # EG 2.1.0 eq. (91): c_i = c w_i
        own = challenge * lagrange_coefficient(self._group, self._part.guardian, self._available)
        # EG 2.1.0 eq. (92), (102): v_i = u_i - c_i z_i
        response = (self._nonce - own * self._secret) % self._group.q
        self._nonce = None
        return response

    def _check_part(self, index: int, parts: Mapping[int, Part], commitment: bytes) -> None:
        if index not in parts:
            raise InputError(f"Guardian {index} did not reveal its part of a decryption.")
        part = parts[index]
        holds = part.guardian == index and commitment == self._statement.commitment(
            self._group, part, self._available
        )
        if not holds:
            raise InputError(f"Guardian {index} revealed another part than it committed to.")


def joint_power(group: Group, partial: Mapping[int, mpz]) -> mpz:
    """M = product of M_i^w_i over the available guardians: EG 2.1.0 eq. (86), (97), (108)."""
    available = sorted(partial)
    m = mpz(1)
    for index in available:
        weight = lagrange_coefficient(group, index, available)
        m = m * powmod(partial[index], weight, group.p) % group.p
    return m


def joint_challenge(group: Group, statement: Statement, parts: Mapping[int, Part]) -> mpz:
    """c over the accumulated commitments: EG 2.1.0 eq. (89), (90) or (100), (101)."""
    a, b = mpz(1), mpz(1)
    for part in parts.values():
        a, b = a * part.a % group.p, b * part.b % group.p
    m = joint_power(group, {index: part.m for index, part in parts.items()})
    return statement.challenge(group, a, b, m)


def public_key_of(keys: ElectionKeys, statement: Statement) -> mpz:
    """K for a tally statement, K_hat for contest data."""
    return keys.vote_key if isinstance(statement, TallyStatement) else keys.data_key
