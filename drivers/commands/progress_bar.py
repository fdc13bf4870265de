"""A progress bar for people who watch a command work; nothing when nobody does."""

import sys
from typing import TextIO

WIDTH = 40


class ProgressBar:
    """Redraws one line on a terminal; stays silent when the stream is a file or a pipe."""

    def __init__(self, what: str, stream: TextIO = sys.stderr) -> None:
        self._what = what
        self._stream = stream
        self._live = stream.isatty()
        self._shown = -1

    def show(self, done: int, total: int) -> None:
        """``done`` of ``total`` things are done."""
        if not self._live:
            return
        filled = WIDTH if total == 0 else WIDTH * done // total
        percent = 100 if total == 0 else 100 * done // total
        if percent == self._shown:
            return
        self._shown = percent
        bar = "#" * filled + "." * (WIDTH - filled)
        self._stream.write(f"\r{self._what} [{bar}] {percent:3d} % ({done} of {total})")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away, so that what follows starts on a clean one."""
        if self._live and self._shown >= 0:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
