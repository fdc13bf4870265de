"""What stands before a day: a terminal with the election on it, sticks out of the box and foreign ones."""

from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path

from device.election.settings import Role
from hal_sim.printer.kinds import PROVES_ALL
from hal_sim.swarm.election import swarm_election, swarm_identity_files
from hal_sim.swarm.media import copy_media, kept_folder
from hal_sim.swarm.plan import DayPlan
from hal_sim.swarm.room import Room, SwitchedOff

CAPACITY = 60
PACKAGE = "sealmark-package.zip"
_numbers = count(1)


def loaded_media(plan: DayPlan, internal: Path, sticks: dict[str, Path]) -> None:
    """Lay out a terminal with the election on it, switched off in order, and empty sticks."""
    copy_media(_loaded(plan.chaining, plan.without_stick) / "internal", internal)
    for folder in sticks.values():
        folder.mkdir(parents=True)


def fresh_stick(folder: Path) -> Path:
    """The folder of another stick, empty."""
    path = folder / f"fresh-{next(_numbers)}"
    path.mkdir()
    return path


def foreign_stick(folder: Path, plan: DayPlan) -> Path:
    """A stick with a ballot box of another election."""
    path = fresh_stick(folder)
    copy_media(_other_box(plan.chaining, plan.without_stick), path)
    return path


@cache
def _loaded(chaining: int, without_stick: str) -> Path:
    top = kept_folder() / f"loaded-{chaining}-{without_stick}"
    internal, stick = top / "internal", top / "stick"
    for name, data in swarm_identity_files().items():
        path = internal / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    stick.mkdir()
    office = swarm_election(chaining, without_stick, CAPACITY)
    (stick / PACKAGE).write_bytes(office.package)
    room = _room(top)
    _touch_all(room, ["official", *_pin(office.pins[Role.OFFICIAL]), "ok"])
    with suppress(SwitchedOff):
        _touch_all(room, ["official", *_pin(office.pins[Role.OFFICIAL]), "task-shut-down", "yes"])
    return top


@cache
def _other_box(chaining: int, without_stick: str) -> Path:
    """The stick of a terminal of the election with the other way of chaining, opened."""
    other = 1 - chaining
    top = kept_folder() / f"other-{chaining}-{without_stick}"
    copy_media(_loaded(other, without_stick), top)
    pins = swarm_election(other, without_stick, CAPACITY).pins
    room = _room(top)
    _touch_all(room, ["poll-worker", *_pin(pins[Role.POLL_WORKER]), "task-open", "yes"])
    (top / "stick" / PACKAGE).unlink()
    return top / "stick"


def _room(top: Path) -> Room:
    room = Room(
        top / "internal",
        {"stick a": top / "stick"},
        PROVES_ALL,
        b"prepared",
        lambda _screen: None,
        lambda: None,
    )
    room.boot()
    return room


def _touch_all(room: Room, touches: list[str]) -> None:
    for touch in touches:
        room.touch(touch)


def _pin(pin: str) -> list[str]:
    return [*(f"digit-{digit}" for digit in pin), "enter"]
