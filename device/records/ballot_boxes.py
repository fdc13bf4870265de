"""All ballot boxes of a terminal: the internal one, and a mirror on every removable medium.

Durable steps, in this order: a ballot on internal, then on each removable; a decision on internal,
then on each removable. The internal box must hold, or the call raises. A removable medium that is
gone or failing never stops a voter: it is left out, reported by ``media``, and brought in step by
``attach`` or ``heal``.

A box is believed about what it holds, never about what it lacks: at start all are read, checked,
compared and healed from each other, and "no ballots found" is a box to be filled, not a count.
All calls belong on one thread.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from device.errors import MediumError, SignatureError, StateError, StorageError
from device.hal import Entropy, Medium
from device.records.ballot_box import BallotBox
from device.records.ballot_signatures import BallotSignatures
from device.records.ballot_state import BallotCounts, BallotState, StoredBallot
from device.records.box_format import ballot_room
from device.records.box_healing import expect_agreement
from device.records.box_member import BoxIdentity, BoxMember
from device.records.box_states import BoxReport, BoxState, HealReport
from device.records.stored_ballots import StoredBallots

SPARE_SLOTS = 16
"""Slots beyond the capacity, for ballots that had to move after a failed write or a power cut."""


class BallotBoxes:
    """The ballot boxes of one election on one terminal. Made by ``create`` or ``open``."""

    def __init__(
        self, internal: Medium, removable: Sequence[Medium], identity: BoxIdentity, entropy: Entropy
    ) -> None:
        self._internal = BoxMember(internal, identity, entropy)
        self._mirrors = [BoxMember(medium, identity, entropy) for medium in removable]
        self._identity = identity
        self._entropy = entropy
        self._signatures = BallotSignatures(identity.device_key)
        self._attempted: dict[bytes, BallotState] = {}

    @classmethod
    def create(
        cls,
        internal: Medium,
        removable: Sequence[Medium],
        identity: BoxIdentity,
        max_body_bytes: int,
        capacity: int,
        entropy: Entropy,
    ) -> "BallotBoxes":
        """Make empty boxes for ``capacity`` ballots with bodies of at most ``max_body_bytes`` each.

        Raises StateError if any medium already holds ballots or a box of this terminal and election,
        and MediumError for the internal medium; a removable one that fails is only reported.
        """
        boxes = cls(internal, removable, identity, entropy)
        boxes._look_at_all()
        for member in boxes._members():
            if member.box is not None and (member.box.placed or member is boxes._internal):
                raise StateError(
                    f"The medium '{member.medium.label}' already has this election's ballot box."
                )
        boxes._internal.create(capacity + SPARE_SLOTS, ballot_room(max_body_bytes))
        boxes._bring_in_step()
        return boxes

    @classmethod
    def open(
        cls,
        internal: Medium,
        removable: Sequence[Medium],
        identity: BoxIdentity,
        entropy: Entropy,
        at_least: int = 0,
    ) -> "BallotBoxes":
        """Read, check, compare and heal all boxes, as at every start of the terminal.

        ``at_least``: ballots that the event log says were recorded; fewer in the boxes is never
        believed. Raises StateError when no box was ever made, StorageError when boxes contradict
        each other or ballots are missing, and MediumError for the internal medium.
        """
        boxes = cls(internal, removable, identity, entropy)
        boxes.heal()
        if boxes.counts().encrypted < at_least:
            raise StorageError(
                f"The event log knows of {at_least} ballots, but the ballot boxes hold fewer; "
                "put in every stick that was used and start again."
            )
        return boxes

    def heal(self) -> HealReport:
        """Read, check and compare every box anew and copy what any of them lacks.

        Raises as ``open``.
        """
        self._look_at_all()
        found = [member.box for member in self._members() if member.box is not None]
        if not found:
            raise StateError("There is no ballot box of this election on any medium.")
        expect_agreement(found)
        if self._internal.box is None:  # lost, while a removable medium still has everything
            self._internal.create(found[0].header.slots, found[0].header.ballot_bytes)
        self._bring_in_step()
        return self.healed()

    def healed(self) -> HealReport:
        """What the last look at each medium found and copied, also of the one that ``open`` took."""
        return HealReport(tuple(member.heal_line() for member in self._members()))

    def attach(self, medium: Medium) -> HealReport:
        """Bring a returned or fresh removable medium in step; it replaces the one of the same label.

        What only it holds is copied to internal first. Raises StorageError, leaving the medium out,
        when it contradicts the internal box.
        """
        member = next((m for m in self._mirrors if m.medium.label == medium.label), None)
        if member is None:
            member = BoxMember(medium, self._identity, self._entropy)
            self._mirrors.append(member)
        member.medium = medium
        member.try_look(self._signatures.check)
        if member.box is not None:
            try:
                expect_agreement([self._primary(), member.box])
            except StorageError as exc:
                member.leave_out(BoxState.CONTRADICTING, str(exc))
                raise
        self._learn_from(member)
        member.follow(self._primary())
        return HealReport((self._internal.heal_line(), member.heal_line()))

    def record(self, code: bytes, body: bytes, body_signature: bytes) -> None:
        """Keep an encrypted ballot, undecided, on internal and then on each removable medium.

        Returns when it is durable: only then may its code be shown. Raises SignatureError for a
        body this terminal did not sign, StateError for a code already there, and MediumError when
        the internal medium failed; the ballot may then come back at the next start, undecided.
        """
        self._signatures.check_body(code, body, body_signature)
        if code in self._primary().placed:
            raise StateError("A ballot with this confirmation code is recorded already.")
        self._write_everywhere(lambda box: box.put(code, body, body_signature, self._entropy))

    def decide(self, code: bytes, state: BallotState, signature: bytes) -> None:
        """Keep the decision about a recorded ballot, on internal and then on each removable medium.

        Asked again for the same decision it changes nothing. Raises StateError for a ballot that is
        not there or decided differently, SignatureError, and MediumError when internal failed.
        """
        stored = self.ballot(code)
        self._signatures.check_decision(stored.body, state, signature)
        if stored.state is state:
            return
        if stored.state is not None or self._attempted.get(code, state) is not state:
            raise StateError("This ballot is decided already.")
        self._attempted[code] = state  # a write that failed may have landed all the same
        self._write_everywhere(lambda box: box.decide(code, state, signature, self._entropy))

    def ballot(self, code: bytes) -> StoredBallot:
        """One ballot, read from the first box that still holds it whole.

        Raises StateError for an unknown code, and MediumError when no box can read it.
        """
        if code not in self._primary().placed:
            raise StateError("There is no ballot with this confirmation code.")
        boxes = [member.box for member in self._members() if member.box is not None]
        for box in boxes[:-1]:
            try:
                return box.read(code)
            except MediumError:
                continue
        return boxes[-1].read(code)

    def ballots(self) -> Sequence[StoredBallot]:
        """All ballots in ascending order of confirmation code, each read when it is asked for."""
        return StoredBallots(sorted(self._primary().placed), self.ballot)

    def undecided(self) -> Sequence[StoredBallot]:
        """The ballots that a poll worker has to resolve, in ascending order of confirmation code."""
        placed = self._primary().placed
        return StoredBallots(sorted(code for code in placed if placed[code].state is None), self.ballot)

    def counts(self) -> BallotCounts:
        """How many ballots there are, and what became of them. Counts never go down."""
        states = Counter(found.state for found in self._primary().placed.values())
        return BallotCounts(
            encrypted=states.total(),
            cast=states[BallotState.CAST],
            challenged=states[BallotState.CHALLENGED],
            spoiled=states[BallotState.SPOILED],
            undecided=states[None],
        )

    def room(self) -> int:
        """How many more ballots the internal box takes, the spare slots left aside."""
        return max(0, self._primary().free_slots - SPARE_SLOTS)

    @property
    def internal_slots(self) -> int:
        """How many slots the internal box has, free or not."""
        return self._primary().header.slots

    def internal_slot(self, code: bytes) -> int:
        """In which slot of the internal box a ballot stands. Raises StateError for an unknown code."""
        if code not in self._primary().placed:
            raise StateError("There is no ballot with this confirmation code.")
        return self._primary().placed[code].slot

    def media(self) -> tuple[BoxReport, ...]:
        """How every medium stands, the internal one first; asks each whether it is there now."""
        for mirror in self._mirrors:
            mirror.notice_presence()
        return tuple(member.report() for member in self._members())

    def close(self) -> None:
        """Give all files back; the boxes cannot be used any more."""
        for member in self._members():
            member.close()

    def _members(self) -> list[BoxMember]:
        return [self._internal, *self._mirrors]

    def _primary(self) -> BallotBox:
        if self._internal.box is None:
            raise StateError("The internal ballot box is not open.")
        return self._internal.box

    def _look_at_all(self) -> None:
        try:
            self._internal.look(self._signatures.check)
        except SignatureError as exc:
            raise StorageError(
                "The internal ballot box holds a ballot this terminal did not sign."
            ) from exc
        for mirror in self._mirrors:
            mirror.try_look(self._signatures.check)

    def _bring_in_step(self) -> None:
        for mirror in self._mirrors:  # first internal learns what only a removable medium holds
            self._learn_from(mirror)
        for mirror in self._mirrors:
            mirror.follow(self._primary())

    def _learn_from(self, mirror: BoxMember) -> None:
        if mirror.box is not None:
            self._internal.take_from(mirror.box)

    def _write_everywhere(self, write: Callable[[BallotBox], None]) -> None:
        self._internal.write(write)
        for mirror in self._mirrors:
            mirror.mirror(write)
