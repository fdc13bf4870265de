"""A day on ext4 over disks that log every write: the power goes between any two of them.

What a disk holds then: everything it took; or only what was flushed; or that and any part of the
rest, sector by sector and in any order, so that writes are torn and overtake each other.
"""

import os
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from support.root_cuts import chosen, expect_no_losses
from support.root_fuse import Entry, FuseDisks, Replay, written
from support.root_losses import Announced
from support.root_terminal import LABELS, Terminal, fresh_images

CUTS = 8
"""Cut points of each kind in an ordinary run, of about 500."""

Left = Callable[[Replay, int], list[list[Entry]]]
"""What is on each disk when the power goes at a moment."""


def nothing_lost(replay: Replay, moment: int) -> list[list[Entry]]:
    return replay.all_until(moment)


def only_what_was_flushed(replay: Replay, moment: int) -> list[list[Entry]]:
    return replay.flushed_until(moment)


def torn_and_reordered(replay: Replay, moment: int) -> list[list[Entry]]:
    return replay.torn_until(moment, Random(moment))  # noqa: S311 - the same in every run


def stick_lied(replay: Replay, moment: int) -> list[list[Entry]]:
    """The stick said yes to every flush, and kept nothing of some time."""
    internal, _ = replay.all_until(moment)
    _, stick = replay.flushed_until(Random(moment).randint(0, moment))  # noqa: S311
    return [internal, stick]


def internal_lied(replay: Replay, moment: int) -> list[list[Entry]]:
    _, stick = replay.all_until(moment)
    internal, _ = replay.flushed_until(Random(moment).randint(0, moment))  # noqa: S311
    return [internal, stick]


@dataclass(frozen=True, slots=True)
class Day:
    """What the disks took, and what was announced up to each moment."""

    replay: Replay
    announced: list[tuple[int, str]]

    def until(self, moment: int) -> Announced:
        return Announced([line for at, line in self.announced if at <= moment])

    def moments(self) -> range:
        """Between any two entries, from before the day to after it."""
        return range(len(self.replay.entries) + 1)


def recorded_day(blank: Path, folder: Path, *, late: bool) -> Day:
    images, log = fresh_images(blank), folder / "log"
    with FuseDisks(list(images.values()), folder / "fuse", log) as disks:
        paths = {label: disks.path(image.name) for label, image in images.items()}
        sizes: list[int] = []
        with Terminal(paths, folder / "mounted") as terminal:
            terminal.announced = _Timed(lambda: sizes.append(log.stat().st_size))
            terminal.day(late=late)
        entries, ends = disks.entries()
        moments = [bisect_right(ends, size) for size in sizes]
    return Day(Replay(entries, len(LABELS)), list(zip(moments, terminal.announced, strict=True)))


class _Timed(list[str]):
    """Calls ``now`` whenever something is announced."""

    def __init__(self, now: Callable[[], None]) -> None:
        super().__init__()
        self._now = now

    def append(self, line: str) -> None:
        self._now()
        super().append(line)


def terminal_at(day: Day, moment: int, left: Left, blank: Path, folder: Path) -> Terminal:
    images = fresh_images(blank)
    for image, entries in zip(images.values(), left(day.replay, moment), strict=True):
        written(image, entries)
    return Terminal(images, folder)


@pytest.mark.parametrize("late", [False, True], ids=["stick from the start", "stick healed late"])
@pytest.mark.parametrize("left", [nothing_lost, only_what_was_flushed, torn_and_reordered])
def test_the_power_goes_between_any_two_writes(blank: Path, tmp_path: Path, left: Left, late: bool) -> None:
    day = recorded_day(blank, tmp_path, late=late)

    def at(moment: int) -> list[str]:
        with terminal_at(day, moment, left, blank, tmp_path) as terminal:
            terminal.announced = list(day.until(moment).lines)
            return terminal.lost()

    expect_no_losses(f"{left.__name__}, late={late}", chosen(day.moments(), CUTS), at)


def test_a_stick_that_lied_all_day_is_healed_after_the_cut(blank: Path, tmp_path: Path) -> None:
    day = recorded_day(blank, tmp_path, late=False)

    def at(moment: int) -> list[str]:
        with terminal_at(day, moment, stick_lied, blank, tmp_path) as terminal:
            # The record on the stick is as gone as the stick says; it is made again from the boxes.
            terminal.announced = [line for line in day.until(moment).lines if line != "exported"]
            return terminal.lost()

    expect_no_losses("stick lied about flushes", chosen(day.moments(), CUTS), at)


def test_an_internal_disk_that_lied_all_day_has_its_ballots_back_from_the_stick(
    blank: Path, tmp_path: Path
) -> None:
    day = recorded_day(blank, tmp_path, late=False)

    def at(moment: int) -> list[str]:
        with terminal_at(day, moment, internal_lied, blank, tmp_path) as terminal:
            kept = ("shown", "decided", "boxes")
            terminal.announced = [line for line in day.until(moment).lines if line.split()[0] in kept]
            return terminal.lost()

    expect_no_losses("internal lied about flushes", chosen(day.moments(), CUTS), at)


def test_a_terminal_that_did_not_sync_would_be_found_out(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _fd: None)
        day = recorded_day(blank, tmp_path, late=False)
    moment, _ = day.announced[-1]
    with terminal_at(day, moment, only_what_was_flushed, blank, tmp_path) as terminal:
        terminal.announced = list(day.until(moment).lines)
        assert terminal.lost()
