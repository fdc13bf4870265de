"""Verifications 9 to 14 of a ``tally.json`` against verified election records."""

from collections.abc import Iterable

from device.election.manifest import Manifest
from device.electionguard.aggregation import Aggregation
from device.electionguard.ballot import ElectionKeys, EncryptedBallot
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.verify_challenged import verify_challenged_ballot
from device.electionguard.verify_finding import Finding
from device.electionguard.verify_tally import verify_contest_tally
from device.records.ballot_state import BallotState
from device.records.tally_file import ChallengedEntry, TallyFile
from device.records.tally_labels import (
    contest_tallies,
    opened_ballot,
    verify_challenged_labels,
    verify_tally_labels,
    verify_write_ins,
)


class TallyCheck:
    """Checks a tally while the ballots of all the election's records go by, one after the other.

    The ballots must have been verified themselves (Verifications 5 to 8); only sums are kept of the
    cast ones.
    """

    def __init__(
        self, group: Group, keys: ElectionKeys, powers: Powers, manifest: Manifest, tally: TallyFile
    ) -> None:
        self._group = group
        self._keys = keys
        self._powers = powers
        self._manifest = manifest
        self._tally = tally
        self._cast = Aggregation(group, [contest.shape() for contest in manifest.contests])
        self._to_open = {
            entry.code: (position, entry) for position, entry in enumerate(tally.challenged, start=1)
        }
        self._unopened = 0
        self._findings: list[Finding] = []

    def add(self, ballot: EncryptedBallot, state: BallotState) -> None:
        """One more ballot: cast ones are summed, challenged ones are checked at once."""
        if state is BallotState.CAST:
            self._cast.add(ballot)
        elif state is BallotState.CHALLENGED:
            position, entry = self._to_open.pop(ballot.confirmation_code, (0, None))
            if entry is None:
                self._unopened += 1
            else:
                self._findings += self._check_challenged(ballot, entry, f"challenged ballot {position}")

    def findings(self) -> list[Finding]:
        """Everything that does not hold, once every ballot was added."""
        return [*self._check_tally(), *self._findings, *self._check_completeness()]

    def _check_tally(self) -> list[Finding]:
        findings = []
        if self._tally.cast != self._cast.ballots:
            findings.append(
                Finding("9.A", "tally", "the number of cast ballots is not that of the records")
            )
        labels = verify_tally_labels(self._tally, self._manifest)
        if labels:
            return findings + labels
        for contest in contest_tallies(self._tally, self._manifest):
            findings += verify_contest_tally(self._group, self._keys, self._powers, self._cast, contest)
        return findings

    def _check_challenged(
        self, ballot: EncryptedBallot, entry: ChallengedEntry, where: str
    ) -> list[Finding]:
        contests = self._manifest.style_contests(ballot.style_index)
        labels = verify_challenged_labels(entry, contests, where)
        if labels:
            return labels
        shape = self._manifest.shape(ballot.style_index)
        opened = opened_ballot(entry, contests)
        found = verify_challenged_ballot(self._group, self._keys, self._powers, shape, ballot, opened)
        placed = [Finding(each.number, f"{where}, {each.where}", each.problem) for each in found]
        return placed + verify_write_ins(entry, contests, where)

    def _check_completeness(self) -> list[Finding]:
        findings = []
        if self._unopened:
            problem = f"{self._unopened} challenged ballots of the records are not opened"
            findings.append(Finding("13.B", "tally", problem))
        for position, _ in self._to_open.values():
            problem = "it is not a challenged ballot of the records"
            findings.append(Finding("13.B", f"challenged ballot {position}", problem))
        return findings


def verify_tally(
    group: Group,
    keys: ElectionKeys,
    powers: Powers,
    manifest: Manifest,
    tally: TallyFile,
    ballots: Iterable[tuple[EncryptedBallot, BallotState]],
) -> list[Finding]:
    """All of Verifications 9 to 14 over the ballots of all records, with their states."""
    check = TallyCheck(group, keys, powers, manifest, tally)
    for ballot, state in ballots:
        check.add(ballot, state)
    return check.findings()
