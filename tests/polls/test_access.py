"""PINs: what a wrong one costs, over restarts too, and what the log keeps of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.example_election import counter_random

from device.election.settings import PinHash, Role
from device.errors import AccessError
from device.polls.access import Access, pin_matches, wait_after
from device.records.event_kinds import EventKind
from device.records.event_log import EventLog
from hal_sim.clock import SimulatedClock
from hal_sim.media import simulated_media
from hal_sim.office.pins import hash_pin


def office_hash(role: Role, pin: str) -> PinHash:
    return hash_pin(role, pin, counter_random(pin))


PINS = (office_hash(Role.POLL_WORKER, "135790"), office_hash(Role.OFFICIAL, "864209"))


class StillClock(SimulatedClock):
    """Steady time moves only when it is told to."""

    def steady_s(self) -> float:
        return self._ahead_s


class Door:
    def __init__(self, folder: Path) -> None:
        self.clock = StillClock(datetime(2026, 11, 3, 6, tzinfo=UTC))
        self.medium = simulated_media(folder / "internal", {}).internal
        self.log = EventLog.create(self.medium, self.clock, 300)
        self.access = Access(self.log, self.clock)

    def restart(self) -> None:
        self.log = EventLog.open(self.medium, self.clock)
        self.access = Access(self.log, self.clock)

    def wrong(self, times: int, role: Role = Role.POLL_WORKER) -> None:
        for _ in range(times):
            self.clock.advance(self.access.wait_s(role))
            with pytest.raises(AccessError, match="wrong"):
                self.access.log_in(role, "000000", PINS)

    def right(self, role: Role = Role.POLL_WORKER) -> None:
        self.access.log_in(role, {Role.POLL_WORKER: "135790", Role.OFFICIAL: "864209"}[role], PINS)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


def test_five_tries_are_free_then_waits_double_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(failures) for failures in range(14)]
    assert waits == [0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]
    assert wait_after(100_000) == 900


def test_the_right_pin_of_the_role_opens_and_no_other() -> None:
    assert pin_matches("135790", PINS[0])
    for wrong in ("135791", "13579", "1357900", "", "864209"):
        assert not pin_matches(wrong, PINS[0])


def test_the_official_pin_is_no_poll_worker_pin(door: Door) -> None:
    with pytest.raises(AccessError):
        door.access.log_in(Role.POLL_WORKER, "864209", PINS)
    assert door.access.who is None


def test_logging_in_and_off_is_logged_with_the_role(door: Door) -> None:
    door.right()
    assert door.access.who is Role.POLL_WORKER
    door.access.log_off()
    door.access.log_off()
    found = [(entry.kind, entry.user) for entry in door.log.entries()[1:]]
    assert found == [(EventKind.LOGGED_IN, "poll_worker"), (EventKind.LOGGED_OFF, "poll_worker")]


def test_waits_grow_with_failures_by_the_clock(door: Door) -> None:
    door.wrong(4)
    assert door.access.wait_s(Role.POLL_WORKER) == 0
    door.wrong(1)
    assert door.access.wait_s(Role.POLL_WORKER) == 15
    door.clock.advance(14)
    assert door.access.wait_s(Role.POLL_WORKER) == 1
    door.wrong(1)
    assert door.access.wait_s(Role.POLL_WORKER) == 30
    assert door.access.locked_until_s() == {Role.POLL_WORKER: door.clock.steady_s() + 30}


def test_while_a_role_waits_not_even_the_right_pin_is_looked_at(door: Door) -> None:
    door.wrong(5)
    before = len(door.log.entries())
    with pytest.raises(AccessError, match="Wait 16 seconds"):
        door.right()
    assert len(door.log.entries()) == before
    door.clock.advance(15)
    door.right()
    assert door.access.who is Role.POLL_WORKER


def test_one_role_does_not_wait_for_the_other(door: Door) -> None:
    door.wrong(6)
    door.right(Role.OFFICIAL)
    assert door.access.who is Role.OFFICIAL


def test_a_right_pin_forgets_the_wrong_ones_before_it(door: Door) -> None:
    door.wrong(4)
    door.right()
    door.wrong(4)
    assert door.access.wait_s(Role.POLL_WORKER) == 0


def test_a_restart_gives_no_free_tries(door: Door) -> None:
    door.wrong(7)
    door.restart()
    assert door.access.wait_s(Role.POLL_WORKER) == 60
    door.wrong(1)
    assert door.access.wait_s(Role.POLL_WORKER) == 120
    assert door.access.wait_s(Role.OFFICIAL) == 0


def test_the_log_keeps_failures_and_waits_but_no_pin(door: Door, tmp_path: Path) -> None:
    door.wrong(5)
    kinds = [entry.kind for entry in door.log.entries()]
    assert kinds.count(EventKind.LOGIN_REFUSED) == 5
    assert kinds[-1] is EventKind.LOCKED_OUT
    assert dict(door.log.entries()[-1].details) == {"failures": 5, "wait_s": 15}
    for path in (tmp_path / "internal").rglob("*"):
        if path.is_file():
            assert b"000000" not in path.read_bytes().replace(b"\0", b"")
