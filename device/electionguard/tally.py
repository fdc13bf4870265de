"""What guardians publish after an election: decrypted tallies and opened ballots, with their proofs.

Published as it is, it still holds how single voters chose on the ballots they challenged, so nothing
of it stands in a ``repr``.
"""

from dataclasses import dataclass, field

from gmpy2 import mpz

from device.electionguard.ballot import Ciphertext, Response


@dataclass(frozen=True, slots=True)
class Decryption:
    """A ciphertext decrypted by guardians: T = K^t, and the proof (c, v) of EG 2.1.0 eq. (90), (93)."""

    decrypted: mpz = field(repr=False)
    proof: Response = field(repr=False)


@dataclass(frozen=True, slots=True)
class DataDecryption:
    """Contest data decrypted by guardians: beta, and the proof (c, v) of EG 2.1.0 eq. (101), (103)."""

    beta: mpz = field(repr=False)
    proof: Response = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContestTally:
    """One contest: per field, the options and then the write-in count, (A, B), t and the decryption."""

    index: int
    ciphertexts: tuple[Ciphertext, ...] = field(repr=False)
    values: tuple[int, ...] = field(repr=False)
    decryptions: tuple[Decryption, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NonceProof:
    """A contest opened with its encryption nonces: xi_i,j of every field, and xi of the contest data."""

    nonces: tuple[mpz, ...] = field(repr=False)
    data_nonce: mpz | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShareProof:
    """A contest decrypted with the guardians' shares, because the ballot's own nonce does not open it."""

    decryptions: tuple[Decryption, ...] = field(repr=False)
    data: DataDecryption | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedContest:
    """One contest of a challenged ballot: sigma of every field, and the contest data (b"" for none)."""

    index: int
    values: tuple[int, ...] = field(repr=False)
    data: bytes = field(repr=False)
    proof: NonceProof | ShareProof = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedBallot:
    """A challenged ballot, opened."""

    confirmation_code: bytes = field(repr=False)
    contests: tuple[OpenedContest, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ElectionTally:
    """The whole result: the number of cast ballots, every contest, every challenged ballot."""

    cast: int
    contests: tuple[ContestTally, ...]
    challenged: tuple[OpenedBallot, ...] = field(repr=False)
