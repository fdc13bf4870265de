"""One ballot box: a preallocated region on one medium, a ballot a slot, slots drawn at random.

Position, time and size say nothing about the order of ballots (VVSG 2.0 10.2.2-B). Every box draws
its own slots: were they the same on all media, a ballot that had to move after a failed write or a
late healing would stand out by standing elsewhere; drawn apart, every placement is as likely as
every other, on one medium and between any two.

What a power cut leaves is read without guessing: a ballot whose checksum fails was never recorded,
a decision whose checksum fails was never made. A range whose write failed is not written again;
the ballot goes into another slot, and the box is suspect.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from device.errors import MediumFailing, MediumFull, StorageError
from device.hal import SECTOR_BYTES, Entropy, Region, random_below
from device.records.ballot_state import BallotState, StoredBallot
from device.records.box_format import (
    HEADER_OFFSETS,
    BallotHead,
    BoxHeader,
    pack_ballot,
    pack_decision,
    round_up,
    unpack_decision,
    unpack_head,
    unpack_header,
)

CODE_BYTES = 32
SIGNATURE_BYTES = 64

_READ_BYTES = 1 << 20
_FREE = bytes(SECTOR_BYTES)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a ballot stands in one box, and what is known of it; ``digest`` covers its bytes.

    ``decision_is_blank``: its decision sector may be written, because nothing was ever written there.
    """

    slot: int
    head: BallotHead = field(repr=False)
    state: BallotState | None
    signature: bytes | None = field(repr=False)
    decision_is_blank: bool


Check = Callable[[StoredBallot], None]
"""Raises SignatureError for a ballot that this terminal did not make."""

_NOTHING: Mapping[bytes, Placement] = {}


def packed_ballot(code: bytes, body: bytes, body_signature: bytes) -> bytes:
    """A ballot as it is written into every box alike, so that it is hashed once for all of them."""
    if len(code) != CODE_BYTES or len(body_signature) != SIGNATURE_BYTES:
        raise ValueError("a confirmation code has 32 bytes, a signature 64")
    return pack_ballot(code, body, body_signature)


