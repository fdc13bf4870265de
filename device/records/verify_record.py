"""Verifying the election record of a device: what the specification asks, and the record's own rules.

Every check is one line of the outcome (``checks.TITLES``). A check that could not be carried out,
because what it needs is missing or broken, does not hold.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain

from device.election.election import Election
from device.electionguard.powers import Powers
from device.electionguard.verify_chain import verify_device, verify_unique_identifiers
from device.errors import InputError
from device.formats.minisign import public_key_string
from device.records.ballot_examiner import BallotContext
from device.records.checks import Check, Checks
from device.records.closing_record import DeviceRecord
from device.records.event_log_file import check_event_log
from device.records.examination import Examination, ExamineHere
from device.records.hygiene import holding_any, without_event_hashes, without_numbers
from device.records.record_export import package_files
from device.records.record_files import RecordFiles
from device.records.record_head import ElectionHead, read_device_head, read_election_head
from device.records.record_layout import SUM_FILES, Layout, read_layout
from device.records.verify_ballots import BallotSummary, BallotVerifier, OnBallot
from device.records.verify_closing import check_closing
from device.records.verify_sums import check_guardian_files, check_sums

RECORD_CHECKS = ("R1", "R2", "1", "2", "3", "4", "5", "6", "7", "8", "R4", "R5", "R6", "R7")
PACKAGE_CHECK, HINT_CHECK = "R3", "R8"
"""Carried out only where there is a package, and where the record has hints."""

_MAY_HOLD_CODES = ("closing.json", SUM_FILES[0])

MakePowers = Callable[[ElectionHead], Powers]


@dataclass(frozen=True, slots=True)
class VerifiedRecord:
    """A record after its verification; ``head`` and ``device`` are None where they could not be read."""

    head: ElectionHead | None
    device: DeviceRecord | None
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    identifiers: tuple[bytes, ...] = field(default=(), repr=False)
    """id_B of every ballot whose own proofs hold, if the record is of the election asked for."""

    @property
    def holds(self) -> bool:
        """Whether every check was carried out and holds."""
        return all(check.holds for check in self.checks)


class RecordVerifier:
    """Verifies the record of one device.

    ``package``: the election that it must belong to, if the caller has it. ``on_ballot`` is given
    every ballot whose own proofs hold, if the record is of that election. ``examination``: who
    examines the ballots; here, if None.
    """

    def __init__(
        self,
        files: RecordFiles,
        package: Election | None,
        make_powers: MakePowers,
        on_ballot: OnBallot | None,
        progress: Callable[[int, int], None],
        examination: Examination | None = None,
    ) -> None:
        self._files = files
        self._package = package
        self._make_powers = make_powers
        self._on_ballot = on_ballot
        self._progress = progress
        self._examination = examination or ExamineHere(os.urandom)
        self._checks = Checks((*RECORD_CHECKS, PACKAGE_CHECK) if package else RECORD_CHECKS)

    def verify(self) -> VerifiedRecord:
        """Carry out every check. Raises RecordError only if the folder itself cannot be read."""
        checks = self._checks
        layout = read_layout(self._files, checks["R1"])
        if layout.hints:
            checks.add(HINT_CHECK)
        device = read_device_head(layout.head, checks)
        head = read_election_head(layout.head, checks)
        digests = check_sums(layout, device, checks["R1"])
        identifiers: tuple[bytes, ...] = ()
        if head is not None and device is not None:
            check_guardian_files(layout, head, checks["R1"])
            self._check_device(head, device)
            self._check_package(layout, device)
            powers = self._make_powers(head)
            # What another election's ballots mean, the caller cannot know.
            on_ballot = self._on_ballot if self._is_of_package() else None
            context = BallotContext(self._files, head.manifest, head.keys, device)
            verifier = BallotVerifier(context, layout, digests, checks, on_ballot)
            summary = verifier.verify_all(self._examination, powers, self._progress)
            identifiers = tuple(summary.proved_identifiers) if self._is_of_package() else ()
            checks.note(verify_unique_identifiers(summary.identifiers))
            check_closing(layout.head.get("closing.json"), head, device, summary.entries, checks)
            self._check_log(layout, head, device)
            self._check_hygiene(layout, summary)
        return VerifiedRecord(head, device, checks.all(), _notes(device), identifiers)

    def _is_of_package(self) -> bool:
        return self._package is None or not self._checks[PACKAGE_CHECK].problem_count

    def _check_device(self, head: ElectionHead, device: DeviceRecord) -> None:
        h_e, h_di = head.keys.extended_base_hash, device.device_information_hash
        self._checks.note(verify_device(h_e, device.device_information, h_di))
        if device.chaining is not head.parameters.chaining:
            self._checks["R2"].fail("The chaining mode is not the one that the election requires.")

    def _check_package(self, layout: Layout, device: DeviceRecord) -> None:
        if self._package is None:
            return
        check = self._checks[PACKAGE_CHECK]
        for name, data in package_files(self._package.files).items():
            check.looked_at()
            if layout.head.get(name) != data:
                check.fail(f"{name} is not the file of the election package.")
        try:
            entry = self._package.settings.device(device.device_id)
        except KeyError:
            check.fail("The election package does not know this device.")
            return
        if (entry.device_information, entry.signing_key) != (device.device_information, device.signing_key):
            check.fail("The device's information or key is not the one in the election package.")

    def _check_log(self, layout: Layout, head: ElectionHead, device: DeviceRecord) -> None:
        log = layout.head.get("event_log.json", b"")
        documentation = layout.head.get("event_log_documentation.json", b"")
        try:
            events = check_event_log(log, documentation, head.election_id, device.device_id)
        except InputError as exc:
            self._checks["R6"].fail(str(exc))
            return
        self._checks["R6"].looked_at(events)

    def _check_hygiene(self, layout: Layout, summary: BallotSummary) -> None:
        texts = {
            name: _parts(name, data) for name, data in layout.head.items() if name not in _MAY_HOLD_CODES
        }
        self._checks["R7"].looked_at(len(texts))
        found = holding_any(
            texts, lambda: chain((entry.code for entry in summary.entries), summary.identifiers)
        )
        for name in sorted(found):
            self._checks["R7"].fail(f"{name} holds digits of a code or of a ballot's identifier.")


def _parts(name: str, data: bytes) -> Iterable[bytes]:
    """What of a file has to be free of codes: all but what other checks show to be something else."""
    if name == "event_log.json":
        return without_event_hashes(data)
    return without_numbers(data) if name in package_files({name: data}) else (data,)


def _notes(device: DeviceRecord | None) -> tuple[str, ...]:
    if device is None:
        return ()
    key = public_key_string(device.signing_key)
    return (f"The device's key is {key}: compare it with the one on its paper reports.",)
