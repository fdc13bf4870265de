"""Looking at the hardware between voters: what changed since the last look goes into the log."""

from device.hal import PowerAlarm, Supply
from device.polls.media import note_media
from device.polls.printing import ask_printer
from device.polls.rooms import Rooms
from device.records.event_kinds import Detail, EventKind


class Watch:
    """Remembers how the power was, so that each change is logged once."""

    def __init__(self) -> None:
        self._supply = Supply.UNKNOWN
        self._alarm = PowerAlarm.NONE

    def look(self, rooms: Rooms) -> None:
        """Ask printer, power and media how they are, and log what is new."""
        ask_printer(rooms)
        self._note_supply(rooms, rooms.rig.power.supply())
        self.look_at_alarm(rooms)
        if rooms.boxes is not None:
            rooms.boxes.media()
            note_media(rooms)

    def look_at_alarm(self, rooms: Rooms) -> None:
        """Log what the power warns of, if that is new."""
        alarm = rooms.rig.power.alarm()
        if alarm is not self._alarm and alarm is not PowerAlarm.UNKNOWN:
            rooms.note(EventKind.POWER_ALARM, {Detail.TROUBLE: alarm.value})
            self._alarm = alarm

    def _note_supply(self, rooms: Rooms, supply: Supply) -> None:
        if supply is not self._supply and Supply.UNKNOWN not in (supply, self._supply):
            rooms.note(EventKind.POWER_SOURCE_CHANGED, {Detail.PART: supply.value})
        self._supply = supply
