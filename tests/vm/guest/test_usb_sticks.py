"""Real USB sticks, pulled while they are written to: noticed, mounted, and healed by the product itself."""

import argparse
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.box_ballots import IDENTITY, MAX_BODY_BYTES, ballot, decide, record
from vm.disks import IMAGE_BYTES, KINDS, loop, make_image
from vm.gadget import modprobe, wait_for
from vm.gadget_stick import GadgetStick

from device.errors import MediumError
from device.hal import Medium, MediumState
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState
from device.records.box_enrolment import Enrolments
from device.records.box_finding import find_box
from device.records.box_states import BoxState
from drivers.__main__ import main
from drivers.block_device import block_devices
from drivers.commands.stick_slots import stick_media
from drivers.directory_medium import DirectoryMedium
from drivers.posix_files import PosixFiles
from drivers.stick_preparing import FORMATS
from hal_sim.entropy import SeededEntropy

Sockets = tuple[GadgetStick, GadgetStick]
Slots = tuple[DirectoryMedium, ...]

VOTERS = 8
PULLED_IN = 4
"""During this voter's steps the stick is pulled."""


@pytest.fixture(scope="module")
def sockets() -> Sockets:
    """Two USB ports that sticks are put into."""
    for module in ("usb_storage", "sd_mod", *KINDS):
        modprobe(module)
    return GadgetStick(1, "STICK-0001"), GadgetStick(2, "STICK-0002")


@pytest.fixture
def slots(sockets: Sockets, tmp_path: Path) -> Iterator[tuple[DirectoryMedium, ...]]:
    """The terminal's two slots, as ``sealmark run`` makes them."""
    with terminal_slots(tmp_path) as media:
        yield media
        for socket in sockets:
            socket.take_out()


@contextmanager
def terminal_slots(folder: Path) -> Iterator[Slots]:
    failed: list[BaseException] = []
    arguments = argparse.Namespace(stick=[], stick_slots=2, stick_port=[], stick_mounts=folder / "sticks")
    with stick_media(arguments, failed.append) as media:
        yield media
    assert failed == []


@pytest.fixture
def internal(tmp_path: Path) -> DirectoryMedium:
    (tmp_path / "internal").mkdir()
    return DirectoryMedium(PosixFiles(tmp_path / "internal"), "internal", removable=False)


def is_in(medium: Medium, state: MediumState) -> None:
    wait_for(lambda: medium.state() is state, f"{medium.label} to be {state}")


def held_by(medium: Medium) -> dict[bytes, BallotState | None]:
    box = find_box(medium)
    assert box is not None
    box.scan(lambda _ballot: None)
    found = {code: placed.state for code, placed in box.placed.items()}
    box.close()
    return found


def state_of(boxes: BallotBoxes, label: str) -> BoxState:
    return next(report.state for report in boxes.media() if report.label == label)


def caught_up(boxes: BallotBoxes, label: str) -> None:
    def done() -> bool:
        boxes.catch_up(lambda: 0.0)
        return state_of(boxes, label).usable

    wait_for(done, f"{label} to be in step")


@pytest.mark.parametrize("kind", KINDS)
def test_a_stick_pulled_while_ballots_are_written_loses_nothing_it_had_and_heals(
    kind: str,
    sockets: Sockets,
    slots: Slots,
    internal: DirectoryMedium,
    tmp_path: Path,
) -> None:
    socket, stick = sockets[0], slots[0]
    socket.put_in(make_image(tmp_path / "stick", kind))
    is_in(stick, MediumState.READY)
    assert kind in stick.unit()
    known = Enrolments()
    boxes = BallotBoxes.create(
        internal, (stick,), IDENTITY, MAX_BODY_BYTES, VOTERS, SeededEntropy(b"d"), known
    )
    on_stick = 0
    for number in range(VOTERS):
        pull = threading.Timer(0.02, socket.pull) if number == PULLED_IN else None
        if pull is not None:
            pull.start()
        record(boxes, ballot(number))
        decide(boxes, ballot(number), BallotState.CAST)
        if pull is not None:
            pull.join()
            wait_for(lambda: not state_of(boxes, stick.label).usable, "the pull to be noticed")
        on_stick = number + 1 if state_of(boxes, stick.label).usable else on_stick
    assert PULLED_IN <= on_stick <= PULLED_IN + 1
    assert state_of(boxes, stick.label) in (BoxState.MISSING, BoxState.FAILING)
    assert boxes.counts().cast == VOTERS
    with pytest.raises(MediumError):
        stick.has("ballot_box/box.bin")

    socket.put_back()
    is_in(stick, MediumState.READY)
    found = held_by(stick)
    assert all(found[ballot(number).code] is BallotState.CAST for number in range(on_stick))
    caught_up(boxes, stick.label)
    expected = {ballot(number).code: BallotState.CAST for number in range(VOTERS)}
    boxes.close()
    assert held_by(stick) == held_by(internal) == expected


