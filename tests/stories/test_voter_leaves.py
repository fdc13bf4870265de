"""Voters who say nothing, walk away or ask for help, and what a poll worker does and never sees."""

from support.day_election import IDLE_S, NORTH, SOUTH, WARNING_S
from support.story import day
from support.story_steps import (
    Ends,
    GivesPin,
    Logged,
    LogsIn,
    Marked,
    NoPaper,
    PollWorkerStarts,
    Sees,
    SeesNot,
    SwitchesOn,
    TakesReceipt,
    Touches,
    TypesDigits,
    Waits,
)

from device.records.event_kinds import EventKind
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen

_MARKS_ANA = (SwitchesOn(), PollWorkerStarts(NORTH), Touches("next", "option-1"), Marked("Ana Ames"))


def test_a_silent_voter_is_warned_and_goes_on() -> None:
    with day("warned") as today:
        today.play(
            *_MARKS_ANA,
            Waits(IDLE_S - 2),
            Sees(VoterScreen.CONTEST),
            Waits(3),
            Sees(VoterScreen.STILL_THERE),
            SeesNot("Ana Ames"),
            Touches("still-here"),
            Marked("Ana Ames"),
            Touches("review", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Ends(cast=1),
        )


def test_everything_is_hidden_and_a_poll_worker_gives_it_back() -> None:
    with day("hidden") as today:
        today.play(
            *_MARKS_ANA,
            Waits(IDLE_S + WARNING_S + 2),
            Sees(VoterScreen.HIDDEN),
            SeesNot("Ana Ames"),
            Touches("poll-worker"),
            Sees(PollScreen.PIN),
            TypesDigits("000000"),
            Sees(PollScreen.PIN),
            Touches("back"),
            Sees(VoterScreen.HIDDEN),
            Touches("poll-worker"),
            GivesPin(),
            Sees(VoterScreen.WORKER),
            SeesNot("Ana Ames"),
            Touches("worker-resume"),
            Sees(VoterScreen.CONTEST),
            Marked("Ana Ames"),
            Touches("review", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Logged(EventKind.SESSION_ABANDONED),
            Logged(EventKind.LOGIN_REFUSED),
            Ends(cast=1),
        )


def test_a_voter_who_left_before_the_code_leaves_nothing() -> None:
    with day("left early") as today:
        today.play(
            *_MARKS_ANA,
            Waits(IDLE_S + WARNING_S + 2),
            Touches("poll-worker"),
            GivesPin(),
            Touches("worker-end"),
            Sees(VoterScreen.WORKER_END),
            SeesNot("Ana Ames"),
            Touches("worker-end-no"),
            Sees(VoterScreen.WORKER),
            Touches("worker-end", "worker-end-yes"),
            Sees(PollScreen.OPEN),
            NoPaper(),
            Logged(EventKind.ACTIVATION_CANCELLED),
            PollWorkerStarts(NORTH),
            Touches("next"),
            Marked(),
            Touches("review", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Ends(cast=1),
        )


def test_a_voter_who_left_after_the_code_leaves_a_ballot_that_is_resolved_as_spoiled() -> None:
    with day("left late") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(SOUTH),
            Touches("next", "option-1", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue"),
            Waits(IDLE_S + WARNING_S + 2),
            Sees(VoterScreen.HIDDEN),
        )
        code = today.codes[0]
        today.play(
            SeesNot(code[:4]),
            Waits(600),
            Sees(VoterScreen.HIDDEN),
            Touches("poll-worker"),
            GivesPin(),
            Sees(VoterScreen.WORKER),
            SeesNot(code[:4]),
            Touches("worker-end", "worker-end-yes"),
            Sees(PollScreen.OPEN),
            NoPaper(),
            PollWorkerStarts(SOUTH),
            Touches("next", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Ends(cast=1, spoiled=1),
        )


def test_a_voter_asks_for_help_and_nobody_sees_the_ballot() -> None:
    with day("help") as today:
        today.play(
            *_MARKS_ANA,
            Touches("help"),
            Sees(VoterScreen.HELP),
            SeesNot("Ana Ames"),
            Touches("help-done"),
            Marked("Ana Ames"),
            Touches("help", "poll-worker"),
            GivesPin(),
            Sees(VoterScreen.WORKER),
            SeesNot("Ana Ames"),
            Touches("worker-resume"),
            Marked("Ana Ames"),
            Touches("review", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "help"),
            SeesNot("tracking"),
            Touches("help-done"),
            Sees(VoterScreen.QUESTION),
            Touches("cast", "done"),
            Ends(cast=1),
        )


def test_a_poll_worker_who_forgets_the_terminal_leaves_the_voter_hidden() -> None:
    with day("forgotten") as today:
        today.play(
            *_MARKS_ANA,
            Touches("help", "poll-worker"),
            GivesPin(),
            Sees(VoterScreen.WORKER),
            Waits(125),
            Sees(VoterScreen.HIDDEN),
            Touches("poll-worker"),
            Waits(125),
            Sees(VoterScreen.HIDDEN),
            Touches("poll-worker"),
            GivesPin(),
            Touches("worker-resume"),
            Marked("Ana Ames"),
            Touches("review", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Ends(cast=1),
        )


def test_power_that_went_while_a_voter_decided_leaves_the_decision_to_a_poll_worker() -> None:
    with day("cut between") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(SOUTH),
            Touches("next", "option-1", "next", "finish", "confirm"),
            TakesReceipt(),
        )
        today.machine.cut_power()
        today.play(
            SwitchesOn(),
            Sees(PollScreen.REPORT, "not shut down in order", "did not decide"),
            SeesNot(today.codes[0][:4]),
            Touches("ok"),
            Sees(PollScreen.OPEN, "resolve a ballot before the next voter"),
            LogsIn(),
            Sees(PollScreen.UNDECIDED),
            Touches("menu"),
            Sees(PollScreen.MENU, "undecided 1"),
            Touches("task-activate"),
            Sees(PollScreen.UNDECIDED),
            Touches("task-resolve", "ok", "lock"),
            PollWorkerStarts(SOUTH),
            Touches("next", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Logged(EventKind.POWER_CUT_FOUND),
            Ends(cast=1, spoiled=1),
        )
