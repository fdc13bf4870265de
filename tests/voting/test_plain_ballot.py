"""From marks to the plain ballot of the encryption, exact to the record's format."""

import pytest
from support.voter_story import BOARD, COUNCIL, MANIFEST, MAYOR, POINTS

from device.electionguard.ballot import PlainContest
from device.errors import SelectionError
from device.voting.marks import BallotMarks, ContestMarks, blank_marks
from device.voting.plain_ballot import plain_ballot, plain_contest


def contest_data(payload: str, blocks: int) -> bytes:
    data = payload.encode("utf-8")
    return (len(data).to_bytes(2, "big") + data).ljust(32 * blocks, b"\0")


def test_values_are_the_options_then_the_write_in_count() -> None:
    plain = plain_contest(MANIFEST.contests[BOARD - 1], ContestMarks((0, 1, 0), ("ANA PEÑA",)))
    assert plain == PlainContest((0, 1, 0, 1), contest_data('{"write_ins":["ANA PEÑA"]}', 3))


def test_a_contest_without_names_still_carries_its_data() -> None:
    plain = plain_contest(MANIFEST.contests[MAYOR - 1], ContestMarks((0, 0, 1)))
    assert plain == PlainContest((0, 0, 1, 0), contest_data('{"write_ins":[]}', 2))


def test_a_contest_without_write_in_fields_has_neither_count_nor_data() -> None:
    marks = ContestMarks((1, 0, 0, 1, 0))
    assert plain_contest(MANIFEST.contests[COUNCIL - 1], marks) == PlainContest((1, 0, 0, 1, 0), b"")


def test_options_keep_their_number_of_votes() -> None:
    assert plain_contest(MANIFEST.contests[POINTS - 1], ContestMarks((3, 1, 0))).values == (3, 1, 0)


def test_a_blank_ballot_has_every_contest_with_zeros() -> None:
    plain = plain_ballot(MANIFEST.contests, blank_marks(MANIFEST.contests))
    assert [each.values for each in plain.contests] == [(0,) * 4, (0,) * 5, (0,) * 2, (0,) * 4, (0,) * 3]


@pytest.mark.parametrize(
    ("contest", "marks"),
    [
        (COUNCIL, ContestMarks((1, 1, 1, 1, 0))),
        (MAYOR, ContestMarks((1, 0, 0), ("LEE",))),
        (BOARD, ContestMarks((0, 0, 0), ("A", "B", "C"))),
        (POINTS, ContestMarks((0, 2, 0))),
        (POINTS, ContestMarks((-1, 0, 0))),
        (MAYOR, ContestMarks((1, 0))),
        (BOARD, ContestMarks((0, 0, 0), ("Ñ" * 50,))),
    ],
)
def test_marks_that_the_style_does_not_allow_are_refused(contest: int, marks: ContestMarks) -> None:
    with pytest.raises(SelectionError):
        plain_contest(MANIFEST.contests[contest - 1], marks)


def test_marks_of_another_style_are_refused() -> None:
    with pytest.raises(SelectionError):
        plain_ballot(MANIFEST.style_contests(2), BallotMarks(blank_marks(MANIFEST.contests).contests))
