"""Media and ballot boxes for the readiness report: there, large enough, ours, and empty."""

from device.election.settings import WithoutStick
from device.errors import MediumError, SealmarkError
from device.hal import Medium, MediumState
from device.polls.ballot_size import largest_body_bytes
from device.polls.facts import Fact, Grade
from device.polls.rooms import Rooms
from device.records.ballot_box import BallotBox
from device.records.ballot_boxes import SPARE_SLOTS
from device.records.ballot_state import StoredBallot
from device.records.box_enrolment import unit_fingerprint
from device.records.box_finding import find_box
from device.records.box_format import PAGE_BYTES, ballot_room
from device.records.hint_store import hint_store_bytes
from device.records.kept_hints import largest_hint_bytes

_CALL = "Do not open the polls: call the election official."
_STATES = {
    MediumState.READY: ("ready", Grade.GOOD, ""),
    MediumState.MISSING: ("not there", Grade.ERROR, "Put it in."),
    MediumState.READ_ONLY: ("write-protected", Grade.ERROR, "Slide its switch or use another one."),
    MediumState.FULL: ("full", Grade.ERROR, "Use another one."),
    MediumState.FAILING: ("failing", Grade.ERROR, "Use another one and keep this one."),
    MediumState.LYING: ("loses what is written", Grade.ERROR, "Use another one and keep this one."),
    MediumState.UNREADABLE: ("not readable", Grade.ERROR, "Use one that was prepared for elections."),
}
_POLICIES = {
    WithoutStick.CONTINUE: "voting goes on, with an alarm",
    WithoutStick.STOP: "no next voter until one is back",
}


def storage_facts(rooms: Rooms) -> tuple[Fact, ...]:
    """Two facts for every medium that is there, and what the office wants done without a stick."""
    election = rooms.loaded_election()
    slots = election.settings.ballot_capacity + SPARE_SLOTS
    slot_bytes = ballot_room(largest_body_bytes(election, rooms.identity.device_id)) + PAGE_BYTES
    hint_bytes = hint_store_bytes(slots, largest_hint_bytes(rooms.terminal.group, election.manifest))
    facts: list[Fact] = []
    for medium in (rooms.rig.internal, *rooms.rig.removable):
        wanted_bytes = slots * slot_bytes + (0 if medium.removable else hint_bytes)
        facts += _medium_facts(rooms, medium, slots * slot_bytes, wanted_bytes)
    facts.append(Fact("Without a stick", _POLICIES[election.settings.without_stick]))
    return tuple(facts)


def _medium_facts(rooms: Rooms, medium: Medium, needed_bytes: int, wanted_bytes: int) -> tuple[Fact, ...]:
    """``needed_bytes`` for the ballot box, ``wanted_bytes`` for what else is kept beside it too."""
    name = medium.label[:1].upper() + medium.label[1:]
    value, grade, advice = _STATES[medium.state()]
    if grade is Grade.ERROR:
        return (Fact(name, value, grade, advice),)
    try:
        free_bytes, box = medium.free_bytes(), find_box(medium)
    except SealmarkError as exc:
        return (Fact(name, "not usable", Grade.ERROR, str(exc)),)
    unit = unit_fingerprint(medium.unit())
    room = f"{value}, {free_bytes >> 20} MiB free" + (f", unit {unit}" if unit else "")
    if box is None and free_bytes < needed_bytes:
        return (Fact(name, room, Grade.ERROR, f"It needs {needed_bytes >> 20} MiB: use another one."),)
    if box is None and free_bytes < wanted_bytes:
        grade = Grade.WARNING
        advice = (
            f"With {wanted_bytes >> 20} MiB free, verification hints could be kept, and writing the record"
            " would be faster."
        )
    return (Fact(name, room, grade, advice), _box_fact(rooms, f"Ballot box, {medium.label}", box))


def _box_fact(rooms: Rooms, label: str, box: BallotBox | None) -> Fact:
    if box is None:
        return Fact(label, "none yet: it is made when the polls are opened", Grade.GOOD)
    try:
        identity = rooms.box_identity()
        if (box.header.extended_base_hash, box.header.device_id) != (
            identity.extended_base_hash,
            identity.device_id,
        ):
            return Fact(label, "of another election or terminal", Grade.ERROR, "Use another medium.")
        box.scan(_count_only)
        used = box.header.slots - box.free_slots
    except MediumError as exc:
        return Fact(label, "cannot be read", Grade.ERROR, str(exc))
    finally:
        box.close()
    if used:
        return Fact(label, f"not empty: {used} slots are used", Grade.ERROR, _CALL)
    return Fact(label, "empty: 0 ballots", Grade.GOOD)


def _count_only(_ballot: StoredBallot) -> None:
    """Whoever made a ballot that stands in the box: the box is not empty."""
