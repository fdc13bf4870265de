"""Paper, media and decisions that fail in the middle of a voter's session."""

import pytest
from support.voter_story import CODE, Voter

from device.hal import JobState
from device.records.ballot_state import BallotState
from device.ui.voter_screens_touches import offered_touches
from device.voting.effects import (
    AdmitPollWorker,
    CallPollWorker,
    CallReason,
    Decide,
    EndSession,
    Outcome,
    PrintChallenge,
    PrintCode,
    RecordBallot,
)
from device.voting.events import ChallengePrinted, CodePrinted, DecisionFailed, RecordingFailed, Touch
from device.voting.state import NotRecorded, Reviewing


@pytest.mark.parametrize(
    ("printed", "says", "calls"),
    [
        (JobState.UNKNOWN, "did not confirm", True),
        (JobState.REFUSED, "was not printed", True),
        (JobState.SENT, "was sent to the printer, which cannot confirm it", False),
    ],
)
def test_unproven_paper_is_declared_and_a_person_may_ask_for_another(
    printed: JobState, says: str, calls: bool
) -> None:
    voter = Voter().to_contest(0).to_code(printed)
    assert says in voter.banner
    assert (voter.effects[-1] == CallPollWorker(CallReason.PRINTER)) is calls
    voter.touch("print-again")
    assert voter.name == "printing-code"
    assert voter.answer() == PrintCode(CODE, "en", 1)
    assert "Your receipt is printed." in voter.banner
    assert "print-again" not in offered_touches(voter.screen)
    count = len(voter.effects)
    voter.send(Touch.PRINT_AGAIN)
    assert (voter.name, len(voter.effects)) == ("code", count)


def test_every_reprint_has_its_number() -> None:
    voter = Voter().to_contest(0).to_code(JobState.UNKNOWN).touch("print-again")
    voter.answer(lambda _: CodePrinted(JobState.REFUSED))
    voter.touch("print-again")
    assert voter.effects[-1] == PrintCode(CODE, "en", 2)


def test_an_unproven_challenge_receipt_can_be_printed_again() -> None:
    voter = Voter().to_contest(0).to_code().touch("continue", "challenge", "challenge-yes")
    voter.answer()
    voter.answer(lambda _: ChallengePrinted(JobState.UNKNOWN))
    assert "did not confirm" in voter.banner
    voter.touch("print-again")
    again = voter.effects[-1]
    assert isinstance(again, PrintChallenge)
    assert again.reprint == 1


def test_a_failed_recording_keeps_every_mark_and_can_be_tried_again() -> None:
    voter = Voter().to_contest(0).touch("option-1").to_recording()
    voter.answer(lambda _: RecordingFailed("The internal storage failed."))
    assert voter.name == "not-recorded"
    assert voter.effects[-1] == CallPollWorker(CallReason.NOT_RECORDED)
    assert "The internal storage failed." not in str(voter.screen), "that sentence is for poll workers"
    voter.touch("retry")
    assert voter.name == "recording"
    first, second = (each for each in voter.effects if isinstance(each, RecordBallot))
    assert first == second
    assert voter.answer() is second
    assert voter.name == "code"


def test_a_failed_recording_lets_the_voter_go_back_to_the_choices() -> None:
    voter = Voter().to_contest(0).touch("option-1").to_recording()
    voter.answer(lambda _: RecordingFailed("The internal storage failed."))
    stage = voter.session.stage
    assert isinstance(stage, NotRecorded)
    assert voter.touch("back").session.stage == Reviewing(stage.marks)


def test_a_failed_decision_can_only_be_tried_again_as_it_was() -> None:
    voter = Voter().to_contest(0).to_code().touch("continue", "cast")
    voter.answer(lambda _: DecisionFailed("The internal storage failed."))
    assert voter.name == "not-decided"
    assert voter.effects[-1] == CallPollWorker(CallReason.NOT_DECIDED)
    assert offered_touches(voter.screen) >= {"retry", "poll-worker"}
    assert offered_touches(voter.screen).isdisjoint({"cast", "challenge"})
    voter.touch("retry")
    assert voter.answer() == Decide(CODE, BallotState.CAST)
    assert voter.name == "cast"


def test_a_poll_worker_can_leave_a_failed_decision_to_the_next_start() -> None:
    voter = Voter().to_contest(0).to_code().touch("continue", "cast")
    voter.answer(lambda _: DecisionFailed("The internal storage failed."))
    voter.touch("poll-worker")
    assert voter.effects[-1] == AdmitPollWorker()
    voter.admit_worker()
    assert "The internal storage failed." in voter.screen.body[0]
    voter.touch("worker-end", "worker-end-yes")
    assert voter.effects[-1] == EndSession(Outcome.UNRESOLVED)
