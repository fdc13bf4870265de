"""What the terminal does by itself when its power is about to end."""

import pytest
from support.polls_flow import Player, snapshot

from device.election.settings import Role
from device.hal import PowerAlarm
from device.polls.events import (
    AdmitToVoterSession,
    Job,
    Outcome,
    Refused,
    Tick,
    VoterNeedsHelp,
    VoterOutcome,
    VoterSessionEnded,
)
from device.polls.flow_power import ENDING_GRACE_S
from device.polls.pages import Home, Report, Voting
from device.polls.tasks import Phase, Task
from device.polls.touches import style_id


def done_about_power(player: Player) -> list[Task]:
    return [job.task for job in player.jobs if job.task in (Task.POWER_SUSPEND, Task.POWER_OFF)]


def ending(player: Player, now_s: float) -> None:
    player.send(Tick(now_s, PowerAlarm.ENDING))


def test_voting_is_suspended_once_and_then_the_terminal_switches_itself_off() -> None:
    player = Player(snapshot(Phase.OPEN))
    for now_s in range(1, 10):
        ending(player, float(now_s))
    assert done_about_power(player) == [Task.POWER_SUSPEND]
    assert player.state.page == Home()
    assert player.state.phase is Phase.SUSPENDED
    for now_s in range(10, 60):
        ending(player, float(now_s))
    assert done_about_power(player) == [Task.POWER_SUSPEND, Task.POWER_OFF]


def test_power_that_is_back_in_time_leaves_a_suspended_terminal() -> None:
    player = Player(snapshot(Phase.OPEN))
    ending(player, 1.0)
    player.send(Tick(ENDING_GRACE_S, PowerAlarm.NONE))
    ending(player, ENDING_GRACE_S + 1)
    ending(player, ENDING_GRACE_S + 2)
    assert done_about_power(player) == [Task.POWER_SUSPEND], "the time began anew"
    assert player.state.phase is Phase.SUSPENDED


@pytest.mark.parametrize("alarm", [PowerAlarm.NONE, PowerAlarm.WEAK, PowerAlarm.UNKNOWN])
def test_nothing_less_suspends_anything(alarm: PowerAlarm) -> None:
    player = Player(snapshot(Phase.OPEN))
    for now_s in range(1, 100):
        player.send(Tick(float(now_s), alarm))
    assert done_about_power(player) == []


def test_a_voter_is_left_to_vote_and_nobody_comes_after() -> None:
    player = Player(snapshot(Phase.OPEN))
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.ACTIVATE)
    player.touch(style_id(1))
    assert player.state.page == Voting()
    for now_s in range(1, 100):
        ending(player, float(now_s))
    assert done_about_power(player) == []
    player.send(VoterSessionEnded(VoterOutcome.CAST))
    ending(player, 100.0)
    ending(player, 101.0)
    assert done_about_power(player) == [Task.POWER_SUSPEND, Task.POWER_OFF], "the grace is over"


def test_a_poll_worker_can_still_help_the_voter_who_is_there() -> None:
    player = Player(snapshot(Phase.OPEN))
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.ACTIVATE)
    player.touch(style_id(1))
    ending(player, 1.0)
    player.send(VoterNeedsHelp())
    for digit in "246810":
        player.touch(f"digit-{digit}")
    player.touch("enter")
    assert AdmitToVoterSession() in player.effects
    assert player.state.page == Voting()


def test_a_refusal_is_shown_and_not_repeated_every_second() -> None:
    def broken(job: Job) -> Outcome | None:
        return Refused("The log cannot be written.") if job.task is Task.POWER_SUSPEND else None

    player = Player(snapshot(Phase.OPEN), broken)
    for now_s in range(1, 20):
        ending(player, float(now_s))
    assert done_about_power(player) == [Task.POWER_SUSPEND]
    assert isinstance(player.state.page, Report)


def test_whoever_was_logged_in_is_logged_off() -> None:
    player = Player(snapshot(Phase.OPEN))
    player.log_in(Role.POLL_WORKER)
    ending(player, 1.0)
    assert player.state.role is None
    assert player.jobs[-1] == Job(Task.LOG_OFF)
