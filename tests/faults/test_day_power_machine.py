"""Power cuts on the machine with its glass and its threads, sampled; every write is cut elsewhere."""

import pytest
from support.day_election import SOUTH
from support.printing import qr_texts
from support.story import Day, day
from support.story_steps import LogsIn, PollWorkerStarts, Sees, SwitchesOn, TakesReceipt, Touches

from device.ui.poll_screens_parts import PollScreen
from device.ui.screen import CodeView
from hal_sim.faults import CutPower

FIRST_DECIDED = 10
"""The write that makes the decision durable: ballot and copy, log, six of the journal, decision."""


def touch_until_dark(today: Day, *ids: str) -> None:
    for each in ids:
        if today.machine.is_running:
            today.machine.tap(each)
        if today.machine.is_running and isinstance(today.screen.content, CodeView):
            today.codes = [today.screen.content.qr_text]


@pytest.mark.parametrize("at_write", [1, 3, 6, 9, 10, 11])
def test_a_machine_cut_in_a_session_starts_again_and_the_day_goes_on(at_write: int) -> None:
    with day(f"machine {at_write}") as today:
        today.play(SwitchesOn(), PollWorkerStarts(SOUTH), Touches("next", "option-1", "next", "finish"))
        power = today.machine.media.power
        power.plan(CutPower(power.writes + at_write, "after"))
        touch_until_dark(today, "confirm", "continue", "cast", "done")
        assert not today.machine.is_running, "the power did not go"
        power.plan(None)
        printed = {text for paper in today.new_papers() for text in qr_texts(paper)}
        today.play(SwitchesOn(), Sees(PollScreen.REPORT, "not shut down in order"), Touches("ok"), LogsIn())
        waited = today.screen.name == PollScreen.UNDECIDED.value
        if waited:
            today.play(Touches("task-resolve", "ok"))
        while today.screen.name == PollScreen.PRINTER.value:
            today.play(Touches("task-clear-printer", "ok"))
        today.play(Sees(PollScreen.MENU), Touches("lock"))
        known, today.codes = {*today.codes, *printed}, []
        today.new_papers()
        today.play(
            PollWorkerStarts(SOUTH),
            Touches("next", "next", "finish", "confirm"),
            TakesReceipt(),
            Touches("continue", "cast", "done"),
        )
        today.machine.stop()
        states = today.states()
        assert states.pop(today.codes[0]) == "Cast"
        assert known <= set(states)
        assert list(states.values()) == (["Spoiled"] if waited else ["Cast"])
        assert waited is (at_write < FIRST_DECIDED)
