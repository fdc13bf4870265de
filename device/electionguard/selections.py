"""Whether plain values fit the shape of a ballot. Messages name the rule, never a contest or a value."""

from device.electionguard.ballot import BallotShape, ContestShape, PlainBallot, PlainContest
from device.electionguard.nonces import BLOCK_BYTES
from device.errors import SelectionError


def check_selections(shape: BallotShape, plain: PlainBallot) -> None:
    """Raise SelectionError unless ``plain`` can be encrypted as a ballot of ``shape``.

    Fewer selections than a limit allows (undervotes) are legitimate (EG 2.1.0 sec. 3.3.5).
    """
    if len(plain.contests) != len(shape.contests):
        raise SelectionError("The selections do not have the contests of the ballot style.")
    for contest_shape, contest in zip(shape.contests, plain.contests, strict=True):
        _check_contest(contest_shape, contest)


def _check_contest(shape: ContestShape, plain: PlainContest) -> None:
    if len(plain.values) != len(shape.field_limits):
        raise SelectionError("The selections of a contest do not have its number of fields.")
    for value, limit in zip(plain.values, shape.field_limits, strict=True):
        if not 0 <= value <= limit:
            raise SelectionError("A selection lies outside its option's limit.")
    if sum(plain.values) > shape.selection_limit:
        raise SelectionError("The selections of a contest exceed its selection limit.")
    if len(plain.data) != BLOCK_BYTES * shape.data_blocks:
        raise SelectionError("The contest data does not have the length of its contest's data field.")
