"""Keeps a terminal's ballot boxes in step: all at once at a start, one in small steps while people vote.

However it is done, the order is the same: read every ballot of a box, compare, let internal learn what
only a removable box holds, then copy what the removable box lacks. Two boxes that contradict each other
are never brought in step.
"""

from collections.abc import Callable, Iterator, Sequence

from device.errors import EntropyError, MediumError, SignatureError, StateError, StorageError
from device.hal import Entropy, Medium
from device.records.ballot_box import BallotBox
from device.records.ballot_signatures import BallotSignatures
from device.records.ballot_state import StoredBallot
from device.records.box_enrolment import Enrolments
from device.records.box_healing import (
    LEAST_BATCH_BYTES,
    MOST_BATCH_BYTES,
    Copied,
    Copier,
    expect_agreement,
)
from device.records.box_member import BoxIdentity, BoxMember, ForeignBox
from device.records.box_room import Progress
from device.records.box_states import BoxState

STEP_S = 0.1
"""How long a step of ``catch_up`` works: what a voter's own write may have to wait for, and once more."""

_NOT_OURS = "The internal ballot box holds a ballot this terminal did not sign."


class _Unreadable(Exception):
    """A removable box could not be read while the internal one learned from it."""

    def __init__(self, error: MediumError) -> None:
        super().__init__(str(error))
        self.error = error


