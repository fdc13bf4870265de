"""Whole election records of a small election in the standard group, made as a terminal makes them.

Real recorder, boxes, log, books and export, on plain folders. Two contests: "Measure" on every ballot
style, "Board" (a write-in and an option with a limit of 2) on the first one only. Two terminals.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.example_election import counter_random
from support.worlds import cache_per_world

from device.election.election import Chaining
from device.election.identity import Identity
from device.election.settings import DeviceEntry
from device.electionguard.ballot import PlainBallot, PlainContest
from device.electionguard.contest_data import encode_write_ins
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import Powers, build_table_powers
from device.formats.minisign import public_key_of
from device.hal import JobState, Panel, Rig
from device.polls.books import election_record
from device.polls.rooms import Rooms, Terminal
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState
from device.records.books import device_record
from device.records.event_format import Disposition
from device.records.event_kinds import EventKind
from device.records.event_log import EventLog
from device.records.record_export import export_record, verify_export
from device.voting.recording import BallotRecorder
from drivers.directory_medium import DirectoryMedium
from drivers.posix_files import PosixFiles
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy
from hal_sim.office.election_file import read_election_file
from hal_sim.office.election_office import Preparation, prepare_election

BLOCKS = 3
VERSION = "1.0-test"
COUNTRY, TOWN = 2, 1
Votes = Sequence[tuple[int, PlainBallot, BallotState]]
AUTHORITY = Ed25519PrivateKey.from_private_bytes(sha256(b"small records authority").digest())


def country(measure: tuple[int, int]) -> PlainBallot:
    return PlainBallot((PlainContest(measure, b""),))


def town(measure: tuple[int, int], board: tuple[int, int], *write_ins: str) -> PlainBallot:
    data = encode_write_ins(write_ins, BLOCKS)
    return PlainBallot((PlainContest(measure, b""), PlainContest((*board, len(write_ins)), data)))


ONE_OF_EACH: Votes = (
    (COUNTRY, country((1, 0)), BallotState.CAST),
    (TOWN, town((0, 1), (0, 1), "Zoë Ångström"), BallotState.CHALLENGED),
    (COUNTRY, country((0, 0)), BallotState.SPOILED),
)
TWO_CAST: Votes = (
    (TOWN, town((1, 0), (1, 1)), BallotState.CAST),
    (COUNTRY, country((0, 1)), BallotState.CAST),
)


def election_file(label: str) -> bytes:
    contests = [
        {
            "label": "Measure",
            "title": "Measure",
            "instructions": "Yes or no.",
            "options": [{"label": "Yes"}, {"label": "No"}],
        },
        {
            "label": "Board",
            "title": "Board",
            "instructions": "Up to two.",
            "selection_limit": 2,
            "write_ins": 1,
            "contest_data_blocks": BLOCKS,
            "options": [{"label": "Añe", "selection_limit": 2}, {"label": "Bo"}],
        },
    ]
    return json.dumps(
        {
            "label": label,
            "info": "A small election",
            "date": "2026-11-03",
            "languages": [{"language": "en", "language_name": "English"}],
            "election_title": label,
            "jurisdiction": "Somewhere",
            "date_text": "November 3, 2026",
            "contests": contests,
            "ballot_styles": [
                {"label": "town", "name": "Town", "contests": ["Measure", "Board"]},
                {"label": "country", "name": "Country", "contests": ["Measure"]},
            ],
            "polling_places": [{"name": "Hall", "ballot_styles": ["town", "country"]}],
            "limits": {"voter_idle_s": 180, "voter_warning_s": 30, "worker_idle_s": 120},
            "policies": {"without_stick": "continue", "ballot_capacity": 16},
        }
    ).encode()


def device_key(device_id: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(f"key of {device_id}".encode()).digest())


def device_entry(device_id: str) -> DeviceEntry:
    key = public_key_of(device_key(device_id))
    return DeviceEntry(device_id, f"Terminal {device_id}", key)


@cache_per_world
def office(chaining: Chaining = Chaining.NONE, label: str = "Small records") -> Preparation:
    source = read_election_file(election_file(label), "small election")
    devices = [device_entry("T-1"), device_entry("T-2")]
    random = counter_random(f"office {chaining} {label}")
    return prepare_election(source, devices, 3, 2, chaining, AUTHORITY, random)


@cache_per_world
def powers(chaining: Chaining = Chaining.NONE, label: str = "Small records") -> Powers:
    return build_table_powers(STANDARD, office(chaining, label).election.keys, 4 << 20)


@dataclass(slots=True)
class SmallTerminal:
    """A terminal that is open for voting, and what it hands out once it is closed."""

    office: Preparation
    powers: Powers = field(repr=False)
    folder: Path
    device_id: str = "T-1"
    seed: str = "terminal"
    hinted: bool = False

    def record(self, votes: Votes) -> Path:
        """Record the votes, close, export; the folder of the record on the stick."""
        rooms = self._rooms()
        recorder = self._recorder(rooms)
        for style_index, plain, state in votes:
            code = recorder.record(style_index, plain, lambda _code: JobState.CUT).code
            recorder.decide(code, state)
        rooms.note(EventKind.POLLS_CLOSED)
        source = election_record(rooms).source
        if not self.hinted:
            source = replace(source, hints=None)
        stick = rooms.rig.removable[0]
        key = device_key(self.device_id)
        export_record(stick, source, key, lambda _done, _total: None)
        verify_export(stick, source, key, lambda _done, _total: None)
        rooms.log.close()
        rooms.open_boxes().close()
        return self.folder / "stick" / source.folder

    def _rooms(self) -> Rooms:
        media = []
        for name in ("internal", "stick"):
            (self.folder / name).mkdir(parents=True)
            medium = DirectoryMedium(PosixFiles(self.folder / name), name, removable=name == "stick")
            media.append(medium)
        clock = SimulatedClock(datetime(2026, 11, 3, 7, tzinfo=UTC))
        entropy = SeededEntropy(self.seed.encode())
        rig = Rig(None, media[0], (media[1],), Panel(800, 600, 200.0), None, clock, entropy)  # type: ignore[arg-type]
        entry = device_entry(self.device_id)
        identity = Identity(
            entry.device_id,
            entry.device_information,
            device_key(self.device_id),
            self.office.authority_key,
        )
        terminal = Terminal(rig, identity, VERSION, STANDARD, 1 << 20)
        log = EventLog.create(media[0], clock, 100)
        log.append(EventKind.POLLS_OPENED, Disposition.SUCCESS, "poll_worker")
        # Print journal, printer tests and package store have no part in the books.
        nothing: Any = None
        rooms = Rooms(terminal, log, nothing, nothing, nothing, _Nobody(), self.office.election)
        boxes = BallotBoxes.create(media[0], media[1:], rooms.box_identity(), 300_000, 16, entropy)
        rooms.boxes = boxes
        return rooms

    def _recorder(self, rooms: Rooms) -> BallotRecorder:
        election, who = self.office.election, rooms.identity
        random = counter_random(self.seed)
        encryptor = BallotEncryptor(STANDARD, election.keys, self.powers, random)
        device = device_record(election, who.device_id, who.device_information, who.public_key, VERSION)
        return BallotRecorder(
            election.manifest, device, who.signing_key, encryptor, rooms.open_boxes(), rooms.log
        )


class _Nobody:
    """Nobody is logged in: what the books need of PINs."""

    user = ""


def small_record(
    folder: Path,
    votes: Votes = ONE_OF_EACH,
    chaining: Chaining = Chaining.NONE,
    device_id: str = "T-1",
    seed: str = "",
    label: str = "Small records",
) -> Path:
    """The folder of a new record. The same ``seed`` gives ballots the same identifiers and nonces."""
    made = SmallTerminal(
        office(chaining, label), powers(chaining, label), folder, device_id, seed or device_id
    )
    return made.record(votes)
