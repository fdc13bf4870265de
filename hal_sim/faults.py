"""Faults of power and media as values: frozen, printed as they are written, read back and replayed.

``repr`` of a fault is a line that ``read_fault`` takes. Where chance plays a part (which sectors of
a torn write landed), the fault carries its own seed, so that the same fault does the same again.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from device.errors import FormatError

Moment: TypeAlias = Literal["before", "during", "after"]
"""Where in a write a fault strikes: ``during`` lets a random subset of its sectors land."""


@dataclass(frozen=True, slots=True)
class CutPower:
    """The power goes at the n-th durable write (from 1) of all disks together."""

    at_write: int
    moment: Moment = "after"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class PullStick:
    """The stick is pulled at the n-th operation (from 1) on the disk ``label``."""

    label: str
    at_operation: int
    moment: Moment = "before"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class FailSync:
    """The n-th sync on a disk fails with EIO; the next one answers 0 though the data is lost."""

    label: str
    at_sync: int
    landed: Literal["nothing", "some", "all"] = "some"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class LieAboutSync:
    """``count`` syncs from the n-th on answer 0 and lose the data.

    ``hidden``: reads still show the data until the power is cut or the stick pulled, as with a
    stick that keeps it in a volatile cache; otherwise a read past the cache shows the loss.
    """

    label: str
    at_sync: int
    count: int = 1
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class NoSpace:
    """The n-th operation on a disk finds no room (ENOSPC) if it needs any."""

    label: str
    at_operation: int


@dataclass(frozen=True, slots=True)
class FlipBit:
    """After the n-th sync on a disk, bit ``bit`` (from 0) of the file ``path`` changes by itself."""

    label: str
    at_sync: int
    path: str
    bit: int


@dataclass(frozen=True, slots=True)
class SlowDisk:
    """Every operation on a disk takes ``delay_s`` of the simulated clock."""

    label: str
    delay_s: float


@dataclass(frozen=True, slots=True)
class KeepsLess:
    """A fake stick: it keeps ``keeps_bytes`` (whole sectors), whatever it says.

    What lies beyond is lost, or with ``wraps`` lands at its place modulo ``keeps_bytes``. Its files lie one
    behind the other, as they were made.
    """

    label: str
    keeps_bytes: int
    wraps: bool = False


DiskFault: TypeAlias = PullStick | FailSync | LieAboutSync | NoSpace | FlipBit | SlowDisk | KeepsLess
Fault: TypeAlias = CutPower | DiskFault

_KINDS = {
    kind.__name__: kind
    for kind in (CutPower, PullStick, FailSync, LieAboutSync, NoSpace, FlipBit, SlowDisk, KeepsLess)
}


def read_fault(text: str) -> Fault:
    """The fault that ``text``, as ``repr`` writes it, names. Raises FormatError."""
    try:
        call = ast.parse(text.strip(), mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.args:
            raise FormatError("A fault is written like CutPower(at_write=17, moment='during').")
        values = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
        return _KINDS[call.func.id](**values)
    except (SyntaxError, ValueError, KeyError, TypeError) as exc:
        raise FormatError("A fault has an unknown name or other fields than its kind.") from exc


class FaultPlan:
    """The faults of one disk, asked for by count."""

    def __init__(self, label: str, faults: Iterable[DiskFault]) -> None:
        self._faults = [fault for fault in faults if fault.label == label]

    def pull(self, operation: int) -> PullStick | None:
        """The pull that strikes at this operation."""
        for fault in self._faults:
            if isinstance(fault, PullStick) and fault.at_operation == operation:
                return fault
        return None

    def no_space(self, operation: int) -> bool:
        """Whether this operation finds no room."""
        return any(isinstance(fault, NoSpace) and fault.at_operation == operation for fault in self._faults)

    def sync(self, sync: int) -> FailSync | LieAboutSync | None:
        """What goes wrong with this sync."""
        for fault in self._faults:
            if isinstance(fault, FailSync) and fault.at_sync == sync:
                return fault
            if isinstance(fault, LieAboutSync) and fault.at_sync <= sync < fault.at_sync + fault.count:
                return fault
        return None

    def flips(self, sync: int) -> list[FlipBit]:
        """The bits that change after this sync."""
        return [fault for fault in self._faults if isinstance(fault, FlipBit) and fault.at_sync == sync]

    def keeps_less(self) -> KeepsLess | None:
        """How much the disk really keeps, if that is less than it says."""
        return next((fault for fault in self._faults if isinstance(fault, KeepsLess)), None)

    def delay_s(self) -> float:
        """Simulated seconds that every operation takes."""
        return sum(fault.delay_s for fault in self._faults if isinstance(fault, SlowDisk))