class BoxKeeper:
    """The members and how they come in step. ``internal`` is the primary, ``mirrors`` follow it."""

    def __init__(
        self,
        internal: Medium,
        removable: Sequence[Medium],
        identity: BoxIdentity,
        entropy: Entropy,
        enrolments: Enrolments,
    ) -> None:
        self._identity = identity
        self._entropy = entropy
        self._enrolments = enrolments
        self.internal = BoxMember(internal, identity, entropy, enrolments)
        self.mirrors = [BoxMember(medium, identity, entropy, enrolments) for medium in removable]
        self._signatures = BallotSignatures(identity.device_key)
        self._at_once = Copier(entropy, MOST_BATCH_BYTES)
        self._in_steps = Copier(entropy, LEAST_BATCH_BYTES)

    @property
    def members(self) -> list[BoxMember]:
        """The internal one first."""
        return [self.internal, *self.mirrors]

    @property
    def primary(self) -> BallotBox:
        """The internal box. Raises StateError while it is not open."""
        if self.internal.box is None:
            raise StateError("The internal ballot box is not open.")
        return self.internal.box

    def read(self, code: bytes) -> StoredBallot:
        """A ballot from the first box in step that still holds it whole. Raises MediumError if none."""
        boxes = [self.primary, *(box for each in self.mirrors if (box := each.usable_box) is not None)]
        for box in boxes[:-1]:
            try:
                return box.read(code)
            except MediumError:
                continue
        return boxes[-1].read(code)

    # All at once

    def look_at_all(self, *, enrolling: bool) -> None:
        """Read every box. Raises StorageError and MediumError for the internal one only.

        ``enrolling``: a poll worker wants every stick that is there to belong to the election.
        """
        try:
            self.internal.find()
            _exhaust(self.internal.read_all(self._signatures.check, {}))
        except SignatureError as exc:
            raise StorageError(_NOT_OURS) from exc
        self.internal.note_in_step()
        for mirror in self.mirrors:
            mirror.forgive()
            _exhaust(self._guarded(mirror, self._look(mirror, thorough=True, enrolling=enrolling)))

    def bring_in_step(self, progress: Progress, *, enrolling: bool) -> None:
        """After ``look_at_all``: internal learns from all, then all follow it.

        ``progress`` is told how far the making of each box is, for those that are ``enrolling``.
        Raises MediumError of the internal box and of the event log.
        """
        self.internal.note_in_step()
        for mirror in self.mirrors:
            _exhaust(self._learn(mirror, self._at_once))
        for mirror in self.mirrors:
            if mirror.state is BoxState.RETURNED:
                if enrolling:
                    _exhaust(self._guarded(mirror, self._make_box(mirror, progress)))
                    mirror.enrol()
                _exhaust(self._guarded(mirror, self._follow(mirror, self._at_once)))

    def look_again(self) -> None:
        """After a write on internal that failed: what landed there all the same, and then on the others.

        Raises StorageError, and MediumError for the internal one only.
        """
        try:
            self.primary.look_again(self._signatures.check)
        except SignatureError as exc:
            raise StorageError(_NOT_OURS) from exc
        self.internal.note_in_step()
        for mirror in self.mirrors:
            if mirror.state.usable:
                _exhaust(self._guarded(mirror, self._follow(mirror, self._at_once)))

    def accept(self, medium: Medium, progress: Progress) -> None:
        """A poll worker takes the medium in: it gets a box if it has none, and the box is enrolled.

        ``progress`` is told how far the making of the box is.

        It is RETURNED then, to be brought in step by ``catch_up``. What belongs to another election, or
        is damaged, is left as it is. Raises MediumError of the event log.
        """
        member = next((each for each in self.mirrors if each.medium.label == medium.label), None)
        if member is None:
            member = BoxMember(medium, self._identity, self._entropy, self._enrolments)
            self.mirrors.append(member)
        member.forgive()

        def find_or_make() -> Iterator[int]:
            member.find()
            yield from self._make_box(member, progress)

        _exhaust(self._guarded(member, find_or_make()))
        member.enrol()
        member.close()

    # In small steps

    def catch_up(self, steady_s: Callable[[], float], budget_s: float) -> list[BoxMember]:
        """Work for about ``budget_s`` on media that are back; the members that came in step meanwhile.

        Whatever goes wrong meanwhile becomes the state of the medium; this raises nothing for it.
        """
        came: list[BoxMember] = []
        until_s = steady_s() + budget_s
        while (mirror := self._next_returned()) is not None:
            began_s = steady_s()
            if mirror.returning is None:
                self.internal.copied = Copied()
                mirror.returning = self._guarded(mirror, self._come_back(mirror))
            written_bytes = next(mirror.returning, None)
            now_s = steady_s()
            if written_bytes is None and mirror.state is BoxState.RETURNED:
                mirror.leave_out(BoxState.FAILING)  # all was tried, and it is not in step
            if written_bytes:
                self._pace(now_s - began_s, budget_s)
            if mirror.state.usable:
                mirror.returning = None
                came.append(mirror)
            if now_s >= until_s:
                break
        return came

    def _next_returned(self) -> BoxMember | None:
        return next((each for each in self.mirrors if each.state is BoxState.RETURNED), None)

    def _pace(self, took_s: float, budget_s: float) -> None:
        """As much in a step as the medium writes in that time: slow media must not hold a voter up."""
        copier = self._in_steps
        if took_s > budget_s:
            copier.batch_bytes = max(LEAST_BATCH_BYTES, copier.batch_bytes // 2)
        elif took_s < budget_s / 2:
            copier.batch_bytes = min(MOST_BATCH_BYTES, copier.batch_bytes * 2)

    def _come_back(self, mirror: BoxMember) -> Iterator[int]:
        yield from self._look(mirror, thorough=False, enrolling=False)
        if mirror.box is None:
            return
        try:
            expect_agreement([self.primary, mirror.box])
        except StorageError:
            mirror.leave_out(BoxState.CONTRADICTING)
            return
        yield from self._learn(mirror, self._in_steps)
        yield from self._follow(mirror, self._in_steps)

    # Steps that all of the above are made of; each yields the bytes it has just written

    def _look(self, mirror: BoxMember, *, thorough: bool, enrolling: bool) -> Iterator[int]:
        mirror.find(thorough=thorough)
        if not enrolling and not mirror.enrolled:
            mirror.leave_out(BoxState.UNENROLLED)
            return
        known = {} if self.internal.box is None else self.internal.box.placed
        for _ in mirror.read_all(self._signatures.check, known):
            yield 0

    def _make_box(self, mirror: BoxMember, progress: Progress) -> Iterator[int]:
        if mirror.box is None:
            mirror.create(self.primary.header.slots, self.primary.header.ballot_bytes, progress)
        yield 0

    def _learn(self, mirror: BoxMember, copier: Copier) -> Iterator[int]:
        source = mirror.box
        if source is None:
            return

        def read(code: bytes) -> StoredBallot:
            try:
                return source.read(code)
            except MediumError as exc:
                raise _Unreadable(exc) from exc

        try:
            yield from copier.copy(source, read, self.primary, self.internal.copied)
        except _Unreadable as exc:
            mirror.leave_out_for(exc.error)
        self.internal.note_in_step()

    def _follow(self, mirror: BoxMember, copier: Copier) -> Iterator[int]:
        target = mirror.box
        if target is None:
            return
        if target.header.ballot_bytes < self.primary.header.ballot_bytes:
            mirror.leave_out(BoxState.FULL)
            return
        yield from copier.copy(self.primary, self.read, target, mirror.copied)
        mirror.note_in_step()

    def _guarded(self, mirror: BoxMember, steps: Iterator[int]) -> Iterator[int]:
        """``steps``, with every trouble of a removable medium turned into its state."""
        try:
            yield from steps
        except SignatureError:
            mirror.leave_out(BoxState.TAMPERED)
        except ForeignBox:
            mirror.leave_out(BoxState.FOREIGN)
        except StorageError:
            mirror.leave_out(BoxState.DAMAGED)
        except MediumError as exc:
            mirror.leave_out_for(exc)
        except EntropyError:
            mirror.give_up()  # no slot can be drawn until the terminal was switched off and on


def _exhaust(steps: Iterator[object]) -> None:
    for _ in steps:
        pass
