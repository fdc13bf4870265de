"""What touches do in a contest, seen on the screen and in the marks."""

from dataclasses import replace

from support.voter_story import BOARD, CONTENT, COUNCIL, MAYOR, POINTS, Voter

from device.election.content import BallotContent
from device.election.manifest import Contest, Option
from device.ui.screen import OptionList, OptionRow, Screen
from device.ui.voter_screens import voter_screen
from device.voting.contest_rules import add_write_in, write_in_obstacle
from device.voting.marks import ContestMarks
from device.voting.state import InContest, RemovingWriteIn, WritingIn

POSITION = {MAYOR: 0, COUNCIL: 1, BOARD: 3, POINTS: 4}


def at(contest: int) -> Voter:
    return Voter().to_contest(POSITION[contest])


def marks(voter: Voter) -> ContestMarks:
    stage = voter.session.stage
    if isinstance(stage, WritingIn | RemovingWriteIn):
        stage = stage.contest
    assert isinstance(stage, InContest)
    return stage.marks.contests[stage.position]


def options(screen: Screen) -> OptionList:
    assert isinstance(screen.content, OptionList)
    return screen.content


def row(screen: Screen, touch_id: str) -> OptionRow:
    return next(each for each in options(screen).rows if each.id == touch_id)


def test_choose_one_switches_and_says_so() -> None:
    voter = at(MAYOR).touch("option-1")
    assert voter.banner == ""
    voter.touch("option-3")
    assert marks(voter).votes == (0, 0, 1)
    assert voter.banner == "You had chosen Option 1.1. It is now Option 1.3."


def test_names_too_long_for_one_notice_are_told_by_the_old_one() -> None:
    voter = (
        at(MAYOR).touch("write-in-add").type("A" * 40).touch("write-in-accept", "option-1", "remove-yes")
    )
    assert voter.banner == f"You had chosen {'A' * 40}. It is now Option 1.1."
    long = replace(CONTENT.text("en").contests[MAYOR].options[1], name="B" * 60)
    text = CONTENT.text("en")
    contest = replace(text.contests[MAYOR], options=(text.contests[MAYOR].options[0], long, long))
    content = BallotContent((replace(text, contests={**text.contests, MAYOR: contest}),))
    voter = at(MAYOR).touch("option-2", "option-3")
    banner = voter_screen(voter.setup, voter.session, content).banner
    assert banner is not None
    assert banner.text == f"You had chosen {'B' * 60}. That is changed now."


def test_a_second_touch_takes_a_choice_back() -> None:
    assert marks(at(MAYOR).touch("option-2", "option-2")).votes == (0, 0, 0)


def test_a_notice_goes_with_the_next_touch_but_stays_through_a_language() -> None:
    voter = at(MAYOR).touch("option-1", "option-2").touch("language-es")
    assert voter.banner == "Había elegido Opción 1.1. Ahora es Opción 1.2."
    assert voter.touch("option-2").banner == ""


def test_choose_many_never_deselects_by_itself() -> None:
    voter = at(COUNCIL).touch("option-1", "option-2", "option-5", "option-3")
    assert marks(voter).votes == (1, 1, 0, 0, 1)
    assert "first touch one you no longer want" in voter.banner
    voter.touch("option-2", "option-3")
    assert marks(voter).votes == (1, 0, 1, 0, 1)


def test_the_rule_and_what_is_left_stay_in_sight() -> None:
    voter = at(COUNCIL)
    assert options(voter.screen).rule == "Vote for up to 3."
    assert options(voter.screen).remaining == "You can still choose 3."
    voter.touch("option-4", "option-1")
    assert options(voter.screen).remaining == "You can still choose 1."
    voter.touch("option-2")
    assert options(voter.screen).remaining == "You have made all your choices here."


def test_an_option_with_several_votes_counts_up_and_down_within_both_limits() -> None:
    voter = at(POINTS).touch("option-1", "more-1", "more-1")
    assert marks(voter).votes == (3, 0, 0)
    assert not row(voter.screen, "option-1").can_more, "three is the option's own limit"
    voter.touch("option-1")
    assert voter.banner == "This option has all the votes it can have."
    voter.touch("more-3")
    assert row(voter.screen, "option-3").count == 1
    assert not row(voter.screen, "option-3").can_more, "four is the contest's limit"
    voter.touch("option-2")
    assert "You have used all 4 votes." in voter.banner
    assert marks(voter.touch("option-3")).votes == (3, 0, 1), "a touch on the row is no way around it"
    assert marks(voter.touch("less-1", "option-2")).votes == (2, 1, 1)


def test_no_less_is_offered_where_there_is_no_vote() -> None:
    assert not row(at(POINTS).screen, "option-1").can_less
    assert row(at(POINTS).screen, "option-2").count is None, "an option of one vote is on or off"


def test_a_write_in_counts_within_the_limit() -> None:
    voter = at(BOARD).touch("option-1", "write-in-add").type("ANA PEÑA").touch("write-in-accept")
    assert marks(voter) == ContestMarks((1, 0, 0), ("ANA PEÑA",))
    voter.touch("option-2")
    assert marks(voter).votes == (1, 0, 0)
    assert "already chosen 2." in voter.banner
    voter.touch("write-in-add")
    assert voter.name == "contest"
    assert "already chosen 2." in voter.banner


def test_no_more_names_than_fields() -> None:
    voter = at(MAYOR).touch("write-in-add").type("LEE").touch("write-in-accept")
    assert all(each.id != "write-in-add" for each in options(voter.screen).rows)


def test_a_name_replaces_the_choice_of_a_choose_one_contest_and_says_so() -> None:
    voter = at(MAYOR).touch("option-2", "write-in-add").type("LEE").touch("write-in-accept")
    assert marks(voter) == ContestMarks((0, 0, 0), ("LEE",))
    assert voter.banner == "You had chosen Option 1.2. It is now LEE."


def test_one_name_never_replaces_another() -> None:
    contest = Contest(1, "one", (Option("a", 1),), 1, write_ins=2, data_blocks=2)
    named = ContestMarks((0,), ("LEE",))
    assert write_in_obstacle(contest, named) is not None
    assert add_write_in(contest, named, "ANA").marks == named


def test_removing_a_name_asks_first() -> None:
    voter = at(BOARD).touch("write-in-add").type("LEE").touch("write-in-accept", "write-in-1")
    assert voter.name == "remove-write-in"
    assert voter.screen.body == ("You wrote: LEE",)
    assert marks(voter.touch("remove-no")).write_ins == ("LEE",)
    assert marks(voter.touch("write-in-1", "remove-yes")).write_ins == ()


def test_switching_away_from_a_name_asks_first() -> None:
    voter = at(MAYOR).touch("write-in-add").type("LEE").touch("write-in-accept", "option-1")
    assert voter.name == "remove-write-in"
    assert "If you choose Option 1.1, this name is removed." in voter.screen.body
    assert marks(voter.touch("remove-no")) == ContestMarks((0, 0, 0), ("LEE",))
    voter.touch("option-1", "remove-yes")
    assert marks(voter) == ContestMarks((1, 0, 0), ())
    assert voter.banner == "You had chosen LEE. It is now Option 1.1."
