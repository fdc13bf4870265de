"""Where the polls stand, told from the event log alone: there is no second file that could differ.

A change of phase is one event. What has to be durable before it is, and what comes after it can be
done again, so that a power cut leaves the polls on one side of the event or on the other.

    PACKAGE_LOADED     no election -> ready
    ELECTION_REMOVED   ready -> no election
    BOXES_CREATED      ready, opening begun
    POLLS_OPENED       ready -> open
    POLLS_SUSPENDED    open -> suspended
    POLLS_RESUMED      suspended -> open
    POLLS_CLOSING      open, suspended -> closed: from here on nobody votes
    POLLS_CLOSED       closed, and the books are closed too
    EXPORT_VERIFIED    closed, and the record stands on a medium
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from device.errors import StorageError
from device.polls.facts import Station
from device.polls.tasks import Phase
from device.records.event_format import Disposition, LogEntry
from device.records.event_kinds import EventKind

_MOVES: Mapping[EventKind, tuple[frozenset[Phase], Phase]] = {
    EventKind.PACKAGE_LOADED: (frozenset((Phase.NO_ELECTION,)), Phase.READY),
    EventKind.ELECTION_REMOVED: (frozenset((Phase.READY,)), Phase.NO_ELECTION),
    EventKind.BOXES_CREATED: (frozenset((Phase.READY,)), Phase.READY),
    EventKind.POLLS_OPENED: (frozenset((Phase.READY,)), Phase.OPEN),
    EventKind.POLLS_SUSPENDED: (frozenset((Phase.OPEN,)), Phase.SUSPENDED),
    EventKind.POLLS_RESUMED: (frozenset((Phase.SUSPENDED,)), Phase.OPEN),
    EventKind.POLLS_CLOSING: (frozenset((Phase.OPEN, Phase.SUSPENDED)), Phase.CLOSED),
    EventKind.POLLS_CLOSED: (frozenset((Phase.CLOSED,)), Phase.CLOSED),
    EventKind.EXPORT_VERIFIED: (frozenset((Phase.CLOSED,)), Phase.CLOSED),
}


NEW = Station(Phase.NO_ELECTION)
"""A terminal before anything happened."""


def station_of(entries: Iterable[LogEntry], before: Station = NEW) -> Station:
    """Where the polls stand after ``entries``, which follow on ``before``.

    Raises StorageError for a log in which something happened in a phase that does not allow it.
    """
    station = before
    for entry in entries:
        if entry.disposition is Disposition.SUCCESS and entry.kind in _MOVES:
            station = _after(station, entry.kind)
    return station


def _after(station: Station, kind: EventKind) -> Station:
    sources, target = _MOVES[kind]
    if station.phase not in sources:
        raise StorageError(
            "The event log says things that cannot follow each other; call the election official."
        )
    moved = replace(station, phase=target)
    match kind:
        case EventKind.BOXES_CREATED:
            return replace(moved, opening_begun=True)
        case EventKind.POLLS_OPENED:
            return replace(moved, opening_begun=False)
        case EventKind.POLLS_CLOSED:
            return replace(moved, books_closed=True)
        case EventKind.EXPORT_VERIFIED:
            return replace(moved, exported=True)
        case _:
            return moved
