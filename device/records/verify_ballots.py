"""Verifying every ballot of a record: outcomes of the examination, put together in order."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from device.electionguard.powers import Powers
from device.errors import InputError
from device.formats.merkle import leaf_hash
from device.records.ballot_examiner import BallotContext, BallotOutcome, BallotTask
from device.records.ballot_record import MAX_RECORD_BYTES, BallotRecord, read_ballot_record
from device.records.books import BookEntry
from device.records.checks import Checks
from device.records.examination import Examination
from device.records.record_layout import Layout
from device.records.verify_hints import check_hint_names, hint_path
from device.records.verify_sums import check_digest

OnBallot = Callable[[BallotRecord], None]
"""Is given every ballot whose own proofs hold, for what else is made of them (a tally, say)."""

_LOOKS_AT_BALLOTS = ("R2", "5", "6", "7", "8", "R4")


@dataclass(slots=True)
class BallotSummary:
    """What is kept of all ballots once each has been looked at."""

    entries: list[BookEntry] = field(default_factory=list, repr=False)
    identifiers: list[bytes] = field(default_factory=list, repr=False)
    proved_identifiers: list[bytes] = field(default_factory=list, repr=False)


@dataclass(frozen=True, slots=True)
class BallotVerifier:
    """Verifies the ballots of one record; ``digests`` are the signed sums by path."""

    context: BallotContext
    layout: Layout
    digests: Mapping[str, bytes] = field(repr=False)
    checks: Checks
    on_ballot: OnBallot | None

    def verify_all(
        self, examination: Examination, powers: Powers, progress: Callable[[int, int], None]
    ) -> BallotSummary:
        """Check every ballot file; problems go to the checks, the rest is summarised."""
        summary = BallotSummary()
        tasks = self._tasks()
        with closing(examination.outcomes(self.context, powers, tasks)) as outcomes:
            for task, outcome in zip(tasks, outcomes, strict=True):
                progress(task.number - 1, len(tasks))
                self._take(task, outcome, summary)
        progress(len(tasks), len(tasks))
        for number in _LOOKS_AT_BALLOTS:
            self.checks[number].looked_at(len(tasks))
        if self.layout.hints:
            check_hint_names(self.layout, self.checks["R8"])
        return summary

    def _tasks(self) -> list[BallotTask]:
        tasks = []
        for number, path in enumerate(self.layout.ballots, start=1):
            hints = hint_path(path)
            tasks.append(BallotTask(number, path, hints if hints in self.layout.listed else None))
        return tasks

    def _take(self, task: BallotTask, outcome: BallotOutcome, summary: BallotSummary) -> None:
        for path, digest in outcome.sums.items():
            shown = task.where if path == task.path else f"{task.where}: its hints file"
            check_digest(self.digests, path, digest, shown, self.checks["R1"])
        self.checks.note_problems(outcome.problems)
        if outcome.entry is None:
            return
        summary.identifiers.append(outcome.id_b)
        summary.entries.append(outcome.entry)
        if outcome.proved:
            summary.proved_identifiers.append(outcome.id_b)
            if task.hints is not None:
                self.checks["R8"].looked_at()
            if self.on_ballot is not None:
                self._hand_on(task, outcome, outcome.entry, self.on_ballot)

    def _hand_on(
        self, task: BallotTask, outcome: BallotOutcome, entry: BookEntry, on_ballot: OnBallot
    ) -> None:
        """Hand on the very ballot that was examined, read once more if it was examined elsewhere."""
        if outcome.record is not None:
            on_ballot(outcome.record)
            return
        try:
            data = self.context.files.read(task.path, MAX_RECORD_BYTES)
        except InputError as exc:
            self.checks["R1"].fail(f"{task.where}: {exc}")
            return
        if leaf_hash(data) == entry.leaf:
            on_ballot(read_ballot_record(data))
        else:
            self.checks["R1"].fail(f"{task.where}: its file changed while it was verified.")
