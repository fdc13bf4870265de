"""A real process is killed before any system call that changes a disk, or such a call fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.root_cuts import chosen, expect_no_losses
from support.root_strace import StracedDays
from support.root_terminal import Terminal, fresh_images

CUTS = 3
"""Calls of each kind in an ordinary run: there are five kinds, and about 200 calls in a day."""
DAYS = pytest.mark.parametrize("late", [False, True], ids=["stick from the start", "stick healed late"])


@pytest.fixture
def days(tmp_path: Path) -> Iterator[StracedDays]:
    with StracedDays(tmp_path) as started:
        yield started


def calls_of_day(days: StracedDays, blank: Path, folder: Path, *, late: bool) -> dict[str, int]:
    with Terminal(fresh_images(blank), folder) as terminal:
        told = days.play(terminal, late=late)
        assert told.end == "over"
        assert told.announced[-1] == "exported"
    return dict(days.calls())


@DAYS
@pytest.mark.parametrize("power", ["the power stays", "the power goes too"])
def test_the_process_is_killed(
    days: StracedDays, blank: Path, tmp_path: Path, power: str, late: bool
) -> None:
    for call, times in sorted(calls_of_day(days, blank, tmp_path, late=late).items()):

        def at(number: int, call: str = call) -> list[str]:
            with Terminal(fresh_images(blank), tmp_path) as terminal:
                told = days.play(terminal, f"{call}:signal=KILL:when={number}", late=late)
                if told.end:
                    return [f"was not killed: {told.end}"]
                if power == "the power goes too":
                    for disk in terminal.disks.values():
                        disk.yank()
                    terminal.put_back()
                terminal.announced = told.announced
                return terminal.lost()

        lane = f"killed at {call}, {power}, late={late}"
        expect_no_losses(lane, chosen(range(1, times + 1), CUTS), at)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("pwrite64", "EIO"),
        ("pwrite64", "ENOSPC"),
        ("fsync", "EIO"),
        ("fallocate", "ENOSPC"),
        ("mkdirat", "EIO"),
    ],
)
@DAYS
def test_a_call_fails_once(
    days: StracedDays, blank: Path, tmp_path: Path, call: str, error: str, late: bool
) -> None:
    """The day goes on, or stops with a sentence; nothing that was announced is lost."""

    def at(number: int) -> list[str]:
        with Terminal(fresh_images(blank), tmp_path) as terminal:
            told = days.play(terminal, f"{call}:error={error}:when={number}", late=late)
            if not told.end:
                return ["the process died"]
            terminal.announced = told.announced
            return terminal.lost()

    times = calls_of_day(days, blank, tmp_path, late=late)[call]
    expect_no_losses(f"{call} {error}, late={late}", chosen(range(1, times + 1), CUTS), at)
