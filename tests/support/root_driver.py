"""A terminal's storage as a process of its own, to be killed: ``python -m support.root_driver``.

For each line it reads, ``INTERNAL STICK GO LATE`` (two folders and a FIFO, tab-separated, and 0 or 1), it
forks a process that waits until somebody opens the FIFO and then plays a day. It says ``ready PID``,
then what the day announces, then ``over``, or ``stopped: SENTENCE`` where the product gave up, and
``gone`` when the process is dead.
"""

import os
import sys
from pathlib import Path

from support.root_day import ballots, play

from device.errors import SealmarkError
from drivers.directory_medium import DirectoryMedium
from drivers.posix_files import PosixFiles


def main() -> None:
    """Serve until the input ends."""
    ballots()  # encrypted once, before any process is forked
    for line in sys.stdin:
        internal, stick, go, late = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            _play(internal, stick, go, late == "1")
        _say(f"ready {child}")
        os.waitpid(child, 0)
        _say("gone")


def _play(internal: str, stick: str, go: str, late: bool) -> None:
    try:
        Path(go).open("rb").close()
        media = (_medium(internal, "internal"), _medium(stick, "stick A"))
        play(media[0], media[1], _say, late=late)
        _say("over")
    except SealmarkError as exc:
        _say(f"stopped: {exc}")
    finally:
        os._exit(0)


def _medium(folder: str, label: str) -> DirectoryMedium:
    return DirectoryMedium(PosixFiles(Path(folder)), label, removable=label != "internal")


def _say(line: str) -> None:
    os.write(1, line.encode() + b"\n")  # one write: a kill leaves a whole line or none


if __name__ == "__main__":
    main()
