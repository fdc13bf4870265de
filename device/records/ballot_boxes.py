"""All ballot boxes of a terminal: the internal one, and a mirror on every removable medium.

Durable steps, in this order: a ballot on internal, then on each removable; a decision on internal,
then on each removable. The internal box must hold, or the call raises. A removable medium that is
gone or failing never stops a voter: it is left out, reported by ``media``, and when it is back,
``catch_up`` brings it in step in small steps between other work.

A box is believed about what it holds, never about what it lacks: at start all are read, checked,
compared and healed from each other, and "no ballots found" is a box to be filled, not a count. Boxes
that are not enrolled are not written to before a poll worker takes them in.
All calls belong on one thread.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from device.errors import MediumError, StateError, StorageError
from device.hal import Entropy, Medium
from device.records.ballot_box import BallotBox, packed_ballot
from device.records.ballot_signatures import BallotSignatures
from device.records.ballot_state import BallotCounts, BallotState, StoredBallot
from device.records.box_enrolment import Enrolments
from device.records.box_format import ballot_room
from device.records.box_healing import expect_agreement
from device.records.box_keeper import STEP_S, BoxKeeper
from device.records.box_member import BoxIdentity
from device.records.box_room import Progress
from device.records.box_states import BoxReport, BoxState, HealReport
from device.records.stored_ballots import StoredBallots

SPARE_SLOTS = 16
"""Slots beyond the capacity, for ballots that had to move after a failed write or a power cut."""


def _nobody(_done: float) -> None:
    """For boxes that nobody waits for."""


class BallotBoxes:
    """The ballot boxes of one election on one terminal. Made by ``create`` or ``open``."""

    def __init__(self, keeper: BoxKeeper, identity: BoxIdentity, entropy: Entropy) -> None:
        self._keeper = keeper
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
        enrolments: Enrolments | None = None,
        progress: Progress = _nobody,
    ) -> "BallotBoxes":
        """Make empty boxes for ``capacity`` ballots with bodies of at most ``max_body_bytes`` each.

        All of them are enrolled. ``progress`` is told how far the making of each removable one is, which
        tests whether the medium keeps what it takes. Raises StateError if any medium already holds
        ballots or a box of this terminal and election, and MediumError for the internal medium; a
        removable one that fails is only reported.
        """
        keeper = BoxKeeper(internal, removable, identity, entropy, enrolments or Enrolments())
        keeper.look_at_all(enrolling=True)
        for member in keeper.members:
            if member.box is not None and (member.box.placed or member is keeper.internal):
                raise StateError(
                    f"The medium '{member.medium.label}' already has this election's ballot box."
                )
        keeper.internal.create(capacity + SPARE_SLOTS, ballot_room(max_body_bytes), _nobody)
        keeper.bring_in_step(progress, enrolling=True)
        return cls(keeper, identity, entropy)

    @classmethod
    def open(
        cls,
        internal: Medium,
        removable: Sequence[Medium],
        identity: BoxIdentity,
        entropy: Entropy,
        at_least: int = 0,
        enrolments: Enrolments | None = None,
        progress: Progress = _nobody,
        *,
        enrolling: bool = False,
    ) -> "BallotBoxes":
        """Read, check, compare and heal all boxes, as at every start of the terminal.

        ``at_least``: ballots that the event log says were recorded; fewer in the boxes is never
        believed. ``enrolments``: without them no removable box is enrolled, and none is written to, unless
        a poll worker is ``enrolling`` every stick that is there; then ``progress`` as in ``create``.
        Raises StateError when no box was ever made, StorageError when boxes contradict each other or
        ballots are missing, and MediumError for the internal medium.
        """
        keeper = BoxKeeper(internal, removable, identity, entropy, enrolments or Enrolments())
        boxes = cls(keeper, identity, entropy)
        boxes.heal(progress, enrolling=enrolling)
        if boxes.counts().encrypted < at_least:
            raise StorageError(
                f"The event log knows of {at_least} ballots, but the ballot boxes hold fewer; "
                "put in every stick that was used and start again."
            )
        return boxes

    def heal(self, progress: Progress = _nobody, *, enrolling: bool = False) -> HealReport:
        """Read, check and compare every box anew and copy what any of them lacks; as ``open``."""
        keeper = self._keeper
        keeper.look_at_all(enrolling=enrolling)
        found = [member.box for member in keeper.members if member.box is not None]
        if not found:
            raise StateError("There is no ballot box of this election on any medium.")
        expect_agreement(found)
        if keeper.internal.box is None:  # lost, while a removable medium still has everything
            keeper.internal.create(found[0].header.slots, found[0].header.ballot_bytes, _nobody)
        keeper.bring_in_step(progress, enrolling=enrolling)
        return self.healed()

    def settle(self) -> None:
        """Find out whether a ballot whose recording failed has landed all the same; then mirror it.

        Reads no more than that ballot while the internal box answers, else everything, as ``heal``.
        Raises StorageError, and MediumError for the internal medium.
        """
        try:
            self._keeper.look_again()
        except MediumError:
            self.heal()

    def holds(self, code: bytes) -> bool:
        """Whether a ballot with this confirmation code is recorded."""
        return code in self._keeper.primary.placed

    def healed(self) -> HealReport:
        """What the last look at each medium found and copied, also of the one that ``open`` took."""
        return HealReport(tuple(member.heal_line() for member in self._keeper.members))

    def accept(self, medium: Medium, progress: Progress = _nobody) -> None:
        """A poll worker takes a removable medium in: it is enrolled, with a fresh box where it has none.

        ``progress`` as in ``create``; ``catch_up`` brings it in step then. What belongs to another
        election, or is damaged, is left as it is. Raises MediumError when the enrolment cannot be kept.
        """
        self._keeper.accept(medium, progress)

    def catch_up(self, steady_s: Callable[[], float], budget_s: float = STEP_S) -> HealReport:
        """Go on for about ``budget_s`` with what is back; what came in step meanwhile, internal first.

        There is more to do while any medium is RETURNED. A medium that contradicts the internal box is
        left out for good: voting has to stop.
        """
        came = self._keeper.catch_up(steady_s, budget_s)
        lines = [self._keeper.internal.heal_line(), *(member.heal_line() for member in came)]
        return HealReport(tuple(lines) if came else ())

    def changes(self) -> tuple[tuple[str, BoxState], ...]:
        """Label and new state of every medium that changed, in order, since this was asked last."""
        found = []
        for member in self._keeper.members:
            found += [(member.medium.label, state) for state in member.changes]
            member.changes.clear()
        return tuple(found)

    def record(self, code: bytes, body: bytes, body_signature: bytes) -> None:
        """Keep an encrypted ballot, undecided, on internal and then on each removable medium.

        Returns when it is durable: only then may its code be shown. Raises SignatureError for a
        body this terminal did not sign, StateError for a code already there, and MediumError when
        the internal medium failed; the ballot may then come back at the next start, undecided.
        """
        self._signatures.check_body(code, body, body_signature)
        if self.holds(code):
            raise StateError("A ballot with this confirmation code is recorded already.")
        data = packed_ballot(code, body, body_signature)
        self._write_everywhere(lambda box: box.put_packed(code, data, self._entropy))

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
        for mirror in self._keeper.mirrors:
            mirror.expect(code)  # internal may have learned of it by a write that seemed to fail
        self._attempted[code] = state  # a write that failed may have landed all the same
        self._write_everywhere(lambda box: box.decide(code, state, signature, self._entropy))

    def ballot(self, code: bytes) -> StoredBallot:
        """One ballot, read from the first box that still holds it whole.

        Raises StateError for an unknown code, and MediumError when no box can read it.
        """
        if not self.holds(code):
            raise StateError("There is no ballot with this confirmation code.")
        return self._keeper.read(code)

    def ballots(self) -> Sequence[StoredBallot]:
        """All ballots in ascending order of confirmation code, each read when it is asked for."""
        return StoredBallots(sorted(self._keeper.primary.placed), self.ballot)

    def undecided(self) -> Sequence[StoredBallot]:
        """The ballots that a poll worker has to resolve, in ascending order of confirmation code."""
        placed = self._keeper.primary.placed
        return StoredBallots(sorted(code for code in placed if placed[code].state is None), self.ballot)

    def counts(self) -> BallotCounts:
        """How many ballots there are, and what became of them. Counts never go down."""
        states = Counter(found.state for found in self._keeper.primary.placed.values())
        return BallotCounts(
            encrypted=states.total(),
            cast=states[BallotState.CAST],
            challenged=states[BallotState.CHALLENGED],
            spoiled=states[BallotState.SPOILED],
            undecided=states[None],
        )

    def room(self) -> int:
        """How many more ballots the internal box takes, the spare slots left aside."""
        return max(0, self._keeper.primary.free_slots - SPARE_SLOTS)

    @property
    def internal_slots(self) -> int:
        """How many slots the internal box has, free or not."""
        return self._keeper.primary.header.slots

    def internal_slot(self, code: bytes) -> int:
        """In which slot of the internal box a ballot stands. Raises StateError for an unknown code."""
        if not self.holds(code):
            raise StateError("There is no ballot with this confirmation code.")
        return self._keeper.primary.placed[code].slot

    def media(self) -> tuple[BoxReport, ...]:
        """How every medium stands, the internal one first; asks each whether it is there now."""
        for mirror in self._keeper.mirrors:
            mirror.notice()
        return tuple(member.report() for member in self._keeper.members)

    def close(self) -> None:
        """Give all files back; the boxes cannot be used any more."""
        for member in self._keeper.members:
            member.close()

    def _write_everywhere(self, write: Callable[[BallotBox], None]) -> None:
        self._keeper.internal.write(write)
        for mirror in self._keeper.mirrors:
            mirror.mirror(write)
