"""Hints: the commitments that compact proofs leave out, exported beside the ballots.

A verifier that has them can check all proof equations of many ballots at once (``verify_batch``)
instead of computing every commitment for its hash. They are public: anybody can compute them from the
ballot, and nobody has to believe them (ELECTION_RECORD.md, hints).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gmpy2 import mpz

from device.electionguard.ballot import BallotShape
from device.electionguard.challenges import CommitmentPair
from device.electionguard.hashing import element_bytes
from device.electionguard.parameters import Group
from device.electionguard.workings import BallotWorkings
from device.errors import FormatError


@dataclass(frozen=True, slots=True)
class ContestHints:
    """Of a contest: R+1 pairs a field, L+1 pairs of the limit proof, and a of its data if it has any."""

    range_pairs: tuple[tuple[CommitmentPair, ...], ...] = field(repr=False)
    limit_pairs: tuple[CommitmentPair, ...] = field(repr=False)
    data: mpz | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class BallotHints:
    """Of a ballot: its contests in order, and a of the ballot nonce."""

    contests: tuple[ContestHints, ...] = field(repr=False)
    nonce: mpz = field(repr=False)


def hints_of(workings: BallotWorkings) -> BallotHints:
    """The hints of a ballot that was just made: the public part of its workings."""
    contests = tuple(
        ContestHints(
            each.range_pairs, each.limit_pairs, None if each.data is None else each.data.commitment
        )
        for each in workings.contests
    )
    return BallotHints(contests, workings.nonce.commitment)


def hint_bytes(group: Group, hints: BallotHints) -> bytes:
    """The hints as they are exported: integers of 512 bytes in the standard group, big-endian."""
    return b"".join(element_bytes(group, each) for each in _in_order(hints))


def hints_length_bytes(group: Group, shape: BallotShape) -> int:
    """How long the hints of a ballot of this style are."""
    return group.p_bytes * (1 + sum(map(_contest_length, _lengths(shape))))


def read_hints(group: Group, shape: BallotShape, data: bytes) -> BallotHints:
    """Read what was exported for a ballot of the style ``shape``.

    Raises FormatError for another length, and for an integer that is not below p.
    """
    if len(data) != hints_length_bytes(group, shape):
        raise FormatError("The hints do not have the length that the ballot style asks for.")
    size = group.p_bytes
    numbers = [mpz.from_bytes(data[i : i + size], "big") for i in range(0, len(data), size)]
    if not all(each < group.p for each in numbers):
        raise FormatError("The hints hold a number that is not below p.")
    rest = iter(numbers)
    contests = []
    for field_pairs, limit_pairs, has_data in _lengths(shape):
        ranges = tuple(_pairs(rest, count) for count in field_pairs)
        limit = _pairs(rest, limit_pairs)
        contests.append(ContestHints(ranges, limit, next(rest) if has_data else None))
    return BallotHints(tuple(contests), next(rest))


_Lengths = tuple[Sequence[int], int, bool]
"""Of a contest: pairs of every field, pairs of the limit proof, and whether it has data."""


def _lengths(shape: BallotShape) -> list[_Lengths]:
    return [
        ([limit + 1 for limit in each.field_limits], each.selection_limit + 1, each.data_blocks > 0)
        for each in shape.contests
    ]


def _contest_length(lengths: _Lengths) -> int:
    field_pairs, limit_pairs, has_data = lengths
    return 2 * (sum(field_pairs) + limit_pairs) + has_data


def _pairs(numbers: Iterator[mpz], count: int) -> tuple[CommitmentPair, ...]:
    return tuple((next(numbers), next(numbers)) for _ in range(count))


def _in_order(hints: BallotHints) -> Iterator[mpz]:
    for contest in hints.contests:
        for pairs in (*contest.range_pairs, contest.limit_pairs):
            for a, b in pairs:
                yield a
                yield b
        if contest.data is not None:
            yield contest.data
    yield hints.nonce
