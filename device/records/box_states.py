"""What is known of the media that hold ballot boxes, in the words a poll worker reads."""

from dataclasses import dataclass, field
from enum import Enum


class BoxState(Enum):
    """How a medium's ballot box stands; the value is its plain name."""

    IN_STEP = "in step"  # holds every ballot and every decision
    SUSPECT = "in step, but a write failed"
    MISSING = "not there"
    RETURNED = "back, but not yet brought in step"
    FULL = "full"
    READ_ONLY = "write-protected"
    FAILING = "failing"
    FOREIGN = "belongs to another election or terminal"
    DAMAGED = "damaged"
    TAMPERED = "holds ballots that this terminal did not make"
    CONTRADICTING = "contradicts the internal ballot box"

    @property
    def usable(self) -> bool:
        """Whether new ballots are mirrored there."""
        return self in (BoxState.IN_STEP, BoxState.SUSPECT)


@dataclass(frozen=True, slots=True)
class BoxReport:
    """One medium for the poll worker. ``ballots``: in its box; 0 unless it is usable.

    ``problem``: one sentence when it is not in step, else "".
    """

    label: str
    removable: bool
    state: BoxState
    ballots: int
    free_slots: int
    problem: str


@dataclass(frozen=True, slots=True)
class BoxHeal:
    """What reading and healing one box did. ``damaged_slots``: ballots cut off while written."""

    label: str
    state: BoxState
    ballots_copied: int
    decisions_copied: int
    damaged_slots: int


@dataclass(frozen=True, slots=True)
class HealReport:
    """What healing did, a line for each medium, the internal one first."""

    boxes: tuple[BoxHeal, ...] = field(default=())

    @property
    def changed(self) -> bool:
        """Whether anything had to be copied."""
        return any(box.ballots_copied or box.decisions_copied for box in self.boxes)
