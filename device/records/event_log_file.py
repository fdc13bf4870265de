"""Checking ``event_log.json`` as it stands in a record: its form, its numbering, its hash chain."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from device.errors import FormatError
from device.formats.canonical import (
    canonical_bytes,
    expect_list,
    expect_properties,
    expect_text,
    read_canonical,
)
from device.formats.hexadecimal import bytes_from_hex

MAX_LOG_BYTES = 256 * 1024 * 1024
MAX_EVENTS = 1_000_000

_EVENT_PROPERTIES = (
    "@type",
    "Id",
    "Sequence",
    "TimeStamp",
    "Type",
    "Disposition",
    "Severity",
    "UserId",
    "Description",
    "Details",
    "Hash",
)
_LOG_PROPERTIES = ("@type", "Details", "Device", "ElectionId", "GeneratedTime")
_DEVICE_PROPERTIES = (
    "@type",
    "Details",
    "Event",
    "HashType",
    "Id",
    "Manufacturer",
    "Model",
    "OtherHashType",
    "OtherType",
    "Type",
    "Version",
)
_OPTIONAL = ("Severity", "UserId", "Description", "Details")


def check_event_log(log: bytes, documentation: bytes, election_id: str, device_id: str) -> int:
    """Check a record's log and its documentation; return the number of events.

    Raises FormatError naming what is wrong (NIST SP 1500-101; ELECTION_RECORD.md, Event log).
    """
    device = _only_device(log, election_id, device_id)
    ids, types = _described(documentation)
    events = expect_list(device.get("Event", []), "event_log.json events", 0, MAX_EVENTS)
    previous = bytes(32)
    for number, value in enumerate(events, start=1):
        previous = _check_event(value, number, previous, ids, types)
    return len(events)


def _only_device(log: bytes, election_id: str, device_id: str) -> dict[str, Any]:
    root = read_canonical(log, "event_log.json", MAX_LOG_BYTES)
    _expect_known(root, _LOG_PROPERTIES, "event_log.json")
    if root.get("@type") != "EventLogging.ElectionEventLog" or root.get("ElectionId") != election_id:
        raise FormatError("event_log.json is not an event log of this election.")
    _expect_time(root.get("GeneratedTime"), "GeneratedTime")
    devices = expect_list(root.get("Device"), "event_log.json devices", 1, 1)
    device = devices[0]
    if not isinstance(device, dict) or device.get("@type") != "EventLogging.Device":
        raise FormatError("event_log.json does not describe a device.")
    _expect_known(device, _DEVICE_PROPERTIES, "The device in event_log.json")
    if device.get("Id") != device_id or device.get("Type") != "electronic-cast":
        raise FormatError("event_log.json is of another device.")
    return device


def _described(documentation: bytes) -> tuple[set[str], set[str]]:
    root = read_canonical(documentation, "event_log_documentation.json", MAX_LOG_BYTES)
    if root.get("@type") != "EventLogging.ElectionEventLogDocumentation":
        raise FormatError("event_log_documentation.json is not the documentation of an event log.")
    found: list[set[str]] = []
    for name, key in (("EventIdDescription", "Id"), ("EventTypeDescription", "Type")):
        entries = expect_list(root.get(name), name, 1)
        if not all(isinstance(entry, dict) and isinstance(entry.get(key), str) for entry in entries):
            raise FormatError(f"event_log_documentation.json: {name} is malformed.")
        found.append({entry[key] for entry in entries})
    return found[0], found[1]


def _check_event(value: object, number: int, previous: bytes, ids: set[str], types: set[str]) -> bytes:
    where = f"event {number} of event_log.json"
    event = expect_properties(value, _EVENT_PROPERTIES, where, optional=_OPTIONAL)
    for name, member in event.items():
        expect_text(member, f"{where}: {name}", minimum=0)
    if event["@type"] != "EventLogging.Event" or event["Sequence"] != str(number):
        raise FormatError(f"{where} is out of order or of another type.")
    _expect_time(event["TimeStamp"], where)
    if event["Id"] not in ids or event["Type"] not in types:
        raise FormatError(f"{where} is of a kind that the documentation does not describe.")
    body = canonical_bytes({name: member for name, member in event.items() if name != "Hash"})
    expected = sha256(previous + body).digest()
    if bytes_from_hex(event["Hash"], 32, where) != expected:
        raise FormatError(f"The hash of {where} does not follow from the event before it.")
    return expected


def _expect_known(value: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    if not set(value) <= set(known):
        raise FormatError(f"{where} has a property that NIST SP 1500-101 does not know.")


def _expect_time(value: object, where: str) -> None:
    try:
        moment = datetime.fromisoformat(expect_text(value, where))
    except ValueError as exc:
        raise FormatError(f"{where}: the time is not RFC 3339.") from exc
    if moment.utcoffset() is None:
        raise FormatError(f"{where}: the time has no offset.")
