"""Voters between sticks that come and go: whole sessions as steps, and what a stick holds by itself."""

from dataclasses import dataclass

from support.day_election import SOUTH
from support.story import Day
from support.story_steps import (
    LogsIn,
    PollWorkerStarts,
    Sees,
    TakesReceipt,
    Touches,
    Waits,
)

from device.paper.codes import code_text
from device.records.box_finding import find_box
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen

VOTES = (
    PollWorkerStarts(SOUTH),
    Touches("next", "option-1", "next", "finish", "confirm"),
    TakesReceipt(),
    Touches("continue", "cast"),
    Sees(VoterScreen.CAST),
    Touches("done"),
)
PAST_THE_ALARM = (
    Sees(PollScreen.MEDIA),
    Touches("menu", "task-activate", "style-2", "next", "option-2", "next", "finish", "confirm"),
    TakesReceipt(),
    Touches("continue", "cast", "done"),
)


PAST_ONE_STICK = (Waits(6), LogsIn(), *PAST_THE_ALARM)


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
