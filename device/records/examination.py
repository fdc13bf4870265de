"""How the ballots of a record get examined: here, one batch after the other, or by whoever can help."""

from collections.abc import Generator, Sequence
from typing import Protocol

from device.electionguard.powers import Powers
from device.electionguard.randomness import Random
from device.records.ballot_examiner import (
    BATCH_BALLOTS,
    BallotContext,
    BallotExaminer,
    BallotOutcome,
    BallotTask,
)


class Examination(Protocol):
    """Gives the outcomes of all tasks, in their order, a few in memory at a time."""

    def outcomes(
        self, context: BallotContext, powers: Powers, tasks: Sequence[BallotTask]
    ) -> Generator[BallotOutcome, None, None]:
        """Exactly one outcome for each task. Raises RecordError when it cannot be carried out."""


class ExamineHere:
    """Examines in this process. ``random``: the kernel's, see ``BallotExaminer``."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def outcomes(
        self, context: BallotContext, powers: Powers, tasks: Sequence[BallotTask]
    ) -> Generator[BallotOutcome, None, None]:
        """One outcome for each task."""
        examiner = BallotExaminer(context, powers, self._random)
        size = batch_size(tasks)
        for first in range(0, len(tasks), size):
            yield from examiner.examine(tasks[first : first + size])


def batch_size(tasks: Sequence[BallotTask], jobs: int = 1) -> int:
    """How many tasks to hand to one of ``jobs`` examiners at once.

    Hints are worth a batch; without them a ballot alone is as good. Everybody gets a few batches, so
    that nobody idles for long at the end.
    """
    if not any(task.hints for task in tasks):
        return 1
    return max(1, min(BATCH_BALLOTS, -(-len(tasks) // (2 * jobs))))
