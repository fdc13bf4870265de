"""Voters of every kind, told as touches on the screens."""

import pytest
from support.voter_story import CODE, COUNCIL, MAYOR, Voter

from device.electionguard.ballot import PlainBallot
from device.errors import StateError
from device.hal import JobState
from device.records.ballot_state import BallotState
from device.ui.screen import CodeView, ReviewList
from device.ui.voter_screens_touches import offered_touches, voter_event
from device.voting.effects import (
    Decide,
    EndSession,
    Outcome,
    PrintChallenge,
    RecordBallot,
)
from device.voting.events import (
    BallotRecorded,
    CodePrinted,
    DecisionRecorded,
    Touch,
)
from device.voting.marks import blank_marks
from device.voting.session import step
from device.voting.state import Challenged, Ended, InContest


def review(voter: Voter) -> ReviewList:
    assert isinstance(voter.screen.content, ReviewList)
    return voter.screen.content


def recorded_values(voter: Voter) -> list[tuple[int, ...]]:
    effect = next(each for each in voter.effects if isinstance(each, RecordBallot))
    plain: PlainBallot = effect.plain
    return [contest.values for contest in plain.contests]


def test_a_voter_who_marks_everything_and_casts() -> None:
    voter = Voter()
    assert voter.name == "instructions"
    assert voter.screen.title == "Election"
    assert voter.screen.subtitle.startswith("Ballot 1")
    voter.touch("next", "option-2", "next", "option-1", "option-3", "option-4", "next", "option-1")
    voter.touch("next", "option-1", "option-2", "next", "more-1", "more-1", "more-3", "option-2", "next")
    assert voter.name == "review"
    assert voter.banner == "You have made every choice you can."
    assert review(voter).rows[4].lines == ("Option 5.1: 2 votes", "Option 5.2", "Option 5.3: 1 vote")
    voter.touch("finish", "confirm")
    assert voter.name == "recording"
    assert recorded_values(voter) == [(0, 1, 0, 0), (1, 0, 1, 1, 0), (1, 0), (1, 1, 0, 0), (2, 1, 1)]
    voter.answer()
    assert voter.name == "code"
    voter.touch("continue", "cast")
    assert voter.name == "deciding"
    assert "recorded" not in voter.screen.title
    voter.answer()
    assert voter.name == "cast"
    assert voter.screen.title == "Your ballot is recorded"
    voter.touch("done")
    assert voter.session.stage == Ended(Outcome.CAST)
    assert [type(each) for each in voter.effects] == [RecordBallot, Decide, EndSession]


def test_undervotes_are_named_and_one_touch_leads_to_the_contest_and_back() -> None:
    voter = Voter().touch("next", "option-1", "review")
    assert voter.banner == "In 4 contests you can still choose. You may also leave them as they are."
    assert [row.warning for row in review(voter).rows][:2] == ["", "You can still choose 3."]
    assert review(voter).rows[1].lines == ("No choice made",)
    voter.touch("contest-2")
    assert (voter.name, voter.screen.title) == ("contest", "Contest 2")
    assert offered_touches(voter.screen).isdisjoint({"next", "back"})
    voter.send(Touch.NEXT)
    assert voter.screen.title == "Contest 2"
    voter.touch("option-5", "review")
    assert voter.name == "review"
    assert review(voter).rows[1].lines == ("Option 2.5",)


def test_an_empty_ballot_may_be_cast() -> None:
    voter = Voter().to_contest(0).to_recording()
    assert recorded_values(voter) == [(0,) * 4, (0,) * 5, (0,) * 2, (0,) * 4, (0,) * 3]


def test_going_back_and_forth_loses_nothing() -> None:
    voter = Voter().touch("next", "option-3", "back")
    assert voter.name == "instructions"
    voter.touch("next", *["next"] * 4, "back")
    assert voter.screen.title == "Contest 4"
    assert recorded_values(voter.to_recording())[0] == (0, 0, 1, 0)


def test_only_the_contests_of_the_ballot_style_are_shown_and_recorded() -> None:
    voter = Voter(style_index=2).touch("next")
    titles = [voter.screen.title, voter.touch("next").screen.title]
    assert titles == ["Contest 1", "Contest 3"]
    assert [row.id for row in review(voter.touch("next")).rows] == ["contest-1", "contest-3"]
    assert voter.touch("contest-3").screen.title == "Contest 3"
    assert recorded_values(voter.touch("option-2").to_recording()) == [(0,) * 4, (0, 1)]


def test_a_voter_can_go_back_from_the_last_question() -> None:
    voter = Voter().to_contest(0).touch("review", "finish", "back")
    assert voter.name == "review"
    assert voter.touch("back").screen.title == "Contest 5"


def test_the_language_changes_everywhere_and_nothing_else_does() -> None:
    voter = Voter().touch("language-es", "next", "option-2", "next", "option-1")
    assert voter.screen.title == "Contienda 2"
    before = voter.session.stage
    voter.touch("language-en")
    assert voter.session.stage == before
    assert voter.screen.title == "Contest 2"
    voter.touch("language-es").to_recording()
    effect = voter.answer()
    assert isinstance(effect, RecordBallot)
    assert effect.language == "es"


