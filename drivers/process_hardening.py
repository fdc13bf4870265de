"""Keeping what is in memory off every disk: no core dumps, no debugger, no swap.

Python has no call for two of these, so this file calls the C library by hand. The numbers are those
of Linux on x86 and ARM.
"""

import ctypes
import resource
from pathlib import Path

PROCESS_STATUS = Path("/proc/self/status")
SWAPS = Path("/proc/swaps")

_PR_SET_DUMPABLE = 4  # <linux/prctl.h>
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4  # <sys/mman.h>
_CAP_IPC_LOCK = 14  # <linux/capability.h>


def guard_memory() -> bool:
    """Do all of it for this process; whether its memory is now sure to stay off disks."""
    dumps_forbidden = forbid_dumps()
    return (lock_memory() or not has_swap()) and dumps_forbidden


def forbid_dumps() -> bool:
    """No core dump of this process, and no debugger of another that is not root. Whether it is so now.

    The limit alone does not keep a kernel from piping a dump to a program (core(5)); the flag does.
    """
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    return bool(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)


def lock_memory() -> bool:
    """Keep every page that is ever touched in RAM. Whether it is so now.

    Only where there is no limit on it: with one, memory would later run out in the middle of a vote.
    Pages are locked when they are first used, or each thread's unused stack would take real memory.
    """
    _, most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if not _may_lock_all():
        if most != resource.RLIM_INFINITY:
            return False
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
    return bool(ctypes.CDLL(None).mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) == 0)


def has_swap(swaps: Path = SWAPS) -> bool:
    """Whether the system has swap space, or does not say."""
    try:
        return len(swaps.read_text(encoding="utf-8").splitlines()) > 1
    except OSError:
        return True


def _may_lock_all(status: Path = PROCESS_STATUS) -> bool:
    """Whether the process has the capability to which no limit applies."""
    try:
        lines = status.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    effective = [int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")]
    return any(each >> _CAP_IPC_LOCK & 1 for each in effective)
