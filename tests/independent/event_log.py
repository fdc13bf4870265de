"""The event log and its documentation (NIST SP 1500-101; the page's order, sequence and hash chain)."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
from independent.election import Election
from independent.findings import Refused, Report, require
from independent.strict_json import canonical, members, read

SCHEMA = Path(__file__).parents[1] / "records/nist_sp_1500-101_event_logging.schema.json"
_EVENT = (
    "@type",
    "Id",
    "Sequence",
    "TimeStamp",
    "Type",
    "Disposition",
    "Severity?",
    "UserId?",
    "Description?",
    "Details?",
    "Hash",
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")


def _timestamp(value: str) -> None:
    require(_TIME.fullmatch(value) is not None, f"{value} is not RFC 3339 with an offset")
    datetime.fromisoformat(value)


def _valid(value: Any, kind: str) -> None:
    require(value.get("@type") == f"EventLogging.{kind}", f"is no {kind}")
    try:
        jsonschema.Draft4Validator(json.loads(SCHEMA.read_text())).validate(value)
    except jsonschema.ValidationError as error:
        raise Refused(f"does not fit the schema: {error.message[:200]}") from error


def _events(events: list[Any]) -> None:
    previous = bytes(32)
    for position, event in enumerate(events, 1):
        members(event, *_EVENT)
        require(event["Sequence"] == str(position), f"has Sequence {event['Sequence']}, not {position}")
        _timestamp(event["TimeStamp"])
        bare = {name: item for name, item in event.items() if name != "Hash"}
        previous = sha256(previous + canonical(bare)).digest()
        require(event["Hash"] == previous.hex().upper(), f"event {position} has another hash")


def _log(election: Election, device_id: str, data: bytes) -> list[Any]:
    value = read(data)
    _valid(value, "ElectionEventLog")
    require(value.get("ElectionId") == election.name, "is of another election")
    _timestamp(value["GeneratedTime"])
    require(len(value.get("Device", [])) == 1, "has not exactly one device")
    device = value["Device"][0]
    require(device["Id"] == device_id, "is of another device")
    require(device.get("Type") == "electronic-cast", "has another device type")
    events: list[Any] = device.get("Event", [])
    require(events != [], "has no events")
    _events(events)
    return events


def _documentation(data: bytes, events: list[Any]) -> None:
    value = read(data)
    _valid(value, "ElectionEventLogDocumentation")
    for plural, name in (("EventIdDescription", "Id"), ("EventTypeDescription", "Type")):
        described = [item[name] for item in value[plural]]
        require(len(set(described)) == len(described), f"describes an {name} twice")
        missing = {event[name] for event in events} - set(described)
        require(not missing, f"does not describe {sorted(missing)}")


def verify_event_log(
    report: Report, election: Election, device_id: str, files: Mapping[str, bytes]
) -> None:
    """The log, then that every kind of event in it is described."""
    events: list[Any] = []
    with report.part("event_log.json"):
        events = _log(election, device_id, files.get("event_log.json", b""))
    with report.part("event_log_documentation.json"):
        _documentation(files.get("event_log_documentation.json", b""), events)
