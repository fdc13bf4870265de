"""Verifying the records of one or more devices, and the tally over all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from device.election.election import Election
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import Powers, build_table_powers
from device.electionguard.verify_chain import verify_unique_identifiers
from device.errors import InputError
from device.records.ballot_record import BallotRecord
from device.records.checks import Check, Checks
from device.records.examination import Examination
from device.records.record_files import RecordFiles
from device.records.record_head import ElectionHead
from device.records.tally_check import TallyCheck
from device.records.tally_file import TallyFile, read_tally_file
from device.records.verify_record import RecordVerifier, VerifiedRecord

TALLY_CHECKS = ("9", "10", "11", "12", "13", "14")
TABLE_BUDGET_BYTES = 16 * 1024 * 1024
"""For the tables of g, K and K_hat together, while verifying."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome over all records; ``checks`` of each record in turn, then those of the tally."""

    records: tuple[VerifiedRecord, ...]
    across: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether every check of every record, and of the tally, was carried out and holds."""
        return all(record.holds for record in self.records) and all(check.holds for check in self.across)


class Verifier:
    """Verifies records of one election. ``progress``: ballots done and ballots of the record.

    ``package``: the election that the records must belong to, if the caller has it; ``tally``: the
    bytes of ``tally.json`` if it is to be checked too; ``on_ballot`` is given every
    ballot whose own proofs hold; ``examination``: who examines the ballots; here, if None.
    """

    def __init__(
        self,
        package: Election | None,
        tally: bytes | None,
        progress: Callable[[int, int], None],
        on_ballot: Callable[[BallotRecord], None] | None = None,
        examination: Examination | None = None,
    ) -> None:
        self._package = package
        self._tally = tally
        self._progress = progress
        self._observe = on_ballot
        self._examination = examination
        self._head: ElectionHead | None = None
        self._powers: Powers | None = None
        self._tally_check: TallyCheck | None = None
        self._identifiers: list[bytes] = []
        self._across = Checks(("5", *TALLY_CHECKS) if tally is not None else ("5",))

    def verify(self, records: Sequence[RecordFiles]) -> Verification:
        """Carry out every check. Raises RecordError only for a folder that cannot be read."""
        tally = self._read_tally()
        verified: list[VerifiedRecord] = []
        for files in records:
            verifier = RecordVerifier(
                files,
                self._package,
                lambda head: self._powers_of(head, tally),
                self._on_ballot if tally is not None or self._observe is not None else None,
                self._progress,
                self._examination,
            )
            verified.append(verifier.verify())
            self._identifiers += verified[-1].identifiers
        self._check_across(verified)
        self._check_tally()
        several = len(records) > 1 or self._tally is not None
        return Verification(tuple(verified), self._across.all() if several else ())

    def _powers_of(self, head: ElectionHead, tally: TallyFile | None) -> Powers:
        if self._powers is None or self._head is None or self._head.keys != head.keys:
            self._head = head
            self._powers = build_table_powers(STANDARD, head.keys, TABLE_BUDGET_BYTES)
            if tally is not None:
                self._tally_check = TallyCheck(STANDARD, head.keys, self._powers, head.manifest, tally)
        return self._powers

    def _on_ballot(self, record: BallotRecord) -> None:
        if self._tally_check is not None:
            self._tally_check.add(record.ballot, record.state)
        if self._observe is not None:
            self._observe(record)

    def _read_tally(self) -> TallyFile | None:
        if self._tally is None:
            return None
        try:
            return read_tally_file(self._tally)
        except InputError as exc:
            for number in TALLY_CHECKS:
                self._across[number].fail(str(exc))
            return None

    def _check_across(self, verified: Sequence[VerifiedRecord]) -> None:
        check = self._across["5"]
        check.looked_at(len(self._identifiers))
        self._across.note(verify_unique_identifiers(self._identifiers))
        elections = {record.head.election_id for record in verified if record.head is not None}
        if len(elections) > 1:
            check.fail("The records are of different elections.")

    def _check_tally(self) -> None:
        if self._tally_check is None:
            return
        for number in TALLY_CHECKS:
            self._across[number].looked_at()
        self._across.note(self._tally_check.findings())
