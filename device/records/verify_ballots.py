"""Verifying every ballot of a record, one in memory at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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
from device.records.record_export import BALLOT_FOLDER
from device.records.record_files import RecordFiles
from device.records.record_head import ElectionHead
from device.records.record_layout import Layout
from device.records.verify_hints import check_hint, check_hint_names, hint_path
from device.records.verify_sums import check_sum

OnBallot = Callable[[BallotRecord], None]
"""Is given every ballot whose own proofs hold, for what else is made of them (a tally, say)."""

_LOOKS_AT_BALLOTS = ("R2", "5", "6", "7", "8", "R4")


@dataclass(slots=True)
class BallotSummary:
    """What is kept of all ballots once each has been looked at."""

    entries: list[BookEntry] = field(default_factory=list, repr=False)
    identifiers: list[bytes] = field(default_factory=list, repr=False)


@dataclass(frozen=True, slots=True)
class BallotVerifier:
    """What the ballots of one record are checked against; ``digests`` are the signed sums by path."""

    files: RecordFiles
    layout: Layout
    digests: Mapping[str, bytes] = field(repr=False)
    head: ElectionHead
    device: DeviceRecord
    powers: Powers = field(repr=False)
    checks: Checks
    on_ballot: OnBallot

    def verify_all(self, progress: Callable[[int, int], None]) -> BallotSummary:
        """Check every ballot file; problems go to the checks, the rest is summarised."""
        summary = BallotSummary()
        paths = self.layout.ballots
        for done, path in enumerate(paths):
            progress(done, len(paths))
            self._verify_file(path, f"ballot {done + 1}", summary)
        progress(len(paths), len(paths))
        for number in _LOOKS_AT_BALLOTS:
            self.checks[number].looked_at(len(paths))
        if self.layout.hints:
            check_hint_names(self.layout, self.checks["R8"])
        return summary

    def _verify_file(self, path: str, where: str, summary: BallotSummary) -> None:
        try:
            data = self.files.read(path, MAX_RECORD_BYTES)
        except InputError as exc:
            self.checks["R1"].fail(f"{where}: {exc}")
            return
        check_sum(self.digests, path, data, where, self.checks["R1"])
        try:
            record = read_ballot_record(data)
            if record.ballot.style_index > len(self.head.manifest.ballot_styles):
                raise FormatError("The manifest has no such ballot style.")
        except InputError as exc:
            self.checks["6"].fail(f"{where}: {exc}")
            return
        ballot = record.ballot
        summary.identifiers.append(ballot.id_b)
        summary.entries.append(
            book_entry(ballot.confirmation_code, ballot.chaining_field, record.state, data)
        )
        self._verify_origin(record, data, path, where)
        if self._proofs_hold(record, where):
            self._verify_hint(record, path, where)
            self.on_ballot(record)

    def _verify_origin(self, record: BallotRecord, data: bytes, path: str, where: str) -> None:
        if path != f"{BALLOT_FOLDER}/{hex_of_bytes(record.ballot.confirmation_code)}.json":
            self.checks["R1"].fail(f"{where}: its file is not named by its code.")
        if record.device_id != self.device.device_id:
            self.checks["R2"].fail(f"{where}: it is of another device.")
        try:
            check_record_signature(data, record, self.device.signing_key)
        except InputError as exc:
            self.checks["R2"].fail(f"{where}: {exc}")

    def _proofs_hold(self, record: BallotRecord, where: str) -> bool:
        ballot = record.ballot
        shape = self.head.manifest.shape(ballot.style_index)
        findings = verify_ballot(STANDARD, self.head.keys, shape, ballot, self.powers)
        if self.device.initial_code is None:
            findings += verify_no_chaining(self.device.device_information_hash, ballot.chaining_field)
        self.checks.note(findings, where)
        return not findings

    def _verify_hint(self, record: BallotRecord, ballot_path: str, where: str) -> None:
        path = hint_path(ballot_path)
        if path in self.layout.listed:
            ballot = record.ballot
            check_hint(self.files, path, self.digests, self.powers, ballot, where, self.checks)
