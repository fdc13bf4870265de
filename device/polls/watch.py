"""Looking at the hardware between voters: what changed since the last look goes into the log."""

from device.errors import StorageError
from device.hal import PowerAlarm, Supply
from device.polls.printing import ask_printer
from device.polls.rooms import Rooms
from device.records.box_states import BoxReport, BoxState
from device.records.event_kinds import Detail, EventKind

_KINDS = {
    BoxState.MISSING: EventKind.MEDIUM_MISSING,
    BoxState.RETURNED: EventKind.MEDIUM_RETURNED,
    BoxState.FULL: EventKind.MEDIUM_FULL,
    BoxState.SUSPECT: EventKind.MEDIUM_SUSPECT,
}


class Watch:
    """Remembers how media and power were, so that each change is logged once."""

    def __init__(self) -> None:
        self._states: dict[str, BoxState] = {}
        self._supply = Supply.UNKNOWN
        self._alarm = PowerAlarm.NONE

    def look(self, rooms: Rooms) -> tuple[BoxReport, ...]:
        """Ask printer, power and media how they are, and log what is new; the media as they are."""
        ask_printer(rooms)
        self._note_supply(rooms, rooms.rig.power.supply())
        self.look_at_alarm(rooms)
        reports = () if rooms.boxes is None else rooms.boxes.media()
        for report in reports:
            if self._states.get(report.label, BoxState.IN_STEP) is not report.state:
                _note_medium(rooms, report)
            self._states[report.label] = report.state
        return reports

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


def _note_medium(rooms: Rooms, report: BoxReport) -> None:
    label = {Detail.MEDIUM: report.label}
    if report.state is BoxState.IN_STEP:
        return  # bringing it in step was logged as healing
    if report.state in _KINDS:
        rooms.note(_KINDS[report.state], label)
    else:
        problem = report.problem or report.state.value
        rooms.note_problem(EventKind.MEDIUM_LEFT_OUT, StorageError(problem), label)
