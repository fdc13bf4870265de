"""Selections for a soak: every kind that a ballot allows, drawn at random."""

from collections.abc import Sequence
from enum import Enum
from random import Random

from device.election.manifest import Contest
from device.electionguard.contest_data import write_ins_fit
from device.voting.marks import BallotMarks, ContestMarks

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÁÉÍÑÓÚÜ -'."
_MAX_LETTERS = 40


class Fill(Enum):
    """How much of a contest's limit is used."""

    NOTHING = "nothing"
    SOME = "some of it"
    ALL = "all of it"


def draw_marks(contests: Sequence[Contest], draw: Random) -> BallotMarks:
    """One ballot; contests that are left open, filled up or in between, with and without write-ins."""
    return BallotMarks(tuple(_draw_contest(contest, draw) for contest in contests))


def _draw_contest(contest: Contest, draw: Random) -> ContestMarks:
    fill = draw.choice([*Fill])
    most = min(contest.selection_limit, sum(option.limit for option in contest.options) + contest.write_ins)
    wanted = {Fill.NOTHING: 0, Fill.ALL: most}.get(fill, draw.randint(0, most))
    write_ins = _draw_write_ins(contest, min(wanted, contest.write_ins), draw)
    votes = [0] * len(contest.options)
    for _ in range(wanted - len(write_ins)):
        free = [place for place, option in enumerate(contest.options) if votes[place] < option.limit]
        if free:
            votes[draw.choice(free)] += 1
    return ContestMarks(tuple(votes), write_ins)


def _draw_write_ins(contest: Contest, most: int, draw: Random) -> tuple[str, ...]:
    write_ins = tuple(
        "".join(draw.choices(_LETTERS, k=draw.randint(1, _MAX_LETTERS)))
        for _ in range(draw.randint(0, most))
    )
    return write_ins if not write_ins or write_ins_fit(write_ins, contest.data_blocks) else write_ins[:0]
