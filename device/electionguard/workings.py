"""What making a ballot leaves over: the commitments its proofs leave out, and secrets of one ballot.

The self-check needs all of it. The commitments are public; the rest opens the ballot and is forgotten
with it, so none of it has a ``repr``.
"""

from dataclasses import dataclass, field

from gmpy2 import mpz

from device.electionguard.challenges import CommitmentPair


@dataclass(frozen=True, slots=True)
class HashedWorkings:
    """Of a hashed ElGamal encryption: the proof's ``commitment`` a, the secret xi and beta."""

    commitment: mpz = field(repr=False)
    nonce: mpz = field(repr=False)
    beta: mpz = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContestWorkings:
    """Of a contest: R+1 pairs a field, L+1 pairs of the limit proof, and its data's workings."""

    range_pairs: tuple[tuple[CommitmentPair, ...], ...] = field(repr=False)
    limit_pairs: tuple[CommitmentPair, ...] = field(repr=False)
    data: HashedWorkings | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class BallotWorkings:
    """Of a whole ballot, contests in order, and of the encryption of its nonce."""

    contests: tuple[ContestWorkings, ...] = field(repr=False)
    nonce: HashedWorkings = field(repr=False)
