"""The election of the swarm: three short contests, two ballot styles, two languages, one guardian."""

import json
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.election.election import Chaining
from device.election.identity import Identity, identity_files
from device.election.settings import DeviceEntry
from device.electionguard.self_test import SeededBytes
from device.formats.minisign import public_key_of
from hal_sim.office.election_file import read_election_file
from hal_sim.office.election_office import Preparation, prepare_election

DEVICE_ID = "T-0001"
DEVICE_INFORMATION = "Sealmark voting terminal of the swarm"
STYLES = {1: (1, 2, 3), 2: (3,)}
"""The contests of each ballot style."""
OPTIONS = {1: 3, 2: 3, 3: 2}
"""How many options each contest has."""
WRITE_IN_CONTEST = 2
LANGUAGES = ("en", "es")
IDLE_S, WARNING_S, WORKER_IDLE_S = 180, 30, 120
_AUTHORITY = Ed25519PrivateKey.from_private_bytes(sha256(b"authority of the swarm").digest())
_DEVICE_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"terminal of the swarm").digest())


@cache
def swarm_election(chaining: int, without_stick: str, capacity: int) -> Preparation:
    """What the office prepared: the same every time."""
    source = read_election_file(_election_file(without_stick, capacity), "swarm election")
    device = DeviceEntry(DEVICE_ID, DEVICE_INFORMATION, public_key_of(_DEVICE_KEY))
    random = SeededBytes(b"office of the swarm")
    return prepare_election(source, [device], 1, 1, Chaining(chaining), _AUTHORITY, random)


def swarm_identity_files() -> dict[str, bytes]:
    """The files of a provisioned terminal's internal medium."""
    identity = Identity(DEVICE_ID, DEVICE_INFORMATION, _DEVICE_KEY, public_key_of(_AUTHORITY))
    return identity_files(identity)


def _election_file(without_stick: str, capacity: int) -> bytes:
    english, spanish = LANGUAGES
    contests = [
        {
            "label": "Mayor",
            "title": {english: "Mayor", spanish: "Alcaldía"},
            "instructions": {english: "Vote for one.", spanish: "Vote por una persona."},
            "options": [{"label": "Ana Ames"}, {"label": "Ben Boyd"}, {"label": "Cleo Cruz"}],
        },
        {
            "label": "Council",
            "selection_limit": 2,
            "write_ins": 2,
            "contest_data_blocks": 4,
            "title": {english: "City Council", spanish: "Concejo municipal"},
            "instructions": {english: "Vote for up to two.", spanish: "Vote hasta por dos."},
            "options": [{"label": "Dora Diaz"}, {"label": "Eli Esch"}, {"label": "Faye Fox"}],
        },
        {
            "label": "Measure A",
            "title": {english: "Measure A", spanish: "Medida A"},
            "instructions": {english: "Vote yes or no.", spanish: "Vote sí o no."},
            "options": [
                {"label": "Yes", "name": {english: "Yes", spanish: "Sí"}},
                {"label": "No", "name": {english: "No", spanish: "No"}},
            ],
        },
    ]
    names = ["Mayor", "Council", "Measure A"]
    return json.dumps(
        {
            "label": "Harbor election",
            "info": "Harbor",
            "date": "2026-11-03",
            "languages": [
                {"language": english, "language_name": "English"},
                {"language": spanish, "language_name": "Español"},
            ],
            "election_title": {english: "Harbor Election", spanish: "Elección del Puerto"},
            "jurisdiction": {english: "Harbor County", spanish: "Condado del Puerto"},
            "date_text": {english: "November 3, 2026", spanish: "3 de noviembre de 2026"},
            "contests": contests,
            "ballot_styles": [
                {"label": "North", "name": {english: "North", spanish: "Norte"}, "contests": names},
                {"label": "South", "name": {english: "South", spanish: "Sur"}, "contests": names[2:]},
            ],
            "polling_places": [{"name": "Harbor Hall", "ballot_styles": ["North", "South"]}],
            "limits": {
                "voter_idle_s": IDLE_S,
                "voter_warning_s": WARNING_S,
                "worker_idle_s": WORKER_IDLE_S,
            },
            "policies": {"without_stick": without_stick, "ballot_capacity": capacity},
        }
    ).encode()
