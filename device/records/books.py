"""Closing the books: counts, Merkle root and chain over all decided ballots of a terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from device.election.election import Chaining, Election
from device.electionguard.chaining import closing_hash, initial_code
from device.electionguard.hashing import device_information_hash
from device.errors import StorageError
from device.formats.merkle import leaf_hash, merkle_root_of_leaves
from device.records.ballot_state import BallotState
from device.records.closing_record import Closing, DeviceRecord

CHAINING_MODE_BYTES = 4


@dataclass(frozen=True, slots=True)
class BookEntry:
    """What the books need of one decided ballot; ``leaf`` is the Merkle leaf of its file."""

    code: bytes = field(repr=False)
    chaining_field: bytes = field(repr=False)
    state: BallotState
    leaf: bytes = field(repr=False)


def book_entry(code: bytes, chaining_field: bytes, state: BallotState, record: bytes) -> BookEntry:
    """The entry of a ballot whose file is ``record``."""
    return BookEntry(code, chaining_field, state, leaf_hash(record))


def device_record(
    election: Election, device_id: str, device_information: str, signing_key: bytes, software_version: str
) -> DeviceRecord:
    """``device.json`` of a terminal (EG 2.1.0 eq. (72), (74))."""
    h_e = election.keys.extended_base_hash
    h_di = device_information_hash(h_e, device_information)
    chaining = election.parameters.chaining
    return DeviceRecord(
        device_id,
        device_information,
        h_di,
        chaining,
        initial_code(h_e, h_di) if chaining is Chaining.SIMPLE else None,
        signing_key,
        software_version,
    )


def close_books(device: DeviceRecord, extended_base_hash: bytes, entries: Sequence[BookEntry]) -> Closing:
    """The closing of a terminal over all its ballots, given in any order.

    Raises StorageError if the ballots do not form one chain where chaining is required.
    """
    books = counted(device.device_id, entries)
    if device.initial_code is None:
        return books
    chain = chain_order(device.initial_code, {entry.code: entry.chaining_field for entry in entries})
    last = chain[-1] if chain else device.initial_code
    closing = closing_hash(extended_base_hash, device.device_information_hash, last)
    return replace(books, chain=chain, closing_hash=closing)


def counted(device_id: str, entries: Sequence[BookEntry]) -> Closing:
    """Counts and Merkle root over ballots given in any order, without a chain."""
    states = [entry.state for entry in entries]
    ordered = sorted(entries, key=lambda entry: entry.code)
    return Closing(
        device_id,
        len(ordered),
        states.count(BallotState.CAST),
        states.count(BallotState.CHALLENGED),
        states.count(BallotState.SPOILED),
        merkle_root_of_leaves([entry.leaf for entry in ordered]),
    )


def chain_order(first: bytes, chaining_fields: Mapping[bytes, bytes]) -> tuple[bytes, ...]:
    """All codes in the order they were made, from ``{code: chaining field}`` and H_0.

    The chain stands in the ballots' own chaining fields (EG 2.1.0 eq. (76)); there is no second
    file that could disagree. Raises StorageError if it forks or has a gap.
    """
    after: dict[bytes, bytes] = {}
    for code, chaining_field in chaining_fields.items():
        previous = chaining_field[CHAINING_MODE_BYTES:]
        if previous in after:
            raise StorageError(
                "Two ballots follow the same ballot in the chain. Call an election official."
            )
        after[previous] = code
    order: list[bytes] = []
    current = first
    while current in after:
        current = after.pop(current)
        order.append(current)
    if after:
        raise StorageError("A ballot is missing in the chain of ballots. Call an election official.")
    return tuple(order)