def test_the_code_stands_whole_on_the_screen_in_groups_of_four() -> None:
    voter = Voter().to_contest(0).to_code()
    view = voter.screen.content
    assert isinstance(view, CodeView)
    assert "".join(view.groups) == view.qr_text == CODE.hex().upper()
    assert {len(group) for group in view.groups} == {4}


def test_the_question_comes_only_after_the_code() -> None:
    voter = Voter().to_contest(0).to_recording()
    for touch in (Touch.CONTINUE, Touch.CAST, Touch.CHALLENGE, Touch.CONFIRM_CHALLENGE):
        voter.send(touch)
    assert voter.name == "recording"
    assert not any(isinstance(each, Decide) for each in voter.effects)
    voter.answer()
    voter.send(Touch.CAST)
    assert voter.name == "code", "the code is on the screen, but the question is not asked yet"


def test_two_touches_in_one_place_answer_no_question() -> None:
    voter = Voter().to_contest(0).touch("review")
    footer = {button.id for button in voter.screen.buttons}
    voter.touch("finish")
    assert not voter.screen.buttons, "the answers stand in the middle"
    assert footer == {"back", "finish"}
    voter.touch("confirm").answer()
    voter.touch("continue")
    assert {button.id for button in voter.screen.buttons} == {"back"}


def test_challenge_asks_again_and_can_be_declined() -> None:
    voter = Voter().to_contest(0).to_code().touch("continue", "challenge")
    assert voter.name == "confirm-challenge"
    voter.touch("challenge-no", "cast").answer()
    assert voter.effects[-1] == Decide(CODE, BallotState.CAST)
    assert voter.name == "cast"


def test_a_challenge_prints_the_selections_and_gives_a_fresh_ballot_in_the_same_language() -> None:
    voter = Voter().touch("language-es").to_contest(0).touch("option-2")
    voter.to_code().touch("continue", "challenge", "challenge-yes")
    assert voter.effects[-1] == Decide(CODE, BallotState.CHALLENGED)
    voter.answer()
    assert voter.name == "printing-challenge"
    receipt = voter.answer()
    assert isinstance(receipt, PrintChallenge)
    assert receipt.marks.contests[0].votes == (0, 1, 0)
    assert (receipt.code, receipt.language, receipt.reprint) == (CODE, "es", 0)
    assert voter.name == "challenged"
    voter.touch("vote-again")
    assert voter.session.stage == InContest(blank_marks(voter.setup.contests), 0)
    assert voter.session.language == "es"
    voter.touch("option-1").to_recording()
    assert voter.effects[-1] != voter.effects[0]
    assert sum(isinstance(each, RecordBallot) for each in voter.effects) == 2


def test_after_casting_nothing_in_the_state_can_tell_the_vote() -> None:
    casts = []
    for option in ("option-1", "option-2"):
        voter = Voter().to_contest(0).touch(option).to_code().touch("continue", "cast")
        casts.append([voter.session])
        voter.answer()
        casts[-1].append(voter.session)
        casts[-1].append(voter.touch("done").session)
    assert casts[0] == casts[1]


def test_no_representation_tells_a_choice_or_a_code() -> None:
    first, second = (_told(*choices) for choices in (("option-1", "2", "ANA"), ("option-2", "3", "PEÑA")))
    assert first == second
    assert not any(CODE.hex() in each.lower() or repr(CODE) in each for each in first)


def _told(option: str, other: str, name: str) -> list[str]:
    """What a log or a traceback would show of a voter with these choices, step by step."""
    voter = Voter().to_contest(0)
    told = []
    for touches in (
        (option,),
        (f"option-{other}",),  # switched
        ("review", "contest-4", "write-in-add"),
    ):
        voter.touch(*touches)
        told += [repr(voter.session), repr(voter.screen)]
    voter.type(name)
    told += [repr(voter.session), repr(voter.screen)]
    for touch in ("write-in-accept", "write-in-1", "remove-no", "review", "finish", "confirm"):
        voter.touch(touch)
        told += [repr(voter.session), repr(voter.screen), repr(voter.effects)]
    voter.answer()
    voter.touch("continue", "challenge", "challenge-yes").answer()
    return [*told, repr(voter.session), repr(voter.effects), repr(voter_event(voter.screen, "language-es"))]


def test_a_late_touch_of_the_screen_before_does_nothing() -> None:
    voter = Voter().to_contest(COUNCIL - 1)
    assert voter_event(voter.screen, "confirm") is None
    assert voter_event(voter.screen, "key-A") is None
    assert voter_event(voter.screen, "option-6") is None
    before = voter.session
    assert step(voter.setup, before, Touch.CAST).session.stage == before.stage


def test_a_result_that_nobody_waits_for_is_an_error() -> None:
    for result in (BallotRecorded(CODE, JobState.CUT), DecisionRecorded(), CodePrinted(JobState.CUT)):
        with pytest.raises(StateError):
            Voter().to_contest(MAYOR - 1).send(result)


def test_a_challenged_voter_who_will_not_vote_again_is_let_go_by_a_poll_worker() -> None:
    voter = Voter().to_contest(0).to_code().touch("continue", "challenge", "challenge-yes")
    voter.answer()
    voter.answer()
    assert isinstance(voter.session.stage, Challenged)
    voter.touch("help").admit_worker().touch("worker-end", "worker-end-yes")
    assert voter.effects[-1] == EndSession(Outcome.CHALLENGED)
