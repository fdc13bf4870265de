"""The books of a closed terminal: counts reconciled, the closing computed, the record put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from device.errors import StateError, StorageError
from device.formats.hexadecimal import hex_of_bytes
from device.polls.ballot_hints import kept_hints
from device.polls.facts import Fact, Grade, Group
from device.polls.media import media_facts
from device.polls.readiness import origin_groups
from device.polls.rooms import Rooms
from device.polls.sheets import count_facts
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_record import read_ballot_body, rebuilt_record
from device.records.ballot_state import BallotCounts, BallotState, StoredBallot
from device.records.books import BookEntry, book_entry, close_books, device_record
from device.records.closing_record import Closing
from device.records.event_export import LoggedDevice, event_log_documentation_json, event_log_json
from device.records.event_format import LogEntry
from device.records.event_kinds import EventKind
from device.records.readme_text import readme_text
from device.records.record_export import RecordSource, package_files

MANUFACTURER = "Sealmark"
MODEL = "Sealmark voting terminal"


@dataclass(frozen=True, slots=True)
class ClosedRecord:
    """The closing of a terminal and all that goes into its election record."""

    closing: Closing
    source: RecordSource = field(repr=False)


def reconciled(boxes: BallotBoxes) -> BallotCounts:
    """The counts, checked: encrypted = cast + challenged + spoiled, the same on every medium in step.

    Raises StorageError when they are not.
    """
    counts = boxes.counts()
    if counts.undecided or counts.encrypted != counts.cast + counts.challenged + counts.spoiled:
        raise StorageError("The counts of ballots do not add up; call the election official.")
    for report in boxes.media():
        if report.state.usable and report.ballots != counts.encrypted:
            raise StorageError(
                f"'{report.label}' holds another number of ballots; call the election official."
            )
    return counts


def election_record(rooms: Rooms) -> ClosedRecord:
    """Read every ballot and put the record together; the same bytes whenever it is asked for.

    Raises StorageError when the ballots do not hold together, MediumError, and StateError before
    the books were closed.
    """
    identity, election = rooms.identity, rooms.loaded_election()
    closed = _closing_event(rooms)
    device = device_record(
        election,
        identity.device_id,
        identity.device_information,
        identity.public_key,
        rooms.terminal.software_version,
    )
    entries = [_entry(ballot) for ballot in rooms.open_boxes().ballots()]
    closing = close_books(device, election.keys.extended_base_hash, entries)
    files = {
        **package_files(election.files),
        "device.json": device.to_bytes(),
        "closing.json": closing.signed(identity.signing_key),
        "README.txt": readme_text(election.election_id, identity.device_id, identity.public_key),
        **_log_files(rooms, closed, election.election_id),
    }
    return ClosedRecord(closing, _source(rooms, election.election_id, files, entries))


def closing_groups(rooms: Rooms, record: ClosedRecord) -> tuple[Group, ...]:
    """What the last report says: counts by state and by medium, the root, the closing hash."""
    closing, boxes = record.closing, rooms.open_boxes()
    closed = _closing_event(rooms)
    ballots = (
        Fact("Closed", f"{closed.time:%Y-%m-%d %H:%M:%S %z}"),
        *count_facts(boxes.counts()),
        Fact("Reconciled", "encrypted = cast + challenged + spoiled", Grade.GOOD),
        *media_facts(boxes.media()),
    )
    hashes = [Fact("Root of all ballots", hex_of_bytes(closing.ballots_root), digits=True)]
    if closing.closing_hash is not None:
        hashes.append(Fact("Closing hash of the chain", hex_of_bytes(closing.closing_hash), digits=True))
    return (Group("Ballots", ballots), Group("Hashes", tuple(hashes)), *origin_groups(rooms))


def _entry(ballot: StoredBallot) -> BookEntry:
    decoded, _ = read_ballot_body(ballot.body)
    state, _ = _decision(ballot)
    return book_entry(ballot.code, decoded.chaining_field, state, _file(ballot))


def _file(ballot: StoredBallot) -> bytes:
    state, signature = _decision(ballot)
    return rebuilt_record(ballot.body, state, signature)


def _decision(ballot: StoredBallot) -> tuple[BallotState, bytes]:
    if ballot.state is None or ballot.signature is None:
        raise StateError("A ballot is undecided: it has to be resolved before the record is written.")
    return ballot.state, ballot.signature


def _source(
    rooms: Rooms, election_id: str, files: dict[str, bytes], entries: Sequence[BookEntry]
) -> RecordSource:
    boxes = rooms.open_boxes()
    codes = tuple(entry.code for entry in entries)  # ascending, as the boxes give them
    return RecordSource(
        election_id,
        rooms.identity.device_id,
        files,
        codes,
        lambda code: _file(boxes.ballot(code)),
        kept_hints(rooms) if codes else None,
    )


def _closing_event(rooms: Rooms) -> LogEntry:
    for entry in reversed(rooms.log.entries()):
        if entry.kind is EventKind.POLLS_CLOSED:
            return entry
    raise StateError("The books are not closed yet: close the polls first.")


def _log_files(rooms: Rooms, closed: LogEntry, election_id: str) -> dict[str, bytes]:
    device = LoggedDevice(rooms.identity.device_id, MANUFACTURER, MODEL, rooms.terminal.software_version)
    events = rooms.log.raw_events()[: closed.sequence]
    return {
        "event_log.json": event_log_json(events, device, election_id, closed.time),
        "event_log_documentation.json": event_log_documentation_json(device, closed.time),
    }
