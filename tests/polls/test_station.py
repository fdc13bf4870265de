"""The phase of the polls, told from logs."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from device.errors import StorageError
from device.polls.facts import Station
from device.polls.station import station_of
from device.polls.tasks import Phase
from device.records.event_format import Disposition, LogEntry
from device.records.event_kinds import EventKind as Kind


def log_of(kinds: Sequence[Kind], disposition: Disposition = Disposition.SUCCESS) -> list[LogEntry]:
    now = datetime(2026, 11, 3, 6, tzinfo=UTC)
    return [
        LogEntry(number, kind, disposition, now, "", {}, bytes(32))
        for number, kind in enumerate([Kind.LOG_STARTED, Kind.STARTED, *kinds], start=1)
    ]


LOADED = (Kind.PACKAGE_LOADED,)
BEGUN = (*LOADED, Kind.BOXES_CREATED)
OPENED = (*BEGUN, Kind.POLLS_OPENED)
SUSPENDED = (*OPENED, Kind.BALLOT_RECORDED, Kind.POLLS_SUSPENDED)
CLOSING = (*SUSPENDED, Kind.POLLS_CLOSING)
CLOSED = (*CLOSING, Kind.POLLS_CLOSED)


@pytest.mark.parametrize(
    ("kinds", "station"),
    [
        ((), Station(Phase.NO_ELECTION)),
        (LOADED, Station(Phase.READY)),
        ((*LOADED, Kind.ELECTION_REMOVED), Station(Phase.NO_ELECTION)),
        ((*LOADED, Kind.ELECTION_REMOVED, Kind.PACKAGE_LOADED), Station(Phase.READY)),
        (BEGUN, Station(Phase.READY, opening_begun=True)),
        (OPENED, Station(Phase.OPEN)),
        (SUSPENDED, Station(Phase.SUSPENDED)),
        ((*SUSPENDED, Kind.POLLS_RESUMED), Station(Phase.OPEN)),
        (CLOSING, Station(Phase.CLOSED)),
        ((*OPENED, Kind.POLLS_CLOSING), Station(Phase.CLOSED)),
        (CLOSED, Station(Phase.CLOSED, books_closed=True)),
        ((*CLOSED, Kind.EXPORT_WRITTEN), Station(Phase.CLOSED, books_closed=True)),
        ((*CLOSED, Kind.EXPORT_VERIFIED), Station(Phase.CLOSED, books_closed=True, exported=True)),
    ],
)
def test_every_log_has_its_station(kinds: Sequence[Kind], station: Station) -> None:
    assert station_of(log_of(kinds)) == station


def test_what_failed_changes_nothing() -> None:
    failed = log_of([Kind.POLLS_CLOSING], Disposition.FAILURE)[-1]
    assert station_of([*log_of(OPENED), failed]) == Station(Phase.OPEN)


@pytest.mark.parametrize(
    "kinds",
    [
        (Kind.POLLS_OPENED,),
        (*LOADED, Kind.PACKAGE_LOADED),
        (*OPENED, Kind.POLLS_OPENED),
        (*OPENED, Kind.ELECTION_REMOVED),
        (*OPENED, Kind.BOXES_CREATED),
        (*OPENED, Kind.POLLS_RESUMED),
        (*CLOSED, Kind.POLLS_OPENED),
        (*CLOSED, Kind.POLLS_RESUMED),
        (*CLOSED, Kind.PACKAGE_LOADED),
        (*OPENED, Kind.EXPORT_VERIFIED),
    ],
)
def test_a_log_that_contradicts_itself_is_not_believed(kinds: Sequence[Kind]) -> None:
    with pytest.raises(StorageError, match="cannot follow"):
        station_of(log_of(kinds))


@pytest.mark.parametrize("read", range(len(CLOSED) + 3))
def test_a_log_read_in_two_parts_tells_the_same(read: int) -> None:
    events = log_of(CLOSED)
    assert station_of(events[read:], station_of(events[:read])) == station_of(events)
