"""A terminal of the polls on simulated media, with a real package, log, boxes and encryption.

The election is as small as an election can be, so that a start and a ballot take a moment. The
printer is a sheet of paper that says what it is told to say; the real driver is tested elsewhere.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.example_election import DEVICE_ID, DEVICE_INFORMATION, counter_random
from support.worlds import cache_per_world

from device.election.election import Chaining
from device.election.identity import Identity
from device.election.settings import DeviceEntry, Role
from device.electionguard.ballot import PlainBallot, PlainContest
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.formats.minisign import public_key_of
from device.hal import DotImage, JobState, Journal, Panel, Paper, PrinterStatus, Proof, Rig
from device.polls.desk import Desk
from device.polls.events import Finished, Job, JobResult, LoggedIn, Outcome
from device.polls.rooms import Rooms, Terminal
from device.polls.tasks import Phase, Task
from device.records.ballot_state import BallotState
from device.records.books import device_record
from device.records.event_kinds import EventKind
from device.ui.application import gui_application
from device.voting.recording import BallotRecorder
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy
from hal_sim.faults import CutPower, Fault
from hal_sim.media import simulated_media
from hal_sim.office.election_file import read_election_file
from hal_sim.office.election_office import Preparation, prepare_election
from hal_sim.power import SimulatedPower

STICK, SECOND_STICK = "stick A", "stick B"
PACKAGE = "sealmark-package.zip"
VERSION = "1.2.3-test"
CAPACITY = 8
LOG_CAPACITY = 400
READY = PrinterStatus(Paper.ENOUGH, frozenset())
TABLE_BUDGET_BYTES = 2 << 20
_AUTHORITY = Ed25519PrivateKey.from_private_bytes(sha256(b"bench authority").digest())
_DEVICE_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"bench device").digest())


def election_file(without_stick: str = "continue") -> bytes:
    return json.dumps(
        {
            "label": "Bench election",
            "info": "Bench",
            "date": "2026-11-03",
            "languages": [{"language": "en", "language_name": "English"}],
            "election_title": "Bench Election",
            "jurisdiction": "Bench County",
            "date_text": "November 3, 2026",
            "contests": [
                {
                    "label": "Measure 1",
                    "title": "Measure 1",
                    "instructions": "Vote yes or no.",
                    "options": [{"label": "Yes"}, {"label": "No"}],
                }
            ],
            "ballot_styles": [
                {"label": "North", "name": "North", "contests": ["Measure 1"]},
                {"label": "South", "name": "South", "contests": ["Measure 1"]},
            ],
            "polling_places": [{"name": "Town Hall", "ballot_styles": ["North"]}],
            "limits": {"voter_idle_s": 180, "voter_warning_s": 30, "worker_idle_s": 120},
            "policies": {"without_stick": without_stick, "ballot_capacity": CAPACITY},
        }
    ).encode()


@cache_per_world
def preparation(chaining: Chaining = Chaining.NONE, without_stick: str = "continue") -> Preparation:
    source = read_election_file(election_file(without_stick), "bench election")
    device = DeviceEntry(DEVICE_ID, DEVICE_INFORMATION, public_key_of(_DEVICE_KEY))
    random = counter_random(f"bench {chaining} {without_stick}")
    return prepare_election(source, [device], 1, 1, chaining, _AUTHORITY, random)


def identity() -> Identity:
    return Identity(DEVICE_ID, DEVICE_INFORMATION, _DEVICE_KEY, public_key_of(_AUTHORITY))


class SheetPrinter:
    """Says of every job what ``outcome`` says, and of itself what ``now`` and ``clears`` say."""

    width_dots = 576
    dots_per_mm = 8.0
    unit = "usb 0416:5011 0001"

    def __init__(self) -> None:
        self.proof = Proof.FENCES
        self.proves = Proof.FENCES
        self.outcome = JobState.CUT
        self.now = READY
        self.clears = True
        self.sheets: list[DotImage] = []

    def status(self) -> PrinterStatus:
        return self.now

    def print_image(self, image: DotImage, journal: Journal) -> JobState:
        if self.outcome is not JobState.REFUSED:
            journal(JobState.SENDING)
            self.sheets.append(image)
        journal(self.outcome)
        return self.outcome

    def clear(self) -> bool:
        return self.clears

    def probe(self) -> Proof:
        self.proof = self.proves
        return self.proof

    def recall(self, proofs: Mapping[str, Proof]) -> None:
        self.proof = proofs.get(self.unit, self.proof)


class Bench:
    """A terminal; ``desk`` is the program that runs on it, made anew by ``boot``."""

    def __init__(
        self,
        folder: Path,
        *,
        chaining: Chaining = Chaining.NONE,
        without_stick: str = "continue",
        faults: Iterable[Fault] = (),
        second_stick: bool = True,
    ) -> None:
        gui_application()
        self.office = preparation(chaining, without_stick)
        self.folder = folder
        sticks = {STICK: folder / "a"} | ({SECOND_STICK: folder / "b"} if second_stick else {})
        self.media = simulated_media(folder / "internal", sticks, faults)
        self.clock = SimulatedClock(datetime(2026, 11, 3, 6, tzinfo=UTC))
        self.entropy = SeededEntropy(folder.name.encode())
        self.power = SimulatedPower()
        self.printer = SheetPrinter()
        self.said: list[tuple[str, float | None]] = []
        (folder / "a" / PACKAGE).write_bytes(self.office.package)

    def boot(self, table_budget_bytes: int = TABLE_BUDGET_BYTES) -> JobResult:
        """Switch on after whatever happened, and let the terminal look at itself."""
        if not self.media.power.on:
            self.media.power.restore()
        self.media.power.plan(None)
        return self.boot_with_power(table_budget_bytes)

    def boot_with_power(self, table_budget_bytes: int = TABLE_BUDGET_BYTES) -> JobResult:
        rig = Rig(
            self.printer,
            self.media.internal,
            self.media.removable,
            Panel(1920, 1080, 344.0),
            self.power,
            self.clock,
            self.entropy,
        )
        self.desk = Desk(Terminal(rig, identity(), VERSION, STANDARD, table_budget_bytes, LOG_CAPACITY))
        return self.run(Task.START)

    def run(self, task: Task, **fields: object) -> JobResult:
        job = Job(task, **fields)  # type: ignore[arg-type]
        return self.desk.run(job, lambda key, fraction: self.said.append((key, fraction)))

    def done(self, task: Task, **fields: object) -> Finished:
        """Run a job that has to go well."""
        outcome = self.run(task, **fields).outcome
        assert isinstance(outcome, Finished), outcome
        return outcome

    def log_in(self, role: Role = Role.POLL_WORKER) -> None:
        outcome = self.run(Task.LOG_IN, role=role, pin=self.office.pins[role]).outcome
        assert outcome == LoggedIn(role)

    def load(self) -> None:
        self.done(Task.LOAD_PACKAGE, role=Role.OFFICIAL, pin=self.office.pins[Role.OFFICIAL])

    def open(self) -> None:
        """From power-on to open polls, with a poll worker logged in."""
        self.boot()
        self.load()
        self.log_in()
        self.done(Task.OPEN)

    def record(self) -> bytes:
        """A voter's ballot as far as its code."""
        return self.recorder().record(1, _YES, lambda code: JobState.CUT).code

    def vote(self, state: BallotState | None = BallotState.CAST) -> bytes:
        code = self.record()
        if state is not None:
            self.recorder().decide(code, state)
        return code

    def recorder(self) -> BallotRecorder:
        rooms, office = self.rooms, self.office.election
        assert rooms.powers is not None
        encryptor = BallotEncryptor(STANDARD, office.keys, rooms.powers, self.entropy.random_bytes)
        who = rooms.identity
        device = device_record(office, who.device_id, who.device_information, who.public_key, VERSION)
        return BallotRecorder(
            office.manifest, device, who.signing_key, encryptor, rooms.open_boxes(), rooms.log
        )

    @property
    def rooms(self) -> Rooms:
        assert self.desk.rooms is not None
        return self.desk.rooms

    @property
    def phase(self) -> Phase:
        return self.desk.snapshot().station.phase

    def kinds(self) -> list[EventKind]:
        return [entry.kind for entry in self.rooms.log.entries()]

    def cut_at(self, fault: CutPower) -> None:
        """Let the power go at a write from now on, counted from now."""
        self.media.power.plan(CutPower(self.media.power.writes + fault.at_write, fault.moment, fault.seed))

    def record_folder(self, stick: str = "a") -> Path:
        return self.folder / stick / "sealmark" / self.office.election.election_id / DEVICE_ID


def copy_of(folder: Path, target: Path) -> Path:
    """A copy of a bench's media; blank pages stay holes, for regions are mostly blank."""
    for path in sorted(folder.rglob("*")):
        copy = target / path.relative_to(folder)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        else:
            _copy_file(path, copy)
    return target


def _copy_file(path: Path, copy: Path) -> None:
    with path.open("rb") as source, copy.open("wb") as sink:
        sink.truncate(path.stat().st_size)
        for number, page in enumerate(iter(lambda: source.read(1 << 16), b"")):
            if page.strip(b"\0"):
                sink.seek(number << 16)
                sink.write(page)


_YES = PlainBallot((PlainContest((1, 0), b""),))


def sentence_of(outcome: Outcome) -> str:
    return getattr(outcome, "sentence", "")
