"""Real USB sticks, pulled while they are written to: noticed, mounted, and healed by the product itself."""

import argparse
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.box_ballots import IDENTITY, MAX_BODY_BYTES, ballot, decide, record
from vm.disks import KINDS, make_image
from vm.gadget import modprobe, wait_for
from vm.gadget_stick import GadgetStick

from device.errors import MediumError
from device.hal import Medium, MediumState
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState
from device.records.box_enrolment import Enrolments
from device.records.box_finding import find_box
from device.records.box_states import BoxState
from drivers.commands.stick_slots import stick_media
from drivers.directory_medium import DirectoryMedium
from drivers.posix_files import PosixFiles
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
    failed: list[BaseException] = []
    arguments = argparse.Namespace(stick=[], stick_slots=2, stick_port=[], stick_mounts=tmp_path / "sticks")
    with stick_media(arguments, failed.append) as media:
        yield media
        for socket in sockets:
            socket.take_out()
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
