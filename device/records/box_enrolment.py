"""Which ballot boxes belong to the election on this terminal: what the event log says of them.

The terminal writes by itself to these boxes alone. A box is enrolled when it is made at the opening
of the polls, or when a poll worker takes a stick in; both are one event, after the box is durable.
There is no second list that could differ from the log.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from device.records.event_format import LogEntry
from device.records.event_kinds import Detail, EventKind

# No hexadecimal digit is among these, so that no fingerprint looks like a part of a code.
_LETTERS = "ghjkmnpqrstvwxyz"
_FINGERPRINT_BYTES = 6


def fingerprint(value: bytes) -> str:
    """48 bits of SHA-256 of ``value`` as three groups of four letters; "" for nothing."""
    if not value:
        return ""
    digest = sha256(value).digest()[:_FINGERPRINT_BYTES]
    letters = "".join(_LETTERS[byte >> 4] + _LETTERS[byte & 15] for byte in digest)
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def unit_fingerprint(unit: str) -> str:
    """The fingerprint of a physical volume, as readiness report and log name it; "" if unknown."""
    return fingerprint(unit.encode())


@dataclass(frozen=True, slots=True)
class BoxMark:
    """A ballot box and the physical volume it was enrolled on, each as a fingerprint.

    ``unit`` is "" where the medium could not tell.
    """

    box: str
    unit: str


class Enrolments:
    """The enrolled boxes; ``note`` makes an enrolment durable before it counts."""

    def __init__(
        self, marks: Iterable[BoxMark] = (), note: Callable[[str, BoxMark], None] | None = None
    ) -> None:
        self._marks = set(marks)
        self._note = note

    def holds(self, mark: BoxMark) -> bool:
        """Whether this very box was enrolled, and not a copy of it on another volume."""
        return any(
            each.box == mark.box and (each.unit == mark.unit or "" in (each.unit, mark.unit))
            for each in self._marks
        )

    def add(self, label: str, mark: BoxMark) -> None:
        """Enrol a box that is in the slot ``label``. Raises MediumError, and then it is not enrolled."""
        if self.holds(mark):
            return
        if self._note is not None:
            self._note(label, mark)
        self._marks.add(mark)


def enrolled_marks(entries: Iterable[LogEntry]) -> list[BoxMark]:
    """The boxes that ``entries`` of the event log enrol."""
    return [
        BoxMark(str(entry.details[Detail.BOX.value]), str(entry.details.get(Detail.UNIT.value, "")))
        for entry in entries
        if entry.kind is EventKind.MEDIUM_ENROLLED
    ]
