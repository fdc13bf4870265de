"""Books of a terminal: counts, root and chain, whatever order the ballots come in."""

import random
from dataclasses import replace
from hashlib import sha256

import pytest
from support.small_records import device_entry, device_key

from device.election.election import Chaining
from device.electionguard.chaining import closing_hash, initial_code, next_field, no_chaining_field
from device.errors import FormatError, StorageError
from device.formats.merkle import merkle_tree_hash
from device.records.ballot_state import BallotState
from device.records.books import BookEntry, book_entry, chain_order, close_books
from device.records.closing_record import (
    DeviceRecord,
    check_closing_signature,
    read_closing,
    read_device_record,
)

H_E, H_DI = b"e" * 32, b"d" * 32
H_0 = initial_code(H_E, H_DI)
STATES = (BallotState.CAST, BallotState.CAST, BallotState.CHALLENGED, BallotState.SPOILED)


def device(chaining: Chaining) -> DeviceRecord:
    first = H_0 if chaining is Chaining.SIMPLE else None
    key = device_entry("T-1").signing_key
    return DeviceRecord("T-1", "Terminal T-1", H_DI, chaining, first, key, "1")


def ballots(chaining: Chaining) -> list[tuple[BookEntry, bytes]]:
    """Entries and files in the order they were made."""
    made, previous = [], H_0
    for number, state in enumerate(STATES):
        code, record = sha256(b"code %d" % number).digest(), b"file %d" % number
        field = next_field(previous) if chaining is Chaining.SIMPLE else no_chaining_field(H_DI)
        made.append((book_entry(code, field, state, record), record))
        previous = code
    return made


def entries(chaining: Chaining) -> list[BookEntry]:
    return [entry for entry, _ in ballots(chaining)]


@pytest.mark.parametrize("chaining", list(Chaining))
def test_the_books_do_not_depend_on_the_order_in_which_ballots_are_read(chaining: Chaining) -> None:
    made = entries(chaining)
    closing = close_books(device(chaining), H_E, made)
    assert (closing.ballots, closing.cast, closing.challenged, closing.spoiled) == (4, 2, 1, 1)
    by_code = sorted(ballots(chaining), key=lambda pair: pair[0].code)
    assert closing.ballots_root == merkle_tree_hash([record for _, record in by_code])
    drawn = random.Random(5)  # noqa: S311  any order will do
    for _ in range(10):
        assert close_books(device(chaining), H_E, drawn.sample(made, len(made))) == closing


def test_the_chain_is_in_the_order_the_ballots_were_made() -> None:
    made = entries(Chaining.SIMPLE)
    closing = close_books(device(Chaining.SIMPLE), H_E, made[::-1])
    assert closing.chain == tuple(entry.code for entry in made)
    assert closing.closing_hash == closing_hash(H_E, H_DI, made[-1].code)


def test_an_empty_day_has_books_too() -> None:
    closing = close_books(device(Chaining.SIMPLE), H_E, [])
    assert (closing.ballots, closing.chain) == (0, ())
    assert closing.closing_hash == closing_hash(H_E, H_DI, H_0)
    assert closing.ballots_root == sha256(b"").digest()
    assert close_books(device(Chaining.NONE), H_E, []).chain is None


def test_a_gap_or_a_fork_is_no_chain() -> None:
    made = entries(Chaining.SIMPLE)
    for gap in range(len(made) - 1):
        with pytest.raises(StorageError, match="missing"):
            close_books(device(Chaining.SIMPLE), H_E, made[:gap] + made[gap + 1 :])
    with pytest.raises(StorageError, match="missing"):
        chain_order(b"x" * 32, {entry.code: entry.chaining_field for entry in made})
    fork = replace(made[3], chaining_field=made[1].chaining_field)
    with pytest.raises(StorageError, match="Two ballots"):
        close_books(device(Chaining.SIMPLE), H_E, [*made[:3], fork])


@pytest.mark.parametrize("chaining", list(Chaining))
def test_device_and_closing_read_back_as_they_were_written(chaining: Chaining) -> None:
    assert read_device_record(device(chaining).to_bytes()) == device(chaining)
    closing = close_books(device(chaining), H_E, entries(chaining))
    data = closing.signed(device_key("T-1"))
    assert read_closing(data, chaining) == closing
    check_closing_signature(data, device_entry("T-1").signing_key)
    other = Chaining.NONE if chaining is Chaining.SIMPLE else Chaining.SIMPLE
    with pytest.raises(FormatError, match="chaining properties"):
        read_closing(data, other)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"T-1"', b'"T 1"'),
        (b'"T-1"', b'"' + b"T" * 33 + b'"'),
        (b'"Terminal T-1"', b'"Terminal\\nT-1"'),
        (b'"chaining_mode":0', b'"chaining_mode":2'),
        (b'"chaining_mode":0', b'"chaining_mode":1'),
        (b'"software_version":"1"', b'"software_version":"\x1b[2J"'),
        (b'"software_version":"1"', b'"software_version":""'),
    ],
)
def test_a_device_that_is_none_is_refused(old: bytes, new: bytes) -> None:
    data = device(Chaining.NONE).to_bytes()
    assert old in data
    with pytest.raises(FormatError):
        read_device_record(data.replace(old, new, 1))


def test_nothing_of_the_books_shows_a_code() -> None:
    made = entries(Chaining.SIMPLE)
    shown = repr((made, close_books(device(Chaining.SIMPLE), H_E, made)))
    for entry in made:
        assert repr(entry.code)[2:-1] not in shown
        assert entry.code.hex().upper() not in shown.upper()
