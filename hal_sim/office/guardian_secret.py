"""What a guardian keeps to itself, and the file it keeps it in (ELECTION_RECORD.md, last section)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gmpy2 import mpz

from device.electionguard.membership import is_scalar
from device.electionguard.parameters import Group
from device.errors import FormatError
from device.formats.canonical import (
    canonical_bytes,
    expect_integer,
    expect_list,
    expect_properties,
    read_canonical,
)
from device.formats.hexadecimal import hex_of_scalar, scalar_from_hex

MAX_GUARDIANS = 100
_MAX_FILE_BYTES = 65536
_PROPERTIES = ("i", "secret_coefficients_vote", "secret_coefficients_data", "communication_secret")


@dataclass(frozen=True, slots=True)
class GuardianSecret:
    """Guardian i: k coefficients a_i,j of P_i, k of P_hat_i, and zeta_i (EG 2.1.0 sec. 3.2.2)."""

    index: int
    vote_coefficients: tuple[mpz, ...] = field(repr=False)
    data_coefficients: tuple[mpz, ...] = field(repr=False)
    communication_secret: mpz = field(repr=False)

    def share_for(self, group: Group, receiver: int) -> tuple[mpz, mpz]:
        """(P_i(l), P_hat_i(l)) for guardian l (EG 2.1.0 eq. (7))."""
        return (
            polynomial_at(group, self.vote_coefficients, receiver),
            polynomial_at(group, self.data_coefficients, receiver),
        )


@dataclass(frozen=True, slots=True)
class KeyShare:
    """Guardian i's shares z_i and z_hat_i of the election's secret keys (EG 2.1.0 eq. (24))."""

    index: int
    vote: mpz = field(repr=False)
    data: mpz = field(repr=False)


def polynomial_at(group: Group, coefficients: Sequence[mpz], x: int) -> mpz:
    """P(x) = sum of a_j x^j, mod q, lowest coefficient first (EG 2.1.0 eq. (7))."""
    value = mpz(0)
    for coefficient in reversed(coefficients):
        value = (value * x + coefficient) % group.q
    return value


def secret_file(secret: GuardianSecret) -> bytes:
    """The bytes of ``secret/guardian_<i>.json``."""
    return canonical_bytes(
        {
            "i": secret.index,
            "secret_coefficients_vote": [hex_of_scalar(each) for each in secret.vote_coefficients],
            "secret_coefficients_data": [hex_of_scalar(each) for each in secret.data_coefficients],
            "communication_secret": hex_of_scalar(secret.communication_secret),
        }
    )


def read_secret_file(data: bytes, group: Group) -> GuardianSecret:
    """Read ``secret/guardian_<i>.json``. Raises FormatError; its message holds no secret."""
    what = "The guardian's secret file"
    value = expect_properties(read_canonical(data, what, _MAX_FILE_BYTES), _PROPERTIES, what)
    return GuardianSecret(
        expect_integer(value["i"], "i", 1, MAX_GUARDIANS),
        _scalars(group, value["secret_coefficients_vote"], "secret_coefficients_vote"),
        _scalars(group, value["secret_coefficients_data"], "secret_coefficients_data"),
        _scalar(group, value["communication_secret"], "communication_secret"),
    )


def _scalars(group: Group, value: object, where: str) -> tuple[mpz, ...]:
    return tuple(_scalar(group, each, where) for each in expect_list(value, where, 1, MAX_GUARDIANS))


def _scalar(group: Group, value: object, where: str) -> mpz:
    scalar = scalar_from_hex(value, where)
    if not is_scalar(group, scalar):
        raise FormatError(f"{where} holds a number that is not below q.")
    return scalar
