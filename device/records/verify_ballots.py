"""Verifying every ballot of a record, one in memory at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath

from device.election.manifest import Manifest
from device.electionguard.ballot import EncryptedBallot
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import Powers
from device.electionguard.verify_ballot import verify_ballot
from device.electionguard.verify_chain import verify_no_chaining
from device.errors import FormatError, InputError
from device.formats.hexadecimal import hex_of_bytes
from device.records.ballot_record import (
    MAX_RECORD_BYTES,
    BallotRecord,
    check_record_signature,
    read_ballot_record,
)
from device.records.books import BookEntry, book_entry
from device.records.checks import Checks
from device.records.closing_record import DeviceRecord
from device.records.record_files import RecordFiles
from device.records.record_head import ElectionHead

OnBallot = Callable[[BallotRecord], None]
"""Is given every ballot that could be read, for what else is made of them (a tally, say)."""


@dataclass(slots=True)
class BallotSummary:
    """What is kept of all ballots once each has been looked at."""

    entries: list[BookEntry] = field(default_factory=list, repr=False)
    identifiers: list[bytes] = field(default_factory=list, repr=False)


@dataclass(frozen=True, slots=True)
class BallotVerifier:
    """What a ballot of one record is checked against."""

    head: ElectionHead
    device: DeviceRecord
    powers: Powers
    checks: Checks
    on_ballot: OnBallot

    def verify_all(
        self,
        files: RecordFiles,
        paths: list[str],
        digests: Mapping[str, bytes],
        progress: Callable[[int, int], None],
    ) -> BallotSummary:
        """Check the ballot files ``paths``; problems go to the checks, the rest is summarised."""
        summary = BallotSummary()
        for done, path in enumerate(paths):
            progress(done, len(paths))
            self._verify_file(files.read(path, MAX_RECORD_BYTES), path, digests, done + 1, summary)
        progress(len(paths), len(paths))
        for number in ("R2", "5", "6", "7", "8", "R4"):
            self.checks[number].looked_at(len(paths))
        return summary

    def _verify_file(
        self,
        data: bytes,
        path: str,
        digests: Mapping[str, bytes],
        number: int,
        summary: BallotSummary,
    ) -> None:
        where = f"ballot {number}"
        if digests.get(path) != sha256(data).digest():
            self.checks["R1"].fail(f"{where}: its sum is not the one in SHA256SUMS.")
        try:
            record = read_ballot_record(data)
            shape_manifest_check(self.head.manifest, record.ballot)
        except InputError as exc:
            self.checks["6"].fail(f"{where}: {exc}")
            return
        self._verify_record(record, data, path, where)
        ballot = record.ballot
        summary.identifiers.append(ballot.id_b)
        summary.entries.append(
            book_entry(ballot.confirmation_code, ballot.chaining_field, record.state, data)
        )
        self.on_ballot(record)

    def _verify_record(self, record: BallotRecord, data: bytes, path: str, where: str) -> None:
        ballot = record.ballot
        if PurePosixPath(path).name != f"{hex_of_bytes(ballot.confirmation_code)}.json":
            self.checks["R1"].fail(f"{where}: its file is not named by its code.")
        if record.device_id != self.device.device_id:
            self.checks["R2"].fail(f"{where}: it is of another device.")
        try:
            check_record_signature(data, record, self.device.signing_key)
        except InputError as exc:
            self.checks["R2"].fail(f"{where}: {exc}")
        shape = self.head.manifest.shape(ballot.style_index)
        findings = verify_ballot(STANDARD, self.head.keys, shape, ballot, self.powers)
        if self.device.initial_code is None:
            findings += verify_no_chaining(self.device.device_information_hash, ballot.chaining_field)
        for finding in findings:
            check = "R4" if finding.number.startswith("eq") else finding.number
            self.checks[check].fail(f"{where}: {finding.number}: {finding.where}: {finding.problem}")


def shape_manifest_check(manifest: Manifest, ballot: EncryptedBallot) -> None:
    """Raise FormatError for a ballot style that the manifest does not have."""
    if not 1 <= ballot.style_index <= len(manifest.ballot_styles):
        raise FormatError("The manifest has no such ballot style.")
