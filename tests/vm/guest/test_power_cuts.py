"""Every write that reaches a stick is a moment to cut the power at, on each file system that sticks have.

The product's ballot boxes write through a device-mapper target that logs; the log is replayed up to
each moment, mounted and opened by the product again.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.box_ballots import IDENTITY, MAX_BODY_BYTES, ballot, decide, record
from vm.disks import KINDS, drop_caches, loop, make_image, mapped, mark, remap
from vm.gadget import modprobe
from vm.write_log import Cut, cuts, read_log, replayed

from device.errors import SealmarkError, StorageError
from device.hal import Medium, MediumState
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState
from device.records.box_enrolment import Enrolments
from device.records.box_finding import find_box
from device.records.box_states import BoxState
from drivers.directory_medium import DirectoryMedium
from drivers.mounting import mount, unmount
from drivers.posix_file import PosixFile
from drivers.posix_files import PosixFiles
from hal_sim.entropy import SeededEntropy

DECISIONS = (BallotState.CAST, BallotState.CHALLENGED, BallotState.SPOILED, BallotState.CAST)
CAPACITY = 6
MOST_CUTS = int(os.environ.get("SEALMARK_VM_CUTS", "20"))
HEALED_ONE_IN = 4
CONTROL_CUTS = 40
IMAGE_BYTES = 4 << 20
LOG_BYTES = 48 << 20
STICK, INTERNAL = "stick", "internal"
SERIES = [(kind, STICK) for kind in KINDS] + [("ext4", INTERNAL)]

Found = dict[bytes, BallotState | None]


class Paths:
    """Where things of one series stand."""

    def __init__(self, top: Path) -> None:
        self.logged, self.plain = top / "logged", top / "plain"
        self.image, self.log, self.cut = top / "image", top / "log", top / "cut"
        for folder in (self.logged, self.plain):
            folder.mkdir()


@contextmanager
def at(node: Path, kind: str, folder: Path) -> Iterator[None]:
    mount(node, kind, folder)
    try:
        yield
    finally:
        unmount(folder)


def play(logged: Medium, plain: Medium, role: str, name: str) -> Enrolments:
    """The day: after each step that was reported durable, a mark."""
    internal, stick = (logged, plain) if role == INTERNAL else (plain, logged)
    known = Enrolments()
    boxes = BallotBoxes.create(
        internal, (stick,), IDENTITY, MAX_BODY_BYTES, 6, SeededEntropy(b"day"), known
    )
    mark(name, "created")
    for number, state in enumerate(DECISIONS):
        record(boxes, ballot(number))
        mark(name, f"recorded-{number}")
        decide(boxes, ballot(number), state)
        mark(name, f"decided-{number}")
    assert all(report.state is BoxState.IN_STEP for report in boxes.media())
    boxes.close()
    return known


def found_on(medium: Medium) -> Found | None:
    """What the medium's box holds by itself; None if it has no box."""
    box = find_box(medium)
    if box is None:
        return None
    box.scan(lambda _ballot: None)
    found = {code: placed.state for code, placed in box.placed.items()}
    bodies = {ballot(number).code: ballot(number).body for number in range(len(DECISIONS))}
    if any(box.read(code).body != bodies.get(code) for code in found):
        raise StorageError("the box holds a ballot that nobody made")
    box.close()
    return found


def losses(medium: Medium, cut: Cut) -> list[str]:
    """What was reported durable and is not there, or is there and is none of the day's."""
    found = found_on(medium)
    if found is None:
        return ["the ballot box is gone"]
    lost = []
    for number, state in enumerate(DECISIONS):
        code = ballot(number).code
        if f"recorded-{number}" in cut.marks and code not in found:
            lost.append(f"ballot {number} is missing")
        if f"decided-{number}" in cut.marks and found.get(code) is not state:
            lost.append(f"ballot {number} is not decided as it was")
        if found.get(code) not in (None, state):
            lost.append(f"ballot {number} is decided differently")
    return lost


def heals(medium: Medium, whole: Medium, known: Enrolments) -> list[str]:
    """Beside an internal box that is whole, the cut stick comes in step again."""
    boxes = BallotBoxes.open(whole, (medium,), IDENTITY, SeededEntropy(b"next"), len(DECISIONS), known)
    states = [report.state for report in boxes.media()]
    boxes.close()
    lost = [] if all(state.usable for state in states) else [f"the stick does not heal: {states}"]
    return lost if found_on(medium) == found_on(whole) else [*lost, "the boxes differ after healing"]


