"""A recorder on real boxes, real log and real encryption in a small group, with every step traced."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from gmpy2 import invert, mpz, powmod
from support.small_group import SMALL
from support.voter_story import MANIFEST

from device.election.election import Chaining
from device.electionguard.ballot import Ciphertext, ElectionKeys
from device.electionguard.chaining import initial_code
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.hashing import device_information_hash
from device.electionguard.powers import PlainPowers
from device.electionguard.randomness import Random
from device.formats.minisign import public_key_of
from device.hal import JobState, Medium, Region
from device.records.ballot_boxes import BallotBoxes
from device.records.box_member import BoxIdentity
from device.records.closing_record import DeviceRecord
from device.records.event_log import EventLog
from device.voting.recording import BallotRecorder
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy
from hal_sim.faults import Fault
from hal_sim.media import SimulatedMedia, simulated_media

SECRET = mpz(int.from_bytes(sha256(b"vote key").digest(), "big")) % SMALL.q
KEYS = ElectionKeys(powmod(SMALL.g, SECRET, SMALL.p), powmod(SMALL.g, SECRET + 1, SMALL.p), b"E" * 32)
DEVICE_KEY = Ed25519PrivateKey.from_private_bytes(b"d" * 32)
PUBLIC_KEY = public_key_of(DEVICE_KEY)
IDENTITY = BoxIdentity(KEYS.extended_base_hash, "T-1", PUBLIC_KEY)
MAX_BODY_BYTES = 120_000


def device_record(chaining: Chaining) -> DeviceRecord:
    h_e = KEYS.extended_base_hash
    h_di = device_information_hash(h_e, "T-1")
    first = initial_code(h_e, h_di) if chaining is Chaining.SIMPLE else None
    return DeviceRecord("T-1", "T-1", h_di, chaining, first, PUBLIC_KEY, "0")


class TracedRegion:
    """A region that notes every durable write once it is done."""

    def __init__(self, region: Region, note: str, trace: list[str]) -> None:
        self._region = region
        self._note = note
        self._trace = trace
        self.size_bytes = region.size_bytes

    def write(self, offset_bytes: int, data: bytes) -> None:
        self._region.write(offset_bytes, data)
        self._trace.append(self._note)

    def write_all(self, parts: Sequence[tuple[int, bytes]]) -> None:
        self._region.write_all(parts)
        self._trace.append(self._note)

    def read(self, offset_bytes: int, length_bytes: int) -> bytes:
        return self._region.read(offset_bytes, length_bytes)

    def close(self) -> None:
        self._region.close()


class TracedMedium:
    """A medium whose regions are traced; everything else is the medium's own."""

    def __init__(self, medium: Medium, trace: list[str]) -> None:
        self._medium = medium
        self._trace = trace

    def __getattr__(self, name: str) -> object:
        return getattr(self._medium, name)

    def create_region(
        self, name: str, size_bytes: int, progress: Callable[[float], None] | None = None
    ) -> Region:
        return self._traced(name, self._medium.create_region(name, size_bytes, progress))

    def open_region(self, name: str) -> Region:
        return self._traced(name, self._medium.open_region(name))

    def _traced(self, name: str, region: Region) -> Region:
        return TracedRegion(region, f"{self._medium.label} {name.split('/', maxsplit=1)[0]}", self._trace)


class TracedEncryptor(BallotEncryptor):
    """The real encryptor, noting when it is done; ``broken`` breaks its source of randomness."""

    def __init__(self, trace: list[str], random: Random) -> None:
        super().__init__(SMALL, KEYS, PlainPowers(SMALL, KEYS), random)
        self._trace = trace

    def encrypt(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        made = super().encrypt(*args, **kwargs)
        self._trace.append("encrypted")
        return made


@dataclass
class Bench:
    """A recorder and everything around it. ``trace``: durable steps and prints in order."""

    media: SimulatedMedia
    chaining: Chaining
    boxes: BallotBoxes
    log: EventLog
    entropy: SeededEntropy
    trace: list[str] = field(default_factory=list)
    paper: JobState = JobState.CUT

    def __post_init__(self) -> None:
        self.recorder = self.new_recorder()

    def new_recorder(self) -> BallotRecorder:
        encryptor = TracedEncryptor(self.trace, self.entropy.random_bytes)
        return BallotRecorder(
            MANIFEST, device_record(self.chaining), DEVICE_KEY, encryptor, self.boxes, self.log
        )

    def print_code(self, _code: bytes) -> JobState:
        self.trace.append("printed")
        return self.paper


def bench(
    folder: Path,
    chaining: Chaining = Chaining.NONE,
    faults: Iterable[Fault] = (),
    log_capacity: int = 200,
) -> Bench:
    sticks = {"stick A": folder / "a", "stick B": folder / "b"}
    media = simulated_media(folder / "internal", sticks, faults)
    trace: list[str] = []
    traced = [TracedMedium(medium, trace) for medium in (media.internal, *media.removable)]
    entropy = SeededEntropy(b"bench")
    clock = SimulatedClock(datetime(2026, 11, 3, 8, tzinfo=UTC))
    log = EventLog.create(media.internal, clock, log_capacity)
    boxes = BallotBoxes.create(
        traced[0],  # type: ignore[arg-type]
        traced[1:],  # type: ignore[arg-type]
        IDENTITY,
        MAX_BODY_BYTES,
        8,
        entropy,
    )
    trace.clear()
    return Bench(media, chaining, boxes, log, entropy, trace)


def decrypted(ciphertext: Ciphertext, at_most: int) -> int:
    """The plain value of a ciphertext, with the secret key: beta / alpha^s = K^sigma."""
    power = ciphertext.beta * invert(powmod(ciphertext.alpha, SECRET, SMALL.p), SMALL.p) % SMALL.p
    return next(value for value in range(at_most + 1) if powmod(KEYS.vote_key, value, SMALL.p) == power)
