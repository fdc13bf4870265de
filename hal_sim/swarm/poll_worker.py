"""A reasonable poll worker: reads the sentence on the screen, and does what it advises. Nothing else.

What is not said is not done: a terminal that fails to say what it lacks is left lacking it, and the day
does not come to its end.
"""

import re
from collections.abc import Callable, Iterator

from device.election.settings import Role
from device.ui.screen import Choices, Facts, PinPad, Screen
from hal_sim.printer.receipt_printer import ReceiptPrinter

_GOOD_ROLL_MM = 2_000.0


def sentences(screen: Screen) -> str:
    """Everything that a screen says, in lower case; what is in order is left out."""
    return "\n".join(_texts(screen)).lower()


def _texts(screen: Screen) -> Iterator[str]:
    yield screen.title
    yield from screen.body
    if screen.banner is not None:
        yield screen.banner.text
    if isinstance(screen.content, Facts):
        for row in screen.content.rows:
            if row.level.value in ("warning", "error"):
                yield f"{row.label}: {row.value}"
    if isinstance(screen.content, Choices):
        yield from (button.detail for button in screen.content.rows)


class PrinterCare:
    """What hands can do to a printer, by what the terminal says about it."""

    def __init__(self, printer: ReceiptPrinter, wait: Callable[[float], None]) -> None:
        self._printer = printer
        self._wait = wait
        self._rules: tuple[tuple[re.Pattern[str], Callable[[], None]], ...] = tuple(
            (re.compile(words), act)
            for words, act in (
                (r"new roll|out of paper", self._new_roll),
                (r"check (its |your )?paper|paper and cover|paper, cover|cable, paper", self._check_paper),
                (r"\bcover\b", printer.close_cover),
                (r"\bcable\b", self._check_cable),
                (r"printer's cutter|jammed paper", printer.free_cutter),
                (r"too hot", self._cool),
                (r"switch (it|the printer) off and on|printer is not connected", self.switch_off_and_on),
            )
        )

    def follow(self, said: str) -> None:
        """Do everything that the sentences advise."""
        for words, act in self._rules:
            if words.search(said):
                act()

    def switch_off_and_on(self) -> None:
        """Off, on, and tear off what hangs out; meanwhile the head cools."""
        self._printer.power_off()
        self._printer.cool_head()
        self._printer.power_on()
        self._printer.tear_paper()

    def _new_roll(self) -> None:
        self._printer.refill()

    def _check_paper(self) -> None:
        if self._printer.paper_left_mm < _GOOD_ROLL_MM:
            self._printer.refill()

    def _check_cable(self) -> None:
        self._printer.plug_in()

    def _cool(self) -> None:
        self._wait(60.0)
        self._printer.cool_head()


def pin_touches(screen: Screen, pins: dict[Role, str]) -> list[str]:
    """What to touch on the pad, by whose PIN the screen asks for."""
    role = Role.OFFICIAL if "official" in screen.title.lower() else Role.POLL_WORKER
    entered = screen.content.entered if isinstance(screen.content, PinPad) else 0
    return ["erase"] * entered + [f"digit-{digit}" for digit in pins[role]] + ["enter"]


def seconds_to_wait(said: str) -> float:
    """How long a sentence asks to wait; 0 if it does not."""
    found = re.search(r"wait (\d+) seconds", said)
    return float(found[1]) + 1.0 if found else 0.0
