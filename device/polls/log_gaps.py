"""What the boxes hold and the event log does not know of, or the other way round.

A ballot or a decision is durable first and logged then, so a cut between the two leaves the log one
event short. That is noted at the next start, and from then on the log adds up with the boxes again.
Boxes that hold less than the log knows of are never believed.
"""

from device.errors import StorageError
from device.polls.rooms import Rooms, count_details
from device.records.ballot_state import BallotCounts
from device.records.event_kinds import Detail, EventKind
from device.records.event_log import EventLog

_LOGGED_BY = {
    Detail.BALLOTS: EventKind.BALLOT_RECORDED,
    Detail.CAST: EventKind.BALLOT_CAST,
    Detail.CHALLENGED: EventKind.BALLOT_CHALLENGED,
    Detail.SPOILED: EventKind.BALLOT_SPOILED,
}


def logged_ballots(log: EventLog) -> int:
    """How many ballots the log knows to be stored."""
    return _logged(log)[Detail.BALLOTS]


def note_gap(rooms: Rooms, counts: BallotCounts) -> int:
    """Log what ``counts`` has over what is logged; how many ballots and decisions that is.

    Raises StorageError when decisions are missing from the boxes that the log knows of, and
    MediumError when the log cannot be written.
    """
    stored, logged = count_details(counts), _logged(rooms.log)
    more = {detail: int(stored[detail]) - logged[detail] for detail in _LOGGED_BY}
    if any(number < 0 for number in more.values()):
        raise StorageError(
            "The event log knows of decisions that the ballot boxes do not hold; "
            "put in every stick that was used and start again."
        )
    total = sum(more.values())
    if total:
        rooms.note(EventKind.BALLOTS_FOUND, more)
    return total


def _logged(log: EventLog) -> dict[Detail, int]:
    found = [entry for entry in log.entries() if entry.kind is EventKind.BALLOTS_FOUND]
    return {
        detail: log.count(kind) + sum(int(entry.details[detail.value]) for entry in found)
        for detail, kind in _LOGGED_BY.items()
    }
