"""Sticks that are loop devices: noticed by the kernel's events, mounted, looked into and prepared."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from support.root_media import format_ext4

from device.errors import MediumError, MediumMissing
from device.hal import SECTOR_BYTES, MediumState
from device.records.box_finding import BOX_FOLDER
from drivers.__main__ import main
from drivers.block_device import BlockDevice, find_device
from drivers.directory_medium import DirectoryMedium
from drivers.mounting import mounted, numbers_mounted_outside
from drivers.raw_device import sole_device
from drivers.stick_bay import StickBay
from drivers.stick_preparing import Holds, what_it_holds
from drivers.stick_slot import StickSlot
from drivers.stick_sockets import KernelSockets, PutIn
from drivers.stick_watch import KernelDiskEvents, StickWatch

_LOOP_CTL_REMOVE = 0x4C81  # <linux/loop.h>
NOBODY = 65534
ROOT = Path(__file__).parents[2]
PATIENCE_S = 20.0
SECTOR = b"x" * SECTOR_BYTES
IMAGE_BYTES = 24 << 20
Attach = Callable[..., Path]


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class HidingSockets(KernelSockets):
    """The kernel's sockets, of which a test can hide a disk: a mounted loop device cannot be yanked."""

    def __init__(self, folder: Path, ports: list[str]) -> None:
        super().__init__(folder, ports)
        self.hidden: set[tuple[str, int]] = set()

    def put_in(self) -> tuple[PutIn, ...]:
        found = super().put_in()
        return tuple(
            each for each in found if (each.parts[0].name, each.parts[0].sequence) not in self.hidden
        )

    def pull(self) -> None:
        self.hidden |= {(each.parts[0].name, each.parts[0].sequence) for each in super().put_in()}


@pytest.fixture
def attach() -> Iterator[Attach]:
    """Makes an image a disk, under a name of the kernel's choice or under a given one."""
    with ExitStack() as stack:

        def attached(image: Path, *options: str, node: Path | None = None) -> Path:
            where = ["--find", "--show"] if node is None else [str(node)]
            made = run("losetup", *options, *where, str(image)).strip()
            found = Path(made) if node is None else node
            stack.callback(subprocess.run, ["losetup", "-d", str(found)], capture_output=True, check=False)
            return found

        yield attached


@pytest.fixture
def spare() -> Iterator[Path]:
    """A loop device that is not there yet, and whose number nobody else is given meanwhile."""
    number = 1000 + os.getpid() % 100_000
    yield Path(f"/dev/loop{number}")
    with open("/dev/loop-control") as control, suppress(OSError):  # noqa: PTH123 - a device
        fcntl.ioctl(control, _LOOP_CTL_REMOVE, number)


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    folder = tmp_path / "sticks"
    folder.mkdir()
    return folder


def device_at(node: Path) -> BlockDevice:
    found = find_device(node)
    assert found is not None
    return found


def mount_line(below: Path) -> list[str]:
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    (line,) = [each.split() for each in lines if str(below) in each]
    return line


