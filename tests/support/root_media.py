"""ext4 behind a loop device, for tests that run as root: mounted, yanked, put back, always cleared away."""

import ctypes.util
import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Callable
from enum import IntEnum
from functools import cache
from pathlib import Path

from drivers.directory_medium import DirectoryMedium
from drivers.posix_files import PosixFiles

IMAGE_BYTES = 10 << 20
BLOCK_BYTES = 4096
_MOUNT_OPTIONS = "nosuid,nodev,noexec,nosymfollow"
_EXT4_IOC_SHUTDOWN = 0x8004587D
_NEEDED = {"losetup": "mount", "mount": "mount", "mkfs.ext4": "e2fsprogs", "strace": "strace"}


class Flush(IntEnum):
    """What still reaches the disk when ext4 is shut down (``EXT4_GOING_FLAGS_*`` of the kernel)."""

    EVERYTHING = 0  # as a file system that is frozen first
    JOURNAL = 1  # what is in the journal, not the data
    NOTHING = 2  # a yank, or a power cut


def what_is_missing() -> str:
    """Why these tests cannot run here, with the command that helps; "" when they can."""
    packages = sorted({package for tool, package in _NEEDED.items() if shutil.which(tool) is None})
    if not ctypes.util.find_library("fuse3"):
        packages.append("fuse3")
    if packages:
        return f"not installed: apt-get install --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0:
        return "needs root for loop devices and mounts: sudo make test-root"
    absent = [device for device in ("/dev/loop-control", "/dev/fuse") if not Path(device).exists()]
    if absent:
        return f"the kernel has no {' and no '.join(absent)} here; a container needs --privileged"
    if "ext4" not in Path("/proc/filesystems").read_text():
        return "the kernel has no ext4 here: modprobe ext4"
    return _why_no_mount()


@cache
def _why_no_mount() -> str:
    with tempfile.TemporaryDirectory() as folder:
        disk = LoopDisk(format_ext4(Path(folder) / "try.img"), Path(folder) / "try")
        try:
            disk.mount()
        except AssertionError as exc:
            return f"loop devices cannot be mounted here ({exc}); a container needs --privileged"
        finally:
            disk.unmount()
    return ""


def format_ext4(image: Path) -> Path:
    """Make ``image`` a small, sparse ext4 with a journal."""
    with image.open("wb") as file:
        file.truncate(IMAGE_BYTES)
    options = [
        "-b",
        str(BLOCK_BYTES),
        "-J",
        "size=4",
        "-E",
        "lazy_itable_init=0,lazy_journal_init=0,nodiscard",
    ]
    run("mkfs.ext4", "-q", "-F", *options, str(image))
    return image


class LoopDisk:
    """An ext4 in ``image`` that can be mounted at ``folder`` by way of a loop device."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.image = image
        self.folder = folder
        self._device = ""
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "LoopDisk":
        self.mount()
        return self

    def __exit__(self, *_: object) -> None:
        self.unmount()

    def mount(self, *, read_only: bool = False) -> None:
        """Put the disk in."""
        self._device = run("losetup", "--find", "--show", str(self.image)).strip()
        options = _MOUNT_OPTIONS + (",ro" if read_only else "")
        run("mount", "-t", "ext4", "-o", options, self._device, str(self.folder))

    def unmount(self) -> None:
        """Take the disk out, whatever became of it; never raises."""
        if not self._device:
            return
        if subprocess.run(["umount", str(self.folder)], capture_output=True, check=False).returncode:
            subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True, check=False)
        subprocess.run(["losetup", "--detach", self._device], capture_output=True, check=False)
        self._device = ""

    def yank(self, flush: Flush = Flush.NOTHING) -> None:
        """Shut ext4 down under whoever uses it: from now on every access is an error."""
        fd = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(fd, _EXT4_IOC_SHUTDOWN, struct.pack("I", flush))
        finally:
            os.close(fd)

    def put_back(self) -> None:
        """Take it out and mount it again: what ext4 left in its journal is replayed."""
        self.unmount()
        self.mount()

    def medium(self, label: str) -> DirectoryMedium:
        """The product's medium on it."""
        return DirectoryMedium(PosixFiles(self.folder), label, removable=label != "internal")


MakeDisk = Callable[[str], LoopDisk]
"""Makes a fresh, mounted disk of that label, which is cleared away when the test ends."""


def run(*command: str) -> str:
    """Run a command; return what it printed. Raises AssertionError with what it complained of."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout
