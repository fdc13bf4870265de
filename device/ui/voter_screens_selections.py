"""A ballot's selections in words: the same on the review screen and on a challenge receipt."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from device.election.content import BallotText
from device.election.manifest import Contest
from device.ui.texts import Texts, texts
from device.ui.voter_screens_parts import PART
from device.voting.marks import BallotMarks, ContestMarks


@dataclass(frozen=True, slots=True)
class ContestSelections:
    """One contest's title and what is selected in it, a line each; "no choice" is a line too."""

    title: str
    lines: tuple[str, ...] = field(repr=False)


def selections(
    contests: Sequence[Contest], marks: BallotMarks, text: BallotText
) -> tuple[ContestSelections, ...]:
    """All contests of a ballot with their selections, in the language of ``text``."""
    words = texts(PART, text.language)
    return tuple(
        ContestSelections(text.contests[contest.index].title, _lines(contest, each, text, words))
        for contest, each in zip(contests, marks.contests, strict=True)
    )


def _lines(contest: Contest, marks: ContestMarks, text: BallotText, words: Texts) -> tuple[str, ...]:
    options = text.contests[contest.index].options
    lines = [
        _line(options[position].name, votes, contest.options[position].limit, words)
        for position, votes in enumerate(marks.votes)
        if votes
    ]
    lines += [words("review.written_in", name=name) for name in marks.write_ins]
    return tuple(lines) or (words("review.nothing"),)


def _line(name: str, votes: int, limit: int, words: Texts) -> str:
    if limit == 1:
        return name
    return words("review.votes.one" if votes == 1 else "review.votes.many", name=name, votes=votes)