def eventually(holds: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


class Terminal:
    """A slot with a watch, on the port ``port``."""

    def __init__(self, mounts: Path, port: str) -> None:
        self.mounts = mounts
        self.slot = StickSlot()
        self.medium = DirectoryMedium(self.slot, "stick A", removable=True)
        self.sockets = HidingSockets(mounts, [port])
        self.sockets.clear()
        self.bay = StickBay([self.slot], [], self.sockets)
        self.errors: list[BaseException] = []
        self.watch = StickWatch(self.bay, KernelDiskEvents(), self.errors.append)

    def __enter__(self) -> "Terminal":
        self.watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.watch.close()
        assert not self.errors

    def pull(self) -> None:
        self.sockets.pull()
        eventually(lambda: self.slot.stick is None and not list(self.mounts.iterdir()))


def test_a_stick_is_noticed_mounted_safely_and_unmounted(
    images: Path, mounts: Path, attach: Attach, spare: Path
) -> None:
    with Terminal(mounts, spare.name) as terminal:
        assert terminal.medium.state() is MediumState.MISSING
        attach(format_ext4(images / "a.img"), node=spare)
        eventually(lambda: terminal.medium.state() is MediumState.READY)
        line = mount_line(mounts)
        assert {"rw", "nosuid", "nodev", "noexec", "nosymfollow", "noatime"} <= set(line[5].split(","))
        assert "errors=remount-ro" in line[-1]
        assert terminal.medium.unit().startswith("ext4 ")
        terminal.medium.create_region("box.bin", SECTOR_BYTES).write(0, SECTOR)
    assert str(mounts) not in Path("/proc/self/mountinfo").read_text()
    assert list(mounts.iterdir()) == []


def test_another_stick_under_the_same_name_never_gets_what_was_meant_for_the_first(
    images: Path, mounts: Path, attach: Attach, spare: Path
) -> None:
    first, second = (format_ext4(images / name) for name in ("a.img", "b.img"))
    node = attach(first, node=spare)
    with Terminal(mounts, node.name) as terminal:
        region = terminal.medium.create_region("box.bin", SECTOR_BYTES)
        unit = terminal.medium.unit()
        terminal.pull()
        run("losetup", "-d", str(node))
        attach(second, node=node)
        eventually(lambda: terminal.medium.state() is MediumState.READY)
        assert terminal.medium.unit() not in ("", unit)
        other = terminal.medium.create_region("box.bin", SECTOR_BYTES)
        with pytest.raises(MediumMissing):
            region.write(0, SECTOR)
        region.close()
        assert other.read(0, SECTOR_BYTES) == bytes(SECTOR_BYTES)
        terminal.pull()
        run("losetup", "-d", str(node))
        attach(first, node=node)
        eventually(lambda: terminal.medium.unit() == unit)
        assert terminal.medium.open_region("box.bin").read(0, SECTOR_BYTES) == bytes(SECTOR_BYTES)


def test_a_write_protected_stick_is_read_and_says_so(images: Path, mounts: Path, attach: Attach) -> None:
    node = attach(format_ext4(images / "a.img"), "--read-only")
    with Terminal(mounts, node.name) as terminal:
        assert terminal.medium.state() is MediumState.READ_ONLY
        assert "ro" in mount_line(mounts)[5].split(",")
        assert terminal.medium.list_files("") == []
        with pytest.raises(MediumError, match="write-protected"):
            terminal.medium.write_file("a", b"x")


def test_a_stick_without_a_file_system_of_ours_is_not_readable(
    images: Path, mounts: Path, attach: Attach
) -> None:
    image = images / "a.img"
    image.write_bytes(os.urandom(1 << 20))
    node = attach(image)
    with Terminal(mounts, node.name) as terminal:
        assert terminal.medium.state() is MediumState.UNREADABLE


def test_a_damaged_file_system_is_not_readable_and_leaves_nothing_mounted(
    images: Path, mounts: Path, attach: Attach
) -> None:
    image = format_ext4(images / "a.img")
    with image.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)  # the group descriptors, not the superblock
    node = attach(image)
    with Terminal(mounts, node.name) as terminal:
        assert terminal.medium.state() is MediumState.UNREADABLE
        assert list(mounts.iterdir()) == []


def test_a_disk_that_somebody_else_has_mounted_is_no_stick(
    images: Path, tmp_path: Path, mounts: Path, attach: Attach
) -> None:
    node = attach(format_ext4(images / "a.img"))
    (tmp_path / "elsewhere").mkdir()
    with mounted(node, "ext4", tmp_path / "elsewhere", read_only=False):
        assert device_at(node).number in numbers_mounted_outside(mounts)
        with Terminal(mounts, node.name) as terminal:
            assert terminal.medium.state() is MediumState.MISSING


def test_what_a_program_that_was_killed_left_mounted_is_cleared_away(
    images: Path, mounts: Path, attach: Attach
) -> None:
    node = attach(format_ext4(images / "a.img"))
    left = KernelSockets(mounts, [node.name])
    left.mount(left.put_in()[0])
    assert len(list(mounts.iterdir())) == 1
    with Terminal(mounts, node.name) as terminal:
        assert terminal.medium.state() is MediumState.READY
        assert len(list(mounts.iterdir())) == 1


