"""One medium of the terminal as a member of its ballot boxes: looked at, brought in step, left out."""

from collections.abc import Callable
from dataclasses import dataclass

from device.errors import (
    MediumError,
    MediumFull,
    MediumMissing,
    SignatureError,
    StorageError,
)
from device.hal import Entropy, Medium, MediumState
from device.records.ballot_box import BallotBox, Check, create_box, find_box
from device.records.box_format import BoxHeader
from device.records.box_healing import Copied, copy_missing
from device.records.box_states import BoxHeal, BoxReport, BoxState

_BOX_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class BoxIdentity:
    """Whose ballots the boxes keep: H_E (32 bytes), the device id, its Ed25519 public key (32 bytes)."""

    extended_base_hash: bytes
    device_id: str
    device_key: bytes


class BoxMember:
    """A medium and its ballot box. ``box`` is None whenever nothing may be read or written there."""

    def __init__(self, medium: Medium, identity: BoxIdentity, entropy: Entropy) -> None:
        self.medium = medium
        self.box: BallotBox | None = None
        self.state = BoxState.MISSING
        self.problem = ""
        self._identity = identity
        self._entropy = entropy
        self._copied = Copied(0, 0)
        self._damaged_slots = 0

    def look(self, check: Check) -> None:
        """Open the medium's box and read all of it; afterwards ``box`` is None when there is none.

        Raises MediumError, SignatureError for ballots of somebody else, and StorageError for a
        damaged box or one of another election or terminal.
        """
        self.close()
        self._copied = Copied(0, 0)
        found = find_box(self.medium)
        if found is None:
            return
        try:
            self._expect_own(found)
            found.scan(check)
        except Exception:
            found.close()
            raise
        self._damaged_slots = found.damaged_slots
        self.box = found
        self._note()

    def try_look(self, check: Check) -> None:
        """``look``, with every trouble turned into a state: for removable media. Never raises them."""
        self.state, self.problem = BoxState.IN_STEP, ""
        try:
            self.look(check)
        except SignatureError as exc:
            self.leave_out(BoxState.TAMPERED, str(exc))
        except StorageError as exc:
            # ``look`` says FOREIGN by itself; whatever else it could not believe is damage.
            self.leave_out(self.state if self.state is BoxState.FOREIGN else BoxState.DAMAGED, str(exc))
        except MediumError as exc:
            self.leave_out_for(exc)

    def create(self, slots: int, ballot_bytes: int) -> BallotBox:
        """Make an empty box of this election on the medium. Raises StorageError and MediumError."""
        header = BoxHeader(
            self._identity.extended_base_hash,
            self._identity.device_id,
            self._entropy.random_bytes(_BOX_ID_BYTES),
            slots,
            ballot_bytes,
        )
        self.box = create_box(self.medium, header)
        self._damaged_slots = 0
        self._note()
        return self.box

    def take_from(self, source: BallotBox) -> None:
        """Copy into this member's box what it lacks. Raises MediumError of either medium."""
        if self.box is not None:
            copied = copy_missing(source, self.box, self._entropy)
            self._copied = Copied(
                self._copied.ballots + copied.ballots, self._copied.decisions + copied.decisions
            )
            self._note()

    def follow(self, primary: BallotBox) -> None:
        """Bring a removable medium in step with the internal box, with a fresh box where it has none.

        Trouble with this medium becomes its state; raises nothing for it.
        """
        if self.box is None and self.state is not BoxState.IN_STEP:
            return
        if self.box is not None and self.box.header.ballot_bytes < primary.header.ballot_bytes:
            self.leave_out(BoxState.FULL, f"The ballot box on '{self.medium.label}' has too small slots.")
            return
        try:
            if self.box is None:
                self.create(primary.header.slots, primary.header.ballot_bytes)
            self.take_from(primary)
        except (MediumError, StorageError) as exc:
            self.leave_out_for(exc)

    def mirror(self, write: Callable[[BallotBox], None]) -> None:
        """Do the same write on this removable medium, if it is in step; leave it out if that fails."""
        if self.box is None:
            return
        try:
            write(self.box)
        except MediumError as exc:
            self.leave_out_for(exc)
        else:
            self._note()

    def write(self, write: Callable[[BallotBox], None]) -> None:
        """Do a write on the internal medium. Raises MediumError."""
        if self.box is None:
            raise StorageError("The internal ballot box is not open.")
        try:
            write(self.box)
        except MediumError as exc:
            self.state, self.problem = self._state_for(exc), str(exc)
            raise
        self._note()

    def leave_out_for(self, error: Exception) -> None:
        """Stop using the box because of ``error``, until the medium is looked at again."""
        self.leave_out(self._state_for(error), str(error))

    def leave_out(self, state: BoxState, problem: str) -> None:
        """Stop using the box until the medium is looked at again."""
        self.close()
        self.state, self.problem = state, problem

    def notice_presence(self) -> None:
        """Ask the medium whether it is there, and remember what changed."""
        there = self.medium.state() is not MediumState.MISSING
        if not there:
            self.leave_out(BoxState.MISSING, f"The medium '{self.medium.label}' is not there.")
        elif self.state is BoxState.MISSING:
            self.state = BoxState.RETURNED
            self.problem = f"The medium '{self.medium.label}' is back, but its ballot box is not in step."

    def report(self) -> BoxReport:
        """This medium, for the poll worker."""
        return BoxReport(
            self.medium.label,
            self.medium.removable,
            self.state,
            0 if self.box is None else len(self.box.placed),
            0 if self.box is None else self.box.free_slots,
            self.problem,
        )

    def heal_line(self) -> BoxHeal:
        """What was copied since the last look, and what that look found damaged."""
        return BoxHeal(
            self.medium.label, self.state, self._copied.ballots, self._copied.decisions, self._damaged_slots
        )

    def close(self) -> None:
        """Give the file back."""
        if self.box is not None:
            self.box.close()
            self.box = None

    def _expect_own(self, found: BallotBox) -> None:
        mine = (self._identity.extended_base_hash, self._identity.device_id)
        if (found.header.extended_base_hash, found.header.device_id) != mine:
            self.state = BoxState.FOREIGN
            raise StorageError(
                f"The ballot box on '{self.medium.label}' belongs to another election or terminal."
            )

    def _note(self) -> None:
        if self.box is not None and self.box.suspect:
            self.state = BoxState.SUSPECT
            self.problem = (
                f"A write on '{self.medium.label}' failed or a part of it is damaged; replace it soon."
            )
        else:
            self.state, self.problem = BoxState.IN_STEP, ""

    def _state_for(self, error: Exception) -> BoxState:
        if isinstance(error, MediumMissing):
            return BoxState.MISSING
        if isinstance(error, MediumFull):
            return BoxState.FULL
        if self.medium.state() is MediumState.READ_ONLY:
            return BoxState.READ_ONLY
        return BoxState.FAILING
