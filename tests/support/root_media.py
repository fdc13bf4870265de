"""ext4 behind a loop device, for tests that run as root: mounted, yanked, put back, always cleared away."""

import ctypes
import ctypes.util
import errno
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

_NEEDED = {"mkfs.ext4": "e2fsprogs", "strace": "strace"}
_LIBC = ctypes.CDLL(None, use_errno=True)
# linux/fs.h, linux/loop.h, fs/ext4/ext4.h
_MS_RDONLY, _MS_NOSUID_NODEV_NOEXEC, _MS_NOSYMFOLLOW, _MNT_DETACH = 1, 2 | 4 | 8, 256, 2
_LOOP_CTL_GET_FREE, _LOOP_CONFIGURE, _LO_FLAGS_AUTOCLEAR = 0x4C82, 0x4C0A, 4
_LOOP_CONFIG = "=I56xI240x"  # the backing file, and the flags; all else stays zero
_EXT4_IOC_SHUTDOWN = 0x8004587D


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
        except OSError as exc:
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
    subprocess.run(["mkfs.ext4", "-q", "-F", *options, str(image)], check=True)
    return image


class LoopDisk:
    """An ext4 in ``image`` that can be mounted at ``folder`` by way of a loop device.

    The device frees itself when the last use of it ends, even if this process is killed.
    """

    def __init__(self, image: Path, folder: Path) -> None:
        self.image = image
        self.folder = folder
        self._mounted = False
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "LoopDisk":
        self.mount()
        return self

    def __exit__(self, *_: object) -> None:
        self.unmount()

    def mount(self, *, read_only: bool = False) -> None:
        """Put the disk in. Raises OSError."""
        flags = _MS_NOSUID_NODEV_NOEXEC | _MS_NOSYMFOLLOW | (_MS_RDONLY if read_only else 0)
        device, fd = _loop_device(self.image)
        try:
            _check(_LIBC.mount(device.encode(), bytes(self.folder), b"ext4", flags, None))
        finally:
            os.close(fd)
        self._mounted = True

    def unmount(self) -> None:
        """Take the disk out, whatever became of it; never raises."""
        if self._mounted:
            unmount(self.folder)
        self._mounted = False

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


def unmount(folder: Path) -> None:
    """Unmount, lazily where something is still open there; never raises."""
    if _LIBC.umount2(bytes(folder), 0):
        _LIBC.umount2(bytes(folder), _MNT_DETACH)


def _loop_device(image: Path) -> tuple[str, int]:
    """A loop device over ``image`` that lives as long as it is used; its path and an open handle."""
    control = os.open("/dev/loop-control", os.O_RDWR)
    backing = os.open(image, os.O_RDWR)
    try:
        while True:
            device = f"/dev/loop{fcntl.ioctl(control, _LOOP_CTL_GET_FREE)}"
            fd = os.open(device, os.O_RDWR)
            try:
                fcntl.ioctl(fd, _LOOP_CONFIGURE, struct.pack(_LOOP_CONFIG, backing, _LO_FLAGS_AUTOCLEAR))
            except OSError as exc:
                os.close(fd)
                if exc.errno != errno.EBUSY:  # somebody else was quicker to take this one
                    raise
            else:
                return device, fd
    finally:
        os.close(backing)
        os.close(control)


def _check(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
