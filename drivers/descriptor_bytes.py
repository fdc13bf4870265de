"""Bytes over a descriptor that does not block: finite waits, exact counts, one meaning of "gone"."""

import errno
import os
import select
import time

READ_BYTES = 4096
_FULL = frozenset({errno.EAGAIN, errno.ENOSPC})  # usblp says ENOSPC while the printer lacks paper
_PAUSE_S = 0.02


def ready(descriptor: int, wanted: int, timeout_s: float) -> bool:
    """Whether ``descriptor`` is ready within ``timeout_s``. Raises OSError when it hung up."""
    poll = select.poll()
    poll.register(descriptor, wanted)
    events = [event for _, event in poll.poll(max(0, round(timeout_s * 1000)))]
    if not events:
        return False
    # A hang-up may come along with "writable"; bytes that arrived before it may still be read.
    if events[0] & ~wanted and not (wanted & select.POLLIN and events[0] & select.POLLIN):
        raise OSError(errno.ENODEV, "hung up")
    return True


def write_all(descriptor: int, data: bytes, timeout_s: float) -> int:
    """Write what is taken within ``timeout_s``; exactly how many bytes. Raises OSError when gone."""
    deadline = time.monotonic() + timeout_s
    sent = 0
    while sent < len(data) and ready(descriptor, select.POLLOUT, deadline - time.monotonic()):
        try:
            sent += os.write(descriptor, data[sent:])
        except OSError as problem:
            if problem.errno not in _FULL:
                raise
            if time.monotonic() >= deadline:
                break
            time.sleep(_PAUSE_S)  # "writable", yet it takes nothing
    return sent


def read_some(descriptor: int, timeout_s: float) -> bytes:
    """What has arrived, after at most ``timeout_s``; b"" if nothing. Raises OSError when gone."""
    if not ready(descriptor, select.POLLIN, timeout_s):
        return b""
    try:
        data = os.read(descriptor, READ_BYTES)
    except BlockingIOError:
        return b""
    if not data:  # readable, yet nothing to read: the other end is gone
        raise OSError(errno.ENODEV, "hung up")
    return data


def expect_no_hang_up(descriptor: int) -> None:
    """Raise OSError if the other end is gone; for devices that read nothing while it is there too."""
    poll = select.poll()
    poll.register(descriptor, 0)
    if poll.poll(0):
        raise OSError(errno.ENODEV, "hung up")
