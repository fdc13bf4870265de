"""Inactivity, help, and what a poll worker may do with a voter's session."""

from collections.abc import Callable

import pytest
from support.voter_story import CODE, Voter

from device.records.ballot_state import BallotState
from device.ui.voter_screens_touches import offered_touches
from device.voting.effects import AdmitPollWorker, CallPollWorker, CallReason, Decide, EndSession, Outcome
from device.voting.session import DONE_SHOWN_S
from device.voting.state import Ended


def marked() -> Voter:
    return Voter().to_contest(0).touch("option-2")


def coded() -> Voter:
    return marked().to_code()


def asked() -> Voter:
    return coded().touch("continue")


def written() -> Voter:
    return Voter().to_contest(0).touch("write-in-add").type("PEÑA")


EVERYWHERE: list[Callable[[], Voter]] = [Voter, marked, written, coded, asked]


@pytest.mark.parametrize("start", EVERYWHERE)
def test_inactivity_warns_then_hides_and_calls(start: Callable[[], Voter]) -> None:
    voter = start()
    stage = voter.session.stage
    assert voter.wait(179.9).session.stage == stage
    assert voter.name != "still-there"
    assert voter.wait(0.1).name == "still-there"
    assert "In 30 seconds" in voter.screen.body[1]
    assert "In 1 second " in voter.wait(29).screen.body[1]
    assert voter.wait(1).name == "hidden"
    assert voter.effects[-1] == CallPollWorker(CallReason.VOTER_GONE)
    count = len(voter.effects)
    voter.wait(10_000)
    assert (voter.name, len(voter.effects)) == ("hidden", count), "called once, and never ended by itself"
    assert voter.session.stage == stage


@pytest.mark.parametrize("start", EVERYWHERE)
def test_a_touch_on_the_warning_goes_back_to_where_the_voter_was(start: Callable[[], Voter]) -> None:
    voter = start()
    screen = voter.screen
    voter.wait(185).touch("still-here")
    assert voter.screen == screen
    assert voter.wait(179).screen == screen, "the time begins anew"


def test_every_touch_begins_the_time_anew() -> None:
    voter = Voter()
    for touch in ("next", "option-1", "language-es", "option-1", "back"):
        voter.wait(179).touch(touch)
    assert voter.name == "instructions"


def test_a_language_on_the_warning_is_a_sign_of_life() -> None:
    voter = marked().wait(185).touch("language-es")
    assert (voter.name, voter.screen.title) == ("contest", "Contienda 1")


def test_a_clock_that_jumps_still_warns_first() -> None:
    assert marked().wait(100_000).name == "still-there"


def test_a_clock_that_goes_backwards_changes_nothing() -> None:
    voter = marked()
    now_s = voter.session.now_s
    voter.wait(-500)
    assert voter.session.now_s == now_s


@pytest.mark.parametrize("start", [marked, written, coded, asked])
def test_no_cover_shows_a_selection_or_a_code(start: Callable[[], Voter]) -> None:
    voter = start()
    shown = []
    shown.append(voter.wait(185).screen)
    shown.append(voter.wait(30).screen)
    voter.touch("poll-worker").admit_worker()
    shown.append(voter.screen)
    shown.append(voter.touch("worker-end").screen)
    voter.touch("worker-end-no", "worker-resume")
    shown.append(voter.touch("help").screen)
    for screen in shown:
        told = str([screen.title, screen.body, screen.banner, screen.subtitle, screen.buttons])
        assert "Option 1.2" not in told
        assert "PEÑA" not in told
        assert "Contest" not in told
        assert CODE.hex().upper()[:4] not in told


def test_only_a_poll_worker_goes_on_from_hidden() -> None:
    voter = marked().wait(185).wait(30)
    assert offered_touches(voter.screen) == {"poll-worker", "language-es"}
    voter.touch("poll-worker")
    assert voter.name == "hidden"
    assert voter.effects[-1] == AdmitPollWorker()
    voter.wait(300)
    assert voter.admit_worker().wait(119).name == "worker", "a poll worker has their own time"
    assert voter.touch("worker-resume").name == "contest"


def test_a_session_ended_before_the_code_leaves_nothing() -> None:
    voter = marked().wait(185).wait(30).admit_worker().touch("worker-end")
    assert "All choices are forgotten." in voter.banner
    voter.touch("worker-end-yes")
    assert voter.effects[-1] == EndSession(Outcome.CANCELLED)
    assert voter.session.stage == Ended(Outcome.CANCELLED)
    assert not any(isinstance(each, Decide) for each in voter.effects)


@pytest.mark.parametrize("start", [coded, asked, lambda: asked().touch("challenge")])
def test_a_voter_who_leaves_after_the_code_leaves_a_ballot_to_be_spoiled(
    start: Callable[[], Voter],
) -> None:
    voter = start().wait(185).wait(30).admit_worker()
    assert voter.screen.body[0] == "A ballot is stored. The voter has not decided whether to cast it."
    voter.touch("worker-end", "worker-end-yes")
    assert voter.effects[-1] == Decide(CODE, BallotState.SPOILED)
    voter.answer()
    assert voter.effects[-1] == EndSession(Outcome.SPOILED)
    assert voter.session.stage == Ended(Outcome.SPOILED)


def test_a_poll_worker_may_come_at_any_time_but_not_between_two_steps() -> None:
    assert marked().admit_worker().name == "worker"
    assert marked().to_recording().admit_worker().name == "recording"
    assert asked().touch("cast").admit_worker().name == "deciding"


def test_a_poll_worker_sees_the_terminals_language_and_the_voter_gets_their_own_back() -> None:
    voter = marked().touch("language-es", "help").admit_worker()
    assert (voter.screen.language, voter.screen.header) == ("en", ())
    voter.touch("worker-resume")
    assert voter.screen.language == "es"


def test_a_poll_worker_who_forgets_the_menu_leaves_it_hidden() -> None:
    voter = marked().admit_worker().touch("worker-end").wait(120)
    assert voter.name == "hidden"
    assert offered_touches(voter.screen) == {"poll-worker", "language-es"}


def test_help_hides_the_choices_and_the_voter_may_go_on_alone() -> None:
    voter = marked().touch("help")
    assert voter.name == "help"
    assert voter.effects[-1] == CallPollWorker(CallReason.VOTER_ASKED)
    assert voter.touch("help-done").name == "contest"


def test_a_voter_who_leaves_while_waiting_for_help_is_noticed() -> None:
    assert marked().touch("help").wait(180).wait(30).name == "hidden"


def test_nobody_is_called_idle_while_the_machine_works() -> None:
    voter = marked().to_recording().wait(1000)
    assert voter.name == "recording"
    voter.answer()
    assert voter.wait(179).name == "code", "the time begins when the answer comes"


def test_recorded_is_shown_for_a_while_and_ends_by_itself() -> None:
    voter = asked().touch("cast")
    voter.wait(500).answer()
    assert voter.wait(DONE_SHOWN_S - 1).name == "cast"
    assert voter.wait(1).session.stage == Ended(Outcome.CAST)
    assert voter.effects.count(EndSession(Outcome.CAST)) == 1
    voter.wait(500)
    assert voter.effects.count(EndSession(Outcome.CAST)) == 1
