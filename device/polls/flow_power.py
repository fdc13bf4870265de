"""What the terminal does by itself when its power is about to end.

A ballot that is being made is left to its voter: every step of it is durable by itself, so a cut does
no more harm than it would at any other moment. Once no voter is there, voting is suspended, the blanks
are destroyed with it, and after a while the terminal switches itself off in order. What comes back with
the power is a suspended terminal that waits for a poll worker.
"""

from dataclasses import replace

from device.hal import PowerAlarm
from device.polls.events import Job
from device.polls.flow_state import PollsState, Step, run
from device.polls.pages import Working
from device.polls.tasks import Phase, Task

ENDING_GRACE_S = 30.0
"""How long the power has to be ending before the terminal switches itself off: a plug that was pulled
by mistake is back by then."""


def alarmed(state: PollsState, alarm: PowerAlarm) -> PollsState:
    """``state`` with what the power says now."""
    if alarm is not PowerAlarm.ENDING:
        return replace(state, alarm=alarm, ending_s=None, power_task=None)
    since_s = state.now_s if state.ending_s is None else state.ending_s
    return replace(state, alarm=alarm, ending_s=since_s)


def about_power(state: PollsState) -> Step | None:
    """What has to be done about the power now; None if nothing."""
    if state.ending_s is None or state.voter or isinstance(state.page, Working):
        return None
    # Each is asked for once: what was refused is not asked again every second.
    if state.phase is Phase.OPEN and state.power_task is None:
        task = Task.POWER_SUSPEND
    elif state.now_s - state.ending_s >= ENDING_GRACE_S and state.power_task is not Task.POWER_OFF:
        task = Task.POWER_OFF
    else:
        return None
    return run(replace(state, power_task=task), Job(task))
