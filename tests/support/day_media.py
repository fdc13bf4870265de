"""The media of a simulated terminal as folders: prepared once, then copied for every test."""

import os
import tempfile
from pathlib import Path

from support.day_election import day_election, day_identity_files
from support.day_room import GlasslessTerminal
from support.worlds import cache_per_world

from device.election.election import Chaining
from device.election.settings import Role
from device.polls.tasks import Task
from hal_sim.people import PollWorkers

PACKAGE = "sealmark-package.zip"
_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def copy_media(source: Path, target: Path) -> None:
    """Copy the folders of a terminal's media; holes stay holes, or every log would cost 40 MB."""
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        else:
            copy.parent.mkdir(parents=True, exist_ok=True)
            _copy_with_holes(path, copy)


def _copy_with_holes(source: Path, target: Path) -> None:
    size = source.stat().st_size
    with source.open("rb") as old, target.open("wb") as new:
        new.truncate(size)
        at = 0
        while at < size:
            try:
                start = os.lseek(old.fileno(), at, os.SEEK_DATA)
            except OSError:  # nothing but a hole is left
                break
            at = os.lseek(old.fileno(), start, os.SEEK_HOLE)
            os.pwrite(new.fileno(), os.pread(old.fileno(), at - start, start), start)


@cache_per_world
def provisioned(
    chaining: Chaining = Chaining.NONE, without_stick: str = "continue", capacity: int = 12
) -> Path:
    """A provisioned terminal before its first start, and a stick with the package."""
    top = _folder()
    for name, data in day_identity_files().items():
        path = top / "internal" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (top / "stick").mkdir()
    (top / "stick" / PACKAGE).write_bytes(day_election(chaining, without_stick, capacity).package)
    return top


@cache_per_world
def loaded(chaining: Chaining = Chaining.NONE, without_stick: str = "continue", capacity: int = 12) -> Path:
    """A terminal with the election on it, switched off in order before the polls are opened."""
    top = _folder()
    copy_media(provisioned(chaining, without_stick, capacity), top)
    with GlasslessTerminal(top, b"loading") as terminal:
        workers = PollWorkers(terminal, day_election(chaining, without_stick, capacity).pins)
        terminal.boot()
        workers.log_in(Role.OFFICIAL)
        workers.accept_report()
        _switch_off(workers)
    return top


@cache_per_world
def opened(
    chaining: Chaining = Chaining.NONE,
    without_stick: str = "continue",
    capacity: int = 12,
    *,
    two_sticks: bool = False,
) -> Path:
    """A terminal with open polls and no ballot yet, switched off in order."""
    top = _folder()
    copy_media(loaded(chaining, without_stick, capacity), top)
    if two_sticks:
        (top / "stick-b").mkdir()
    with GlasslessTerminal(top, b"opening") as terminal:
        workers = PollWorkers(terminal, day_election(chaining, without_stick, capacity).pins)
        terminal.boot()
        workers.log_in(Role.POLL_WORKER)
        workers.do(Task.OPEN)
        workers.accept_report()
        workers.lock()
        _switch_off(workers)
    return top


def _switch_off(workers: PollWorkers) -> None:
    workers.log_in(Role.OFFICIAL)
    workers.do(Task.SHUT_DOWN)


def _folder() -> Path:
    _KEPT.append(tempfile.TemporaryDirectory(prefix="sealmark-day-"))
    return Path(_KEPT[-1].name)
