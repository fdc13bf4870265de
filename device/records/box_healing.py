"""Comparing ballot boxes and copying what one lacks, without ever choosing between two truths."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from device.errors import StorageError
from device.hal import Entropy, random_below
from device.records.ballot_box import BallotBox, Placement
from device.records.ballot_state import StoredBallot

LEAST_BATCH_BYTES = 1 << 20
MOST_BATCH_BYTES = 16 << 20
"""Bounds of what is written with one sync: less wastes the medium's time, more only memory."""

T = TypeVar("T")

Read = Callable[[bytes], StoredBallot]


@dataclass(slots=True)
class Copied:
    """How many ballots and decisions were copied into a box."""

    ballots: int = 0
    decisions: int = 0


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


class Copier:
    """Copies into boxes what they lack, many ballots with one sync, and counts what it copied.

    ``batch_bytes``: how much is written before the next pause; may be changed between two pauses.
    """

    def __init__(self, entropy: Entropy, batch_bytes: int = MOST_BATCH_BYTES) -> None:
        self.batch_bytes = batch_bytes
        self._entropy = entropy

    def copy(self, source: BallotBox, read: Read, target: BallotBox, copied: Copied) -> Iterator[int]:
        """Put into ``target`` every ballot and decision of ``source`` that it lacks.

        Pauses after each write, and then yields how many bytes of ballots it wrote.

        In random order, so that the writes of a healing say nothing either. ``source`` may grow at a
        pause: what it holds at the end ``target`` holds too. ``read`` reads a ballot of ``source``. Cut
        off anywhere, it can be done again. Raises MediumError.
        """
        while True:
            lacking = [code for code in source.placed if code not in target.placed]
            for batch in self._batches(source, shuffled(lacking, self._entropy)):
                ballots = [read(code) for code in batch]
                target.put_all(ballots, self._entropy)
                copied.ballots += len(ballots)
                copied.decisions += sum(each.state is not None for each in ballots)
                yield sum(len(each.body) for each in ballots)
            if lacking:
                continue
            undecided = _undecided(source, target)
            for code in shuffled(undecided, self._entropy):
                decided = source.placed[code]
                if decided.state is not None and decided.signature is not None:
                    target.decide(code, decided.state, decided.signature, self._entropy)
                    copied.decisions += 1
                yield 0
            if not undecided:
                return

    def _batches(self, source: BallotBox, codes: Sequence[bytes]) -> Iterator[list[bytes]]:
        batch: list[bytes] = []
        filled_bytes = 0
        for code in codes:
            batch.append(code)
            filled_bytes += source.placed[code].head.body_bytes
            if filled_bytes >= self.batch_bytes:
                yield batch
                batch, filled_bytes = [], 0
        if batch:
            yield batch


def _undecided(source: BallotBox, target: BallotBox) -> list[bytes]:
    return [
        code
        for code, found in source.placed.items()
        if found.state is not None and target.placed[code].state is None
    ]
