"""The hints of the loaded election's ballots, on the internal medium alone.

They make the record many times faster to verify, and nothing else depends on them: trouble with them is
logged and never stops a voter, an opening or an export.
"""

from contextlib import suppress

from device.electionguard.powers import PlainPowers
from device.errors import EncryptionError, HardwareError, MediumError, StorageError
from device.polls.rooms import Rooms
from device.records.event_kinds import Detail, EventKind
from device.records.hint_store import HintStore
from device.records.kept_hints import KeptHints, largest_hint_bytes

_PART = {Detail.PART: "verification hints"}


def make_hint_store(rooms: Rooms) -> None:
    """Make room for the hints of as many ballots as the internal box takes, before the polls open."""
    rooms.drop_hints()
    boxes, election = rooms.open_boxes(), rooms.loaded_election()
    largest = largest_hint_bytes(rooms.terminal.group, election.manifest)
    try:
        HintStore.create(rooms.rig.internal, boxes.internal_slots, largest).close()
    except MediumError as exc:
        rooms.note_problem(EventKind.PART_FAILED, exc, _PART)


def kept_hints(rooms: Rooms) -> KeptHints:
    """The hints of the ballots in the open boxes. Raises StateError before the polls were opened."""
    boxes = rooms.open_boxes()
    if rooms.hints is None or rooms.hints.boxes is not boxes:
        rooms.drop_hints()
        election, group = rooms.loaded_election(), rooms.terminal.group
        powers = rooms.powers or PlainPowers(group, election.keys)
        store = _found(rooms, largest_hint_bytes(group, election.manifest))
        rooms.hints = KeptHints(group, election.manifest, election.keys, powers, boxes, store)
    return rooms.hints


def keep_hints(rooms: Rooms, code: bytes, hints: bytes) -> None:
    """Keep the hints of a ballot once its voter is done; trouble is logged."""
    try:
        kept_hints(rooms).keep(code, hints)
    except (EncryptionError, HardwareError, StorageError) as exc:
        # A log that takes nothing any more stops the next activation, which has to be logged too.
        with suppress(HardwareError, StorageError):
            rooms.note_problem(EventKind.PART_FAILED, exc, _PART)


def _found(rooms: Rooms, largest: int) -> HintStore | None:
    try:
        return HintStore.find(rooms.rig.internal, rooms.open_boxes().internal_slots, largest)
    except MediumError as exc:
        rooms.note_problem(EventKind.PART_FAILED, exc, _PART)
        return None
