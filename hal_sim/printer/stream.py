"""What the commands of a printer work on: the bytes that wait, and paper that moves when it can."""

from collections.abc import Generator

from hal_sim.printer.mechanism import Mechanism
from hal_sim.printer.style import Style
from hal_sim.printer.text_line import TextLine

Steps = Generator[None, None, None]
Taking = Generator[None, None, bytes]


class Stream:
    """The receive buffer and the print buffer. Generators stop where bytes or mechanism stop.

    ``complaints``: what was not understood. ``transcript``: every line of text that was printed.
    """

    def __init__(self, mechanism: Mechanism) -> None:
        self.mechanism = mechanism
        self.buffer = bytearray()
        self.complaints: list[str] = []
        self.transcript: list[str] = []
        self.style = Style()
        self.line = TextLine(mechanism.width_dots, self.style)

    def complain(self, what: str) -> None:
        """Write down what no printer of this kind would understand."""
        self.complaints.append(what)

    def initialize(self) -> None:
        """Forget the line and all formats, as ESC @ does."""
        self.style = Style()
        self.line = TextLine(self.mechanism.width_dots, self.style)

    def take(self, count: int) -> Taking:
        """The next ``count`` bytes, once they are there and the mechanism is not stopped."""
        while len(self.buffer) < count or self.mechanism.stopped:
            yield
        taken = bytes(self.buffer[:count])
        del self.buffer[:count]
        return taken

    def whole(self, row_bytes: int, most: int) -> int:
        """How many rows of a picture can be taken at a stretch: those that have come, if all goes well."""
        here = min(most, len(self.buffer) // max(1, row_bytes))
        return here if here and self.mechanism.runs_freely(here) else 1

    def skip(self, ignored: bytes) -> None:
        """Drop all ``ignored`` bytes that are next."""
        del self.buffer[: len(self.buffer) - len(self.buffer.lstrip(ignored))]

    def take_through(self, end: int) -> Taking:
        """The bytes up to ``end``, which is taken too and left out."""
        taken = b""
        while (byte := (yield from self.take(1)))[0] != end:
            taken += byte
        return taken

    def print_rows(self, rows: list[bytes]) -> Steps:
        """Print rows of dots, each as soon as the mechanism can."""
        for row in rows[self.mechanism.print_rows(rows) :]:
            while not self.mechanism.print_row(row):
                yield

    def feed(self, rows: int) -> Steps:
        """Move the paper on."""
        yield from self.print_rows([b""] * rows)

    def print_line(self) -> Steps:
        """Print what stands in the line, and move on by its spacing."""
        self.transcript.append(self.line.text)
        yield from self.print_rows(self.line.take_rows())

    def print_waiting(self) -> Steps:
        """Print the line if anything stands in it: what comes now begins below."""
        if self.line.position_dots:
            yield from self.print_line()
