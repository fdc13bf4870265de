"""Whether ballots become slower as a day goes on: the first, the hundredth and the ten-thousandth.

Each is a ballot of 100 options recorded whole: filled from a blank, checked, signed, written into the
boxes of two media and into the log, then cast, durably, on real files. What a ballot costs on a medium
depends on that medium, so the processor's time is told apart.

Nobody encrypts ten thousand ballots for this. The slots before the one that is measured are filled, in
the files and before the day is opened, with signed and decided ballots of one sector, and the log with
the five events that each voter leaves; opening then reads and checks all of it as every start does.
Slots have the size of the real ballot; there is no chaining.
The hundredth and the ten-thousandth ballot take turns in one process; the first is the first thing that
its process records, several times over, and is compared with the hundredth of that process.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from bench.bench_engine import PLAIN, SHAPE
from bench.bench_verify import DEVICE, KEY, KEYS, manifest_bytes

from device.election.intake_manifest import read_manifest
from device.electionguard.ballot import BallotShape, PlainBallot
from device.electionguard.blank_filling import BlankFiller
from device.electionguard.blank_making import BlankMaker
from device.electionguard.encryption import Encryption
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import build_table_powers
from device.electionguard.zero_ballot import ballot_of_zeros
from device.formats.minisign import public_key_of
from device.hal import SECTOR_BYTES, JobState
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_record import ballot_body, final_record, sign_body
from device.records.ballot_state import BallotState
from device.records.box_enrolment import Enrolments
from device.records.box_format import (
    HEADER_OFFSETS,
    pack_ballot,
    pack_decision,
    unpack_header,
)
from device.records.box_member import BoxIdentity
from device.records.event_format import (
    PAGE_BYTES,
    Disposition,
    event_body,
    event_hash,
    pack_event,
    unpack_event,
)
from device.records.event_kinds import EventKind
from device.records.event_log import LOG_NAME, EventLog
from device.voting.recording import BallotRecorder
from drivers.directory_medium import DirectoryMedium
from drivers.kernel_entropy import KernelEntropy
from drivers.posix_files import PosixFiles
from drivers.system_clock import SystemClock

DAYS = (100, 10_000)
STARTS = 3
ROUNDS = 15
SHORT, LONG = 200, 10_100
"""Capacities of boxes: the files of a long day take long to make."""
OF_A_VOTER = (
    EventKind.LOGGED_IN,
    EventKind.BALLOT_ACTIVATED,
    EventKind.LOGGED_OFF,
    EventKind.BALLOT_RECORDED,
    EventKind.BALLOT_CAST,
)
TABLE_BUDGET_BYTES = 4 << 20
"""Small tables, made in a moment: those who take ballots from blanks do not use them."""

Times = dict[str, float]


class FromBlanks:
    """Fills blanks that were made before."""

    def __init__(self, blanks: int) -> None:
        maker = BlankMaker(
            STANDARD, KEYS, build_table_powers(STANDARD, KEYS, TABLE_BUDGET_BYTES), os.urandom
        )
        self._blanks = [maker.make(SHAPE) for _ in range(blanks)]
        self._filler = BlankFiller(STANDARD, KEYS)
        self._filler.prepare(SHAPE)

    def encrypt(self, _shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        """The ballot of a blank."""
        return self._filler.fill(self._blanks.pop(), plain, chaining_field)


@dataclass(slots=True)
class Day:
    """A terminal's boxes and log on real files in ``folder``, with so many voters behind it."""

    recorder: BallotRecorder
    boxes: BallotBoxes
    log: EventLog

    @classmethod
    def after(cls, voters: int, capacity: int, folder: Path, encryptor: FromBlanks) -> "Day":
        """Make the media, fill the files, and open them as a start does."""
        for name in ("internal", "stick"):
            (folder / name).mkdir(parents=True)
        internal = DirectoryMedium(PosixFiles(folder / "internal"), "internal", removable=False)
        stick = DirectoryMedium(PosixFiles(folder / "stick"), "stick A", removable=True)
        entropy, clock, enrolled = KernelEntropy(), SystemClock(), Enrolments()
        identity = BoxIdentity(KEYS.extended_base_hash, "bench", public_key_of(KEY))
        size = len(ballot_body(ballot_of_zeros(SHAPE), "bench"))
        BallotBoxes.create(internal, [stick], identity, size, capacity, entropy, enrolled).close()
        EventLog.create(internal, clock, capacity * len(OF_A_VOTER)).close()
        fillers = list(islice(_fillers(), voters))
        for box in folder.glob("*/ballot_box/box.bin"):
            _fill_box(box, fillers)
        _fill_log(folder / "internal" / LOG_NAME, voters)
        boxes, log = (
            BallotBoxes.open(internal, [stick], identity, entropy, voters, enrolled),
            EventLog.open(internal, clock),
        )
        manifest = read_manifest(manifest_bytes())
        return cls(BallotRecorder(manifest, DEVICE, KEY, encryptor, boxes, log), boxes, log)

    def vote(self) -> Times:
        """Record a ballot and cast it; seconds of the clock and of the processor."""
        clock_s, processor_s = time.perf_counter(), time.thread_time()
        code = self.recorder.record(1, PLAIN, lambda _code: JobState.CUT).code
        self.recorder.decide(code, BallotState.CAST)
        taken = {"s": time.perf_counter() - clock_s, "processor_s": time.thread_time() - processor_s}
        counts = self.boxes.counts()
        if counts.undecided or any(each.ballots != counts.cast for each in self.boxes.media()):
            raise SystemExit("a ballot of the bench was not cast on every medium")
        return taken

    def close(self) -> None:
        """Give the files back."""
        self.boxes.close()
        self.log.close()


