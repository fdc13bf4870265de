"""The bytes of an event, as NIST SP 1500-101 has it and as a page of the log's region keeps it.

    magic 4, length 4, hash 32, checksum 32, the event's canonical bytes without ``Hash``, zeros

The checksum is SHA-256 over the fields before it and the event: it tells a write that was cut off
from an event that was taken away. The hash is the event's ``Hash``: SHA-256 over the previous
event's hash and the bytes (ELECTION_RECORD.md, Event log). One event has a flash page of its own,
so that a torn write can hurt no event but the one being written.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from hashlib import sha256

from device.errors import FormatError
from device.formats.canonical import canonical_bytes, read_canonical
from device.records.event_details import checked_details, checked_user
from device.records.event_kinds import EventKind

PAGE_BYTES = 4096
HASH_BYTES = 32
FIRST_PREVIOUS = bytes(HASH_BYTES)

_HEAD = struct.Struct(">4sI32s")
_EVENT_OFFSET = _HEAD.size + HASH_BYTES
_MAGIC = b"SEVT"
_KINDS = {kind.event_id: kind for kind in EventKind}


class Disposition(Enum):
    """How it went: the ``Disposition`` of NIST SP 1500-101."""

    SUCCESS = "success"
    FAILURE = "failure"
    NOT_APPLICABLE = "na"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One event. ``sequence`` counts from 1; ``user`` is a role or ""; ``hash`` has 32 bytes."""

    sequence: int
    kind: EventKind
    disposition: Disposition
    time: datetime
    user: str
    details: Mapping[str, str | int]
    hash: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RawEvent:
    """An event's canonical bytes without ``Hash``, and its hash."""

    body: bytes
    hash: bytes

    def follows(self, previous: bytes) -> bool:
        """Whether this event stands right after the one with the hash ``previous``."""
        return event_hash(previous, self.body) == self.hash


def event_hash(previous: bytes, body: bytes) -> bytes:
    """``Hash`` of an event: SHA-256 over the previous event's 32 hash bytes and its canonical bytes."""
    return sha256(previous + body).digest()


def event_body(
    sequence: int,
    kind: EventKind,
    disposition: Disposition,
    time: datetime,
    user: str,
    details: Mapping[str, str | int] | None,
) -> bytes:
    """Canonical bytes of an event without ``Hash``. Raises ValueError for what may not be logged."""
    if time.utcoffset() is None:
        raise ValueError("an event's time needs its offset from UTC")
    event = {
        "@type": "EventLogging.Event",
        "Id": kind.event_id,
        "Sequence": str(sequence),
        "TimeStamp": time.isoformat(timespec="seconds"),
        "Type": kind.group.value,
        "Disposition": disposition.value,
        "Severity": kind.severity.value,
    }
    if checked_user(user):
        event["UserId"] = user
    event["Description"] = kind.description
    checked = checked_details(kind, details)
    if checked:
        event["Details"] = canonical_bytes(dict(checked)).decode("utf-8")
    return canonical_bytes(event)


def read_event(raw: RawEvent) -> LogEntry:
    """The event in ``raw``. Raises FormatError for one that this software would not have written."""
    event = read_canonical(raw.body, "An event", PAGE_BYTES)
    try:
        details = json.loads(event.get("Details", "{}"))
        entry = LogEntry(
            sequence=int(event["Sequence"]),
            kind=_KINDS[event["Id"]],
            disposition=Disposition(event["Disposition"]),
            time=datetime.fromisoformat(event["TimeStamp"]),
            user=checked_user(event.get("UserId", "")),
            details=checked_details(_KINDS[event["Id"]], details),
            hash=raw.hash,
        )
    except (KeyError, ValueError, TypeError, RecursionError) as exc:
        raise FormatError("The event log holds an event of an unknown form.") from exc
    return entry


def pack_event(body: bytes, previous: bytes) -> bytes:
    """One page. Raises ValueError for an event that does not fit."""
    head = _HEAD.pack(_MAGIC, len(body), event_hash(previous, body))
    page = head + sha256(head + body).digest() + body
    if len(page) > PAGE_BYTES:
        raise ValueError("the event does not fit a page")
    return page.ljust(PAGE_BYTES, b"\0")


def unpack_event(page: bytes) -> RawEvent | None:
    """The event that was written whole into a page, or None; ``follows`` says where it belongs."""
    magic, length, found = _HEAD.unpack_from(page)
    body = page[_EVENT_OFFSET : _EVENT_OFFSET + length]
    checksum = page[_HEAD.size : _EVENT_OFFSET]
    if magic != _MAGIC or checksum != sha256(page[: _HEAD.size] + body).digest():
        return None
    return RawEvent(body, found)
