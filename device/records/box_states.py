"""What is known of the media that hold ballot boxes, in the words a poll worker reads."""

from dataclasses import dataclass, field
from enum import Enum


class BoxState(Enum):
    """How a medium's ballot box stands; the value is its plain name."""

    IN_STEP = "in step"  # holds every ballot and every decision
    SUSPECT = "in step, but a write failed"
    MISSING = "not there"
    RETURNED = "back, and being brought up to date"
    UNENROLLED = "does not belong to this election"  # nothing of ours on it, and nobody took it in
    FULL = "full"
    READ_ONLY = "write-protected"
    FAILING = "failing"
    LYING = "loses what it is given"
    FOREIGN = "belongs to another election or terminal"
    DAMAGED = "damaged"
    TAMPERED = "holds ballots that this terminal did not make"
    CONTRADICTING = "contradicts the internal ballot box"

    @property
    def usable(self) -> bool:
        """Whether new ballots are mirrored there."""
        return self in (BoxState.IN_STEP, BoxState.SUSPECT)


_PROBLEMS = {
    BoxState.IN_STEP: "",
    BoxState.SUSPECT: "A write on '{label}' failed or a part of it is damaged: replace it soon.",
    BoxState.MISSING: "'{label}' is not there: put the stick back, or a fresh one in its place.",
    BoxState.RETURNED: "'{label}' is back and is brought up to date by itself: leave it in.",
    BoxState.UNENROLLED: "A stick that does not belong to this election is in '{label}': take it out, or"
    " take it in as a replacement.",
    BoxState.FULL: "'{label}' has no room left for the ballots: put a larger fresh stick in its place.",
    BoxState.READ_ONLY: "'{label}' is write-protected: slide its switch, or use a fresh stick.",
    BoxState.FAILING: "'{label}' fails again and again: put a fresh stick in its place, and keep this one.",
    BoxState.LYING: "'{label}' loses what it is given to keep: put a fresh stick in its place, and keep"
    " this one.",
    BoxState.FOREIGN: "The stick in '{label}' belongs to another election or terminal: take it out and put"
    " the right one in.",
    BoxState.DAMAGED: "The ballot box on '{label}' is damaged: keep the stick as it is, and put a fresh one"
    " in its place.",
    BoxState.TAMPERED: "'{label}' holds ballots that this terminal did not make: keep the stick, and call"
    " the election official.",
    BoxState.CONTRADICTING: "'{label}' and the internal ballot box contradict each other: stop voting, keep"
    " the stick and call the election official.",
}


def problem_of(state: BoxState, label: str) -> str:
    """What is wrong with the medium ``label`` and what to do, in one sentence; "" if it is in step."""
    return _PROBLEMS[state].format(label=label)


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
