"""Mounting sticks ourselves: no automounter, nothing on them may run, be a device or lead elsewhere.

Python has no call for mount(2), so the C library is called by hand. The program mount(8) is no way
round it: it refuses to work for anybody but root, whatever capabilities a service has.
"""

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# <sys/mount.h>, <linux/mount.h>
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_NOSYMFOLLOW, _MS_NOATIME = 1, 2, 4, 8, 256, 1024
_ALWAYS = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC | _MS_NOSYMFOLLOW | _MS_NOATIME
_MNT_DETACH, _UMOUNT_NOFOLLOW = 2, 8
_READ_ONLY_ERRORS = frozenset({errno.EROFS, errno.EACCES})
_MOST_MOUNTED_OVER = 64

MOUNT_TABLE = Path("/proc/self/mountinfo")
KINDS = ("ext4", "exfat", "vfat")
"""The file systems that are mounted; ``vfat`` is the kernel's name for FAT32."""


def mount_options(kind: str, user: int, group: int) -> str:
    """The file system's own options. Whatever goes wrong inside of it, it must not go on writing.

    FAT has no owners: all files are given to ``user`` alone. Its times are read as UTC, as those of
    exFAT are anyway. Raises ValueError for a file system that we do not mount.
    """
    owned = f"uid={user},gid={group},umask=077"
    match kind:
        case "ext4":
            return "errors=remount-ro,data=ordered"
        case "vfat":
            return f"{owned},utf8,errors=remount-ro,tz=UTC"
        case "exfat":
            return f"{owned},iocharset=utf8,errors=remount-ro"
        case _:
            raise ValueError("not a file system for sticks")


def mount(node: Path, kind: str, folder: Path, *, read_only: bool = False) -> bool:
    """Mount the device ``node`` at ``folder``; whether it can be written.

    A device that refuses writing is mounted without. Raises OSError, with EPERM where the process
    may not mount.
    """
    options = mount_options(kind, os.geteuid(), os.getegid())
    if not read_only:
        try:
            _mount(node, kind, folder, _ALWAYS, options)
        except OSError as exc:
            if exc.errno not in _READ_ONLY_ERRORS:
                raise
        else:
            return True
    _mount(node, kind, folder, _ALWAYS | _MS_RDONLY, options)
    return False


def unmount(folder: Path) -> None:
    """Take whatever is mounted at ``folder`` out of the way, at once, even if files are still open.

    Nothing mounted there is no error. Raises OSError.
    """
    for _ in range(_MOST_MOUNTED_OVER):
        try:
            _umount(folder)
        except OSError as exc:
            if exc.errno in (errno.EINVAL, errno.ENOENT):
                return
            raise


def numbers_mounted_outside(folder: Path, table: Path = MOUNT_TABLE) -> set[str]:
    """The devices (``major:minor``) that are mounted anywhere but below ``folder``, a resolved path."""
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return set()
    # Fields of proc(5): mount id, parent id, major:minor, root, mount point, ...
    fields = [line.split() for line in lines]
    return {each[2] for each in fields if not each[4].startswith(f"{folder}/")}


@contextmanager
def mounted(node: Path, kind: str, folder: Path, *, read_only: bool) -> Iterator[Path]:
    """``node`` mounted at ``folder`` for as long as this lasts. Raises OSError."""
    mount(node, kind, folder, read_only=read_only)
    try:
        yield folder
    finally:
        with suppress(OSError):
            unmount(folder)


def _mount(node: Path, kind: str, folder: Path, flags: int, options: str) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    done = library.mount(
        os.fsencode(node), os.fsencode(folder), kind.encode(), ctypes.c_ulong(flags), options.encode()
    )
    _expect_done(done, "it cannot be mounted")


def _umount(folder: Path) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    _expect_done(
        library.umount2(os.fsencode(folder), _MNT_DETACH | _UMOUNT_NOFOLLOW), "it cannot be unmounted"
    )


def _expect_done(result: int, trouble: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{trouble}: {os.strerror(number)}")
