"""What a ballot is to the arithmetic: the shape of its contests, the plain values, the ciphertexts.

Shapes carry the *effective* limits, so nothing below this room knows manifests. A field is an
option or, after the options, the write-in count (ELECTION_RECORD.md, Manifest). Plain values never
stand in a ``repr``.
"""

from dataclasses import dataclass, field

from gmpy2 import mpz


@dataclass(frozen=True, slots=True)
class ContestShape:
    """The shape of one contest: ``index`` from 1, as in the manifest.

    ``field_limits``: R of every option in order, then of the write-in count where there is one.
    ``selection_limit``: L. ``data_blocks``: b, contest data of 32*b bytes; 0 for none.
    """

    index: int
    field_limits: tuple[int, ...]
    selection_limit: int
    data_blocks: int


@dataclass(frozen=True, slots=True)
class BallotShape:
    """A ballot style: ``index`` from 1, and its contests in ascending contest index."""

    index: int
    contests: tuple[ContestShape, ...]


@dataclass(frozen=True, slots=True)
class PlainContest:
    """What a voter chose: one value a field, and the contest data (32*b bytes, b"" when b = 0)."""

    values: tuple[int, ...] = field(repr=False)
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PlainBallot:
    """What a voter chose on a whole ballot, contests in the order of its shape."""

    contests: tuple[PlainContest, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """EG 2.1.0 eq. (31): alpha = g^xi, beta = K^(sigma + xi)."""

    alpha: mpz
    beta: mpz


@dataclass(frozen=True, slots=True)
class Response:
    """One challenge and response (c, v) of a proof, both in Z_q."""

    c: mpz
    v: mpz


RangeProof = tuple[Response, ...]
"""Exactly R+1 responses for a proof of 0..R."""


@dataclass(frozen=True, slots=True)
class HashedCiphertext:
    """Hashed ElGamal of bytes, eq. (37) and (67) to (69): c0 = g^xi, c1 masked bytes, c2 proof."""

    c0: mpz
    c1: bytes
    c2: Response


@dataclass(frozen=True, slots=True)
class EncryptedContest:
    """One contest of an encrypted ballot; ``contest_hash`` is chi of eq. (70), 32 bytes."""

    index: int
    ciphertexts: tuple[Ciphertext, ...]
    range_proofs: tuple[RangeProof, ...]
    limit_proof: RangeProof
    data: HashedCiphertext | None
    contest_hash: bytes


@dataclass(frozen=True, slots=True)
class EncryptedBallot:
    """An encrypted ballot. It holds nothing secret, but no code may stand in a log: no repr.

    ``id_b``, ``identifier_hash`` (H_I) and ``confirmation_code`` (H_C) have 32 bytes,
    ``chaining_field`` (B_C) 36.
    """

    style_index: int
    id_b: bytes = field(repr=False)
    identifier_hash: bytes = field(repr=False)
    contests: tuple[EncryptedContest, ...] = field(repr=False)
    nonce: HashedCiphertext = field(repr=False)
    chaining_field: bytes = field(repr=False)
    confirmation_code: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ElectionKeys:
    """What ballots of one election are encrypted under: K, K_hat and H_E (32 bytes)."""

    vote_key: mpz
    data_key: mpz
    extended_base_hash: bytes
