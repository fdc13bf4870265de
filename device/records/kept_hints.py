"""The hints of a terminal's ballots: kept while people vote, right when they are exported.

Nothing depends on them but time. They are kept after the voter is done; where they are missing or not
those of the ballot (a power cut, a medium that failed, a ballot that came back from a stick), they are
computed from the ballot when the record is written.
"""

from contextlib import suppress

from device.election.manifest import Manifest
from device.electionguard.ballot import BallotShape, ElectionKeys, EncryptedBallot
from device.electionguard.hint_check import computed_hints, hints_hold
from device.electionguard.hints import hints_length_bytes
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.errors import EncryptionError, MediumError
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_record import read_ballot_body
from device.records.hint_store import HintStore


class KeptHints:
    """The hints of the ballots in ``boxes``; ``store`` is None where none can be kept.

    ``powers`` are for those that have to be computed: as expensive as verifying a ballot.
    """

    def __init__(
        self,
        group: Group,
        manifest: Manifest,
        keys: ElectionKeys,
        powers: Powers,
        boxes: BallotBoxes,
        store: HintStore | None,
    ) -> None:
        self.boxes = boxes
        self._group = group
        self._manifest = manifest
        self._keys = keys
        self._powers = powers
        self._store = store

    @property
    def max_bytes(self) -> int:
        """Bytes of the longest hints of any ballot style."""
        return largest_hint_bytes(self._group, self._manifest)

    def keep(self, code: bytes, hints: bytes) -> None:
        """Keep the hints of a ballot that is recorded, if they can be kept at all.

        Only those that anybody could compute from the ballot ever reach a medium. Raises EncryptionError
        for others, and MediumError when they cannot be written: it does not matter for the ballot.
        """
        if self._store is None:
            return
        if not self.hold(code, hints):
            raise EncryptionError("The verification hints of a ballot are not its own; they were dropped.")
        self._store.put(self.boxes.internal_slot(code), hints)

    def of(self, code: bytes) -> bytes:
        """The hints of a recorded ballot: kept ones, if they are right, else computed, and kept then.

        Raises StateError and MediumError only if the ballot itself cannot be read.
        """
        shape, ballot = self._ballot(code)
        stored = self._stored(code, shape)
        if stored is not None and hints_hold(self._group, self._keys, shape, ballot, stored):
            return stored
        computed = computed_hints(self._group, self._powers, ballot)
        if self._store is not None:
            with suppress(MediumError):  # computed again next time
                self._store.put(self.boxes.internal_slot(code), computed)
        return computed

    def hold(self, code: bytes, hints: bytes) -> bool:
        """Whether these are the hints of a recorded ballot. Raises as ``of``; costs no powers."""
        shape, ballot = self._ballot(code)
        return hints_hold(self._group, self._keys, shape, ballot, hints)

    def close(self) -> None:
        """Give the file back."""
        if self._store is not None:
            self._store.close()

    def _ballot(self, code: bytes) -> tuple[BallotShape, EncryptedBallot]:
        ballot, _ = read_ballot_body(self.boxes.ballot(code).body)
        return self._manifest.shape(ballot.style_index), ballot

    def _stored(self, code: bytes, shape: BallotShape) -> bytes | None:
        if self._store is None:
            return None
        try:
            return self._store.get(self.boxes.internal_slot(code), hints_length_bytes(self._group, shape))
        except MediumError:
            return None


def largest_hint_bytes(group: Group, manifest: Manifest) -> int:
    """Bytes of the longest hints of any ballot style."""
    return max(hints_length_bytes(group, manifest.shape(style.index)) for style in manifest.ballot_styles)
