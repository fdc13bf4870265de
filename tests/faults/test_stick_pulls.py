"""A stick is pulled at every operation on it while somebody votes: the voter goes on and nothing is lost.

What a stick knows of a session are the operations on it, so a pull before, in the middle of or after each
of them is a pull at every step of the session. The same terminal plays them one after the other, and
after each the sticks are put back and come in step by themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from support.box_ballots import held
from support.day_cuts import MOMENTS, Scene, scene
from support.day_election import SOUTH
from support.day_end import expect_verified, expect_whole_record
from support.day_media import opened
from support.day_room import SECOND_STICK, STICK

from device.election.election import Chaining
from device.records.box_states import BoxState
from hal_sim.faults import FaultPlan, Moment, PullStick

CAPACITY = 150
MOST_RETURNS = 4
VOTES = ("next", "option-1", "next", "finish", "confirm", "continue")
CASTS = (*VOTES, "cast", "done")
CHALLENGES = (
    *VOTES,
    "challenge",
    "challenge-yes",
    "vote-again",
    "option-2",
    "next",
    "finish",
    "confirm",
    "continue",
    "cast",
    "done",
)
PULLED = ((STICK,), (SECOND_STICK,), (STICK, SECOND_STICK))


@dataclass(frozen=True)
class Pull:
    """Which sticks go at which operation of a session; ``back_at_once``: before anybody noticed."""

    at_operation: int
    moment: Moment
    labels: tuple[str, ...]
    back_at_once: bool


def pulls(at_operation: int, moments: Sequence[Moment]) -> Iterator[Pull]:
    """One for each moment; which sticks, and whether they are back at once, takes turns."""
    for number, moment in enumerate(moments):
        turn = at_operation + number
        yield Pull(at_operation, moment, PULLED[turn % len(PULLED)], (at_operation * 3 + number) % 2 == 0)


def votes(now: Scene, touches: tuple[str, ...], pull: Pull) -> bool:
    """A whole session, in which the screen has to offer every touch; whether a stick was pulled."""
    disks = [now.terminal.media.disks[label] for label in pull.labels]
    for disk in disks:
        fault = PullStick(disk.label, disk.operations + pull.at_operation, pull.moment, pull.at_operation)
        disk.plan = FaultPlan(disk.label, [fault])
    struck = False
    for touch in touches:
        now.terminal.tap(touch)
        for disk in disks:
            struck = struck or not disk.there
            if pull.back_at_once and not disk.there:
                disk.put_back()
    return struck


def come_back(now: Scene, where: Pull) -> None:
    """Sticks are put back, as often as they are pulled again while a torn write is still to come."""
    for _ in range(MOST_RETURNS):
        for disk in now.terminal.media.disks.values():
            if not disk.there:
                disk.put_back()
        now.terminal.pass_time(6)
        reports = now.terminal.rooms.open_boxes().media()
        if all(report.state in (BoxState.IN_STEP, BoxState.SUSPECT) for report in reports):
            return
    raise AssertionError((where, [report.state for report in reports]))


def expect_alike(now: Scene, ballots: list[str], where: Pull) -> None:
    """Every box, read by itself, holds every ballot once and decided, and the screen showed each code."""
    states = now.terminal.states()
    assert sorted(states.values()) == sorted(ballots), where
    assert set(now.terminal.shown) == set(states), where
    inside = held(now.terminal.media.internal)
    assert len(inside) == len(ballots), where
    for medium in now.terminal.media.removable:
        assert held(medium) == inside, (where, medium.label)


@pytest.mark.parametrize(
    ("chaining", "touches", "made", "moments"),
    [
        (Chaining.NONE, CASTS, ("Cast",), MOMENTS),
        (Chaining.SIMPLE, CHALLENGES, ("Challenged", "Cast"), ("before",)),
    ],
)
def test_sticks_pulled_at_any_step_of_a_session_stop_nobody(
    tmp_path: Path,
    chaining: Chaining,
    touches: tuple[str, ...],
    made: tuple[str, ...],
    moments: Sequence[Moment],
) -> None:
    prepared = opened(chaining, "continue", CAPACITY, two_sticks=True)
    now = scene(tmp_path / "day", prepared, "pulls", chaining)
    ballots: list[str] = []
    struck: set[Pull] = set()
    with now.terminal:
        for at_operation in count(1):
            for pull in pulls(at_operation, moments):
                now.workers.activate(SOUTH)
                if votes(now, touches, pull):
                    struck.add(pull)
                ballots += made
                assert now.terminal.screen.name == "polls-open", pull
                come_back(now, pull)
                expect_alike(now, ballots, pull)
            if all(pull.at_operation != at_operation for pull in struck):
                break
        # A ballot and its decision are each written, synced and read back.
        assert at_operation > 6 * len(made)
        assert {pull.labels for pull in struck} == set(PULLED)
        assert {pull.back_at_once for pull in struck} == {False, True}
        expect_whole_record(now, "at the end")
        expect_verified(now, chaining, CAPACITY)
