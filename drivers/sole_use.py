"""One program at a time on a terminal's storage: two would overwrite each other's ballots."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from device.errors import MediumError, StateError


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this process; the kernel lets go when the process ends, however it does.

    Raises StateError while another process holds it, MediumError if it cannot be opened.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as exc:
        raise MediumError(f"The folder {folder} cannot be opened: {exc.strerror}.") from exc
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        raise StateError(f"Another program runs this terminal already (it holds {folder}).") from exc
    except OSError as exc:
        raise MediumError(f"The folder {folder} cannot be held: {exc.strerror}.") from exc
