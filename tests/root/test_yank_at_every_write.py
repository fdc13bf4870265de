"""ext4 is shut down before every durable step of a day: what was announced is there afterwards."""

import os
from contextlib import suppress
from pathlib import Path
from shutil import copyfile

import pytest
from support.root_cuts import chosen, expect_no_losses
from support.root_day import play
from support.root_losses import Announced, losses
from support.root_media import Flush, LoopDisk, format_ext4
from support.root_strike import Steps, struck_medium

from device.errors import MediumError
from hal_sim.power_supply import PowerCut

LABELS = ("internal", "stick A")
CUTS = 24
"""Cut points of each kind in an ordinary run, of about 150."""


class Terminal:
    """Two fresh disks; ``day`` plays on them until something strikes, ``lost`` looks what is left."""

    def __init__(self, blank: Path, folder: Path) -> None:
        self.disks: dict[str, LoopDisk] = {}
        for label in LABELS:
            image = blank.with_name(f"{label}.img")
            copyfile(blank, image)
            self.disks[label] = LoopDisk(image, folder / label)
        self.announced: list[str] = []

    def __enter__(self) -> "Terminal":
        for disk in self.disks.values():
            disk.mount()
        return self

    def __exit__(self, *_: object) -> None:
        for disk in self.disks.values():
            disk.unmount()

    def day(self, steps: dict[str, Steps], *, late: bool) -> None:
        internal, stick = (struck_medium(self.disks[each].folder, each, steps[each]) for each in LABELS)
        play(internal, stick, self.announced.append, late=late)

    def lost(self) -> list[str]:
        for disk in self.disks.values():
            disk.put_back()
        media = [self.disks[label].medium(label) for label in LABELS]
        return losses(media[0], media[1], Announced(self.announced))


@pytest.fixture
def blank(images: Path) -> Path:
    return format_ext4(images / "blank.img")


def steps_of_day(blank: Path, folder: Path, labels: tuple[str, ...], *, late: bool) -> range:
    """The numbers of all durable steps on these disks, and the moment after the last one."""
    counted, others = Steps(), Steps()
    with Terminal(blank, folder) as terminal:
        terminal.day({label: counted if label in labels else others for label in LABELS}, late=late)
    return range(1, counted.done + 2)


@pytest.mark.parametrize("flush", Flush, ids=lambda each: each.name)
@pytest.mark.parametrize("late", [False, True], ids=["stick from the start", "stick healed late"])
def test_the_power_goes(blank: Path, tmp_path: Path, flush: Flush, late: bool) -> None:
    def at(point: int) -> list[str]:
        with Terminal(blank, tmp_path) as terminal:

            def cut() -> None:
                for disk in terminal.disks.values():
                    disk.yank(flush)
                raise PowerCut

            steps = Steps(point, cut)
            with suppress(PowerCut):
                terminal.day(dict.fromkeys(LABELS, steps), late=late)
                cut()
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
        with Terminal(blank, tmp_path) as terminal:
            steps = {each: Steps() for each in LABELS}
            steps[label] = Steps(point, terminal.disks[label].yank)
            try:
                terminal.day(steps, late=late)
            except MediumError as exc:
                if label not in str(exc):
                    return [f"another medium was blamed: {exc}"]
            if label == "stick A" and "events 10" not in terminal.announced:
                return ["a pulled stick stopped the voting"]
            return terminal.lost()

    points = steps_of_day(blank, tmp_path, (label,), late=late)
    expect_no_losses(f"{label} pulled, late={late}", chosen(points, CUTS), at)


@pytest.mark.parametrize("late", [False, True], ids=["stick from the start", "stick healed late"])
def test_a_terminal_that_did_not_sync_would_be_found_out(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    with Terminal(blank, tmp_path) as terminal:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", lambda _fd: None)
            terminal.day({label: Steps() for label in LABELS}, late=late)
        for disk in terminal.disks.values():
            disk.yank()
        assert terminal.lost()
