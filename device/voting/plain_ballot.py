"""From a voter's marks to the plain ballot that the encryption takes (ELECTION_RECORD.md, Manifest).

One value a field: the options in order, then the count of write-ins where the contest has write-in
fields. Contest data carries the names; a contest without data blocks has none.
"""

from collections.abc import Sequence

from device.election.manifest import Contest
from device.electionguard.ballot import PlainBallot, PlainContest
from device.electionguard.contest_data import encode_write_ins
from device.errors import SelectionError
from device.voting.marks import BallotMarks, ContestMarks


def plain_ballot(contests: Sequence[Contest], marks: BallotMarks) -> PlainBallot:
    """The plain ballot of a whole style.

    Raises SelectionError for marks that the style does not allow; the session never makes such.
    """
    if len(contests) != len(marks.contests):
        raise SelectionError("The marks do not belong to this ballot style.")
    return PlainBallot(tuple(map(plain_contest, contests, marks.contests)))


def plain_contest(contest: Contest, marks: ContestMarks) -> PlainContest:
    """The plain values and the contest data of one contest. Raises SelectionError."""
    _check(contest, marks)
    values = marks.votes
    if contest.write_ins:
        values += (len(marks.write_ins),)
    data = encode_write_ins(marks.write_ins, contest.data_blocks) if contest.data_blocks else b""
    return PlainContest(values, data)


def _check(contest: Contest, marks: ContestMarks) -> None:
    if len(marks.votes) != len(contest.options):
        raise SelectionError("The marks of a contest have another number of options than the contest.")
    limits = (option.limit for option in contest.options)
    if any(not 0 <= votes <= limit for votes, limit in zip(marks.votes, limits, strict=True)):
        raise SelectionError("An option has more votes than its limit.")
    if len(marks.write_ins) > contest.write_ins:
        raise SelectionError("A contest has more write-ins than fields for them.")
    if marks.used > contest.selection_limit:
        raise SelectionError("A contest has more selections than its limit.")
