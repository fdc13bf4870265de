"""What a touch does to a contest's marks. Overvotes cannot happen: no rule here exceeds a limit.

Choose-one switches and says so; choose-N never takes a selection away by itself (VVSG 2.0 7.2-C,
7.3-H). A typed name is never lost without a question.
"""

from dataclasses import dataclass

from device.election.manifest import Contest
from device.voting.marks import ContestMarks, votes_left
from device.voting.state import Choice, Notice, NoticeKind


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks after a touch, and what there is to say about it."""

    marks: ContestMarks
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class AskRemoval:
    """The touch would lose the name in ``slot``: ask first. ``instead``: what it was to become."""

    slot: int
    instead: int | None = None


_LIMIT_REACHED = Notice(NoticeKind.LIMIT_REACHED)
_OPTION_FULL = Notice(NoticeKind.OPTION_FULL)


def touch_option(contest: Contest, marks: ContestMarks, option: int) -> Marked | AskRemoval:
    """A touch on an option's row: selects it, takes it back, or switches a choose-one contest.

    An option that can have several votes gets one more; only its own "less" takes votes away.
    """
    if contest.options[option].limit > 1:
        return more_votes(contest, marks, option)
    if marks.votes[option]:
        return Marked(marks.with_votes(option, 0))
    if votes_left(contest, marks) > 0:
        return Marked(marks.with_votes(option, 1))
    if contest.selection_limit == 1:
        return _switch(marks, option)
    return Marked(marks, _LIMIT_REACHED)


def more_votes(contest: Contest, marks: ContestMarks, option: int) -> Marked:
    """One vote more for an option, where both its own limit and the contest's leave room."""
    if marks.votes[option] >= contest.options[option].limit:
        return Marked(marks, _OPTION_FULL)
    if votes_left(contest, marks) < 1:
        return Marked(marks, _LIMIT_REACHED)
    return Marked(marks.with_votes(option, marks.votes[option] + 1))


def fewer_votes(marks: ContestMarks, option: int) -> Marked:
    """One vote less for an option; at none it stays."""
    return Marked(marks.with_votes(option, max(0, marks.votes[option] - 1)))


def may_write_in(contest: Contest, marks: ContestMarks) -> bool:
    """Whether the contest still has an empty write-in field, selections left or not."""
    return len(marks.write_ins) < contest.write_ins


def write_in_obstacle(contest: Contest, marks: ContestMarks) -> Notice | None:
    """Why a name cannot be written in now; choose-one lets a name replace the option chosen."""
    if votes_left(contest, marks) > 0 or _may_replace(contest, marks):
        return None
    return _LIMIT_REACHED


def add_write_in(contest: Contest, marks: ContestMarks, name: str) -> Marked:
    """Add a tidy name that fits. In a choose-one contest it replaces the option chosen, and says so."""
    if votes_left(contest, marks) > 0:
        return Marked(ContestMarks(marks.votes, (*marks.write_ins, name)))
    if not _may_replace(contest, marks):
        return Marked(marks, _LIMIT_REACHED)
    before = marks.votes.index(1)
    return Marked(ContestMarks((0,) * len(marks.votes), (name,)), _switched(before, name))


def replace_write_in(marks: ContestMarks, slot: int, option: int) -> Marked:
    """Remove a name and select an option in its place, as a choose-one contest does when asked."""
    before = marks.write_ins[slot]
    return Marked(marks.without_write_in(slot).with_votes(option, 1), _switched(before, option))


def _switch(marks: ContestMarks, option: int) -> Marked | AskRemoval:
    if marks.write_ins:
        return AskRemoval(0, instead=option)
    before = marks.votes.index(1)
    return Marked(marks.with_votes(before, 0).with_votes(option, 1), _switched(before, option))


def _may_replace(contest: Contest, marks: ContestMarks) -> bool:
    return contest.selection_limit == 1 and not marks.write_ins


def _switched(before: Choice, now: Choice) -> Notice:
    return Notice(NoticeKind.SWITCHED, before, now)
