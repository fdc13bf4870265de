"""A day played by a process of its own under strace, which kills it or fails one of its system calls."""

import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from support.root_terminal import INTERNAL, STICK, Terminal

WRITING_CALLS = ("pwrite64", "fsync", "fallocate", "mkdirat", "unlinkat", "utimensat")
"""All system calls by which the day changes a disk, but for creating a file: ``fallocate`` comes next."""
_ATTACH_S = 20.0


@dataclass(frozen=True, slots=True)
class Told:
    """What the process announced, and how it ended: "over", "stopped: ...", or "" if it was killed."""

    announced: list[str]
    end: str


class StracedDays:
    """Plays days in processes of their own; ``folder`` keeps strace's output and the FIFO."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._go = folder / "go"

    def __enter__(self) -> "StracedDays":
        os.mkfifo(self._go)
        self._server = subprocess.Popen(
            [sys.executable, "-m", "support.root_driver"],
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._server.kill()
        self._server.communicate()

    def play(self, terminal: Terminal, inject: str = "", *, late: bool) -> Told:
        """Play one day on the terminal's disks; ``inject`` is strace's expression for a fault."""
        folders = [str(terminal.disks[label].folder) for label in (INTERNAL, STICK)]
        self._write("\t".join([*folders, str(self._go), "1" if late else "0"]))
        process = int(self._read().removeprefix("ready "))
        with self._tracing(process, inject):
            self._go.open("wb").close()
            lines = []
            while (line := self._read()) != "gone":
                lines.append(line)
        ended = bool(lines) and lines[-1].startswith(("over", "stopped: "))
        return Told(lines[:-1], lines[-1]) if ended else Told(lines, "")

    def calls(self) -> Counter[str]:
        """How often the last day made each of ``WRITING_CALLS``."""
        trace = (self._folder / "trace").read_text()
        return Counter(line.split("(")[0] for line in trace.splitlines() if "(" in line)

    def _tracing(self, process: int, inject: str) -> subprocess.Popen[bytes]:
        command = ["strace", "-qq", "-o", str(self._folder / "trace"), "-p", str(process)]
        command += ["-e", f"trace={','.join(WRITING_CALLS)}", "-e", "signal=none"]
        tracer = subprocess.Popen([*command, *(["-e", f"inject={inject}"] if inject else [])])
        waited_until = time.monotonic() + _ATTACH_S
        while "TracerPid:\t0" in Path(f"/proc/{process}/status").read_text():
            if tracer.poll() is not None or time.monotonic() > waited_until:
                tracer.kill()
                raise AssertionError("strace did not attach")
            time.sleep(0.002)
        return tracer

    def _write(self, line: str) -> None:
        if self._server.stdin is not None:
            self._server.stdin.write(line + "\n")
            self._server.stdin.flush()

    def _read(self) -> str:
        line = "" if self._server.stdout is None else self._server.stdout.readline()
        if not line:
            raise AssertionError("the process that plays the days has ended")
        return line.rstrip("\n")
