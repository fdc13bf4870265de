"""The durable order of one ballot, never changed:

    encrypt and self-check -> slot on internal, undecided -> slot on each removable -> print the code
    -> (the voter decides) -> decision on internal -> decision on each removable

A code leaves ``record`` only when the ballot is safe on disk. The ballot nonce is forgotten as soon
as the ballot is encrypted: nothing on this terminal needs it again, and the guardians can decrypt it
from the ballot of a challenge (EG 2.1.0 sec. 3.6.7).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.election.manifest import Manifest
from device.election.settings import Role
from device.electionguard.ballot import BallotShape, PlainBallot
from device.electionguard.chaining import next_field, no_chaining_field
from device.electionguard.encryption import Encryption
from device.errors import EncryptionError, HardwareError, SealmarkError, StorageError
from device.hal import JobState
from device.records.ballot_boxes import BallotBoxes
from device.records.ballot_record import ballot_body, final_record, read_ballot_body, sign_body
from device.records.ballot_state import BallotState
from device.records.books import chain_order
from device.records.closing_record import DeviceRecord
from device.records.event_format import Disposition
from device.records.event_kinds import EventKind
from device.records.event_log import EventLog


class Encryptor(Protocol):
    """What makes encrypted ballots; see ``BallotEncryptor.encrypt``."""

    def encrypt(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        """Encrypt, prove and check a ballot of ``shape``."""


PrintCode = Callable[[bytes], JobState]
"""Prints the receipt of a confirmation code, and says what is known about the paper."""

_DECIDED = {
    BallotState.CAST: EventKind.BALLOT_CAST,
    BallotState.CHALLENGED: EventKind.BALLOT_CHALLENGED,
    BallotState.SPOILED: EventKind.BALLOT_SPOILED,
}


@dataclass(frozen=True, slots=True)
class RecordedBallot:
    """A ballot that is safe on disk: its code (32 bytes), and how far its receipt got."""

    code: bytes = field(repr=False)
    printed: JobState


class BallotRecorder:
    """Encrypts and stores the ballots of one election; all calls belong on one thread.

    A ballot that is safe is never declared lost because the event log took no more; the next
    activation has to be logged before a voter is admitted, and is refused then. ``on_failure`` is
    called when a ballot could not be recorded.
    """

    def __init__(
        self,
        manifest: Manifest,
        device: DeviceRecord,
        device_key: Ed25519PrivateKey,
        encryptor: Encryptor,
        boxes: BallotBoxes,
        log: EventLog,
        on_failure: Callable[[], None] | None = None,
    ) -> None:
        self._on_failure = on_failure
        self._manifest = manifest
        self._device = device
        self._key = device_key
        self._encryptor = encryptor
        self._boxes = boxes
        self._log = log
        self._last_code: bytes | None = None  # None: to be found in the ballots' own chaining fields
        self._doubtful: bytes | None = None  # a ballot that failed, and may have landed all the same
        self._hints: list[tuple[bytes, bytes]] = []
        self._deciding: bytes | None = None  # a decision that failed, and is not in the log yet

    def record(self, style_index: int, plain: PlainBallot, print_code: PrintCode) -> RecordedBallot:
        """Encrypt, store on every medium, then print the code.

        Raises EncryptionError, EntropyError, StorageError, MediumError or StateError: then no code was
        shown or printed and nothing is counted. An internal medium that failed while it wrote may
        bring the ballot back at the next start, undecided. Trouble with paper raises nothing.
        """
        try:
            code = self._store(style_index, plain)
        except SealmarkError as exc:
            if self._on_failure:
                self._on_failure()
            if isinstance(exc, EncryptionError):
                self._note(EventKind.ENCRYPTION_CHECK_FAILED, Disposition.FAILURE)
            self._note(EventKind.BALLOT_NOT_RECORDED, Disposition.FAILURE)
            raise
        self._note(EventKind.BALLOT_RECORDED)
        return RecordedBallot(code, _printed(code, print_code))

    def find_chain(self) -> None:
        """Find the end of the chain, if ballots are chained, before a voter has to wait for it.

        After a start that means reading every ballot. While it is open whether the last ballot landed,
        it is left to the next one. Raises as ``record``.
        """
        if self._doubtful is None:
            self._chaining_field()

    def decide(self, code: bytes, state: BallotState) -> None:
        """Make a decision durable, on internal and then on each removable; return when it is.

        The same decision may be asked for again after a failure. Raises StateError for a ballot that
        is not there or decided differently, StorageError and MediumError.
        """
        stored = self._boxes.ballot(code)
        _, signature = final_record(stored.body, state, self._key)
        if stored.state is None:
            self._deciding = code
        self._boxes.decide(code, state, signature)
        if self._deciding != code:
            return  # it was decided, and noted, before
        self._deciding = None
        user = Role.POLL_WORKER.value if state is BallotState.SPOILED else ""
        self._note(_DECIDED[state], user=user)

    def take_hints(self) -> list[tuple[bytes, bytes]]:
        """Code and hints of every ballot recorded since this was asked last.

        Nothing waits for them: they are to be kept when the voter is done (``KeptHints``), or dropped.
        """
        taken, self._hints = self._hints, []
        return taken

    def _store(self, style_index: int, plain: PlainBallot) -> bytes:
        shape = self._manifest.shape(style_index)
        made = self._encryptor.encrypt(shape, plain, self._chaining_field())
        ballot = made.ballot
        body = ballot_body(ballot, self._device.device_id)
        signature = sign_body(body, self._key)
        self._doubtful = ballot.confirmation_code
        self._boxes.record(ballot.confirmation_code, body, signature)
        self._doubtful, self._last_code = None, ballot.confirmation_code
        self._hints.append((ballot.confirmation_code, made.hints))
        return ballot.confirmation_code

    def _chaining_field(self) -> bytes:
        """B_C of the next ballot.

        After a failed write the boxes are asked first: the ballot that failed may have landed all the
        same, and then the next link of the chain has to follow it.
        """
        if self._doubtful is not None:
            self._boxes.settle()
            if self._last_code is not None and self._boxes.holds(self._doubtful):
                self._last_code = self._doubtful
            self._doubtful = None
        if self._device.initial_code is None:
            return no_chaining_field(self._device.device_information_hash)
        if self._last_code is None:
            self._last_code = self._last_of_chain(self._device.initial_code)
        return next_field(self._last_code)

    def _last_of_chain(self, initial_code: bytes) -> bytes:
        fields = {each.code: _chaining_field_of(each.body) for each in self._boxes.ballots()}
        order = chain_order(initial_code, fields)
        return order[-1] if order else initial_code

    def _note(
        self, kind: EventKind, disposition: Disposition = Disposition.SUCCESS, user: str = ""
    ) -> None:
        # A log that takes nothing any more stops the next activation, which has to be logged too.
        with suppress(HardwareError, StorageError):
            self._log.append(kind, disposition, user)


def _chaining_field_of(body: bytes) -> bytes:
    ballot, _ = read_ballot_body(body)
    return ballot.chaining_field


def _printed(code: bytes, print_code: PrintCode) -> JobState:
    try:
        return print_code(code)
    except (HardwareError, StorageError):
        return JobState.UNKNOWN  # the journal failed: a byte may have left the terminal
