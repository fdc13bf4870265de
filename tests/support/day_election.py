"""A small election for whole days on one terminal: three short contests, two styles, two languages."""

import json
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.example_election import DEVICE_ID, DEVICE_INFORMATION, counter_random
from support.worlds import cache_per_world

from device.election.election import Chaining
from device.election.identity import Identity, identity_files
from device.election.settings import DeviceEntry
from device.formats.minisign import public_key_of
from hal_sim.office.election_file import read_election_file
from hal_sim.office.election_office import Preparation, prepare_election

NORTH, SOUTH = 1, 2
"""Ballot styles: all three contests, and the measure alone."""
MAYOR, COUNCIL, MEASURE = 1, 2, 3
CAPACITY = 12
IDLE_S, WARNING_S, WORKER_IDLE_S = 180, 30, 120
_AUTHORITY = Ed25519PrivateKey.from_private_bytes(sha256(b"authority of the day").digest())
_DEVICE_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"terminal of the day").digest())


def _election_file(without_stick: str, capacity: int) -> bytes:
    return json.dumps(
        {
            "label": "Harbor election",
            "info": "Harbor",
            "date": "2026-11-03",
            "languages": [
                {"language": "en", "language_name": "English"},
                {"language": "es", "language_name": "Español"},
            ],
            "election_title": {"en": "Harbor Election", "es": "Elección del Puerto"},
            "jurisdiction": {"en": "Harbor County", "es": "Condado del Puerto"},
            "date_text": {"en": "November 3, 2026", "es": "3 de noviembre de 2026"},
            "contests": [
                {
                    "label": "Mayor",
                    "title": {"en": "Mayor", "es": "Alcaldía"},
                    "instructions": {"en": "Vote for one.", "es": "Vote por una persona."},
                    "options": [{"label": "Ana Ames"}, {"label": "Ben Boyd"}, {"label": "Cleo Cruz"}],
                },
                {
                    "label": "Council",
                    "selection_limit": 2,
                    "write_ins": 2,
                    "contest_data_blocks": 4,
                    "title": {"en": "City Council", "es": "Concejo municipal"},
                    "instructions": {"en": "Vote for up to two.", "es": "Vote hasta por dos."},
                    "options": [{"label": "Dora Diaz"}, {"label": "Eli Esch"}, {"label": "Faye Fox"}],
                },
                {
                    "label": "Measure A",
                    "title": {"en": "Measure A", "es": "Medida A"},
                    "instructions": {"en": "Vote yes or no.", "es": "Vote sí o no."},
                    "options": [
                        {"label": "Yes", "name": {"en": "Yes", "es": "Sí"}},
                        {"label": "No", "name": {"en": "No", "es": "No"}},
                    ],
                },
            ],
            "ballot_styles": [
                {
                    "label": "North",
                    "name": {"en": "North", "es": "Norte"},
                    "contests": ["Mayor", "Council", "Measure A"],
                },
                {"label": "South", "name": {"en": "South", "es": "Sur"}, "contests": ["Measure A"]},
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


@cache_per_world
def day_election(
    chaining: Chaining = Chaining.NONE, without_stick: str = "continue", capacity: int = CAPACITY
) -> Preparation:
    """What the office prepared: the same every time; one guardian, so that a start takes a moment."""
    source = read_election_file(_election_file(without_stick, capacity), "harbor election")
    device = DeviceEntry(DEVICE_ID, DEVICE_INFORMATION, public_key_of(_DEVICE_KEY))
    random = counter_random("harbor")  # the same PINs, whatever else the office decides
    return prepare_election(source, [device], 1, 1, chaining, _AUTHORITY, random)


def day_identity_files() -> dict[str, bytes]:
    """The files of a provisioned terminal's internal medium."""
    identity = Identity(DEVICE_ID, DEVICE_INFORMATION, _DEVICE_KEY, public_key_of(_AUTHORITY))
    return identity_files(identity)
