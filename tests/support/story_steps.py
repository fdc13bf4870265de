"""The steps of stories: what people do and see, and what happens to the hardware."""

from dataclasses import dataclass, field
from enum import Enum

from support.printing import qr_texts
from support.story import Day, words_of

from device.election.settings import Role
from device.polls.tasks import Task
from device.records.ballot_state import BallotCounts
from device.records.event_kinds import EventKind
from device.ui.screen import CodeView, OptionList
from hal_sim.machine import STICK
from hal_sim.printer.simulated_printer import SimulatedPrinter


@dataclass(frozen=True)
class SwitchesOn:
    """The machine is switched on."""

    def __call__(self, day: Day) -> None:
        day.machine.boot()


@dataclass(frozen=True)
class Sees:
    """The screen has this name, and these words can be read on it."""

    name: Enum
    words: tuple[str, ...] = ()

    def __init__(self, name: Enum, *words: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "words", words)

    def __call__(self, day: Day) -> None:
        assert day.screen.name == self.name.value
        for each in self.words:
            assert each in words_of(day.screen), f"{each!r} cannot be read"


@dataclass(frozen=True)
class SeesNot:
    """None of these words can be read."""

    words: tuple[str, ...]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", words)

    def __call__(self, day: Day) -> None:
        for each in self.words:
            assert each not in words_of(day.screen), f"{each!r} can be read"


@dataclass(frozen=True)
class Touches:
    """A finger on these targets, one after the other."""

    ids: tuple[str, ...]

    def __init__(self, *ids: str) -> None:
        object.__setattr__(self, "ids", ids)

    def __call__(self, day: Day) -> None:
        for each in self.ids:
            day.machine.tap(each)


