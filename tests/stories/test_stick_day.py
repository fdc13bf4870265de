"""Sticks that are pulled and put back: voters vote on, poll workers are told, boxes are healed."""

from support.day_election import SOUTH
from support.story import day
from support.story_steps import (
    Ends,
    Logged,
    LogsIn,
    PollWorkerStarts,
    Sees,
    Stick,
    SwitchesOn,
    TakesReceipt,
    Touches,
    Waits,
)
from support.story_sticks import PAST_THE_ALARM, VOTES, StickHolds

from device.records.event_kinds import EventKind
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen


def test_a_stick_pulled_between_voters_raises_the_alarm_and_is_healed() -> None:
    with day("pulled between") as today:
        today.play(
            SwitchesOn(),
            *VOTES,
            StickHolds(1),
            Stick("pull"),
            Waits(6),
            Sees(PollScreen.OPEN, "A stick takes no ballots"),
            LogsIn(),
            Sees(PollScreen.MEDIA, "stick A"),
            Touches("task-restore-media"),
            Sees(PollScreen.REPORT, "not in the terminal"),
            Touches("ok"),
            *PAST_THE_ALARM,
            Stick("put_back"),
            StickHolds(1),
            Waits(6),
            Sees(PollScreen.OPEN),
            StickHolds(2),
            *VOTES,
            StickHolds(3),
            Logged(EventKind.MEDIUM_MISSING),
            Logged(EventKind.MEDIUM_RETURNED),
            Logged(EventKind.BOX_HEALED),
            Ends(cast=3),
        )


def test_a_stick_pulled_while_a_voter_votes_stops_nobody() -> None:
    with day("pulled during") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(SOUTH),
            Touches("next", "option-1", "next", "finish"),
            Stick("pull"),
            Touches("confirm"),
            Sees(VoterScreen.CODE, "is printed"),
            TakesReceipt(),
            Touches("continue", "cast"),
            Sees(VoterScreen.CAST),
            Touches("done"),
            Waits(6),
            Sees(PollScreen.OPEN, "A stick takes no ballots"),
            Stick("put_back"),
            Waits(6),
            StickHolds(1),
            Ends(cast=1),
        )


def test_a_stick_pulled_between_code_and_decision_learns_the_decision_when_it_is_back() -> None:
    with day("pulled after code") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(SOUTH),
            Touches("next", "option-1", "next", "finish", "confirm"),
            TakesReceipt(),
            Stick("pull"),
            Touches("continue", "cast", "done"),
            Stick("put_back"),
            Waits(6),
            StickHolds(1),
            Ends(cast=1),
        )


def test_an_office_that_wants_a_second_copy_stops_voting_without_a_stick() -> None:
    with day("must have", without_stick="stop") as today:
        today.play(
            SwitchesOn(),
            *VOTES,
            Stick("pull"),
            Waits(6),
            Sees(PollScreen.OPEN, "put the stick back before the next voter"),
            LogsIn(),
            Touches("menu", "task-activate"),
            Sees(PollScreen.MEDIA),
            Stick("put_back"),
            Touches("menu", "lock"),
            Waits(6),
            *VOTES,
            StickHolds(2),
            Ends(cast=2),
        )


def test_a_stick_that_fills_up_or_is_write_protected_stops_nobody() -> None:
    with day("protected") as today:
        today.play(
            SwitchesOn(),
            Stick("write_protect"),
            *VOTES,
            Waits(6),
            Sees(PollScreen.OPEN, "A stick takes no ballots"),
            LogsIn(),
            Sees(PollScreen.MEDIA, "write-protected"),
        )
        today.machine.media.disks["stick A"].write_protect(protected=False)
        today.play(
            Touches("task-restore-media", "ok", "lock"),
            StickHolds(1),
            *VOTES,
            StickHolds(2),
            Ends(cast=2),
        )


def test_power_that_went_while_the_stick_was_out_is_healed_at_the_next_start() -> None:
    with day("out and cut") as today:
        today.play(SwitchesOn(), *VOTES, Stick("pull"), Waits(1), LogsIn(), *PAST_THE_ALARM)
        today.machine.cut_power()
        today.machine.media.disks["stick A"].put_back()
        today.play(
            SwitchesOn(),
            Sees(PollScreen.REPORT, "1 ballots and", "decisions copied"),
            Touches("ok"),
            StickHolds(2),
            *VOTES,
            StickHolds(3),
            Ends(cast=3),
        )


def test_an_alarm_stands_on_every_screen_of_a_poll_worker_until_the_stick_is_back() -> None:
    with day("alarm") as today:
        today.play(
            SwitchesOn(),
            Stick("pull"),
            Waits(6),
            Sees(PollScreen.OPEN, "A stick takes no ballots"),
            LogsIn(),
            Sees(PollScreen.MEDIA, "'stick A' is not there"),
            Touches("menu"),
            Sees(PollScreen.MENU, "'stick A' is not there: put the stick back, or a fresh one"),
            Sees(PollScreen.MENU, "kept in the terminal alone"),
            Touches("task-activate"),
            Sees(PollScreen.STYLE, "kept in the terminal alone"),
            Touches("back"),
            Stick("put_back"),
            Touches("lock"),
            Waits(6),
            LogsIn(),
            Sees(PollScreen.MENU),
        )
        assert today.screen.banner is None


def test_a_stick_pulled_and_put_back_before_anybody_noticed_mends_itself() -> None:
    with day("quickly") as today:
        today.play(
            SwitchesOn(),
            PollWorkerStarts(SOUTH),
            Touches("next", "option-1", "next", "finish"),
            Stick("pull"),
            Stick("put_back"),
            Touches("confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
            Waits(6),
            Sees(PollScreen.OPEN),
            StickHolds(1),
            Ends(cast=1),
        )
