"""The hardware side of the terminal: the polls' desk, and what carries out the work of voters' sessions.

All but ``first_snapshot`` and ``seat_voter`` block, and belong to the hardware thread.
"""

from contextlib import suppress

from device.electionguard.blank_filling import BlankFiller
from device.electionguard.blank_making import BlankMaker
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.powers import Powers
from device.errors import HardwareError, SealmarkError, StateError, StorageError
from device.polls.ballot_hints import keep_hints
from device.polls.desk import Desk
from device.polls.events import Job, JobResult
from device.polls.facts import Snapshot
from device.polls.rooms import Progress, Rooms
from device.polls.tasks import Phase, Task
from device.records.ballot_boxes import BallotBoxes
from device.records.books import device_record
from device.records.event_kinds import Detail, EventKind
from device.terminal.receipts import PaperReceipts
from device.terminal.seat import VoterSeat
from device.voting.blank_pool import BlankPool
from device.voting.effects import CallReason, Outcome
from device.voting.prepared_encryptor import PreparedEncryptor
from device.voting.recording import BallotRecorder
from device.voting.state import ballot_setup
from device.voting.work import VoterWork

_ENDS_VOTING = (Task.SUSPEND, Task.CLOSE, Task.SHUT_DOWN, Task.POWER_SUSPEND, Task.POWER_OFF)


class BackRoom:
    """Runs the polls' jobs, seats voters, and keeps ``blanks`` in stock while the polls are open."""

    def __init__(self, desk: Desk, blanks: BlankPool) -> None:
        self._desk = desk
        self._blanks = blanks
        self._maker: BlankMaker | None = None
        self._made_for: Powers | None = None
        self._recorder: BallotRecorder | None = None
        self._boxes: BallotBoxes | None = None

    def first_snapshot(self) -> Snapshot:
        """The terminal before it looked at anything."""
        return self._desk.snapshot()

    def run(self, job: Job, progress: Progress) -> JobResult:
        """Run a job of the polls."""
        if job.task in _ENDS_VOTING:
            self._blanks.empty()
        result = self._desk.run(job, progress)
        self._tend_blanks(result.snapshot.station.phase)
        if result.snapshot.station.phase is Phase.OPEN:
            self._find_chain()
        return result

    def seat_voter(self, style_index: int, steady_s: float) -> VoterSeat:
        """A seat for a voter with that ballot style, once the desk let a voter start."""
        rooms = self._rooms()
        election = rooms.loaded_election()
        content = election.content
        setup = ballot_setup(election.manifest, style_index, content.languages, election.settings.limits)
        work = VoterWork(style_index, self._recorder_of(rooms), PaperReceipts(rooms, election))
        self._blanks.hold()
        return VoterSeat(setup, content, work, steady_s)

    def note_call(self, reason: CallReason) -> None:
        """Log that a voter's session called a poll worker because the voter left."""
        if reason is CallReason.VOTER_GONE:
            self._note(EventKind.SESSION_ABANDONED)

    def note_end(self, outcome: Outcome) -> None:
        """Keep the hints of what was encrypted, and go on with the blanks.

        A session that ended before anything was encrypted is logged.
        """
        for code, hints in self._recorder.take_hints() if self._recorder else ():
            keep_hints(self._rooms(), code, hints)
        self._blanks.release()
        if outcome is Outcome.CANCELLED:
            self._note(EventKind.ACTIVATION_CANCELLED)

    def note_crash(self, error: BaseException) -> None:
        """Destroy the blanks, and log that the program met an error it did not expect.

        Its class is logged, never its words.
        """
        self._blanks.empty()
        rooms = self._desk.rooms
        if rooms is not None:
            rooms.note_failure(EventKind.UNEXPECTED_ERROR, {Detail.PART: type(error).__name__})

    def _tend_blanks(self, phase: Phase) -> None:
        trouble, rooms = self._blanks.trouble(), self._desk.rooms
        if rooms is None:
            return
        if trouble is not None:
            with suppress(HardwareError, StorageError):
                rooms.note_problem(EventKind.PART_FAILED, trouble, {Detail.PART: "prepared ballots"})
        if phase is not Phase.OPEN or rooms.powers is None:
            self._blanks.empty()
            return
        election = rooms.loaded_election()
        if self._maker is None or self._made_for is not rooms.powers:
            random, self._made_for = rooms.rig.entropy.random_bytes, rooms.powers
            self._maker = BlankMaker(rooms.terminal.group, election.keys, rooms.powers, random)
        place = election.settings.place_of(rooms.identity.device_id)
        self._blanks.keep(self._maker, [election.manifest.shape(style) for style in place.ballot_styles])

    def _find_chain(self) -> None:
        rooms = self._rooms()
        if rooms.boxes is not None and rooms.powers is not None:
            with suppress(SealmarkError):  # then the next voter's ballot says what is wrong
                self._recorder_of(rooms).find_chain()

    def _note(self, kind: EventKind) -> None:
        # A log that takes nothing any more stops the next activation, which has to be logged too.
        with suppress(HardwareError, StorageError):
            self._rooms().note(kind)

    def _rooms(self) -> Rooms:
        if self._desk.rooms is None:
            raise StateError("The terminal did not start in order: switch it off and on.")
        return self._desk.rooms

    def _recorder_of(self, rooms: Rooms) -> BallotRecorder:
        boxes = rooms.open_boxes()
        if self._recorder is None or self._boxes is not boxes:
            self._recorder, self._boxes = _new_recorder(rooms, boxes, self._blanks), boxes
        return self._recorder


def _new_recorder(rooms: Rooms, boxes: BallotBoxes, blanks: BlankPool) -> BallotRecorder:
    election, identity, terminal = rooms.loaded_election(), rooms.identity, rooms.terminal
    if rooms.powers is None:
        raise StateError("The exponent tables are not ready: switch the terminal off and on.")
    device = device_record(
        election,
        identity.device_id,
        identity.device_information,
        identity.public_key,
        terminal.software_version,
    )
    group, keys = terminal.group, election.keys
    filler = BlankFiller(group, keys)
    for style in election.settings.place_of(identity.device_id).ballot_styles:
        filler.prepare(election.manifest.shape(style))
    plain = BallotEncryptor(group, keys, rooms.powers, terminal.rig.entropy.random_bytes)
    encryptor = PreparedEncryptor(plain, filler, blanks)
    return BallotRecorder(
        election.manifest, device, identity.signing_key, encryptor, boxes, rooms.log, blanks.empty
    )
