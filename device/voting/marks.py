"""What a voter has marked so far, and what is left to mark.

Marks live in the session's memory only. No mark stands in a ``repr``. Options, write-ins and
contests are counted by their position from 0 here; only formats and touch ids count from 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from device.election.manifest import Contest


@dataclass(frozen=True, slots=True)
class ContestMarks:
    """One contest: the votes of every option in order, and the names written in."""

    votes: tuple[int, ...] = field(repr=False)
    write_ins: tuple[str, ...] = field(default=(), repr=False)

    @property
    def used(self) -> int:
        """Selections used; a write-in is one (ELECTION_RECORD.md, Manifest)."""
        return sum(self.votes) + len(self.write_ins)

    def with_votes(self, option: int, votes: int) -> "ContestMarks":
        """The same marks, with ``votes`` for one option."""
        return replace(self, votes=(*self.votes[:option], votes, *self.votes[option + 1 :]))

    def without_write_in(self, slot: int) -> "ContestMarks":
        """The same marks without one name."""
        return replace(self, write_ins=(*self.write_ins[:slot], *self.write_ins[slot + 1 :]))


@dataclass(frozen=True, slots=True)
class BallotMarks:
    """A whole ballot, contests in the order of the ballot style."""

    contests: tuple[ContestMarks, ...] = field(repr=False)

    def changed(self, position: int, marks: ContestMarks) -> "BallotMarks":
        """The same ballot, with other marks in the contest at ``position``."""
        return BallotMarks((*self.contests[:position], marks, *self.contests[position + 1 :]))


def blank_marks(contests: Iterable[Contest]) -> BallotMarks:
    """A fresh ballot: nothing selected in any contest."""
    return BallotMarks(tuple(ContestMarks((0,) * len(contest.options)) for contest in contests))


def votes_left(contest: Contest, marks: ContestMarks) -> int:
    """How many selections the voter may still make in a contest; 0 when all are used."""
    return contest.selection_limit - marks.used