@dataclass(frozen=True, slots=True)
class Trial:
    """How many cuts were tried, of how many, and what was lost."""

    tried: int
    in_all: int
    lost: list[str]


def trial(kind: str, role: str, top: Path, most: int) -> Trial:
    """Play the day on a fresh file system, and cut the power."""
    for module in ("loop", "dm_log_writes", kind):
        modprobe(module)
    paths = Paths(top)
    make_image(paths.image, kind, IMAGE_BYTES)
    base = paths.image.read_bytes()
    paths.log.touch()
    os.truncate(paths.log, LOG_BYTES)
    plain = DirectoryMedium(PosixFiles(paths.plain), "plain", removable=role == INTERNAL)
    logged = DirectoryMedium(PosixFiles(paths.logged), "logged", removable=role == STICK)
    with loop(paths.image) as disk, loop(paths.log) as log:
        table = f"log-writes {disk} {log}"
        with mapped("logged", IMAGE_BYTES, table) as node, at(node, kind, paths.logged):
            known = play(logged, plain, role, "logged")
        entries = read_log(log)
    chosen, in_all = cuts(entries, most, seed=len(kind))
    lost: list[str] = []
    paths.cut.write_bytes(base)
    with loop(paths.cut) as disk:
        for number, cut in enumerate(chosen):
            with paths.cut.open("r+b") as file:
                file.write(replayed(base, entries, cut))
            with at(disk, kind, paths.logged):
                healing = role == STICK and number % HEALED_ONE_IN == 0
                found = _opened(logged, cut, plain, known if healing else None)
            lost += [f"{cut.name}: {each}" for each in found]
    return Trial(len(chosen), in_all, lost)


def _opened(medium: Medium, cut: Cut, whole: Medium, known: Enrolments | None) -> list[str]:
    """The losses on ``medium``; with ``known`` also whether it heals."""
    try:
        return losses(medium, cut) + ([] if known is None else heals(medium, whole, known))
    except SealmarkError as exc:
        return [f"the product cannot go on: {type(exc).__name__}: {exc}"]


@pytest.mark.parametrize(("kind", "role"), SERIES)
def test_no_cut_loses_a_ballot_that_was_reported_durable(
    kind: str, role: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    done = trial(kind, role, tmp_path, MOST_CUTS)
    figure = f"{kind} as {role}: {done.tried} of {done.in_all} power cuts tried, {len(done.lost)} losses"
    record_property("figure", figure)
    assert done.in_all > 2 * len(DECISIONS)
    assert done.lost == []


def test_the_same_cuts_find_losses_where_nothing_is_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PosixFile, "fsync", lambda _file: None)
    assert trial("ext4", STICK, tmp_path, CONTROL_CUTS).lost != []


@pytest.mark.parametrize("kind", KINDS)
def test_a_stick_that_lies_is_found_out_by_reading_back(kind: str, tmp_path: Path) -> None:
    for module in ("loop", "dm_flakey", kind):
        modprobe(module)
    paths = Paths(tmp_path)
    make_image(paths.image, kind, IMAGE_BYTES)
    internal = DirectoryMedium(PosixFiles(paths.plain), "internal", removable=False)
    stick = DirectoryMedium(PosixFiles(paths.logged), "stick A", removable=True)
    with (
        loop(paths.image) as disk,
        mapped("liar", IMAGE_BYTES, f"linear {disk} 0") as node,
        at(node, kind, paths.logged),
    ):
        boxes = BallotBoxes.create(internal, (stick,), IDENTITY, MAX_BODY_BYTES, 6, SeededEntropy(b"day"))
        record(boxes, ballot(0))
        remap("liar", IMAGE_BYTES, f"flakey {disk} 0 0 3600 1 drop_writes")
        record(boxes, ballot(1))
        assert [report.state for report in boxes.media()] == [BoxState.IN_STEP, BoxState.LYING]
        assert stick.state() is MediumState.LYING
        assert boxes.counts().encrypted == 2
        boxes.close()
    drop_caches()
    assert set(found_on(internal) or {}) == {ballot(0).code, ballot(1).code}
