"""What the polls know and show: facts with a grade, and a snapshot of the whole terminal.

The same facts stand on the screen and on paper, so they carry their sentences themselves. A fact
that is not in order says in ``advice`` what to do about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from device.election.settings import Role, WithoutStick
from device.hal import Paper, Proof, Supply
from device.polls.tasks import Phase
from device.records.ballot_state import BallotCounts
from device.records.box_states import BoxReport, BoxState


class Grade(Enum):
    """How a fact is meant: only WARNING and ERROR ask somebody to do something."""

    PLAIN = "plain"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a report: what, how it is, and what to do if it is not in order.

    ``digits``: the value is hexadecimal digits, shown and printed in groups.
    """

    label: str
    value: str
    grade: Grade = Grade.PLAIN
    advice: str = ""
    digits: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that belong together, under a heading on paper."""

    title: str
    facts: tuple[Fact, ...]


def flat(groups: tuple[Group, ...]) -> tuple[Fact, ...]:
    """All facts of ``groups`` in order, for the screen."""
    return tuple(fact for group in groups for fact in group.facts)


def worst(facts: tuple[Fact, ...]) -> Grade:
    """The gravest grade among ``facts``; GOOD if none is WARNING or ERROR."""
    grades = {fact.grade for fact in facts}
    for grade in (Grade.ERROR, Grade.WARNING):
        if grade in grades:
            return grade
    return Grade.GOOD


@dataclass(frozen=True, slots=True)
class Station:
    """Where the polls stand, as the event log tells it.

    ``opening_begun``: an opening was begun and not finished. ``books_closed``: after closing, the
    counts were reconciled. ``exported``: the record stands verified on a removable medium.
    """

    phase: Phase
    opening_begun: bool = False
    books_closed: bool = False
    exported: bool = False


@dataclass(frozen=True, slots=True)
class ElectionSummary:
    """What screens say about the election; ``styles``: index and name of the place's ballot styles."""

    title: str
    election_id: str
    place: str
    styles: tuple[tuple[int, str], ...]
    worker_idle_s: int
    without_stick: WithoutStick


NOTHING = BallotCounts(0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The terminal between two jobs. ``locked_until_s``: steady seconds, absent when not locked.

    ``printer_unclear``: a print job ended unknown, and nobody has yet confirmed that nothing of it
    can come out in front of the next voter. ``room``: ballots that still fit, None before the polls
    were opened. ``paper`` is UNKNOWN until the printer was asked. ``proof``: what the printer's own test
    found that it can prove; ``printer_untested``: there is a printer, and it was not tested.
    """

    station: Station
    device_id: str
    election: ElectionSummary | None = None
    counts: BallotCounts = NOTHING
    media: tuple[BoxReport, ...] = ()
    room: int | None = None
    printer_unclear: bool = False
    printer_ready: bool = True
    proof: Proof = Proof.UNKNOWN
    printer_untested: bool = False
    paper: Paper = Paper.UNKNOWN
    supply: Supply = Supply.UNKNOWN
    locked_until_s: Mapping[Role, float] = field(default_factory=dict)

    @property
    def missing_media(self) -> tuple[BoxReport, ...]:
        """The removable media that ought to take ballots and do not."""
        if self.station.phase not in (Phase.OPEN, Phase.SUSPENDED):
            return ()
        return tuple(each for each in self.media if each.removable and not each.state.usable)

    @property
    def media_to_tend(self) -> tuple[BoxReport, ...]:
        """Of ``missing_media`` those that somebody has to do something about."""
        return tuple(each for each in self.missing_media if each.state is not BoxState.RETURNED)

    @property
    def returning_media(self) -> bool:
        """Whether a medium is back and waits for being brought up to date."""
        return len(self.missing_media) > len(self.media_to_tend)

    @property
    def contradicting_media(self) -> bool:
        """Whether two ballot boxes contradict each other, so that nobody may vote."""
        return any(each.state is BoxState.CONTRADICTING for each in self.missing_media)

    @property
    def stopped_without_stick(self) -> bool:
        """Whether the office's policy forbids a next voter, because no removable box is usable."""
        if self.election is None or self.election.without_stick is WithoutStick.CONTINUE:
            return False
        return not any(each.removable and each.state.usable for each in self.media)
