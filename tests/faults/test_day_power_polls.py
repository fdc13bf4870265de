"""The power is cut after the durable writes of opening and closing, with the real printer at work."""

from pathlib import Path

import pytest
from support.day_cuts import Scene, cuts, scene, starts_again
from support.day_election import SOUTH
from support.day_end import expect_verified, expect_whole_record
from support.day_media import copy_media, loaded, opened

from device.election.election import Chaining
from device.election.settings import Role
from device.polls.tasks import Phase, Task
from device.records.event_kinds import EventKind

pytestmark = pytest.mark.usefixtures("small_world")

STATES = ["Cast", "Challenged", "Spoiled"]


@pytest.fixture(scope="module")
def voted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Open polls with one ballot in every final state."""
    folder = tmp_path_factory.mktemp("voted")
    now = scene(folder, opened(), "voted")
    with now.terminal as terminal:
        now.workers.log_in()
        now.vote()
        now.workers.activate(SOUTH)
        for touch in ("next", "option-2", "next", "finish", "confirm", "continue", "challenge"):
            terminal.tap(touch)
        for touch in ("challenge-yes", "vote-again", "next", "finish", "confirm"):
            terminal.tap(touch)
        terminal.cut_power()
        starts_again(now)
        assert now.put_in_order() == 1
        assert sorted(terminal.states().values()) == STATES
    kept = tmp_path_factory.mktemp("kept")
    copy_media(folder, kept)
    return kept


def log_in(now: Scene) -> None:
    while now.terminal.screen.name == "polls-report":
        now.terminal.tap("ok")
    now.workers.log_in(Role.POLL_WORKER)


def test_opening_can_be_cut_and_the_polls_open_once_and_empty(tmp_path: Path) -> None:
    left = set()
    for now, where in cuts(
        tmp_path, loaded(), log_in, lambda now: now.workers.do(Task.OPEN), moments=("after",), every=2
    ):
        starts_again(now)
        station = now.terminal.desk.snapshot().station
        fresh = (station.phase, station.opening_begun) not in left
        left.add((station.phase, station.opening_begun))
        assert now.put_in_order() == 0, where
        if station.phase is Phase.READY:
            now.workers.do(Task.OPEN)
            now.workers.accept_report()
        kinds = [entry.kind for entry in now.terminal.rooms.log.entries()]
        assert kinds.count(EventKind.POLLS_OPENED) == 1, where
        assert now.terminal.states() == {}, where
        assert now.terminal.known_codes() == set(), where
        now.vote()
        assert sorted(now.terminal.states().values()) == ["Cast"], where
        if fresh:
            expect_whole_record(now, where)
    assert left >= {(Phase.READY, False), (Phase.READY, True)}


def test_closing_can_be_cut_and_its_record_is_whole(tmp_path: Path, voted: Path) -> None:
    left, verified = set(), set()
    for now, where in cuts(
        tmp_path, voted, log_in, lambda now: now.workers.do(Task.CLOSE), moments=("after",), every=3
    ):
        starts_again(now)
        station = now.terminal.desk.snapshot().station
        left.add((station.phase, station.exported))
        assert sorted(now.terminal.states().values()) == STATES, where
        assert now.put_in_order() == 0, where
        now.workers.lock()
        expect_whole_record(now, where)
        kinds = [entry.kind for entry in now.terminal.rooms.log.entries()]
        assert kinds.count(EventKind.POLLS_CLOSED) == 1, where
        assert now.terminal.desk.snapshot().station.exported, where
        if station not in verified:
            expect_verified(now, Chaining.NONE)
            verified.add(station)
    assert (Phase.CLOSED, False) in left
    assert {phase for phase, _ in left} == {Phase.CLOSED}, "the first write already closes for good"


def test_torn_writes_of_a_closing_leave_no_half_record_that_counts(tmp_path: Path, voted: Path) -> None:
    for now, where in cuts(
        tmp_path, voted, log_in, lambda now: now.workers.do(Task.CLOSE), moments=("during",), every=7
    ):
        starts_again(now)
        assert sorted(now.terminal.states().values()) == STATES, where
        assert now.put_in_order() == 0, where
        now.workers.lock()
        expect_whole_record(now, where)
