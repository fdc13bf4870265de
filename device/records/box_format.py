"""The bytes of a ballot box: two header copies, then slots of one size.

    0      header            4096   copy of the header
    8192   slot 0: ballot sector(s), decision block; slot 1: ...

    header    magic 8, version 4, slots 4, ballot bytes 4, H_E 32, device id 32, box id 16, SHA-256 32
    ballot    magic 4, body length 4, code 32, body signature 64, SHA-256 32, zeros to 512, body
    decision  magic 4, state 4, code 32, signature 64, SHA-256 32

Integers are big-endian; what is left of a block is zeros. A ballot and its decision never share a
4096-byte page with anything else, because flash rewrites whole pages: a torn decision can hurt
nothing but itself. A checksum covers everything before it, a ballot's its body too.
"""

import struct
from dataclasses import dataclass, field
from hashlib import sha256

from device.hal import SECTOR_BYTES
from device.records.ballot_state import BallotState

PAGE_BYTES = 4096
HEADER_OFFSETS = (0, PAGE_BYTES)
FIRST_SLOT_BYTES = 2 * PAGE_BYTES
VERSION = 1

_DIGEST_BYTES = 32
_HEADER = struct.Struct(">8sIII32s32s16s")
_BALLOT = struct.Struct(">4sI32s64s")
_DECISION = struct.Struct(">4sI32s64s")
_HEADER_MAGIC = b"SEALBOX\x00"
_BALLOT_MAGIC = b"SBAL"
_DECISION_MAGIC = b"SDEC"

# Numbers on the medium: never given to another state.
_STATE_NUMBERS = {BallotState.CAST: 1, BallotState.CHALLENGED: 2, BallotState.SPOILED: 3}
_STATES = {number: state for state, number in _STATE_NUMBERS.items()}


def round_up(count: int, unit: int) -> int:
    """The smallest multiple of ``unit`` that holds ``count``."""
    return -(-count // unit) * unit


@dataclass(frozen=True, slots=True)
class BoxHeader:
    """Whose box this is, and how it is cut into slots.

    ``ballot_bytes``: room of a slot for one ballot, a multiple of PAGE_BYTES; ``extended_base_hash``
    (H_E) 32 bytes; ``box_id`` 16 random bytes, one for every box ever made.
    """

    extended_base_hash: bytes
    device_id: str
    box_id: bytes = field(repr=False)
    slots: int
    ballot_bytes: int

    @property
    def stride_bytes(self) -> int:
        """From one slot to the next: the ballot's pages and the decision's page."""
        return self.ballot_bytes + PAGE_BYTES

    @property
    def region_bytes(self) -> int:
        """Size of the whole box."""
        return FIRST_SLOT_BYTES + self.slots * self.stride_bytes

    def ballot_offset(self, slot: int) -> int:
        """Where the ballot of a slot (from 0) stands."""
        return FIRST_SLOT_BYTES + slot * self.stride_bytes

    def decision_offset(self, slot: int) -> int:
        """Where the decision of a slot stands."""
        return self.ballot_offset(slot) + self.ballot_bytes


@dataclass(frozen=True, slots=True)
class BallotHead:
    """The first sector of a stored ballot; ``digest`` covers it and the body."""

    code: bytes = field(repr=False)
    body_bytes: int
    body_signature: bytes = field(repr=False)
    digest: bytes = field(repr=False)

    def holds(self, body: bytes) -> bool:
        """Whether ``body`` is what was written under this head."""
        return _ballot_digest(_pack_ballot(self.code, body, self.body_signature), body) == self.digest


def ballot_room(max_body_bytes: int) -> int:
    """Bytes of a slot for ballots of at most ``max_body_bytes``, without the decision's page."""
    return round_up(SECTOR_BYTES + max_body_bytes, PAGE_BYTES)


def pack_header(header: BoxHeader) -> bytes:
    """One sector."""
    fields = _HEADER.pack(
        _HEADER_MAGIC, VERSION, header.slots, header.ballot_bytes,
        header.extended_base_hash, header.device_id.encode("ascii"), header.box_id,
    )  # fmt: skip
    return (fields + sha256(fields).digest()).ljust(SECTOR_BYTES, b"\0")


def unpack_header(sector: bytes) -> BoxHeader | None:
    """The header of a sector, or None when it holds no valid header of this version."""
    if not _checksum_holds(sector, _HEADER.size):
        return None
    magic, version, slots, ballot_bytes, h_e, device_id, box_id = _HEADER.unpack_from(sector)
    if magic != _HEADER_MAGIC or version != VERSION or not device_id.isascii():
        return None
    return BoxHeader(h_e, device_id.rstrip(b"\0").decode("ascii"), box_id, slots, ballot_bytes)


def pack_ballot(code: bytes, body: bytes, body_signature: bytes) -> bytes:
    """A ballot's sectors: head and body, zeros to the end of the last sector."""
    fields = _pack_ballot(code, body, body_signature)
    head = (fields + _ballot_digest(fields, body)).ljust(SECTOR_BYTES, b"\0")
    return b"".join((head, body, bytes(-len(body) % SECTOR_BYTES)))


def unpack_head(sector: bytes, header: BoxHeader) -> BallotHead | None:
    """The head of a ballot, or None when the sector holds none that could be whole."""
    magic, body_bytes, code, body_signature = _BALLOT.unpack_from(sector)
    if magic != _BALLOT_MAGIC or SECTOR_BYTES + body_bytes > header.ballot_bytes:
        return None
    digest = sector[_BALLOT.size : _BALLOT.size + _DIGEST_BYTES]
    return BallotHead(code, body_bytes, body_signature, digest)


def pack_decision(code: bytes, state: BallotState, signature: bytes) -> bytes:
    """One sector."""
    fields = _DECISION.pack(_DECISION_MAGIC, _STATE_NUMBERS[state], code, signature)
    return (fields + sha256(fields).digest()).ljust(SECTOR_BYTES, b"\0")


def unpack_decision(sector: bytes, code: bytes) -> tuple[BallotState, bytes] | None:
    """State and signature of the ballot ``code``, or None when the sector does not hold them whole."""
    if not _checksum_holds(sector, _DECISION.size):
        return None
    magic, number, decided_code, signature = _DECISION.unpack_from(sector)
    if magic != _DECISION_MAGIC or decided_code != code or number not in _STATES:
        return None
    return _STATES[number], signature


def _pack_ballot(code: bytes, body: bytes, body_signature: bytes) -> bytes:
    return _BALLOT.pack(_BALLOT_MAGIC, len(body), code, body_signature)


def _ballot_digest(fields: bytes, body: bytes) -> bytes:
    digest = sha256(fields)
    digest.update(body)
    return digest.digest()


def _checksum_holds(sector: bytes, size: int) -> bool:
    return sha256(sector[:size]).digest() == sector[size : size + _DIGEST_BYTES]
