"""Sticks that are pulled and put back: voters vote on, poll workers are told, boxes are healed."""

from support.day_election import SOUTH
from support.story import Day, day
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

from device.paper.codes import code_text
from device.records.box_finding import find_box
from device.records.event_kinds import EventKind
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen

_VOTES = (
    PollWorkerStarts(SOUTH),
    Touches("next", "option-1", "next", "finish", "confirm"),
    TakesReceipt(),
    Touches("continue", "cast"),
    Sees(VoterScreen.CAST),
    Touches("done"),
)
_PAST_THE_ALARM = (
    Sees(PollScreen.MEDIA),
    Touches("menu", "task-activate", "style-2", "next", "option-2", "next", "finish", "confirm"),
    TakesReceipt(),
    Touches("continue", "cast", "done"),
)


class StickHolds:
    """The stick by itself, read elsewhere, holds these ballots of the voters, all of them cast."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __call__(self, day: Day) -> None:
        box = find_box(day.machine.media.removable[0])
        assert box is not None
        box.scan(lambda _ballot: None)
        assert {code_text(code) for code in box.placed} == set(day.codes[: self._count])
        assert {found.state.value for found in box.placed.values() if found.state} == {"Cast"}
        assert all(found.state for found in box.placed.values())
        box.close()


def test_a_stick_pulled_between_voters_raises_the_alarm_and_is_healed() -> None:
    with day("pulled between") as today:
        today.play(
            SwitchesOn(),
            *_VOTES,
            StickHolds(1),
            Stick("pull"),
            Waits(6),
            Sees(PollScreen.OPEN, "A stick takes no ballots"),
            LogsIn(),
            Sees(PollScreen.MEDIA, "stick A"),
            Touches("task-restore-media"),
            Sees(PollScreen.REPORT, "not in the terminal"),
            Touches("ok"),
            *_PAST_THE_ALARM,
            Stick("put_back"),
            StickHolds(1),
            Waits(6),
            Sees(PollScreen.OPEN, "A stick takes no ballots"),
            LogsIn(),
            Sees(PollScreen.MEDIA, "is back"),
            Touches("task-restore-media"),
            Sees(PollScreen.REPORT, "2 ballots"),
            Touches("ok", "lock"),
            StickHolds(2),
            *_VOTES,
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
            LogsIn(),
            Touches("task-restore-media", "ok", "lock"),
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
            LogsIn(),
            Touches("task-restore-media"),
            Sees(PollScreen.REPORT),
            Touches("ok", "lock"),
            StickHolds(1),
            Ends(cast=1),
        )


def test_an_office_that_wants_a_second_copy_stops_voting_without_a_stick() -> None:
    with day("must have", without_stick="stop") as today:
        today.play(
            SwitchesOn(),
            *_VOTES,
            Stick("pull"),
            Waits(6),
            Sees(PollScreen.OPEN, "put the stick back before the next voter"),
            LogsIn(),
            Touches("menu", "task-activate"),
            Sees(PollScreen.MEDIA),
            Stick("put_back"),
            Touches("task-restore-media", "ok", "lock"),
            *_VOTES,
            StickHolds(2),
            Ends(cast=2),
        )


def test_a_stick_that_fills_up_or_is_write_protected_stops_nobody() -> None:
    with day("protected") as today:
        today.play(
            SwitchesOn(),
            Stick("write_protect"),
            *_VOTES,
            Waits(6),
            Sees(PollScreen.OPEN, "A stick takes no ballots"),
            LogsIn(),
            Sees(PollScreen.MEDIA, "write-protected"),
        )
        today.machine.media.disks["stick A"].write_protect(protected=False)
        today.play(
            Touches("task-restore-media", "ok", "lock"),
            StickHolds(1),
            *_VOTES,
            StickHolds(2),
            Ends(cast=2),
        )


def test_power_that_went_while_the_stick_was_out_is_healed_at_the_next_start() -> None:
    with day("out and cut") as today:
        today.play(SwitchesOn(), *_VOTES, Stick("pull"), Waits(1), LogsIn(), *_PAST_THE_ALARM)
        today.machine.cut_power()
        today.machine.media.disks["stick A"].put_back()
        today.play(
            SwitchesOn(),
            Sees(PollScreen.REPORT, "1 ballots and", "decisions copied"),
            Touches("ok"),
            StickHolds(2),
            *_VOTES,
            StickHolds(3),
            Ends(cast=3),
        )
