"""The arguments that say where sticks are put in, and the media that they make."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from device.errors import HardwareError, InputError
from drivers.directory_medium import DirectoryMedium
from drivers.posix_files import PosixFiles
from drivers.sole_use import sole_use
from drivers.stick_bay import StickBay
from drivers.stick_slot import StickSlot
from drivers.stick_sockets import KernelSockets
from drivers.stick_watch import KernelDiskEvents, StickWatch

MOUNT_FOLDER = Path("/run/sealmark/sticks")
MOST_SLOTS = 2
_NAMES = "AB"

Sticks = tuple[DirectoryMedium, ...]


def add_stick_arguments(parser: argparse.ArgumentParser) -> None:
    """Slots that notice and mount what is put in, or folders that somebody else has mounted."""
    parser.add_argument(
        "--stick-slots",
        type=int,
        choices=range(1, MOST_SLOTS + 1),
        default=MOST_SLOTS,
        help=f"how many sticks the terminal takes ({MOST_SLOTS}); they are mounted when they are put in",
    )
    parser.add_argument(
        "--stick-port",
        action="append",
        default=[],
        metavar="PORT",
        help="USB port of the next slot, as 1-1.2 in /sys/bus/usb/devices, or a disk, as mmcblk1;"
        " without it any USB port will do",
    )
    parser.add_argument(
        "--stick-mounts",
        type=Path,
        default=MOUNT_FOLDER,
        metavar="DIR",
        help=f"folder of the terminal's own in which sticks are mounted ({MOUNT_FOLDER})",
    )
    parser.add_argument(
        "--stick",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="instead of slots: a folder where somebody else has mounted a stick; one or two",
    )


def check_stick_arguments(arguments: argparse.Namespace) -> None:
    """Refuse what cannot be meant. Raises InputError."""
    folders = [folder.resolve() for folder in (arguments.internal, *arguments.stick)]
    if len(set(folders)) != len(folders):
        raise InputError("The internal medium and the sticks must be different folders.")
    if len(arguments.stick) > MOST_SLOTS or len(arguments.stick_port) > arguments.stick_slots:
        raise InputError(f"A terminal has at most {MOST_SLOTS} sticks, and a port for each slot.")
    if arguments.stick and arguments.stick_port:
        raise InputError("Give either the folders of sticks or the ports of slots, not both.")


@contextmanager
def stick_media(arguments: argparse.Namespace, failed: Callable[[BaseException], None]) -> Iterator[Sticks]:
    """The removable media for as long as this lasts; ``failed`` as for StickWatch.

    Raises HardwareError where sticks cannot be mounted, StateError where another program mounts them.
    """
    if arguments.stick:
        yield _media([PosixFiles(folder) for folder in arguments.stick])
        return
    slots = [StickSlot() for _ in range(arguments.stick_slots)]
    sockets = KernelSockets(_made(arguments.stick_mounts), arguments.stick_port)
    with sole_use(arguments.stick_mounts):
        sockets.clear()
        watch = StickWatch(StickBay(slots, arguments.stick_port, sockets), KernelDiskEvents(), failed)
        watch.start()
        try:
            yield _media(slots)
        finally:
            watch.close()


def _media(files: Sequence[StickSlot | PosixFiles]) -> Sticks:
    return tuple(
        DirectoryMedium(each, f"stick {name}", removable=True)
        for name, each in zip(_NAMES, files, strict=False)
    )


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise HardwareError(f"The folder {folder} for sticks cannot be made: {exc.strerror}.") from exc
    return folder
