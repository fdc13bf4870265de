"""Which stick goes into which slot, and what has to happen when sticks come and go."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from drivers.stick_slot import StickSlot
from drivers.stick_sockets import PutIn, Sockets


@dataclass(slots=True)
class _Place:
    """A slot, the port it stands for ("" for any), what is in it, and what was in it last."""

    slot: StickSlot
    port: str
    holds: PutIn | None = None
    last_unit: str = ""


class StickBay:
    """The slots of a terminal. ``look`` puts them in step with what is really put in.

    A slot with a port takes only what is in that port. Otherwise a stick that comes back goes where it
    was, and a strange one to the first slot that is free. More sticks than slots are left alone.
    """

    def __init__(self, slots: Sequence[StickSlot], ports: Sequence[str], sockets: Sockets) -> None:
        ports = (*ports, *[""] * (len(slots) - len(ports)))
        self._places = [_Place(slot, port) for slot, port in zip(slots, ports, strict=True)]
        self._sockets = sockets

    def look(self) -> None:
        """Take out what was pulled, then put in what is new."""
        put_in = self._sockets.put_in()
        for place in self._places:
            # A stick whose partitions changed is another one; so is one whose name came back.
            if place.holds is not None and place.holds not in put_in:
                self._empty(place)
        held = [place.holds for place in self._places]
        for stick in put_in:
            if stick not in held and any(place.holds is None for place in self._places):
                with suppress(OSError):  # pulled again already
                    self._fill(stick)

    def close(self) -> None:
        """Take all sticks out of their slots."""
        for place in self._places:
            self._empty(place)

    def _fill(self, found: PutIn) -> None:
        free = [place for place in self._places if place.holds is None and place.port in ("", *found.names)]
        if not free:
            return
        stick = self._sockets.mount(found)
        free.sort(key=lambda place: (not place.port, not stick.unit or place.last_unit != stick.unit))
        place = free[0]
        place.slot.put_in(stick)
        place.holds, place.last_unit = found, stick.unit

    @staticmethod
    def _empty(place: _Place) -> None:
        place.slot.take_out()
        place.holds = None
