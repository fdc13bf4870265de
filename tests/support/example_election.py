"""The bundled example election, prepared once for a test run, the same bytes every time.

Three guardians with a quorum of two; one terminal, ``T-0001``. All randomness comes from a counter
under SHA-256, so a failing test fails again.
"""

from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.election.election import Chaining, Election
from device.election.settings import DeviceEntry, Role
from device.electionguard.randomness import Random
from device.formats.minisign import public_key_of
from hal_sim.office.election_file import EXAMPLE_FILE, read_election_file
from hal_sim.office.election_office import Preparation, prepare_election

DEVICE_ID = "T-0001"
DEVICE_INFORMATION = "Sealmark voting terminal, unit T-0001"


@dataclass(frozen=True, slots=True)
class ExampleElection:
    """The election as the terminal knows it, and what the office and the terminal keep secret."""

    preparation: Preparation
    device: DeviceEntry
    device_key: Ed25519PrivateKey = field(repr=False)

    @property
    def election(self) -> Election:
        return self.preparation.election

    @property
    def pins(self) -> dict[Role, str]:
        return dict(self.preparation.pins)


def counter_random(seed: str) -> Random:
    """Random-looking bytes, the same for the same seed."""
    count = 0

    def random(length: int) -> bytes:
        nonlocal count
        drawn = b""
        while len(drawn) < length:
            drawn += sha256(f"{seed}/{count}".encode()).digest()
            count += 1
        return drawn[:length]

    return random


def example_device() -> tuple[DeviceEntry, Ed25519PrivateKey]:
    key = Ed25519PrivateKey.from_private_bytes(sha256(b"example device key").digest())
    return DeviceEntry(DEVICE_ID, DEVICE_INFORMATION, public_key_of(key)), key


@cache
def example_election(chaining: int = 0) -> ExampleElection:
    """The example election with chaining mode 0 (none) or 1 (simple); about two seconds, once."""
    source = read_election_file(EXAMPLE_FILE.read_bytes(), EXAMPLE_FILE.name)
    device, key = example_device()
    random = counter_random(f"example election {chaining}")
    authority = Ed25519PrivateKey.from_private_bytes(sha256(b"example authority").digest())
    preparation = prepare_election(source, [device], 3, 2, Chaining(chaining), authority, random)
    return ExampleElection(preparation, device, key)
