"""The event log as files of the election record, NIST SP 1500-101 (ELECTION_RECORD.md, Event log)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from device.formats.canonical import canonical_bytes, read_canonical
from device.formats.hexadecimal import hex_of_bytes
from device.records.event_format import PAGE_BYTES, RawEvent
from device.records.event_kinds import EventKind, EventType

DEVICE_TYPE = "electronic-cast"


@dataclass(frozen=True, slots=True)
class LoggedDevice:
    """The terminal as its log names it; ``version`` is the software's."""

    device_id: str
    manufacturer: str
    model: str
    version: str


def event_log_json(
    events: Sequence[RawEvent], device: LoggedDevice, election_id: str, generated: datetime
) -> bytes:
    """``event_log.json``: an ``ElectionEventLog`` with all events in order and their hash chain.

    ``election_id``: ``<election>``; ``generated`` with its offset, whole seconds.
    """
    return canonical_bytes(
        {
            "@type": "EventLogging.ElectionEventLog",
            "Device": [
                {
                    "@type": "EventLogging.Device",
                    "Event": [_event_object(event) for event in events],
                    "HashType": "sha-256",
                    "Id": device.device_id,
                    "Manufacturer": device.manufacturer,
                    "Model": device.model,
                    "Type": DEVICE_TYPE,
                    "Version": device.version,
                }
            ],
            "ElectionId": election_id,
            "GeneratedTime": _time(generated),
        }
    )


def event_log_documentation_json(device: LoggedDevice, generated: datetime) -> bytes:
    """``event_log_documentation.json``: what every kind and type of event means."""
    return canonical_bytes(
        {
            "@type": "EventLogging.ElectionEventLogDocumentation",
            "DeviceId": device.device_id,
            "DeviceManufacturer": device.manufacturer,
            "DeviceModel": device.model,
            "DeviceVersion": device.version,
            "EventIdDescription": [
                {
                    "@type": "EventLogging.EventIdDescription",
                    "Description": kind.description,
                    "Id": kind.event_id,
                }
                for kind in EventKind
            ],
            "EventTypeDescription": [
                {
                    "@type": "EventLogging.EventTypeDescription",
                    "Description": group.description,
                    "Type": group.value,
                }
                for group in EventType
            ],
            "GeneratedDate": generated.date().isoformat(),
        }
    )


def _event_object(event: RawEvent) -> dict[str, object]:
    return {**read_canonical(event.body, "An event", PAGE_BYTES), "Hash": hex_of_bytes(event.hash)}


def _time(moment: datetime) -> str:
    if moment.utcoffset() is None:
        raise ValueError("a time in a record needs its offset from UTC")
    return moment.isoformat(timespec="seconds")
