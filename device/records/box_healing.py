"""Comparing ballot boxes and copying what one lacks, without ever choosing between two truths."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from device.errors import StorageError
from device.hal import Entropy, random_below
from device.records.ballot_box import BallotBox, Placement

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Copied:
    """How many ballots and decisions were copied into a box."""

    ballots: int
    decisions: int


def shuffled(items: Sequence[T], entropy: Entropy) -> list[T]:
    """``items`` in a uniformly random order (Fisher and Yates)."""
    order = list(items)
    for last in range(len(order) - 1, 0, -1):
        drawn = random_below(entropy, last + 1)
        order[drawn], order[last] = order[last], order[drawn]
    return order


def expect_agreement(boxes: Sequence[BallotBox]) -> None:
    """Raise StorageError if two boxes hold different ballots under one code, or decide one differently."""
    known: dict[bytes, tuple[BallotBox, Placement]] = {}
    for box in boxes:
        for code, found in box.placed.items():
            other_box, other = known.setdefault(code, (box, found))
            both_decided = other.state is not None and found.state is not None
            if other.head.digest != found.head.digest or (
                both_decided and (other.state, other.signature) != (found.state, found.signature)
            ):
                raise StorageError(
                    f"The ballot boxes on '{other_box.label}' and '{box.label}' contradict each other; "
                    "stop voting, keep both media and call the election official."
                )
            if other.state is None:
                known[code] = (box, found)


def copy_missing(source: BallotBox, target: BallotBox, entropy: Entropy) -> Copied:
    """Put into ``target`` every ballot and decision of ``source`` that it lacks.

    In random order, so that the writes of a healing say nothing either. Each copy is durable before
    the next; cut off anywhere, it can be done again. Raises MediumError.
    """
    lacking = [code for code in source.placed if code not in target.placed]
    for code in shuffled(lacking, entropy):
        stored = source.read(code)
        target.put(code, stored.body, stored.body_signature, entropy)
    undecided = [
        code
        for code, found in source.placed.items()
        if found.state is not None and target.placed[code].state is None
    ]
    for code in shuffled(undecided, entropy):
        decided = source.placed[code]
        if decided.state is not None and decided.signature is not None:
            target.decide(code, decided.state, decided.signature, entropy)
    return Copied(len(lacking), len(undecided))
