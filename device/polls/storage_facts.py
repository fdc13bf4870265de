"""Media and ballot boxes for the readiness report: there, large enough, ours, and empty."""

from dataclasses import replace

from device.election.settings import WithoutStick
from device.errors import MediumError, StorageError
from device.hal import Medium, MediumState
from device.polls.ballot_size import largest_body_bytes
from device.polls.facts import Fact, Grade, worst
from device.polls.rooms import Rooms
from device.records.ballot_box import BallotBox
from device.records.ballot_boxes import SPARE_SLOTS
from device.records.ballot_state import StoredBallot
from device.records.box_enrolment import BoxMark, fingerprint, unit_fingerprint
from device.records.box_finding import find_box
from device.records.box_format import PAGE_BYTES, ballot_room
from device.records.hint_store import hint_store_bytes
from device.records.kept_hints import largest_hint_bytes

_CALL = "Do not open the polls: call the election official."
_STATES = {
    MediumState.READY: ("ready", Grade.GOOD, ""),
    MediumState.MISSING: ("not there", Grade.ERROR, "Put one in."),
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
    """Two facts for every medium that is there, and what the office wants done without a stick.

    Opening needs one stick that takes ballots, whatever the policy: what is wrong with another one is
    only a warning.
    """
    election = rooms.loaded_election()
    slots = election.settings.ballot_capacity + SPARE_SLOTS
    slot_bytes = ballot_room(largest_body_bytes(election, rooms.identity.device_id)) + PAGE_BYTES
    hint_bytes = hint_store_bytes(slots, largest_hint_bytes(rooms.terminal.group, election.manifest))
    needed_bytes = slots * slot_bytes
    internal = _medium_facts(rooms, rooms.rig.internal, needed_bytes, needed_bytes + hint_bytes)
    sticks = [_medium_facts(rooms, each, needed_bytes, needed_bytes) for each in rooms.rig.removable]
    one_takes_ballots = any(worst(facts) is not Grade.ERROR for facts in sticks)
    graded = [_with_meaning(facts, one_takes_ballots) for facts in sticks]
    policy = Fact("During voting, without a stick", _POLICIES[election.settings.without_stick])
    return (*internal, *(fact for facts in graded for fact in facts), policy)


def _with_meaning(facts: tuple[Fact, ...], one_takes_ballots: bool) -> tuple[Fact, ...]:
    """What the trouble of a stick itself means for opening; that of a box on it stays what it is."""
    first, *box = facts
    if first.grade is not Grade.ERROR:
        return facts
    if one_takes_ballots:
        advice = f"The polls can be opened without it, with one copy of the ballots fewer. {first.advice}"
        return (replace(first, grade=Grade.WARNING, advice=advice), *box)
    advice = f"The polls cannot be opened without a stick that takes ballots. {first.advice}"
    return (replace(first, advice=advice), *box)


def _medium_facts(rooms: Rooms, medium: Medium, needed_bytes: int, wanted_bytes: int) -> tuple[Fact, ...]:
    """``needed_bytes`` for the ballot box, ``wanted_bytes`` for what else is kept beside it too."""
    name = medium.label[:1].upper() + medium.label[1:]
    value, grade, advice = _STATES[medium.state()]
    if grade is Grade.ERROR:
        return (Fact(name, value, grade, advice),)
    unit = unit_fingerprint(medium.unit())
    label = f"Ballot box, {medium.label}"
    try:
        free_bytes, box = medium.free_bytes(), find_box(medium)
    except MediumError as exc:
        return (Fact(name, "not usable", Grade.ERROR, str(exc)),)
    except StorageError as exc:
        return (Fact(name, value, grade), Fact(label, "damaged", Grade.ERROR, f"{exc} {_not_ours(medium)}"))
    room = f"{value}, {free_bytes >> 20} MiB free" + (f", unit {unit}" if unit else "")
    if box is None and free_bytes < needed_bytes:
        return (Fact(name, room, Grade.ERROR, f"It needs {needed_bytes >> 20} MiB: use another one."),)
    if box is None and free_bytes < wanted_bytes:
        grade = Grade.WARNING
        advice = (
            f"With {wanted_bytes >> 20} MiB free, verification hints could be kept, and writing the record"
            " would be faster."
        )
    return (Fact(name, room, grade, advice), _box_fact(rooms, label, medium, box))


def _box_fact(rooms: Rooms, label: str, medium: Medium, box: BallotBox | None) -> Fact:
    if box is None:
        return Fact(label, "none yet: it is made when the polls are opened", Grade.GOOD)
    try:
        identity = rooms.box_identity()
        if (box.header.extended_base_hash, box.header.device_id) != (
            identity.extended_base_hash,
            identity.device_id,
        ):
            return Fact(label, "of another election or terminal", Grade.ERROR, _not_ours(medium))
        box.scan(_count_only)
        used = box.header.slots - box.free_slots
    except MediumError as exc:
        return Fact(label, "cannot be read", Grade.ERROR, str(exc))
    finally:
        box.close()
    if used:
        return Fact(label, f"not empty: {used} slots are used", Grade.ERROR, _CALL)
    if not medium.removable:
        return Fact(label, "empty: 0 ballots", Grade.GOOD)
    mark = BoxMark(fingerprint(box.header.box_id), unit_fingerprint(medium.unit()))
    known = "known" if rooms.enrolments().holds(mark) else "taken in when the polls are opened"
    return Fact(label, f"empty: 0 ballots; {known}", Grade.GOOD)


def _not_ours(medium: Medium) -> str:
    return "Take it out: the polls cannot be opened while it is in." if medium.removable else _CALL


def _count_only(_ballot: StoredBallot) -> None:
    """Whoever made a ballot that stands in the box: the box is not empty."""
