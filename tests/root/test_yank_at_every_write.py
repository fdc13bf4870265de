"""ext4 is shut down before every durable step of a day: what was announced is there afterwards."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from support.root_cuts import chosen, expect_no_losses
from support.root_media import Flush
from support.root_strike import Steps
from support.root_terminal import LABELS, STICK, Terminal, fresh_images

from device.errors import MediumError
from hal_sim.power_supply import PowerCut

CUTS = 8
"""Cut points of each kind in an ordinary run, of about 150."""


def steps_of_day(blank: Path, folder: Path, labels: tuple[str, ...], *, late: bool) -> range:
    """The numbers of all durable steps on these disks, and the moment after the last one."""
    counted = Steps()
    with Terminal(fresh_images(blank), folder) as terminal:
        terminal.day(late=late, steps=dict.fromkeys(labels, counted))
    return range(1, counted.done + 2)


@pytest.mark.parametrize("flush", Flush, ids=lambda each: each.name)
@pytest.mark.parametrize("late", [False, True], ids=["stick from the start", "stick healed late"])
def test_the_power_goes(blank: Path, tmp_path: Path, flush: Flush, late: bool) -> None:
    def at(point: int) -> list[str]:
        with Terminal(fresh_images(blank), tmp_path) as terminal:

            def cut() -> None:
                for disk in terminal.disks.values():
                    disk.yank(flush)
                raise PowerCut

            steps = Steps(point, cut)
            with suppress(PowerCut):
                terminal.day(late=late, steps=dict.fromkeys(LABELS, steps))
                cut()
            terminal.put_back()
            return terminal.lost()

    points = steps_of_day(blank, tmp_path, LABELS, late=late)
    expect_no_losses(f"power cut, {flush.name}, late={late}", chosen(points, CUTS), at)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("late", [False, True], ids=["stick from the start", "stick healed late"])
def test_one_disk_is_pulled_and_the_program_runs_on(
    blank: Path, tmp_path: Path, label: str, late: bool
) -> None:
    """A pulled stick stops no voter; without the internal disk nothing more is announced."""

    def at(point: int) -> list[str]:
        with Terminal(fresh_images(blank), tmp_path) as terminal:
            try:
                terminal.day(late=late, steps={label: Steps(point, terminal.disks[label].yank)})
            except MediumError as exc:
                if label not in str(exc):
                    return [f"another medium was blamed: {exc}"]
            if label == STICK and terminal.left_open():
                return terminal.left_open()
            if label == STICK and not terminal.all_voted():
                return ["a pulled stick stopped the voting"]
            terminal.put_back()
            return terminal.lost()

    points = steps_of_day(blank, tmp_path, (label,), late=late)
    expect_no_losses(f"{label} pulled, late={late}", chosen(points, CUTS), at)


@pytest.mark.parametrize("late", [False, True], ids=["stick from the start", "stick healed late"])
def test_a_terminal_that_did_not_sync_would_be_found_out(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    with Terminal(fresh_images(blank), tmp_path) as terminal:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", lambda _fd: None)
            terminal.day(late=late)
        for disk in terminal.disks.values():
            disk.yank()
        terminal.put_back()
        assert terminal.lost()
