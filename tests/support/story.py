"""A day as a list of steps, played by people and hardware on a whole simulated machine.

A step (``support.story_steps``) is a small value that does one thing and checks what can be seen. A
story that fails tells which step it was at and what stood on the screen.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from support.day_election import day_election
from support.day_media import copy_media, opened
from support.day_room import START, TABLE_BUDGET_BYTES
from support.printing import PATIENT

from device.election.election import Chaining
from device.paper.codes import code_text
from device.records.ballot_boxes import BallotBoxes
from device.records.box_member import BoxIdentity
from device.records.event_kinds import EventKind
from device.records.event_log import EventLog
from device.ui.screen import (
    Choices,
    CodeView,
    Facts,
    Keyboard,
    OptionList,
    ReviewList,
    Screen,
)
from device.voting.blank_pool import NO_BLANKS, BlankPlan
from hal_sim.entropy import SeededEntropy
from hal_sim.machine import Machine
from hal_sim.people import PollWorkers
from hal_sim.printer.kinds import PROVES_ALL, PrinterKind
from hal_sim.printer.paper import PaperPiece


class Day:
    """The machine, its people, and what a careful watcher remembers.

    ``codes``: the tracking codes that voters took with them, as QR text, newest last.
    """

    def __init__(
        self,
        folder: Path,
        seed: str,
        *,
        prepared: Callable[..., Path] = opened,
        chaining: Chaining = Chaining.NONE,
        without_stick: str = "continue",
        printer_kind: PrinterKind = PROVES_ALL,
        blanks: BlankPlan = NO_BLANKS,
        two_sticks: bool = False,
    ) -> None:
        self.office = day_election(chaining, without_stick)
        self.folder = folder
        copy_media(prepared(chaining, without_stick), folder)
        self.machine = Machine(
            folder,
            seed.encode(),
            START,
            printer_kind=printer_kind,
            printer_timing=PATIENT,
            table_budget_bytes=TABLE_BUDGET_BYTES,
            blanks=blanks,
            two_sticks=two_sticks,
        )
        self.workers = PollWorkers(self.machine, self.office.pins)
        self.codes: list[str] = []
        self._taken = 0

    @property
    def screen(self) -> Screen:
        return self.machine.screen

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    def play(self, *steps: "Step") -> None:
        """Do the steps in order."""
        for number, step in enumerate(steps, 1):
            try:
                step(self)
            except Exception as exc:
                shown = self.screen if self.machine.is_running else None
                told = "\n".join(
                    f"  {'->' if at == number else '  '} {each}" for at, each in enumerate(steps, 1)
                )
                exc.add_note(f"The story:\n{told}\nOn the screen: {shown}")
                raise

    def new_papers(self) -> list[PaperPiece]:
        """What was cut or torn off since the last look, blank pieces left aside."""
        self.machine.printer.settle()
        pieces = self.machine.printer.pieces()
        fresh, self._taken = pieces[self._taken :], len(pieces)
        return [piece for piece in fresh if not piece.blank]

    def log(self) -> list[EventKind]:
        """The event log as it stands on the internal medium."""
        log = EventLog.open(self.machine.media.internal, self.machine.clock)
        try:
            return [entry.kind for entry in log.entries()]
        finally:
            log.close()

    def states(self) -> dict[str, str]:
        """Every stored ballot by its code, read from the media alone; only once the machine is off."""
        assert not self.machine.is_running
        media = self.machine.media
        keys = self.office.election.keys
        device = self.office.election.settings.devices[0]
        who = BoxIdentity(keys.extended_base_hash, device.device_id, device.signing_key)
        boxes = BallotBoxes.open(media.internal, (), who, SeededEntropy(b"reading"))
        try:
            return {
                code_text(each.code): each.state.value if each.state else "" for each in boxes.ballots()
            }
        finally:
            boxes.close()


Step = Callable[[Day], None]


@contextmanager
def day(seed: str, **options: object) -> Iterator[Day]:
    """A day in a folder of its own; afterwards the printer has understood everything it was sent."""
    with tempfile.TemporaryDirectory(prefix="sealmark-story-") as folder:
        played = Day(Path(folder), seed, **options)  # type: ignore[arg-type]
        with played.machine:
            yield played
            assert played.machine.printer.complaints == ()


def words_of(screen: Screen) -> str:
    """Everything that can be read on a screen, a line each."""
    return "\n".join(_words(screen))


def _words(screen: Screen) -> Iterator[str]:
    yield from (screen.title, screen.subtitle, *screen.body, screen.status)
    if screen.banner:
        yield screen.banner.text
    yield from (button.text for button in (*screen.header, *screen.buttons))
    match screen.content:
        case OptionList(rule, remaining, rows, description):
            yield from (rule, remaining, description)
            for row in rows:
                yield f"{row.text} {row.detail}"
        case ReviewList(rows=contests):
            for contest in contests:
                yield from (contest.title, *contest.lines, contest.warning)
        case Keyboard(text=text, remaining=remaining):
            yield from (text, remaining)
        case CodeView(groups, _, lines):
            yield from (" ".join(groups), *lines)
        case Choices(rows=choices):
            for choice in choices:
                yield f"{choice.text} {choice.detail}"
        case Facts(rows=facts):
            for fact in facts:
                yield f"{fact.label}: {fact.value}"
