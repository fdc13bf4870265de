"""Fuzz targets that are media: ballot boxes, event log, print journal, tables, package, identity.

What stands on a medium may be damaged, or made by somebody who knows the format: half of the changed
images are *sealed* again, so that every checksum holds and only signatures are left to refuse them.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache, partial
from hashlib import sha256
from random import Random

from fuzz.memory_medium import MemoryMedium
from fuzz.mutations import PAGE_BYTES, Mutate, bytes_changed, json_changed, pages_changed
from fuzz.target import Target
from support.box_ballots import IDENTITY, MAX_BODY_BYTES, TestBallot, ballot, decide
from support.box_ballots import record as put
from support.engine_ballots import keys_for
from support.package_surgery import example
from support.tiny_group import TINY

from device.election.identity import Identity, identity_files
from device.election.package_store import DIGEST_NAME, PACKAGE_NAME, PackageStore
from device.election.provisioning import load_identity
from device.electionguard.powers import build_table_powers, load_table_powers
from device.electionguard.tables import table_to_bytes
from device.hal import SECTOR_BYTES, JobState
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_state import BallotState, StoredBallot
from device.records.box_enrolment import BoxMark, Enrolments, fingerprint
from device.records.box_finding import BOX_NAME
from device.records.box_format import unpack_header
from device.records.event_export import LoggedDevice, event_log_json
from device.records.event_format import Disposition
from device.records.event_kinds import EventKind
from device.records.event_log import LOG_NAME, EventLog
from device.records.print_journal import JOURNAL_NAME, PrintJournal, PrintPurpose
from hal_sim.clock import SimulatedClock
from hal_sim.entropy import SeededEntropy

START = datetime(2026, 11, 3, 6, 30, tzinfo=UTC)
BALLOTS = tuple(ballot(number) for number in range(5))
DECISIONS = (BallotState.CAST, BallotState.CHALLENGED, BallotState.SPOILED, BallotState.CAST, None)
DIGEST_BYTES = 32
TABLE_BUDGET_BYTES = 800


def sealed_or_not(seal: Callable[[bytes], bytes]) -> Mutate:
    """Changes pages, and half of the time makes the checksums hold again."""

    def mutate(draw: Random, data: bytes) -> bytes:
        changed = pages_changed(draw, data)
        return seal(changed) if draw.random() < 0.5 else changed

    return mutate


def all_stores() -> list[Target]:
    """Everything that is read from a medium at a start."""
    return [*box_targets(), *log_targets(), journal_target(), tables_target(), *provisioned_targets()]


# Ballot boxes


def box_targets() -> list[Target]:
    internal, mirror = box_images()
    mutate = sealed_or_not(sealed_box)
    return [
        Target("ballot box alone", (internal,), mutate, lambda data: _check_boxes(data, None)),
        Target("ballot box and mirror", (internal,), mutate, lambda data: _check_boxes(data, mirror)),
        Target("ballot box and bad mirror", (mirror,), mutate, lambda data: _check_boxes(internal, data)),
    ]


@cache
def box_images() -> tuple[bytes, bytes]:
    """Internal box and mirror with five ballots, all but one decided."""
    internal, stick = MemoryMedium("internal", removable=False), MemoryMedium("stick A", removable=True)
    boxes = BallotBoxes.create(
        internal, [stick], IDENTITY, MAX_BODY_BYTES, len(BALLOTS), SeededEntropy(b"boxes")
    )
    for each, state in zip(BALLOTS, DECISIONS, strict=True):
        put(boxes, each)
        if state is not None:
            decide(boxes, each, state)
    return bytes(internal.files[BOX_NAME]), bytes(stick.files[BOX_NAME])


def _mirror_enrolled() -> Enrolments:
    """What the event log says of the mirror as it was made."""
    header = unpack_header(box_images()[1][:SECTOR_BYTES])
    assert header is not None
    return Enrolments([BoxMark(fingerprint(header.box_id), "")])


def _check_boxes(internal: bytes, mirror: bytes | None) -> None:
    media = [MemoryMedium("internal", removable=False), MemoryMedium("stick A", removable=True)]
    for medium, image in zip(media, (internal, mirror), strict=True):
        if image is not None:
            medium.files[BOX_NAME] = bytearray(image)
    boxes = BallotBoxes.open(
        media[0], media[1:], IDENTITY, SeededEntropy(b"open"), enrolments=_mirror_enrolled()
    )
    made = {each.code: (each, state) for each, state in zip(BALLOTS, DECISIONS, strict=True)}
    found = {stored.code: stored for stored in boxes.ballots()}
    for code, stored in found.items():
        _expect_genuine(stored, *made[code])
    counts = boxes.counts()
    assert counts.encrypted == len(found)
    assert counts.encrypted == counts.cast + counts.challenged + counts.spoiled + counts.undecided
    if mirror is not None and box_images()[1] == mirror:
        assert {code: stored.state for code, stored in found.items()} == {
            code: state for code, (_, state) in made.items()
        }


def _expect_genuine(stored: StoredBallot, each: TestBallot, state: BallotState | None) -> None:
    """No ballot and no decision that the terminal did not sign."""
    assert stored.body == each.body
    assert stored.state in (None, state)
    assert stored.state is None or stored.signature == each.decision(stored.state)


def sealed_box(image: bytes) -> bytes:
    """The same box with every checksum right (the layout of ``box_format``, from its docstring)."""
    pages = bytearray(image)
    for at in range(0, len(image), PAGE_BYTES):
        if pages[at : at + 8] == b"SEALBOX\0":
            _seal(pages, at, 100)
        elif pages[at : at + 4] == b"SBAL":
            length = int.from_bytes(pages[at + 4 : at + 8], "big")
            _seal(pages, at, 104, bytes(pages[at + 512 : at + 512 + length]))
        elif pages[at : at + 4] == b"SDEC":
            _seal(pages, at, 104)
    return bytes(pages)


def _seal(pages: bytearray, at: int, covered: int, more: bytes = b"") -> None:
    digest = sha256(bytes(pages[at : at + covered]) + more).digest()
    pages[at + covered : at + covered + DIGEST_BYTES] = digest


# The event log and the print journal


def log_targets() -> list[Target]:
    return [
        Target("event log region", (log_image(),), sealed_or_not(sealed_log), _check_log),
        Target("event log region, chained", (log_image(),), _chained, _check_log),
    ]


@cache
def log_image() -> bytes:
    medium = MemoryMedium("internal", removable=False)
    log = EventLog.create(medium, SimulatedClock(START), 12)
    log.append(EventKind.STARTED, details={"version": "0.1.0"})
    log.append(EventKind.LOGIN_REFUSED, Disposition.FAILURE, "poll_worker", {"failures": 2})
    log.append(EventKind.POLLS_OPENED, user="election_official", details={"ballots": 0})
    log.append(EventKind.BALLOT_CAST)
    return bytes(medium.files[LOG_NAME])


def _check_log(image: bytes) -> None:
    medium = MemoryMedium("internal", removable=False, files={LOG_NAME: bytearray(image)})
    clock = SimulatedClock(START)
    log = EventLog.open(medium, clock)
    entries = log.entries()
    for kind in EventKind:
        log.count(kind)
    event_log_json(log.raw_events(), LoggedDevice("T-1", "Sealmark", "T", "0.1.0"), "0" * 16, START)
    if log.room():
        log.append(EventKind.SHUT_DOWN)
        assert EventLog.open(medium, clock).entries()[:-1] == entries


def sealed_log(image: bytes) -> bytes:
    """The same pages with every checksum right (the layout of ``event_format``)."""
    pages = bytearray(image)
    for at in range(0, len(image), PAGE_BYTES):
        length = int.from_bytes(pages[at + 4 : at + 8], "big")
        covered = bytes(pages[at : at + 40]) + bytes(pages[at + 72 : at + PAGE_BYTES][:length])
        if pages[at : at + 4] == b"SEVT":
            pages[at + 40 : at + 72] = sha256(covered).digest()
    return bytes(pages)


def _chained(draw: Random, image: bytes) -> bytes:
    """Events changed as somebody could who knows the format: the chain holds, there is no signature."""
    pages, previous = [], bytes(32)
    for at in range(0, len(image), PAGE_BYTES):
        page = image[at : at + PAGE_BYTES]
        if page[:4] == b"SEVT":
            body = page[72 : 72 + int.from_bytes(page[4:8], "big")]
            if draw.random() < 0.4:
                body = json_changed(draw, body)[: PAGE_BYTES - 72]
            previous = sha256(previous + body).digest()
            head = b"SEVT" + len(body).to_bytes(4, "big") + previous
            page = (head + sha256(head + body).digest() + body).ljust(PAGE_BYTES, b"\0")
        pages.append(page)
    return b"".join(pages)


def journal_target() -> Target:
    def seal(image: bytes) -> bytes:
        pages = bytearray(image)
        for at in (0, PAGE_BYTES):
            _seal(pages, at, 20)
        return bytes(pages)

    medium = MemoryMedium("internal", removable=False)
    state = PrintJournal.open(medium).begin(PrintPurpose.CODE_RECEIPT)
    state(JobState.SENDING)
    state(JobState.CUT)
    return Target(
        "print journal", (bytes(medium.files[JOURNAL_NAME]),), sealed_or_not(seal), _check_journal
    )


def _check_journal(image: bytes) -> None:
    medium = MemoryMedium("internal", removable=False, files={JOURNAL_NAME: bytearray(image)})
    journal = PrintJournal.open(medium)
    assert journal.last() is None or journal.last() == PrintJournal.open(medium).last()
    journal.begin(PrintPurpose.REPORT)(JobState.CUT)
    last = PrintJournal.open(medium).last()
    assert last is not None
    assert (last.purpose, last.unknown) in ((PrintPurpose.REPORT, False), (PrintPurpose.REPORT, True))


# Tables, package, identity


def tables_target() -> Target:
    keys = keys_for(TINY)
    tables = build_table_powers(TINY, keys, TABLE_BUDGET_BYTES).tables
    stored = tuple(map(table_to_bytes, tables))

    def check(data: bytes) -> None:
        assert load_table_powers(TINY, keys, TABLE_BUDGET_BYTES, (data, *stored[1:])).tables == tables

    def mutate(draw: Random, data: bytes) -> bytes:
        content = bytes_changed(draw, data[:-DIGEST_BYTES] if draw.random() < 0.5 else data)
        return content + sha256(content).digest() if draw.random() < 0.5 else content

    # A table whose digest was made anew may hold other powers: the self-checks are there for that.
    def check_form(data: bytes) -> None:
        digest = data[-DIGEST_BYTES:] == sha256(data[:-DIGEST_BYTES]).digest()
        if digest and data != stored[0]:
            load_table_powers(TINY, keys, TABLE_BUDGET_BYTES, (data, *stored[1:]))
        else:
            check(data)

    return Target("exponent table", (stored[0],), mutate, check_form)


def provisioned_targets() -> list[Target]:
    known = example()
    package = known.preparation.package
    identity = Identity(
        known.device.device_id,
        known.device.device_information,
        known.device_key,
        known.preparation.authority_key,
    )
    files = {name: bytearray(data) for name, data in identity_files(identity).items()}

    def load_package(data: bytes) -> None:
        medium = MemoryMedium("internal", removable=False)
        medium.files[PACKAGE_NAME] = bytearray(data)
        medium.files[DIGEST_NAME] = bytearray(sha256(package).hexdigest().encode())
        assert PackageStore(medium).load(identity) is not None
        assert data == package

    def load_who(name: str, data: bytes) -> None:
        medium = MemoryMedium("internal", removable=False, files={**deepcopy(files), name: bytearray(data)})
        assert load_identity(medium).device_id

    targets = [Target("stored package", (package,), bytes_changed, load_package)]
    for name, data in sorted(files.items()):
        mutate = json_changed if name.endswith(".json") else bytes_changed
        targets.append(Target(f"stored {name}", (bytes(data),), mutate, partial(load_who, name)))
    return targets
