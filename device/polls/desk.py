"""The polls' desk: runs every job on the hardware thread, and lets through what role and phase allow.

Nothing else changes the polls. Whatever goes wrong becomes a sentence on the screen and an entry in
the event log; only programming errors and a lost current get through.
"""

from collections.abc import Callable

from device.election.election import Election
from device.election.settings import Role
from device.errors import AccessError, MediumError, SealmarkError, StateError
from device.hal import Paper, Proof
from device.polls.closing import close_polls, export_again, print_closing_report
from device.polls.events import Finished, Job, JobResult, LoggedIn, Outcome, PinWrong, Refused
from device.polls.facts import NOTHING, ElectionSummary, Snapshot, Station
from device.polls.intake import load_package
from device.polls.media import catch_up, restore_media
from device.polls.opening import finish_opening, open_polls
from device.polls.printing import attest_printer, clear_printer, report_printer_test
from device.polls.readiness import report_readiness
from device.polls.recovery import open_rooms, start
from device.polls.rooms import Progress, Rooms, Terminal
from device.polls.tasks import Phase, Task, permit
from device.polls.voting_day import (
    activate,
    assist_voter,
    print_counts,
    resolve_undecided,
    resume,
    suspend,
    suspend_for_power,
)
from device.polls.watch import Watch
from device.records.event_kinds import EventKind

Work = Callable[[Rooms, Job, Progress], Outcome]


