"""Power that warns before it ends: the voter finishes, the terminal suspends and switches itself off."""

from dataclasses import dataclass

from support.day_election import SOUTH
from support.story import Day, day
from support.story_steps import (
    Ends,
    Logged,
    LogsIn,
    PollWorkerStarts,
    Sees,
    SwitchesOn,
    TakesReceipt,
    Touches,
    Waits,
)

from device.records.event_kinds import EventKind
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen


@dataclass(frozen=True)
class Power:
    """A physical verb of the supply."""

    verb: str

    def __call__(self, day: Day) -> None:
        getattr(day.machine.power, self.verb)()


_BEGINS = (
    PollWorkerStarts(SOUTH),
    Touches("next", "option-1", "next", "finish", "confirm"),
    TakesReceipt(),
)


def test_a_voter_finishes_and_then_the_terminal_goes_off_in_order() -> None:
    with day("power ends") as today:
        today.play(
            SwitchesOn(),
            *_BEGINS,
            Power("run_low"),
            Waits(5),
            Sees(VoterScreen.CODE),
            Touches("continue", "cast"),
            Sees(VoterScreen.CAST),
            Touches("done"),
            Waits(3),
            Sees(PollScreen.SUSPENDED, "power is about to end"),
            Waits(40),
        )
        assert today.machine.power.is_off
        today.machine.stop()
        today.machine.power.plug_in()
        today.play(
            SwitchesOn(),
            Sees(PollScreen.SUSPENDED, "Every recorded ballot is kept"),
            Logged(EventKind.POWER_CUT_FOUND, 0),
            Ends(cast=1),
        )


def test_power_that_is_back_soon_leaves_it_to_a_poll_worker_to_go_on() -> None:
    with day("power is back") as today:
        today.play(
            SwitchesOn(),
            Power("run_low"),
            Waits(3),
            Sees(PollScreen.SUSPENDED, "power is about to end"),
            Power("plug_in"),
            Waits(60),
            Sees(PollScreen.SUSPENDED),
            LogsIn(),
            Touches("task-resume", "ok", "lock"),
            Sees(PollScreen.OPEN),
            Logged(EventKind.POWER_ALARM, 2),
        )
        assert not today.machine.power.is_off
