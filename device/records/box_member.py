"""One medium of the terminal as a member of its ballot boxes: looked at, brought in step, left out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from device.errors import MediumError, MediumFull, MediumLying, MediumMissing, StorageError
from device.hal import Entropy, Medium, MediumState
from device.records.ballot_box import BallotBox, Check, Placement
from device.records.box_enrolment import BoxMark, Enrolments, fingerprint, unit_fingerprint
from device.records.box_finding import create_box, find_box, peek_box
from device.records.box_format import BoxHeader
from device.records.box_healing import Copied
from device.records.box_room import Progress
from device.records.box_states import BoxHeal, BoxReport, BoxState, problem_of

MAX_FAILURES = 3
"""How often a medium may fail before it is left alone until a poll worker acts."""

_BOX_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class BoxIdentity:
    """Whose ballots the boxes keep: H_E (32 bytes), the device id, its Ed25519 public key (32 bytes)."""

    extended_base_hash: bytes
    device_id: str
    device_key: bytes


class ForeignBox(StorageError):
    """A box of another election or terminal."""


class BoxMember:
    """A medium and its ballot box. ``box`` is None whenever nothing may be read or written there.

    ``state`` is RETURNED while the box may be open but is not yet known to be in step: new ballots go
    there only once it is, and ``returning`` are the steps to it. ``changes`` collects every new state
    until somebody takes them.
    """

    def __init__(
        self, medium: Medium, identity: BoxIdentity, entropy: Entropy, enrolments: Enrolments
    ) -> None:
        self.medium = medium
        self.box: BallotBox | None = None
        self.state = BoxState.RETURNED
        self.changes: list[BoxState] = []
        self._told = BoxState.IN_STEP
        self.copied = Copied()
        self.returning: Iterator[int] | None = None
        self._identity = identity
        self._entropy = entropy
        self._enrolments = enrolments
        self._damaged_slots = 0
        self._failures = 0
        self._unit = ""

    @property
    def usable_box(self) -> BallotBox | None:
        """The box, if it holds everything: new ballots go there."""
        return self.box if self.state.usable else None

    def find(self, *, thorough: bool = True) -> None:
        """Open the medium's box without reading its ballots; ``box`` is None when there is none.

        Not ``thorough``: by its header alone, in a moment. Raises ForeignBox, StorageError for a damaged
        box, and MediumError.
        """
        self._close_box()
        self.copied, self._damaged_slots = Copied(), 0
        self._unit = self.medium.unit()
        found = find_box(self.medium) if thorough else peek_box(self.medium)
        if found is None:
            return
        mine = (self._identity.extended_base_hash, self._identity.device_id)
        if (found.header.extended_base_hash, found.header.device_id) != mine:
            found.close()
            raise ForeignBox(
                f"The ballot box on '{self.medium.label}' belongs to another election or terminal."
            )
        self.box = found

    def read_all(self, check: Check, checked: Mapping[bytes, Placement]) -> Iterator[None]:
        """Read every slot of the open box; pauses and raises as ``BallotBox.scan_slots``."""
        if self.box is not None:
            yield from self.box.scan_slots(check, checked)
            self._damaged_slots = self.box.damaged_slots

    @property
    def enrolled(self) -> bool:
        """Whether the open box is one of those that may be written to without a poll worker."""
        return self.box is not None and self._enrolments.holds(self._mark(self.box))

    def enrol(self) -> None:
        """Make the open box one of the election's, durably. Raises MediumError of the event log."""
        if self.box is not None:
            self._enrolments.add(self.medium.label, self._mark(self.box))

    def create(self, slots: int, ballot_bytes: int, progress: Progress) -> BallotBox:
        """Make an empty box of this election on the medium; as ``create_box``."""
        header = BoxHeader(
            self._identity.extended_base_hash,
            self._identity.device_id,
            self._entropy.random_bytes(_BOX_ID_BYTES),
            slots,
            ballot_bytes,
        )
        self.box = create_box(self.medium, header, progress)
        self._unit = self.medium.unit()
        self._damaged_slots = 0
        return self.box

    def mirror(self, write: Callable[[BallotBox], None]) -> None:
        """Do the same write on this removable medium, if it is in step; leave it out if that fails."""
        box = self.usable_box
        if box is None:
            return
        try:
            write(box)
        except MediumError as exc:
            self.leave_out_for(exc)
        else:
            self.note_in_step()

    def expect(self, code: bytes) -> None:
        """A box that lacks a ballot is not in step: it is to be looked at again, and catches up."""
        box = self.usable_box
        if box is not None and code not in box.placed:
            self.leave_out(BoxState.RETURNED)

    def write(self, write: Callable[[BallotBox], None]) -> None:
        """Do a write on the internal medium. Raises MediumError."""
        if self.box is None:
            raise StorageError("The internal ballot box is not open.")
        try:
            write(self.box)
        except MediumError as exc:
            self._become(self._state_for(exc))
            raise
        self.note_in_step()

    def note_in_step(self) -> None:
        """The box holds everything now."""
        if self.box is not None:
            self._become(BoxState.SUSPECT if self.box.suspect else BoxState.IN_STEP)

    def leave_out_for(self, error: Exception) -> None:
        """Stop using the box because of ``error``, until the medium is looked at again."""
        state = self._state_for(error)
        self._failures += state is BoxState.FAILING
        self.leave_out(state)

    def give_up(self) -> None:
        """Leave the box alone until a poll worker acts or the terminal starts anew."""
        self._failures = MAX_FAILURES
        self.leave_out(BoxState.FAILING)

    def leave_out(self, state: BoxState) -> None:
        """Stop using the box until the medium is looked at again."""
        self.close()
        self._become(state)

    def forgive(self) -> None:
        """A poll worker acts: what failed before is tried again. No change that anybody is told of."""
        self._failures = 0
        self.close()
        self.state = BoxState.RETURNED

    def notice(self) -> None:
        """Ask the medium whether it is there and still the same; one that is back is RETURNED.

        A box that contradicts the internal one is not forgotten by pulling its stick.
        """
        if self.state is BoxState.CONTRADICTING:
            return
        if self.medium.state() is MediumState.MISSING:
            self.leave_out(BoxState.MISSING)
            return
        if self.medium.unit() != self._unit:
            self._unit = self.medium.unit()
            self._failures = 0
            self.leave_out(BoxState.RETURNED)
        if self.state is BoxState.MISSING:
            self.leave_out(BoxState.RETURNED)
        if self.box is not None:
            try:
                self.box.probe()
            except MediumError as exc:
                self.leave_out_for(exc)
        if self.state is BoxState.FAILING and self._failures < MAX_FAILURES:
            self.leave_out(BoxState.RETURNED)

    def report(self) -> BoxReport:
        """This medium, for the poll worker."""
        box = self.usable_box
        return BoxReport(
            self.medium.label,
            self.medium.removable,
            self.state,
            0 if box is None else len(box.placed),
            0 if box is None else box.free_slots,
            problem_of(self.state, self.medium.label),
        )

    def heal_line(self) -> BoxHeal:
        """What was copied since the last look, and what that look found damaged."""
        return BoxHeal(
            self.medium.label, self.state, self.copied.ballots, self.copied.decisions, self._damaged_slots
        )

    def close(self) -> None:
        """Give the file back, and forget a return that was under way."""
        self.returning = None
        self._close_box()

    def _close_box(self) -> None:
        if self.box is not None:
            self.box.close()
            self.box = None

    def _mark(self, box: BallotBox) -> BoxMark:
        return BoxMark(fingerprint(box.header.box_id), unit_fingerprint(self._unit))

    def _become(self, state: BoxState) -> None:
        self.state = state
        if state is not self._told:
            self._told = state
            self.changes.append(state)

    def _state_for(self, error: Exception) -> BoxState:
        if isinstance(error, MediumMissing) and self.medium.state() is MediumState.MISSING:
            return BoxState.MISSING  # else the medium is there, but a file of it is gone
        if isinstance(error, MediumFull):
            return BoxState.FULL
        if isinstance(error, MediumLying):
            return BoxState.LYING
        if self.medium.state() is MediumState.READ_ONLY:
            return BoxState.READ_ONLY
        return BoxState.FAILING
