"""Other sticks in the slots: fresh ones, those of another election, two that are swapped."""

from dataclasses import replace

from support.story import day
from support.story_steps import (
    Ends,
    Logged,
    LogsIn,
    PutsIn,
    Sees,
    Stick,
    SwitchesOn,
    Touches,
    Waits,
)
from support.story_sticks import PAST_ONE_STICK, VOTES, StickHolds, StickIsEmpty

from device.hal import SECTOR_BYTES
from device.records.box_finding import BOX_NAME, find_box
from device.records.box_format import pack_header
from device.records.event_kinds import EventKind
from device.ui.poll_screens_parts import PollScreen
from hal_sim.machine import SECOND_STICK, STICK


def test_a_fresh_stick_is_written_to_only_once_a_poll_worker_takes_it_in() -> None:
    with day("fresh") as today:
        today.play(
            SwitchesOn(),
            *VOTES,
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
            *VOTES,
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
        today.play(Stick("pull"), PutsIn("stick"), Waits(6), *VOTES, StickHolds(1), Ends(cast=1))


def test_two_sticks_may_be_pulled_swapped_and_replaced() -> None:
    with day("two", two_sticks=True) as today:
        today.play(
            SwitchesOn(),
            Touches("ok"),  # the second slot's stick was not there when the polls were opened
            LogsIn(),
            Sees(PollScreen.MEDIA, "in 'stick B'"),
            StickIsEmpty(slot=1),
            Touches("task-restore-media", "ok", "lock"),
            *VOTES,
            StickHolds(1),
            StickHolds(1, slot=1),
            Stick("pull"),
            *PAST_ONE_STICK,
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
            *VOTES,
            StickHolds(3),
            StickHolds(3, slot=1),
            Ends(cast=3),
        )
        assert today.machine.media.disks[STICK].directory.name == "fresh"
