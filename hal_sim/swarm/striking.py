"""Lets the troubles of a plan happen, each at its touch."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from hal_sim.entropy import SourceFault
from hal_sim.faults import CutPower, FaultPlan, LieAboutSync
from hal_sim.power_supply import PowerCut
from hal_sim.swarm.plan import CLOSING, Planned
from hal_sim.swarm.power_care import PowerCare
from hal_sim.swarm.room import Room
from hal_sim.swarm.troubles import (
    CoverOpened,
    DiskFails,
    EntropyFails,
    OtherStick,
    PowerFails,
    PowerGoes,
    PrinterFails,
    PrinterOff,
    StickFull,
    StickIn,
    StickOut,
    StickProtected,
    SticksSwapped,
    Trouble,
    arm_disk,
    name_of,
)


class Striker:
    """The troubles of a day. ``fresh`` and ``foreign`` make the folders of other sticks."""

    def __init__(
        self,
        troubles: Sequence[Planned],
        room: Room,
        fresh: Callable[[], Path],
        foreign: Callable[[], Path],
        mains: PowerCare,
        struck: Counter[str],
    ) -> None:
        self._troubles = troubles
        self._room = room
        self._fresh = fresh
        self._foreign = foreign
        self._mains = mains
        self._struck = struck
        self._due: list[Planned] = []
        self._printer_too = False

    def begin(self, period: int) -> None:
        """A period of the day begins."""
        due = [each for each in self._troubles if each.voter == period]
        self._due = [each for each in due if period != CLOSING or not _is_hidden(each.trouble)]

    def strike(self, touch: int) -> None:
        """Let everything happen that is due before a touch. Raises PowerCut."""
        due = [each for each in self._due if each.touch <= touch]
        self._due = [each for each in self._due if each.touch > touch]
        for each in due:
            self._struck[name_of(each.trouble)] += 1
            self._happen(each.trouble)

    def after_cut(self) -> None:
        """The power went: no cut is planned any more, and the printer may have been on the same plug."""
        self._room.media.power.plan(None)
        if self._printer_too:
            self._printer_too = False
            self._room.printer.power_off()
            self._room.printer.power_on()

    def calm_before_closing(self) -> None:
        """What a stick only pretends nobody can find out: the last of these is over before the end."""
        for label, disk in self._room.media.disks.items():
            disk.plan = FaultPlan(label, ())

    def _happen(self, trouble: Trouble) -> None:
        room, disks = self._room, self._room.media.disks
        match trouble:
            case PrinterFails(fault):
                room.printer.arm(fault)
            case DiskFails(fault):
                if fault.label in disks:
                    arm_disk(disks[fault.label], fault)
            case PowerGoes(fault, printer_too):
                self._power(fault, printer_too)
            case StickOut(label) if label in disks:
                disks[label].pull()
            case StickIn(label) if label in disks:
                if not disks[label].there:
                    disks[label].put_back()
            case OtherStick(label, what) if label in disks:
                disks[label].insert(self._foreign() if what == "foreign" else self._fresh())
            case StickFull(label) if label in disks:
                disks[label].fill()
            case StickProtected(label) if label in disks:
                disks[label].write_protect()
            case SticksSwapped():
                self._swap()
            case PrinterOff():
                room.printer.power_off()
            case PowerFails(what, outage_s):
                self._mains.fail(what, outage_s)
            case EntropyFails(how):
                room.break_entropy(SourceFault[how])
            case CoverOpened():
                room.printer.open_cover()

    def _power(self, fault: CutPower, printer_too: bool) -> None:
        self._printer_too = printer_too
        power = self._room.media.power
        if fault.at_write == 0:
            self._room.cut_power()
            raise PowerCut
        power.plan(replace(fault, at_write=power.writes + fault.at_write))

    def _swap(self) -> None:
        sticks = [disk for label, disk in self._room.media.disks.items() if label.startswith("stick")]
        if len(sticks) == 2:
            first, second = sticks[0].directory, sticks[1].directory
            sticks[0].insert(second)
            sticks[1].insert(first)


def _is_hidden(trouble: Trouble) -> bool:
    """Whether a disk only pretends, and the next reading shows nothing of it."""
    return (
        isinstance(trouble, DiskFails) and isinstance(trouble.fault, LieAboutSync) and trouble.fault.hidden
    )
