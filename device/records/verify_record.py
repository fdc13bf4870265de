"""Verifying election records whole: what the specification asks, and the record's own rules.

Every check is one line of the outcome (``checks.TITLES``). A check that could not be carried out,
because what it needs is missing or broken, does not hold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from device.election.election import Chaining, Election
from device.electionguard.powers import Powers
from device.electionguard.verify_chain import verify_chain, verify_device, verify_unique_identifiers
from device.errors import FormatError, InputError, SealmarkError
from device.formats.minisign import check_minisign, public_key_string
from device.formats.sums import SUMS_NAME, SUMS_SIGNATURE_NAME, read_sums
from device.records.books import close_books
from device.records.checks import Check, Checks
from device.records.closing_record import (
    MAX_CLOSING_BYTES,
    Closing,
    DeviceRecord,
    check_closing_signature,
    read_closing,
)
from device.records.event_log_file import check_event_log
from device.records.hygiene import digit_windows, holds_any
from device.records.record_export import BALLOT_FOLDER, MAX_SUMS_BYTES, package_files
from device.records.record_files import RecordFiles
from device.records.record_head import (
    MAX_HEAD_FILE_BYTES,
    ElectionHead,
    read_device_head,
    read_election_head,
)
from device.records.verify_ballots import BallotSummary, BallotVerifier, OnBallot

RECORD_CHECKS = ("R1", "R2", "1", "2", "3", "4", "5", "6", "7", "8", "R4", "R5", "R6", "R7")

_PLAIN_FILES = (
    "device.json",
    "closing.json",
    "event_log.json",
    "event_log_documentation.json",
    "README.txt",
)
_SUM_FILES = (SUMS_NAME, SUMS_SIGNATURE_NAME)
_BALLOTS = f"{BALLOT_FOLDER}/"

MakePowers = Callable[[ElectionHead], Powers]


@dataclass(frozen=True, slots=True)
class VerifiedRecord:
    """A record after its verification; ``head`` and ``device`` are None where they could not be read."""

    head: ElectionHead | None
    device: DeviceRecord | None
    checks: tuple[Check, ...]
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every check was carried out and holds."""
        return all(check.holds for check in self.checks)


