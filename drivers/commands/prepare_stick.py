"""``sealmark prepare-stick``: test that a stick keeps what it says, and make it empty for an election."""

import argparse
import re
from pathlib import Path

from device.errors import InputError
from drivers.block_device import BlockDevice, block_devices, find_device
from drivers.commands.progress_bar import ProgressBar
from drivers.kernel_entropy import KernelEntropy
from drivers.mounting import numbers_mounted_outside
from drivers.stick_preparing import (
    FORMATS,
    Holds,
    make_file_system,
    prove_capacity,
    size_text,
    what_it_holds,
)
from drivers.system_clock import SystemClock

_LABEL = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,10}\Z")
_NOWHERE = Path("/dev/null/none")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("device", type=Path, metavar="DEVICE", help="the whole stick, as /dev/sda")
    parser.add_argument(
        "--label", type=label, default="SEALMARK", help="its name: 1 to 11 of A-Z 0-9 _ - (SEALMARK)"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="ext4",
        help="ext4, which stands power cuts best (the default); exfat or fat32, which other systems read",
    )
    parser.add_argument("--erase", action="store_true", help="erase what it holds, unless it is ballots")
    parser.add_argument(
        "--erase-ballots", action="store_true", help="erase even the ballots of an election"
    )
    parser.add_argument("--not-removable", action="store_true", help="take a device that is no USB stick")


def label(text: str) -> str:
    """A name that every file system takes."""
    if _LABEL.match(text) is None:
        raise argparse.ArgumentTypeError("must be 1 to 11 of A-Z 0-9 _ -, and begin with a letter or digit")
    return text


def run(arguments: argparse.Namespace) -> int:
    """Refuse what should not be erased, test, and make the file system."""
    device = _device(arguments.device, not_removable=arguments.not_removable)
    _expect_erasable(device, arguments)
    made = FORMATS[arguments.format]
    made.command(arguments.label, device.node)  # before anything is overwritten: is the tool there?
    bar = ProgressBar("Testing the stick")
    try:
        prove_capacity(
            device,
            KernelEntropy().random_bytes,
            lambda done: bar.show(int(done * 100), 100),
            SystemClock().steady_s,
        )
    finally:
        bar.clear()
    make_file_system(device, made, arguments.label)
    size = size_text(device.size_bytes)
    print(f"The stick {device.node} keeps all of its {size}.")
    print(f"It is empty now, formatted as {arguments.format} and named {arguments.label}.")
    return 0


def _device(node: Path, *, not_removable: bool) -> BlockDevice:
    device = find_device(node)
    if device is None:
        raise InputError(f"{node} is no stick that is put in.")
    if device.name != device.disk:
        raise InputError(f"{node} is a part of /dev/{device.disk}: name the whole stick.")
    if not (device.usb or device.removable or not_removable):
        raise InputError(
            f"{node} is no stick but a disk of this machine: give --not-removable if it is meant."
        )
    if device.read_only:
        raise InputError(f"{node} is write-protected: slide its switch or use another one.")
    return device


def _expect_erasable(device: BlockDevice, arguments: argparse.Namespace) -> None:
    parts = [each for each in block_devices() if each.disk == device.disk]
    if numbers_mounted_outside(_NOWHERE) & {each.number for each in parts}:
        raise InputError(f"The device {device.node} is in use: unmount it first.")
    holds = what_it_holds(parts)
    if holds is Holds.BALLOTS and not arguments.erase_ballots:
        raise InputError(
            f"The stick {device.node} holds ballots or the record of an election: give --erase-ballots only"
            " if they are no longer needed."
        )
    if holds is Holds.FILES and not (arguments.erase or arguments.erase_ballots):
        raise InputError(
            f"The stick {device.node} is not empty: give --erase if what it holds may be lost."
        )