@dataclass(frozen=True)
class Marked:
    """Exactly these options of the contest on the screen are marked; write-ins count by their name."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)

    def __call__(self, day: Day) -> None:
        content = day.screen.content
        assert isinstance(content, OptionList)
        assert tuple(row.text for row in content.rows if row.selected) == self.names


@dataclass(frozen=True)
class Types:
    """A name on the write-in keyboard, letter by letter, and "accept" unless the voter hesitates."""

    name: str = field(repr=False)
    accepted: bool = True

    def __call__(self, day: Day) -> None:
        names = {" ": "space", "-": "hyphen", "'": "apostrophe", ".": "period"}
        for character in self.name.upper():
            day.machine.tap(f"key-{names.get(character, character)}")
        if self.accepted:
            day.machine.tap("write-in-accept")


@dataclass(frozen=True)
class Waits:
    """Nobody does anything for a while."""

    duration_s: int

    def __call__(self, day: Day) -> None:
        day.machine.pass_time(self.duration_s)


@dataclass(frozen=True)
class PollWorkerStarts:
    """A poll worker gives the terminal to a voter with a ballot style."""

    style: int

    def __call__(self, day: Day) -> None:
        day.workers.activate(self.style)


@dataclass(frozen=True)
class LogsIn:
    """Somebody logs in from the idle screen."""

    role: Role = Role.POLL_WORKER

    def __call__(self, day: Day) -> None:
        day.workers.log_in(self.role)


@dataclass(frozen=True)
class GivesPin:
    """A poll worker types the PIN where it is asked for."""

    role: Role = Role.POLL_WORKER

    def __call__(self, day: Day) -> None:
        day.workers.enter_pin(self.role)


@dataclass(frozen=True)
class TypesDigits:
    """Some digits on the PIN pad, and "enter"."""

    digits: str

    def __call__(self, day: Day) -> None:
        for digit in self.digits:
            day.machine.tap(f"digit-{digit}")
        day.machine.tap("enter")


@dataclass(frozen=True)
class Does:
    """A task of the menu, confirmed where the terminal asks."""

    task: Task

    def __call__(self, day: Day) -> None:
        day.workers.do(self.task)


@dataclass(frozen=True)
class TakesReceipt:
    """One piece of paper came out, and its QR code is the code that the screen shows.

    ``again``: a reprint, with the code that the voter has already.
    """

    again: bool = False

    def __call__(self, day: Day) -> None:
        content = day.screen.content
        assert isinstance(content, CodeView)
        assert "".join(content.groups) == content.qr_text
        papers = day.new_papers()
        assert [qr_texts(paper) for paper in papers] == [[content.qr_text]]
        assert (content.qr_text in day.codes) is self.again
        if not self.again:
            day.codes.append(content.qr_text)


@dataclass(frozen=True)
class NotesCode:
    """The voter writes the code down from the screen: there is no proven receipt of it."""

    def __call__(self, day: Day) -> None:
        content = day.screen.content
        assert isinstance(content, CodeView)
        day.codes.append(content.qr_text)


@dataclass(frozen=True)
class TakesPaper:
    """So many pieces of paper came out, none with a code that belongs to a voter."""

    pieces: int = 1

    def __call__(self, day: Day) -> None:
        papers = day.new_papers()
        assert len(papers) == self.pieces
        assert not any(text in day.codes for paper in papers for text in qr_texts(paper))


@dataclass(frozen=True)
class NoPaper:
    """Nothing came out of the printer."""

    def __call__(self, day: Day) -> None:
        assert day.new_papers() == []


@dataclass(frozen=True)
class Printer:
    """A physical verb of the printer, with its arguments."""

    verb: str
    arguments: tuple[float, ...] = ()

    def __init__(self, verb: str, *arguments: float) -> None:
        object.__setattr__(self, "verb", verb)
        object.__setattr__(self, "arguments", arguments)

    def __call__(self, day: Day) -> None:
        getattr(SimulatedPrinter, self.verb)(day.machine.printer, *self.arguments)


@dataclass(frozen=True)
class Stick:
    """A physical verb of the stick."""

    verb: str
    label: str = STICK

    def __call__(self, day: Day) -> None:
        getattr(day.machine.media.disks[self.label], self.verb)()


@dataclass(frozen=True)
class PutsIn:
    """Another stick is put into a slot: the folder of that name."""

    folder: str
    label: str = STICK

    def __call__(self, day: Day) -> None:
        day.machine.media.disks[self.label].insert(day.folder / self.folder)


@dataclass(frozen=True)
class PowerGoes:
    """The power goes now."""

    def __call__(self, day: Day) -> None:
        day.machine.cut_power()


@dataclass(frozen=True)
class Logged:
    """The event log holds so many events of a kind."""

    kind: EventKind
    times: int = 1

    def __call__(self, day: Day) -> None:
        assert day.log().count(self.kind) == self.times


@dataclass(frozen=True)
class Ends:
    """The machine is switched off; the media hold these counts, and every code that a voter has.

    Read from the media alone, by a program that knows nothing of the day.
    """

    cast: int = 0
    challenged: int = 0
    spoiled: int = 0
    undecided: int = 0

    def __call__(self, day: Day) -> None:
        day.machine.stop()
        states = day.states()
        found = list(states.values())
        assert BallotCounts(
            len(found),
            found.count("Cast"),
            found.count("Challenged"),
            found.count("Spoiled"),
            found.count(""),
        ) == BallotCounts(
            self.cast + self.challenged + self.spoiled + self.undecided,
            self.cast,
            self.challenged,
            self.spoiled,
            self.undecided,
        )
        assert set(states) == set(day.codes), "a voter's code is missing, or a ballot is nobody's"
        kinds = day.log()
        assert kinds.count(EventKind.BALLOT_RECORDED) == len(found)
        assert kinds.count(EventKind.BALLOT_CAST) == self.cast
        assert kinds.count(EventKind.BALLOT_CHALLENGED) == self.challenged
        assert kinds.count(EventKind.BALLOT_SPOILED) == self.spoiled
