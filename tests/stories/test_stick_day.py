"""Sticks that are pulled and put back: voters vote on, poll workers are told, boxes are healed."""

from dataclasses import dataclass, replace

from support.day_election import SOUTH
from support.story import Day, day
from support.story_steps import (
    Ends,
    Logged,
    LogsIn,
    PollWorkerStarts,
    PutsIn,
    Sees,
    Stick,
    SwitchesOn,
    TakesReceipt,
    Touches,
    Waits,
)

from device.hal import SECTOR_BYTES
from device.paper.codes import code_text
from device.records.box_finding import BOX_NAME, find_box
from device.records.box_format import pack_header
from device.records.event_kinds import EventKind
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen
from hal_sim.machine import SECOND_STICK, STICK

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


_PAST_ONE_STICK = (Waits(6), LogsIn(), *_PAST_THE_ALARM)


@dataclass(frozen=True)
class StickHolds:
    """The stick by itself, read elsewhere, holds these ballots of the voters, all of them cast."""

    count: int
    slot: int = 0

    def __call__(self, day: Day) -> None:
        box = find_box(day.machine.media.removable[self.slot])
        assert box is not None
        box.scan(lambda _ballot: None)
        assert {code_text(code) for code in box.placed} == set(day.codes[: self.count])
        assert {found.state.value for found in box.placed.values() if found.state} == {"Cast"}
        assert all(found.state for found in box.placed.values())
        box.close()


@dataclass(frozen=True)
class StickIsEmpty:
    """Nothing was written to the stick in a slot."""

    slot: int = 0

    def __call__(self, day: Day) -> None:
        assert day.machine.media.removable[self.slot].list_files("") == []


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
            Sees(PollScreen.OPEN),
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
            *_VOTES,
            Stick("pull"),
            Waits(6),
            Sees(PollScreen.OPEN, "put the stick back before the next voter"),
            LogsIn(),
            Touches("menu", "task-activate"),
            Sees(PollScreen.MEDIA),
            Stick("put_back"),
            Touches("menu", "lock"),
            Waits(6),
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


def test_a_fresh_stick_is_written_to_only_once_a_poll_worker_takes_it_in() -> None:
    with day("fresh") as today:
        today.play(
            SwitchesOn(),
            *_VOTES,
            Stick("pull"),
            PutsIn("fresh"),
            Waits(6),
            Sees(PollScreen.OPEN, "A stick takes no ballots"),
            StickIsEmpty(),
            LogsIn(),
            Sees(PollScreen.MEDIA, "A stick that does not belong to this election is in 'stick A'"),
            StickIsEmpty(),
            Touches("task-restore-media"),
            Sees(PollScreen.REPORT, "Every stick takes ballots again"),
            StickHolds(1),
            Touches("ok", "lock"),
            *_VOTES,
            StickHolds(2),
            Stick("pull"),
            Waits(6),
            Stick("put_back"),
            Waits(6),
            Sees(PollScreen.OPEN),
            Logged(EventKind.MEDIUM_ENROLLED, 2),
            Ends(cast=2),
        )


def test_a_stick_of_another_election_is_refused_and_left_as_it_is() -> None:
    with day("of here") as today, day("elsewhere") as other:
        box = find_box(other.machine.media.removable[0])
        assert box is not None
        box.close()
        strange = today.folder / "strange" / BOX_NAME
        strange.parent.mkdir(parents=True)
        header = replace(box.header, extended_base_hash=bytes(32))
        before = pack_header(header) + (other.stick / BOX_NAME).read_bytes()[SECTOR_BYTES:]
        strange.write_bytes(before)
        today.play(
            SwitchesOn(),
            Stick("pull"),
            PutsIn("strange"),
            Waits(6),
            LogsIn(),
            Sees(PollScreen.MEDIA, "belongs to another election or terminal"),
            Touches("task-restore-media"),
            Sees(PollScreen.REPORT, "Not every stick takes ballots"),
            Touches("ok", "menu", "lock"),
        )
        assert strange.read_bytes() == before
        today.play(Stick("pull"), PutsIn("stick"), Waits(6), *_VOTES, StickHolds(1), Ends(cast=1))


def test_two_sticks_may_be_pulled_swapped_and_replaced() -> None:
    with day("two", two_sticks=True) as today:
        today.play(
            SwitchesOn(),
            Touches("ok"),  # the second slot's stick was not there when the polls were opened
            LogsIn(),
            Sees(PollScreen.MEDIA, "in 'stick B'"),
            StickIsEmpty(slot=1),
            Touches("task-restore-media", "ok", "lock"),
            *_VOTES,
            StickHolds(1),
            StickHolds(1, slot=1),
            Stick("pull"),
            *_PAST_ONE_STICK,
            StickHolds(2, slot=1),
            Stick("pull", SECOND_STICK),
            PutsIn("stick", SECOND_STICK),
            PutsIn("stick_b"),
            Waits(6),
            Sees(PollScreen.OPEN),
            StickHolds(2),
            StickHolds(2, slot=1),
            Stick("pull"),
            PutsIn("fresh"),
            Waits(6),
            LogsIn(),
            Touches("task-restore-media", "ok", "lock"),
            *_VOTES,
            StickHolds(3),
            StickHolds(3, slot=1),
            Ends(cast=3),
        )
        assert today.machine.media.disks[STICK].directory.name == "fresh"
