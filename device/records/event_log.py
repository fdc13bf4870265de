"""The event log: append-only, hash-chained, in a preallocated region of the internal medium.

An event is durable when ``append`` returns. A page whose write was cut off or failed is never
written again: the next event goes into the page after it, chained to the last event that stands.
What stands between events that chain to each other was such a page; events that do not chain are
an alarm, and the log is not opened (VVSG 2.0 11.1-C, 2.6-B).
"""

from collections.abc import Iterator, Mapping

from device.errors import FormatError, MediumFailing, MediumFull, StorageError
from device.hal import Clock, Medium, Region
from device.records.event_format import (
    FIRST_PREVIOUS,
    PAGE_BYTES,
    Disposition,
    LogEntry,
    RawEvent,
    event_body,
    event_hash,
    pack_event,
    read_event,
    unpack_event,
)
from device.records.event_kinds import EventKind

LOG_FOLDER = "event_log"
LOG_NAME = "event_log/log.bin"
DEFAULT_CAPACITY = 10_000
"""Events of a page each: 40 MiB, a day of a thousand voters and as much again."""

_READ_PAGES = 256
_BLANK = bytes(PAGE_BYTES)


class EventLog:
    """An open event log. Made by ``create`` or ``open``; all calls belong on one thread.

    ``damaged_pages``: pages found at opening whose write had been cut off or had failed.
    """

    def __init__(self, region: Region, clock: Clock) -> None:
        self._region = region
        self._clock = clock
        self._events: list[RawEvent] = []
        self._entries: list[LogEntry] = []
        self._next_page = 0
        self._certain = True
        self.damaged_pages = 0

    @classmethod
    def create(cls, medium: Medium, clock: Clock, capacity: int = DEFAULT_CAPACITY) -> "EventLog":
        """Make an empty log with room for ``capacity`` events. Raises MediumError.

        The first event is ``LOG_STARTED``. Raises StorageError where events stand already.
        """
        if cls.begun(medium):
            raise StorageError("There is already an event log on the internal storage.")
        medium.remove_tree(LOG_FOLDER)  # a creation that was cut off leaves an empty region
        log = cls(medium.create_region(LOG_NAME, capacity * PAGE_BYTES), clock)
        log.append(EventKind.LOG_STARTED)
        return log

    @classmethod
    def begun(cls, medium: Medium) -> bool:
        """Whether an event log stands there, with at least one event. Raises MediumError."""
        if not medium.has(LOG_NAME):
            return False
        region = medium.open_region(LOG_NAME)
        try:
            return any(page != _BLANK for page in _pages(region))
        finally:
            region.close()

    @classmethod
    def open(cls, medium: Medium, clock: Clock) -> "EventLog":
        """Read the whole log and check its chain.

        Raises MediumMissing when there is none, MediumError, and StorageError when events do not
        chain to each other.
        """
        log = cls(medium.open_region(LOG_NAME), clock)
        log._read_all()
        if not log._events:
            raise StorageError("The event log is empty, although it was begun; call the election official.")
        return log

    def append(
        self,
        kind: EventKind,
        disposition: Disposition = Disposition.SUCCESS,
        user: str = "",
        details: Mapping[str, str | int] | None = None,
    ) -> LogEntry:
        """Write an event with the time of the clock; return it once it is durable.

        ``details`` by the values of ``Detail``. Raises ValueError for what the kind does not allow,
        MediumFull when the log is full, and MediumError.
        """
        if not self._certain:
            self._read_all()  # after a failed write only the medium knows what stands there
        body = event_body(len(self._events) + 1, kind, disposition, self._clock.now(), user, details)
        page = pack_event(body, self._head)
        self._certain = False
        try:
            self._write(page)
        except MediumFailing:
            self._write(page)  # into the page after it: a reader skips the same event seen twice
        self._certain = True
        raw = RawEvent(body, event_hash(self._head, body))
        self._events.append(raw)
        self._entries.append(read_event(raw))
        return self._entries[-1]

    def entries(self, after: int = 0) -> tuple[LogEntry, ...]:
        """All events in order, or those that follow on the first ``after``."""
        return tuple(self._entries[after:])

    def count(self, kind: EventKind) -> int:
        """How many events of a kind there are."""
        return sum(entry.kind is kind for entry in self._entries)

    def raw_events(self) -> tuple[RawEvent, ...]:
        """All events in order, as their canonical bytes without ``Hash``, and their hashes."""
        return tuple(self._events)

    def room(self) -> int:
        """How many more events fit."""
        return self._region.size_bytes // PAGE_BYTES - self._next_page

    def close(self) -> None:
        """Give the file back."""
        self._region.close()

    @property
    def _head(self) -> bytes:
        return self._events[-1].hash if self._events else FIRST_PREVIOUS

    def _write(self, page: bytes) -> None:
        if self.room() < 1:
            raise MediumFull("The event log is full; close the polls and call the election official.")
        number = self._next_page
        self._next_page += 1  # gone for good, even if the write fails
        self._region.write(number * PAGE_BYTES, page)

    def _read_all(self) -> None:
        self._events, self.damaged_pages, used = [], 0, 0
        for number, page in enumerate(_pages(self._region)):
            if page == _BLANK:
                continue
            used = number + 1
            self._take(unpack_event(page))
        # What a failed write left blank after the last event is used up all the same.
        self._next_page = max(used, self._next_page)
        try:
            self._entries = [read_event(raw) for raw in self._events]
        except FormatError as exc:
            raise StorageError(str(exc)) from exc
        self._certain = True

    def _take(self, found: RawEvent | None) -> None:
        if found is None:
            self.damaged_pages += 1
        elif found.follows(self._head):
            self._events.append(found)
        elif found.hash != self._head:  # not the same event seen twice: one before it is gone
            raise StorageError(
                "The chain of the event log is broken: events are missing or changed. "
                "Stop voting and call the election official."
            )


def _pages(region: Region) -> Iterator[bytes]:
    step = _READ_PAGES * PAGE_BYTES
    end = region.size_bytes // PAGE_BYTES * PAGE_BYTES
    for start in range(0, end, step):
        block = region.read(start, min(step, end - start))
        for offset in range(0, len(block), PAGE_BYTES):
            yield block[offset : offset + PAGE_BYTES]