class Desk:
    """Runs jobs one after the other, all on one thread. ``rooms`` is None until START went well."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._watch = Watch()
        self._tried = False
        self.rooms: Rooms | None = None

    def run(self, job: Job, progress: Progress) -> JobResult:
        """Do ``job`` and say what came of it. Never raises what is in the error tree."""
        try:
            outcome = self._start(progress) if job.task is Task.START else self._do(job, progress)
        except AccessError as exc:
            outcome = self._pin_refused(job, exc)
        except SealmarkError as exc:
            outcome = self._refused(exc)
        return JobResult(job, outcome, self.snapshot())

    def snapshot(self) -> Snapshot:
        """The terminal as it is now, without asking the printer."""
        rooms = self.rooms
        device_id = self._terminal.identity.device_id
        if rooms is None:
            return Snapshot(Station(Phase.NO_ELECTION), device_id)
        status, boxes = rooms.printer_status, rooms.boxes
        proof = rooms.rig.printer.proof
        return Snapshot(
            station=rooms.station,
            device_id=device_id,
            election=None if rooms.election is None else summary_of(rooms.election, device_id),
            counts=NOTHING if boxes is None else boxes.counts(),
            media=() if boxes is None else boxes.media(),
            room=None if boxes is None else boxes.room(),
            printer_unclear=rooms.printer_unclear,
            printer_ready=status is None or status.ready,
            proof=proof,
            printer_untested=status is not None and status.ready and proof is Proof.UNKNOWN,
            paper=Paper.UNKNOWN if status is None else status.paper,
            supply=rooms.rig.power.supply(),
            locked_until_s=rooms.access.locked_until_s(),
        )

    def _start(self, progress: Progress) -> Outcome:
        if self.rooms is not None:
            return Finished()
        rooms = open_rooms(self._terminal)
        try:
            outcome = start(rooms, progress, first=not self._tried)
            self._watch.look(rooms)
        except SealmarkError:
            rooms.close()
            raise
        finally:
            self._tried = True
        self.rooms = rooms
        return outcome

    def _do(self, job: Job, progress: Progress) -> Outcome:
        rooms = self.rooms
        if rooms is None:
            raise StateError("The terminal did not start in order: switch it off and on.")
        # The first package brings the official's PIN with it, which is then asked for.
        first = job.task is Task.LOAD_PACKAGE and rooms.election is None
        permit(Role.OFFICIAL if first else rooms.access.who, rooms.station.phase, job.task)
        if job.task in (Task.POWER_SUSPEND, Task.POWER_OFF):
            self._watch.look_at_alarm(rooms)
        if job.task is Task.LOOK:
            self._watch.look(rooms)
            return Finished()
        return _WORK[job.task](rooms, job, progress)

    def _pin_refused(self, job: Job, error: AccessError) -> Outcome:
        if job.role is not None:
            return PinWrong(str(error))
        return self._refused(error)

    def _refused(self, error: SealmarkError) -> Outcome:
        if self.rooms is not None:
            try:
                self.rooms.note_problem(EventKind.ACTION_REFUSED, error)
            except MediumError as exc:
                return Refused(f"{error} The event log cannot be written: {exc}")
        return Refused(str(error))


def summary_of(election: Election, device_id: str) -> ElectionSummary:
    """What screens say about an election, in its default language."""
    settings, text = election.settings, election.content.texts[0]
    place = settings.place_of(device_id)
    return ElectionSummary(
        title=text.election_title,
        election_id=election.election_id,
        place=place.name,
        styles=tuple((index, text.style_names[index]) for index in place.ballot_styles),
        worker_idle_s=settings.limits.worker_idle_s,
        without_stick=settings.without_stick,
    )


def _log_in(rooms: Rooms, job: Job) -> Outcome:
    if job.role is None:
        raise ValueError("a PIN that belongs to no role")
    rooms.access.log_in(job.role, job.pin, rooms.loaded_election().settings.pins)
    return LoggedIn(job.role)


def _log_off(rooms: Rooms) -> Outcome:
    rooms.access.log_off()
    return Finished()


def _print_report(rooms: Rooms, progress: Progress) -> Outcome:
    if rooms.station.phase is Phase.CLOSED:
        return print_closing_report(rooms, progress)
    return print_counts(rooms, progress)


def _shut_down(rooms: Rooms) -> Outcome:
    rooms.access.log_off()
    rooms.note(EventKind.SHUT_DOWN)
    rooms.rig.power.shut_down()
    return Finished()


_WORK: dict[Task, Work] = {
    Task.LOG_IN: lambda rooms, job, _progress: _log_in(rooms, job),
    Task.LOG_OFF: lambda rooms, _job, _progress: _log_off(rooms),
    Task.LOAD_PACKAGE: lambda rooms, job, progress: load_package(rooms, job.pin, progress),
    Task.READINESS: lambda rooms, _job, progress: report_readiness(rooms, progress),
    Task.OPEN: lambda rooms, _job, progress: open_polls(rooms, progress),
    Task.FINISH_OPENING: lambda rooms, _job, progress: finish_opening(rooms, progress),
    Task.ACTIVATE: lambda rooms, job, _progress: activate(rooms, job.style_index),
    Task.ASSIST_VOTER: lambda rooms, _job, _progress: assist_voter(rooms),
    Task.RESOLVE: lambda rooms, _job, _progress: resolve_undecided(rooms),
    Task.CLEAR_PRINTER: lambda rooms, _job, _progress: clear_printer(rooms),
    Task.ATTEST_PRINTER: lambda rooms, _job, _progress: attest_printer(rooms),
    Task.TEST_PRINTER: lambda rooms, _job, progress: report_printer_test(rooms, progress),
    Task.RESTORE_MEDIA: lambda rooms, _job, progress: restore_media(rooms, progress),
    Task.CATCH_UP: lambda rooms, _job, _progress: catch_up(rooms),
    Task.PRINT_REPORT: lambda rooms, _job, progress: _print_report(rooms, progress),
    Task.SUSPEND: lambda rooms, _job, progress: suspend(rooms, progress),
    Task.RESUME: lambda rooms, _job, progress: resume(rooms, progress),
    Task.CLOSE: lambda rooms, _job, progress: close_polls(rooms, progress),
    Task.EXPORT: lambda rooms, _job, progress: export_again(rooms, progress),
    Task.SHUT_DOWN: lambda rooms, _job, _progress: _shut_down(rooms),
    Task.POWER_SUSPEND: lambda rooms, _job, _progress: suspend_for_power(rooms),
    Task.POWER_OFF: lambda rooms, _job, _progress: _shut_down(rooms),
}