def test_another_stick_in_the_slot_is_filled_only_when_a_poll_worker_takes_it_in(
    sockets: Sockets,
    slots: Slots,
    internal: DirectoryMedium,
    tmp_path: Path,
) -> None:
    first, second = sockets
    stick = slots[0]
    first.put_in(make_image(tmp_path / "first", "ext4"))
    is_in(stick, MediumState.READY)
    boxes = BallotBoxes.create(
        internal, (stick,), IDENTITY, MAX_BODY_BYTES, VOTERS, SeededEntropy(b"d"), Enrolments()
    )
    record(boxes, ballot(0))
    first.pull()
    is_in(stick, MediumState.MISSING)
    second.put_in(make_image(tmp_path / "second", "vfat"))
    is_in(stick, MediumState.READY)
    record(boxes, ballot(1))
    wait_for(lambda: _at(boxes, BoxState.UNENROLLED), "the strange stick to be noticed")
    assert find_box(stick) is None
    boxes.accept(stick)
    caught_up(boxes, stick.label)
    boxes.close()
    assert held_by(stick) == {ballot(0).code: None, ballot(1).code: None}


def _at(boxes: BallotBoxes, state: BoxState) -> bool:
    boxes.catch_up(lambda: 0.0)
    return boxes.media()[1].state is state


def test_a_stick_whose_switch_forbids_writing_is_told_and_stops_nobody(
    sockets: Sockets,
    slots: Slots,
    internal: DirectoryMedium,
    tmp_path: Path,
) -> None:
    stick = slots[0]
    sockets[0].put_in(make_image(tmp_path / "stick", "vfat"), write_protected=True)
    is_in(stick, MediumState.READ_ONLY)
    boxes = BallotBoxes.create(internal, (stick,), IDENTITY, MAX_BODY_BYTES, VOTERS, SeededEntropy(b"d"))
    record(boxes, ballot(0))
    assert state_of(boxes, stick.label) is BoxState.READ_ONLY
    assert boxes.counts().encrypted == 1
    boxes.close()


def device_of_the_only_stick() -> str:
    wait_for(lambda: any(each.usb for each in block_devices()), "the stick's disk")
    (node,) = [str(each.node) for each in block_devices() if each.usb]
    return node


EXPECTED_OPTIONS = {
    "ext4": {"errors=remount-ro"},
    "exfat": {"fmask=0077", "dmask=0077", "iocharset=utf8", "errors=remount-ro"},
    "vfat": {"fmask=0077", "dmask=0077", "utf8", "errors=remount-ro", "tz=UTC"},
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_new_stick_is_prepared_and_mounted_so_that_nothing_on_it_can_run(
    name: str, sockets: Sockets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image = tmp_path / "new"
    image.write_bytes(bytes(3 * IMAGE_BYTES))
    sockets[0].put_in(image)
    try:
        assert main(["prepare-stick", device_of_the_only_stick(), "--format", name]) == 0
        assert "keeps all of its 50.3 MB" in capsys.readouterr().out
        with terminal_slots(tmp_path) as (stick, _):
            assert stick.state() is MediumState.READY
            assert stick.unit().endswith(":STICK-0001")
            stick.write_file("ballot_box/one", b"x")
            lines = Path("/proc/self/mountinfo").read_text().splitlines()
            (line,) = [each.split() for each in lines if str(tmp_path / "sticks") in each]
        assert {"rw", "nosuid", "nodev", "noexec", "nosymfollow", "noatime"} <= set(line[5].split(","))
        assert EXPECTED_OPTIONS[FORMATS[name].kind] <= set(line[-1].split(","))
        assert main(["prepare-stick", device_of_the_only_stick(), "--erase"]) == 2
        assert "ballots" in capsys.readouterr().err
    finally:
        sockets[0].take_out()


@pytest.mark.parametrize(
    ("how", "beyond"), [("wraps around", "linear {node} 0"), ("drops what it has no room for", "zero")]
)
def test_a_fake_stick_is_found_out(
    how: str, beyond: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stick of 16.8 MB that says it has 33.6 MB; not on USB, where the gadget would remember all."""
    for module in ("loop", "dm_mod", "dm_zero"):
        modprobe(module)
    (tmp_path / "chip").write_bytes(bytes(IMAGE_BYTES))
    length = IMAGE_BYTES // 512
    with loop(tmp_path / "chip") as node:
        table = f"0 {length} linear {node} 0\n{length} {length} {beyond.format(node=node)}\n"
        quiet = {**os.environ, "DM_DISABLE_UDEV": "1"}
        subprocess.run(["dmsetup", "create", "fake"], input=table, text=True, check=True, env=quiet)
        try:
            assert main(["prepare-stick", "/dev/mapper/fake", "--not-removable"]) == 2
            said = capsys.readouterr().err
            assert "is a fake: it says that it keeps 33.6 MB, but it keeps about 16.8 MB" in said, how
        finally:
            subprocess.run(["dmsetup", "remove", "--retry", "fake"], check=True, env=quiet)