AS_THE_SERVICE = """
import argparse, sys
from pathlib import Path
from drivers.commands.stick_slots import stick_media
from drivers.process_hardening import forbid_dumps

forbid_dumps()
port, mounts = sys.argv[1:]
arguments = argparse.Namespace(stick=[], stick_slots=1, stick_port=[port], stick_mounts=Path(mounts))
with stick_media(arguments, print) as (medium,):
    medium.write_file("ballot_box/one", b"kept")
    print(medium.state().value, medium.read_file("ballot_box/one", 4))
"""


def test_a_user_with_the_capabilities_of_the_service_and_no_others_mounts_and_writes(
    images: Path, mounts: Path, attach: Attach
) -> None:
    if shutil.which("setpriv") is None:
        pytest.skip("no setpriv here: apt-get install --no-install-recommends util-linux")
    unit = (ROOT / "images/sealmark.service").read_text()
    (names,) = [line.partition("=")[2] for line in unit.splitlines() if line.startswith("AmbientCap")]
    own = ",".join("+" + name.removeprefix("CAP_").lower() for name in names.split())
    node = attach(format_ext4(images / "a.img"))
    os.chown(mounts, NOBODY, NOBODY)
    said = run(
        *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"),
        *("--inh-caps", own, "--ambient-caps", own, "--bounding-set", f"-all,{own}"),
        *("env", f"PYTHONPATH={ROOT}", sys.executable, "-c", AS_THE_SERVICE, node.name, str(mounts)),
    )
    assert said == "ready b'kept'\n"


def blank(images: Path) -> Path:
    image = images / "blank.img"
    with image.open("wb") as file:
        file.truncate(IMAGE_BYTES)
    return image


def test_a_blank_stick_is_tested_and_formatted(
    images: Path, mounts: Path, attach: Attach, capsys: pytest.CaptureFixture[str]
) -> None:
    node = attach(blank(images))
    assert main(["prepare-stick", str(node)]) == 2
    assert "--not-removable" in capsys.readouterr().err
    assert main(["prepare-stick", str(node), "--not-removable", "--label", "A"]) == 0
    assert "keeps all of its 25.2 MB" in capsys.readouterr().out
    assert what_it_holds([device_at(node)]) is Holds.NOTHING
    with Terminal(mounts, node.name) as terminal:
        assert terminal.medium.state() is MediumState.READY
        assert terminal.medium.list_files("") == []


def test_files_and_ballots_are_erased_only_by_who_says_so(
    images: Path, tmp_path: Path, attach: Attach, capsys: pytest.CaptureFixture[str]
) -> None:
    node = attach(format_ext4(images / "a.img"))
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    command = ["prepare-stick", str(node), "--not-removable"]
    with mounted(node, "ext4", folder, read_only=False):
        (folder / "holiday.jpg").write_bytes(b"x")
        assert main(command) == 2
        assert "in use" in capsys.readouterr().err
        with pytest.raises(OSError, match="busy"), sole_device(device_at(node)):
            pass
    assert main(command) == 2
    assert "not empty" in capsys.readouterr().err
    with mounted(node, "ext4", folder, read_only=False):
        (folder / BOX_FOLDER).mkdir()
    assert main([*command, "--erase"]) == 2
    assert "ballots" in capsys.readouterr().err
    assert what_it_holds([device_at(node)]) is Holds.BALLOTS
    assert main([*command, "--erase-ballots"]) == 0
    assert what_it_holds([device_at(node)]) is Holds.NOTHING


def test_a_stick_whose_data_cannot_be_looked_into_is_not_erased_by_mistake(
    images: Path, attach: Attach, capsys: pytest.CaptureFixture[str]
) -> None:
    image = images / "a.img"
    image.write_bytes(os.urandom(1 << 20))
    node = attach(image)
    assert main(["prepare-stick", str(node), "--not-removable"]) == 2
    assert "not empty" in capsys.readouterr().err


def test_a_write_protected_stick_is_not_prepared(
    images: Path, attach: Attach, capsys: pytest.CaptureFixture[str]
) -> None:
    node = attach(blank(images), "--read-only")
    assert main(["prepare-stick", str(node), "--not-removable"]) == 2
    assert "write-protected" in capsys.readouterr().err