class BallotBox:
    """An open ballot box. ``placed`` holds what ``scan`` found and what was put in since.

    ``suspect`` turns true at the first write that failed or sector that is damaged, and stays so.
    """

    def __init__(self, region: Region, header: BoxHeader, label: str) -> None:
        self.header = header
        self.label = label
        self.suspect = False
        self.damaged_slots = 0
        self._region = region
        self._placed: dict[bytes, Placement] = {}
        self._free = list(range(header.slots))
        self._doubtful: list[int] = []  # slots of ballots whose write failed

    @property
    def placed(self) -> Mapping[bytes, Placement]:
        """Every ballot in the box by its confirmation code."""
        return self._placed

    @property
    def free_slots(self) -> int:
        """How many more ballots fit."""
        return len(self._free)

    def scan(self, check: Check) -> None:
        """Read and check every slot. Raises as ``scan_slots``."""
        for _ in self.scan_slots(check, _NOTHING):
            pass

    def scan_slots(self, check: Check, checked: Mapping[bytes, Placement]) -> Iterator[None]:
        """Read and check every slot, and pause after each; the box holds nothing before the last.

        Costs one sector a free slot, and all bytes of every ballot. ``checked``: what ``check`` let
        through in another box; the same bytes under the same digest are not checked again. Raises
        SignatureError by ``check``, StorageError and MediumError.
        """
        self._placed = {}
        self._free = []
        self._doubtful = []
        self.damaged_slots = 0
        for slot in range(self.header.slots):
            self._scan_slot(slot, check, checked)
            yield

    def look_again(self, check: Check) -> None:
        """Read again where the write of a ballot failed: one that landed all the same is taken in.

        Costs nothing where no write failed, and no slot is written again. Raises as ``scan_slots``.
        """
        free, placed = list(self._free), dict(self._placed)
        for slot in self._doubtful:
            self._scan_slot(slot, check, _NOTHING)
        self._placed.update(placed)  # of one that was written a second time, that is the copy in use
        self._free, self._doubtful = free, []

    def probe(self) -> None:
        """Raise MediumError unless the box still answers: a file that was open in a pull stays dead."""
        headers = (unpack_header(self._region.read(offset, SECTOR_BYTES)) for offset in HEADER_OFFSETS)
        if self.header not in headers:
            raise MediumFailing(f"The ballot box on '{self.label}' is no longer where it was.")

    def put(self, code: bytes, body: bytes, body_signature: bytes, entropy: Entropy) -> None:
        """As ``put_packed``, of a ballot that is not packed yet."""
        self.put_packed(code, packed_ballot(code, body, body_signature), entropy)

    def put_packed(self, code: bytes, data: bytes, entropy: Entropy) -> None:
        """Write a ballot, undecided, into a free slot drawn at random; return when it is durable.

        ``data``: as ``packed_ballot`` made it. A write that fails is followed by one in another slot.
        Raises MediumError.
        """
        self._expect_fitting(data)
        try:
            slot = self._write_ballot(data, entropy)
        except MediumFailing:
            self.suspect = True
            slot = self._write_ballot(data, entropy)
        head = self._head_of(data)
        self._placed[code] = Placement(slot, head, None, None, decision_is_blank=True)

    def put_all(self, ballots: Sequence[StoredBallot], entropy: Entropy) -> None:
        """Write ballots with their decisions into free slots, durable together with one sync.

        A cut may leave any of them, and a decision without its ballot, which decides nothing: it
        holds for its own code alone. After an error the box has to be scanned anew before it is used.
        Raises MediumError.
        """
        parts: list[tuple[int, bytes]] = []
        placed: dict[bytes, Placement] = {}
        for stored in ballots:
            code, state, signature = stored.code, stored.state, stored.signature
            data = packed_ballot(code, stored.body, stored.body_signature)
            self._expect_fitting(data)
            slot = self._draw_slot(entropy)
            parts.append((self.header.ballot_offset(slot), data))
            if state is not None and signature is not None:
                parts.append((self.header.decision_offset(slot), pack_decision(code, state, signature)))
            placed[code] = Placement(slot, self._head_of(data), state, signature, state is None)
        self._region.write_all(sorted(parts))  # in the order of the medium: it is written faster
        self._placed.update(placed)

    def decide(self, code: bytes, state: BallotState, signature: bytes, entropy: Entropy) -> None:
        """Write the decision about a ballot in the box; return when it is durable.

        Where the decision's sector is damaged or its write fails, the ballot moves to another slot
        and is decided there; the copies left behind agree with it. Raises MediumError.
        """
        if len(signature) != SIGNATURE_BYTES:
            raise ValueError("a signature has 64 bytes")
        if self._placed[code].decision_is_blank:
            try:
                self._write_decision(code, state, signature)
            except MediumFailing:
                self.suspect = True
            else:
                return
        stored = self.read(code)
        self.put(code, stored.body, stored.body_signature, entropy)
        self._write_decision(code, state, signature)

    def read(self, code: bytes) -> StoredBallot:
        """A ballot, read past the page cache and checked again. Raises MediumError."""
        placement = self._placed[code]
        body = self._read_body(placement.slot, placement.head)
        if body is None:
            self.suspect = True
            raise MediumFailing(f"A ballot on '{self.label}' can no longer be read.")
        return StoredBallot(code, body, placement.head.body_signature, placement.state, placement.signature)

    def close(self) -> None:
        """Give the file back; never raises."""
        self._region.close()

    def _expect_fitting(self, data: bytes) -> None:
        if len(data) > self.header.ballot_bytes:
            raise ValueError("the ballot is larger than a slot")

    def _head_of(self, data: bytes) -> BallotHead:
        head = unpack_head(data[:SECTOR_BYTES], self.header)
        if head is None:
            raise ValueError("the ballot does not fit the format")
        return head

    def _draw_slot(self, entropy: Entropy) -> int:
        if not self._free:
            raise MediumFull(f"The ballot box on '{self.label}' is full.")
        drawn = random_below(entropy, len(self._free))
        self._free[drawn], self._free[-1] = self._free[-1], self._free[drawn]
        return self._free.pop()  # gone for good, even if the write fails

    def _write_ballot(self, data: bytes, entropy: Entropy) -> int:
        slot = self._draw_slot(entropy)
        self._doubtful.append(slot)
        self._region.write(self.header.ballot_offset(slot), data)
        self._doubtful.remove(slot)
        return slot

    def _write_decision(self, code: bytes, state: BallotState, signature: bytes) -> None:
        before = self._placed[code]
        # From here on the sector may hold anything, so it is never written a second time.
        self._placed[code] = Placement(before.slot, before.head, None, None, decision_is_blank=False)
        self._region.write(self.header.decision_offset(before.slot), pack_decision(code, state, signature))
        self._placed[code] = Placement(before.slot, before.head, state, signature, decision_is_blank=False)

    def _scan_slot(self, slot: int, check: Check, checked: Mapping[bytes, Placement]) -> None:
        sector = self._region.read(self.header.ballot_offset(slot), SECTOR_BYTES)
        if sector == _FREE:
            self._free.append(slot)
            return
        head = unpack_head(sector, self.header)
        body = None if head is None else self._read_body(slot, head)
        if head is None or body is None:
            self.damaged_slots += 1  # cut off while it was written: its code was never shown
            return
        sector = self._region.read(self.header.decision_offset(slot), SECTOR_BYTES)
        state, signature = unpack_decision(sector, head.code) or (None, None)
        if state is None and sector != _FREE:
            self.suspect = True
        twin = checked.get(head.code)
        decided_alike = state is None or (twin and (twin.state, twin.signature) == (state, signature))
        if twin is None or twin.head.digest != head.digest or not decided_alike:
            check(StoredBallot(head.code, body, head.body_signature, state, signature))
        self._place(Placement(slot, head, state, signature, decision_is_blank=sector == _FREE))

    def _place(self, found: Placement) -> None:
        """Take a ballot into the index; of two copies, left by a failed write, the decided one."""
        other = self._placed.get(found.head.code)
        if other is not None:
            if other.head.digest != found.head.digest or (
                other.state
                and found.state
                and (other.state, other.signature) != (found.state, found.signature)
            ):
                raise StorageError(f"The ballot box on '{self.label}' contradicts itself; stop voting.")
            if other.state is not None:
                return
        self._placed[found.head.code] = found

    def _read_body(self, slot: int, head: BallotHead) -> bytes | None:
        start = self.header.ballot_offset(slot) + SECTOR_BYTES
        length = round_up(head.body_bytes, SECTOR_BYTES)
        parts = [
            self._region.read(start + done, min(_READ_BYTES, length - done))
            for done in range(0, length, _READ_BYTES)
        ]
        body = b"".join(parts)[: head.body_bytes]
        return body if head.holds(body) else None