class RecordVerifier:
    """Verifies the record of one device.

    ``package``: the election that it must belong to, if the caller has it. ``on_ballot`` is given
    every ballot that could be read.
    """

    def __init__(
        self,
        files: RecordFiles,
        package: Election | None,
        make_powers: MakePowers,
        on_ballot: OnBallot,
        progress: Callable[[int, int], None],
    ) -> None:
        self._files = files
        self._package = package
        self._make_powers = make_powers
        self._on_ballot = on_ballot
        self._progress = progress
        self._checks = Checks((*RECORD_CHECKS, "R3") if package else RECORD_CHECKS)

    def verify(self) -> VerifiedRecord:
        """Carry out every check. Raises RecordError only if the folder itself cannot be read."""
        checks = self._checks
        paths = self._files.paths()
        ballots = [path for path in paths if path.startswith(_BALLOTS)]
        head_files = self._read_head_files([path for path in paths if path not in ballots])
        device = read_device_head(head_files, checks)
        head = read_election_head(head_files, checks)
        digests = self._check_sums(head_files, paths, device)
        notes: list[str] = []
        if device is not None:
            key = public_key_string(device.signing_key)
            notes.append(f"The device's key is {key}: compare it with the one on its paper reports.")
        if head is not None and device is not None:
            self._check_device(head, device)
            powers = self._make_powers(head)
            verifier = BallotVerifier(head, device, powers, checks, self._on_ballot)
            summary = verifier.verify_all(self._files, ballots, digests, self._progress)
            self._check_identifiers(summary)
            self._check_closing(head_files, head, device, summary)
            self._check_log(head_files, head, device)
            self._check_hygiene(head_files, summary)
        return VerifiedRecord(head, device, checks.all(), tuple(notes))

    def _read_head_files(self, paths: Sequence[str]) -> dict[str, bytes]:
        limit = max(MAX_HEAD_FILE_BYTES, MAX_SUMS_BYTES, MAX_CLOSING_BYTES)
        return {path: self._files.read(path, limit) for path in paths}

    def _check_sums(
        self, files: Mapping[str, bytes], paths: Sequence[str], device: DeviceRecord | None
    ) -> dict[str, bytes]:
        check = self._checks["R1"]
        for path in files:
            if path not in (*_PLAIN_FILES, *_SUM_FILES) and path not in package_files(files):
                check.fail(f"{path} has no place in a record.")
        for name in (*_PLAIN_FILES, *_SUM_FILES):
            if name not in files:
                check.fail(f"The record lacks {name}; without SHA256SUMS.minisig it is not complete.")
        try:
            digests = read_sums(files.get(SUMS_NAME, b""), SUMS_NAME)
            if device is not None:
                signature = files.get(SUMS_SIGNATURE_NAME, b"")
                check_minisign(files[SUMS_NAME], signature, device.signing_key, SUMS_NAME)
                check.looked_at(len(paths))
        except (InputError, KeyError) as exc:
            check.fail(str(exc) if isinstance(exc, InputError) else "SHA256SUMS is missing.")
            return {}
        if set(digests) != set(paths) - set(_SUM_FILES):
            check.fail("SHA256SUMS does not list exactly the files of the record.")
        for path, data in files.items():
            if path in digests and digests[path] != sha256(data).digest():
                check.fail(f"{path} is not the file that was signed.")
        return digests

    def _check_device(self, head: ElectionHead, device: DeviceRecord) -> None:
        h_e, h_di = head.keys.extended_base_hash, device.device_information_hash
        for finding in verify_device(h_e, device.device_information, h_di):
            self._checks["8"].fail(f"{finding.number}: {finding.problem}")
        if device.chaining is not head.parameters.chaining:
            self._checks["R2"].fail("The chaining mode is not the one that the election requires.")
        if self._package is not None:
            self._check_package(self._package, device)

    def _check_package(self, package: Election, device: DeviceRecord) -> None:
        check = self._checks["R3"]
        for name, data in package_files(package.files).items():
            if self._files.read(name, MAX_HEAD_FILE_BYTES) != data:
                check.fail(f"{name} is not the file of the election package.")
            check.looked_at()
        try:
            entry = package.settings.device(device.device_id)
        except KeyError:
            check.fail("The election package does not know this device.")
            return
        if (entry.device_information, entry.signing_key) != (device.device_information, device.signing_key):
            check.fail("The device's information or key is not the one in the election package.")

    def _check_identifiers(self, summary: BallotSummary) -> None:
        for finding in verify_unique_identifiers(summary.identifiers):
            self._checks["5"].fail(f"{finding.number}: {finding.where}: {finding.problem}")

    def _check_closing(
        self, files: Mapping[str, bytes], head: ElectionHead, device: DeviceRecord, summary: BallotSummary
    ) -> None:
        check = self._checks["R5"]
        try:
            data = files.get("closing.json", b"")
            closing = read_closing(data, device.chaining)
            check_closing_signature(data, device.signing_key)
            self._check_chain(head, device, closing, summary)
            expected = close_books(device, head.keys.extended_base_hash, summary.entries)
        except SealmarkError as exc:
            check.fail(str(exc))
            return
        check.looked_at()
        if closing != expected:
            check.fail("Counts, Merkle root, chain or closing hash are not those of the ballots.")

    def _check_chain(
        self, head: ElectionHead, device: DeviceRecord, closing: Closing, summary: BallotSummary
    ) -> None:
        if device.chaining is not Chaining.SIMPLE:
            return
        if device.initial_code is None or closing.chain is None or closing.closing_hash is None:
            raise FormatError("device.json or closing.json lacks what chaining needs.")
        fields = {entry.code: entry.chaining_field for entry in summary.entries}
        h_e, h_di = head.keys.extended_base_hash, device.device_information_hash
        for finding in verify_chain(
            h_e, h_di, device.initial_code, closing.chain, fields, closing.closing_hash
        ):
            self._checks["8"].fail(f"{finding.number}: {finding.where}: {finding.problem}")

    def _check_log(self, files: Mapping[str, bytes], head: ElectionHead, device: DeviceRecord) -> None:
        log, documentation = (
            files.get("event_log.json", b""),
            files.get("event_log_documentation.json", b""),
        )
        try:
            events = check_event_log(log, documentation, head.election_id, device.device_id)
        except InputError as exc:
            self._checks["R6"].fail(str(exc))
            return
        self._checks["R6"].looked_at(events)

    def _check_hygiene(self, files: Mapping[str, bytes], summary: BallotSummary) -> None:
        windows = digit_windows([entry.code for entry in summary.entries] + summary.identifiers)
        for name in _PLAIN_FILES:
            if name != "closing.json" and name in files:
                self._checks["R7"].looked_at()
                if holds_any(files[name], windows):
                    self._checks["R7"].fail(f"{name} holds digits of a code or of a ballot's identifier.")
