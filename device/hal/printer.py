"""The printer role: dots on paper, and what is known about whether they got there.

    QUEUED -> SENDING -> SENT -> PRINTED (fence) -> CUT (fence)      = proven
           \\-> REFUSED  (preflight failed, no byte left the terminal) = nothing printed
                 \\-> UNKNOWN (a byte left, no fence came back)        = nobody knows

A printer that can prove nothing leaves a job that went well at SENT: all of it was taken, no trouble
shows, and nobody knows more. Only a proven job is ever called printed.

A job that ended SENT or UNKNOWN is never sent again by itself: after a refill many printers resume from
their buffer, and a voter's code would come out in the next voter's session
(reference: printers_and_storage.md 2.3).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class JobState(Enum):
    """How far a print job got. Every change is journaled before the next byte moves."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    PRINTED = "printed"
    CUT = "cut"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Paper(Enum):
    """What the printer says about its paper."""

    ENOUGH = "enough"
    NEAR_END = "near end"
    OUT = "out"
    UNKNOWN = "unknown"


class Trouble(Enum):
    """Why a printer cannot print."""

    NOT_CONNECTED = "not connected"
    NO_ANSWER = "no answer"
    COVER_OPEN = "cover open"
    PAPER_OUT = "paper out"
    CUTTER = "cutter error"
    OVERHEATED = "head too hot"
    ERROR = "printer error"


class Proof(Enum):
    """What a printer can prove about its printing, learned by a probe; UNKNOWN until then."""

    UNKNOWN = "unknown"
    FENCES = "fences"  # an answer that comes only after the paper is printed
    STATUS_ONLY = "status only"  # real-time status; printing itself stays unproven
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What the printer says now. ``troubles`` is empty when it can print."""

    paper: Paper
    troubles: frozenset[Trouble]

    @property
    def ready(self) -> bool:
        """Whether a job may be started."""
        return not self.troubles and self.paper is not Paper.OUT


@dataclass(frozen=True, slots=True)
class DotImage:
    """A monochrome picture: rows of ``stride`` bytes, most significant bit leftmost, 1 = black."""

    width_dots: int
    height_dots: int
    rows: bytes

    @property
    def stride(self) -> int:
        """Bytes in a row."""
        return (self.width_dots + 7) // 8


Journal = Callable[[JobState], None]
"""Makes a job's state durable; returns only when it is. An error it raises stops the job."""


class Printer(Protocol):
    """A receipt printer. Its calls block, so they are made on the hardware thread only.

    ``unit`` and ``proof`` are those of the unit that answered last: its stable name, "" when it has
    none, and what it can prove. Another unit that is plugged in has a name and a proof of its own.
    """

    width_dots: int
    dots_per_mm: float

    @property
    def unit(self) -> str:
        """The unit's name: vendor, product and serial number, or its port; "" if nothing tells it."""

    @property
    def proof(self) -> Proof:
        """What the unit can prove, as a probe of this very unit found; else UNKNOWN."""

    def probe(self) -> Proof:
        """Print one line, cut it off, and learn what the unit can prove. Never raises PrinterError.

        UNKNOWN when the line could not be printed; ``status`` says why.
        """

    def recall(self, proofs: Mapping[str, Proof]) -> None:
        """Be told what earlier probes found, by the names of the units."""

    def status(self) -> PrinterStatus:
        """Ask the printer now. Never raises for trouble: trouble is the answer."""

    def print_image(self, image: DotImage, journal: Journal) -> JobState:
        """Print ``image``, cut the paper, and say what is known: CUT, SENT, REFUSED or UNKNOWN.

        Journals every state on the way. Never repeats a byte, never raises PrinterError: the
        states are the answer. A unit whose ``proof`` is UNKNOWN refuses. ``image.width_dots`` must not
        exceed ``width_dots``.
        """

    def clear(self) -> bool:
        """Empty the printer's buffers; True only when the printer confirmed that they are empty."""
