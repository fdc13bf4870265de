"""Whether hints are the commitments of a ballot, told without a single power, and computing them anew.

Every commitment was hashed into a challenge of its proof. The proofs of a ballot of this terminal hold
(it checked them before it showed the code): the commitments that they imply hash to those challenges.
Hints that hash to the same challenges are the same numbers, or else a collision of SHA-256.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gmpy2 import mpz

from device.electionguard.ballot import (
    BallotShape,
    Ciphertext,
    ElectionKeys,
    EncryptedBallot,
    RangeProof,
    Response,
)
from device.electionguard.challenges import CommitmentPair
from device.electionguard.commitments import ProvedCiphertext, ProvedValue, ballot_commitments
from device.electionguard.hashing import element_bytes
from device.electionguard.hints import BallotHints, ContestHints, read_hints
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.verify_ballot import verify_ballot_with
from device.errors import FormatError


def hints_hold(
    group: Group, keys: ElectionKeys, shape: BallotShape, ballot: EncryptedBallot, data: bytes
) -> bool:
    """Whether ``data`` are the hints of a ballot whose proofs are known to hold.

    Costs about what hashing the ballot costs. For any other ballot it says nothing.
    """
    try:
        hints = read_hints(group, shape, data)
    except FormatError:
        return False
    return not verify_ballot_with(group, keys, shape, ballot, _GivenCommitments(shape, hints))


def computed_hints(group: Group, powers: Powers, ballot: EncryptedBallot) -> bytes:
    """The hints of a ballot, computed from its proofs: about as expensive as verifying it."""
    return b"".join(element_bytes(group, each) for each in ballot_commitments(group, powers, ballot))


class _GivenCommitments:
    """Commitments as the hints give them, for numbers that are known to be in the group."""

    def __init__(self, shape: BallotShape, hints: BallotHints) -> None:
        self._contests: dict[int, ContestHints] = {
            contest.index: given for contest, given in zip(shape.contests, hints.contests, strict=True)
        }
        self._nonce = hints.nonce

    def of_field(
        self, contest_index: int, field_index: int, _ciphertext: Ciphertext, /
    ) -> ProvedCiphertext:
        return _GivenPairs(self._contests[contest_index].range_pairs[field_index - 1])

    def of_limit(self, contest_index: int, _ciphertexts: Sequence[Ciphertext], /) -> ProvedCiphertext:
        return _GivenPairs(self._contests[contest_index].limit_pairs)

    def of_contest_data(self, contest_index: int, _c0: mpz, /) -> ProvedValue:
        commitment = self._contests[contest_index].data
        if commitment is None:
            raise ValueError("the ballot style gives this contest no data")
        return _GivenValue(commitment)

    def of_ballot_nonce(self, _c0: mpz, /) -> ProvedValue:
        return _GivenValue(self._nonce)


@dataclass(frozen=True, slots=True)
class _GivenPairs:
    given: tuple[CommitmentPair, ...]

    def elements(self) -> tuple[bool, bool]:
        return True, True

    def pairs(self, _proof: RangeProof, /) -> list[CommitmentPair]:
        return list(self.given)


@dataclass(frozen=True, slots=True)
class _GivenValue:
    given: mpz

    def is_element(self) -> bool:
        return True

    def commitment(self, _proof: Response, /) -> mpz:
        return self.given
