"""Small signed ballot bodies for tests of the ballot boxes, and boxes on simulated media."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.formats.canonical import canonical_bytes
from device.formats.minisign import public_key_of
from device.hal import Medium
from device.records.ballot_box import BallotBox
from device.records.ballot_boxes import BallotBoxes, BoxIdentity
from device.records.ballot_record import final_record, sign_body
from device.records.ballot_state import BallotState
from device.records.box_enrolment import BoxMark, Enrolments
from device.records.box_finding import find_box
from device.records.box_states import BoxState, HealReport
from hal_sim.entropy import SeededEntropy
from hal_sim.media import SimulatedMedia

KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"the key of a terminal in tests").digest())
IDENTITY = BoxIdentity(sha256(b"an election").digest(), "T-1", public_key_of(KEY))
MAX_BODY_BYTES = 3000


@dataclass(frozen=True, slots=True)
class TestBallot:
    """A body of about a kilobyte, with the properties that ballot boxes look at."""

    __test__ = False

    code: bytes
    body: bytes
    body_signature: bytes

    def decision(self, state: BallotState) -> bytes:
        """The signature of the decided record."""
        return final_record(self.body, state, KEY)[1]


def ballot(number: int, key: Ed25519PrivateKey = KEY) -> TestBallot:
    """The ballot ``number``; its code is random-looking, its length differs a little with ``number``."""
    code = sha256(b"code %d" % number).digest()
    body = canonical_bytes(
        {
            "ballot_style_ix": 1 + number % 3,
            "id_b": sha256(b"id %d" % number).hexdigest().upper(),
            "ciphertext": "AB" * (300 + 100 * (number % 7)),
            "confirmation_code": code.hex().upper(),
            "device_id": "T-1",
        }
    )
    return TestBallot(code, body, sign_body(body, key))


def created(media: SimulatedMedia, capacity: int = 8, seed: bytes = b"boxes") -> BallotBoxes:
    """Fresh boxes on all media."""
    return BallotBoxes.create(
        media.internal,
        media.removable,
        IDENTITY,
        MAX_BODY_BYTES,
        capacity,
        SeededEntropy(seed),
        enrolments(media),
    )


def opened(media: SimulatedMedia, at_least: int = 0, seed: bytes = b"opened") -> BallotBoxes:
    """The boxes as at a start."""
    return BallotBoxes.open(
        media.internal, media.removable, IDENTITY, SeededEntropy(seed), at_least, enrolments(media)
    )


def enrolments(media: SimulatedMedia) -> Enrolments:
    """What a log beside the internal box would know of the boxes that were enrolled."""
    kept = media.disks["internal"].directory.parent / "enrolled"

    def note(_label: str, mark: BoxMark) -> None:
        with kept.open("a") as file:
            file.write(f"{mark.box},{mark.unit}\n")

    lines = kept.read_text().splitlines() if kept.exists() else []
    return Enrolments([BoxMark(*line.split(",")) for line in lines], note)


def take_in(boxes: BallotBoxes, medium: Medium) -> HealReport:
    """A poll worker takes a stick in, and it is brought up to date."""
    boxes.accept(medium)
    return boxes.catch_up(lambda: 0.0)


def record(boxes: BallotBoxes, each: TestBallot) -> None:
    """Record a ballot."""
    boxes.record(each.code, each.body, each.body_signature)


def decide(boxes: BallotBoxes, each: TestBallot, state: BallotState) -> None:
    """Decide a ballot."""
    boxes.decide(each.code, state, each.decision(state))


def state_of(boxes: BallotBoxes, label: str) -> BoxState:
    """How a medium's box stands now."""
    return next(report.state for report in boxes.media() if report.label == label)


def scanned(medium: Medium) -> BallotBox:
    """The box on a medium, read by itself."""
    box = find_box(medium)
    assert box is not None
    box.scan(lambda _ballot: None)
    return box


def held(medium: Medium) -> dict[bytes, BallotState | None]:
    """Every ballot in the box on a medium, and what became of it."""
    return {code: found.state for code, found in scanned(medium).placed.items()}


def folders(top: Path) -> tuple[Path, dict[str, Path]]:
    """Where the internal medium and two sticks stand below ``top``."""
    return top / "internal", {"stick A": top / "stick-a", "stick B": top / "stick-b"}
