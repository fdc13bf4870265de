"""What can go wrong with a printer, as values that print and replay.

Each counts from the moment it is armed: paper in millimetres of paper moved, data in bytes received,
answers and cuts by number, from 1.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperEndsAfter:
    """The roll ends."""

    paper_mm: float


@dataclass(frozen=True, slots=True)
class CoverOpensAfter:
    """Somebody opens the cover, or it was never shut well."""

    paper_mm: float


@dataclass(frozen=True, slots=True)
class HeadOverheatsAfter:
    """The head gets too hot, and cools down while the printer is asked ``cools_after`` times."""

    paper_mm: float
    cools_after: int = 2


@dataclass(frozen=True, slots=True)
class PowerFailsAfter:
    """The printer's own power fails; what it held is gone."""

    paper_mm: float


@dataclass(frozen=True, slots=True)
class CutterJamsAtCut:
    """The knife jams at a cut."""

    number: int = 1


@dataclass(frozen=True, slots=True)
class UnpluggedAfter:
    """The data cable is pulled; the printer itself stays on."""

    received_bytes: int


@dataclass(frozen=True, slots=True)
class HangsAfter:
    """The firmware hangs: connected, powered, deaf and dumb until it is switched off and on."""

    received_bytes: int


@dataclass(frozen=True, slots=True)
class LosesAnswer:
    """One answer never arrives."""

    number: int = 1


@dataclass(frozen=True, slots=True)
class SaysBeforeAnswer:
    """Other bytes stand before one answer: noise, or an answer to somebody else."""

    noise: bytes
    number: int = 1


PrinterFault = (
    PaperEndsAfter
    | CoverOpensAfter
    | HeadOverheatsAfter
    | PowerFailsAfter
    | CutterJamsAtCut
    | UnpluggedAfter
    | HangsAfter
    | LosesAnswer
    | SaysBeforeAnswer
)