def measure() -> dict[str, Any]:
    """Medians in milliseconds, and ratios of them."""
    starts = [_child("start") for _ in range(STARTS)]
    first, after_it = ([each[name] for each in starts] for name in ("first", "hundredth"))
    turns = _child("turns")
    hundredth, ten_thousandth = turns["100"], turns["10000"]
    return {
        "ballots_measured": {"first": len(first), "hundredth": ROUNDS, "ten_thousandth": ROUNDS},
        "first": _milliseconds(first),
        "hundredth": _milliseconds(hundredth),
        "ten_thousandth": _milliseconds(ten_thousandth),
        "first_to_hundredth": _ratios(first, after_it),
        "ten_thousandth_to_hundredth": _ratios(ten_thousandth, hundredth),
        "opening_after_9999_s": turns["opening_s"],
    }


def child(what: str) -> dict[str, Any]:
    """What one process measures."""
    with tempfile.TemporaryDirectory() as name:
        return _start(Path(name)) if what == "start" else _turns(Path(name))


def _start(folder: Path) -> dict[str, Any]:
    encryptor = FromBlanks(2)
    new = Day.after(0, SHORT, folder / "new", encryptor)
    later = Day.after(99, SHORT, folder / "later", encryptor)
    times = {"first": new.vote(), "hundredth": later.vote()}
    new.close()
    later.close()
    return times


def _turns(folder: Path) -> dict[str, Any]:
    encryptor, days, opening_s = FromBlanks(len(DAYS) * (ROUNDS + 1)), {}, 0.0
    for number in DAYS:
        start = time.perf_counter()
        days[number] = Day.after(number - 1, LONG, folder / str(number), encryptor)
        opening_s = time.perf_counter() - start
    os.sync()
    times: dict[str, Any] = {str(number): [] for number in DAYS}
    for turn in range(ROUNDS + 1):
        for number, day in days.items():
            taken = day.vote()
            if turn:  # the first of a process is measured elsewhere
                times[str(number)].append(taken)
    for day in days.values():
        day.close()
    return {**times, "opening_s": round(opening_s, 1)}


def _fillers() -> Iterator[tuple[bytes, bytes]]:
    """A ballot and its decision as a box keeps them; it says nothing but its code."""
    while True:
        code = os.urandom(32)
        body = b'{"ballot_style_ix":1,"confirmation_code":"%s"}' % code.hex().upper().encode()
        _, signature = final_record(body, BallotState.CAST, KEY)
        ballot = pack_ballot(code, body, sign_body(body, KEY))
        yield ballot, pack_decision(code, BallotState.CAST, signature)


def _fill_box(path: Path, fillers: Sequence[tuple[bytes, bytes]]) -> None:
    with path.open("r+b") as file:
        file.seek(HEADER_OFFSETS[0])
        header = unpack_header(file.read(SECTOR_BYTES))
        if header is None:
            raise SystemExit("the ballot box of the bench has no header")
        for slot, (ballot, decision) in enumerate(fillers):
            for offset, data in (
                (header.ballot_offset(slot), ballot),
                (header.decision_offset(slot), decision),
            ):
                file.seek(offset)
                file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _fill_log(path: Path, voters: int) -> None:
    now = datetime.now(UTC)
    with path.open("r+b") as file:
        previous = unpack_event(file.read(PAGE_BYTES))
        if previous is None:
            raise SystemExit("the event log of the bench has no beginning")
        head = previous.hash
        for sequence, kind in enumerate(voters * OF_A_VOTER, start=2):
            body = event_body(sequence, kind, Disposition.SUCCESS, now, "", None)
            file.write(pack_event(body, head))
            head = event_hash(head, body)
        file.flush()
        os.fsync(file.fileno())


def _milliseconds(times: Sequence[Times]) -> dict[str, float]:
    return {f"{name[:-1]}ms": round(1000 * median(each[name] for each in times), 1) for name in times[0]}


def _ratios(times: Sequence[Times], others: Sequence[Times]) -> dict[str, float]:
    names = {"s": "clock", "processor_s": "processor"}
    return {
        shown: round(median(each[name] for each in times) / median(each[name] for each in others), 2)
        for name, shown in names.items()
    }


def _child(what: str) -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "bench.bench_day", what]
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    figures = child(sys.argv[1]) if len(sys.argv) > 1 else measure()
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
