"""What goes wrong on a day, as values. Counts begin when the trouble strikes."""

from dataclasses import dataclass, replace

from hal_sim.disk import SimulatedDisk
from hal_sim.faults import (
    CutPower,
    DiskFault,
    FailSync,
    FaultPlan,
    FlipBit,
    KeepsLess,
    LieAboutSync,
    NoSpace,
    PullStick,
    SlowDisk,
)
from hal_sim.printer.faults import (
    CoverOpensAfter,
    CutterJamsAtCut,
    HangsAfter,
    HeadOverheatsAfter,
    LosesAnswer,
    PaperEndsAfter,
    PowerFailsAfter,
    PrinterFault,
    SaysBeforeAnswer,
    UnpluggedAfter,
)


@dataclass(frozen=True, slots=True)
class PrinterFails:
    """A fault of the printer is armed."""

    fault: PrinterFault


@dataclass(frozen=True, slots=True)
class DiskFails:
    """A fault of a disk is armed; its numbers count from now."""

    fault: DiskFault


@dataclass(frozen=True, slots=True)
class PowerGoes:
    """The power goes at a durable write from now, or at once with ``at_write`` 0.

    ``printer_too``: printer and terminal hang on the same plug.
    """

    fault: CutPower
    printer_too: bool = False


@dataclass(frozen=True, slots=True)
class StickOut:
    """Somebody pulls a stick."""

    label: str


@dataclass(frozen=True, slots=True)
class StickIn:
    """Somebody puts the stick back that was in the slot."""

    label: str


@dataclass(frozen=True, slots=True)
class OtherStick:
    """Somebody puts another stick in: ``fresh``, or ``foreign`` with a box of another election."""

    label: str
    what: str


@dataclass(frozen=True, slots=True)
class SticksSwapped:
    """Somebody puts each of two sticks into the other's slot."""


@dataclass(frozen=True, slots=True)
class StickFull:
    """Something else fills the stick."""

    label: str


@dataclass(frozen=True, slots=True)
class StickProtected:
    """The switch of the stick slides."""

    label: str


@dataclass(frozen=True, slots=True)
class PrinterOff:
    """Somebody switches the printer off."""


@dataclass(frozen=True, slots=True)
class CoverOpened:
    """Somebody opens the cover of the printer."""


@dataclass(frozen=True, slots=True)
class PowerFails:
    """The mains go, or come, as ``what`` says: "unplug", "sag" or "run_low"; good again in ``outage_s``."""

    what: str
    outage_s: float


@dataclass(frozen=True, slots=True)
class EntropyFails:
    """The source of randomness breaks down; ``how`` names a SourceFault. Repaired while switched off."""

    how: str


Trouble = (
    PrinterFails
    | DiskFails
    | PowerGoes
    | StickOut
    | StickIn
    | OtherStick
    | SticksSwapped
    | StickFull
    | StickProtected
    | PrinterOff
    | CoverOpened
    | PowerFails
    | EntropyFails
)

TROUBLES = {
    kind.__name__: kind
    for kind in (
        PrinterFails, DiskFails, PowerGoes, StickOut, StickIn, OtherStick, SticksSwapped, StickFull,
        StickProtected, PrinterOff, CoverOpened, PowerFails, EntropyFails,
        CutPower, PullStick, FailSync, LieAboutSync, NoSpace, FlipBit, SlowDisk, KeepsLess,
        PaperEndsAfter, CoverOpensAfter, HeadOverheatsAfter, PowerFailsAfter, CutterJamsAtCut,
        UnpluggedAfter, HangsAfter, LosesAnswer, SaysBeforeAnswer,
    )
}  # fmt: skip


def name_of(trouble: Trouble) -> str:
    """What a trouble is called in figures."""
    match trouble:
        case PrinterFails(fault):
            return type(fault).__name__
        case DiskFails(fault):
            return f"{type(fault).__name__} {fault.label}"
        case PowerGoes(fault):
            return f"PowerGoes {fault.moment}" if fault.at_write else "PowerGoes at once"
        case PowerFails(what):
            return f"PowerFails {what}"
        case EntropyFails(how):
            return f"EntropyFails {how}"
        case OtherStick(_, what):
            return f"OtherStick {what}"
        case _:
            return type(trouble).__name__


def arm_disk(disk: SimulatedDisk, fault: DiskFault) -> None:
    """Let ``fault`` strike, counted from now, instead of what was armed before."""
    match fault:
        case FailSync(at_sync=at) | LieAboutSync(at_sync=at) | FlipBit(at_sync=at):
            fault = replace(fault, at_sync=disk.syncs + at)
        case PullStick(at_operation=at) | NoSpace(at_operation=at):
            fault = replace(fault, at_operation=disk.operations + at)
    disk.plan = FaultPlan(disk.label, [fault])
