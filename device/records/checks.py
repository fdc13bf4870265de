"""What the verification of a record found, one line per check."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from device.electionguard.verify_finding import Finding

Problem = tuple[str, str]
"""The number of a check, and a sentence without codes."""

MAX_PROBLEMS = 20
"""So many problems of one check are kept; more of the same help nobody."""


@dataclass(slots=True)
class Check:
    """One check: ``number`` as in the specification (``6``) or our own (``R1``), what, and how it went.

    ``examined``: how many things it looked at; None while it was not carried out.
    """

    number: str
    title: str
    problems: list[str] = field(default_factory=list)
    problem_count: int = 0
    examined: int | None = None

    def fail(self, problem: str) -> None:
        """Note a problem: a sentence without codes."""
        self.problem_count += 1
        if len(self.problems) < MAX_PROBLEMS and problem not in self.problems:
            self.problems.append(problem)

    def looked_at(self, count: int = 1) -> None:
        """Note that so many things more were examined."""
        self.examined = (self.examined or 0) + count

    @property
    def holds(self) -> bool:
        """Carried out, and nothing found."""
        return self.examined is not None and self.problem_count == 0


TITLES = {
    "R1": "Files, sums and signature",
    "R2": "Device, and its signature on every ballot",
    "R3": "Same election as the package",
    "1": "Parameter validation",
    "2": "Guardian public-key validation",
    "3": "Election public-key validation",
    "4": "Extended base hash validation",
    "5": "Uniqueness of selection encryption identifiers",
    "6": "Well-formedness of selection encryptions",
    "7": "Adherence to vote limits",
    "8": "Validation of confirmation codes",
    "R4": "Ballot nonce and contest data encryptions",
    "R5": "Closing: counts, Merkle root, closing hash",
    "R6": "Event log",
    "R7": "No code where none may stand",
    "R8": "Commitment hints",
    "9": "Correctness of ballot aggregation",
    "10": "Correctness of tally decryptions",
    "11": "Validation of contents of tallies",
    "12": "Correctness of decryptions of contest data",
    "13": "Correctness of decryptions for challenged ballots",
    "14": "Validation of well-formedness and content of challenged ballots",
}


class Checks:
    """The checks of one verification, in the order of ``TITLES``."""

    def __init__(self, numbers: tuple[str, ...]) -> None:
        self._checks = {number: Check(number, TITLES[number]) for number in numbers}

    def add(self, number: str) -> None:
        """One more check."""
        self._checks[number] = Check(number, TITLES[number])

    def __getitem__(self, number: str) -> Check:
        """The check with a number, or of a lettered item of it: ``6.B`` is noted under ``6``."""
        return self._checks[number.partition(".")[0]]

    def note(self, findings: Iterable[Finding], where: str = "") -> None:
        """Note what a verification of the specification found; ``where`` says of which ballot."""
        self.note_problems(problem_of(finding, where) for finding in findings)

    def note_problems(self, problems: Iterable[Problem]) -> None:
        """Note problems, each under its number."""
        for number, problem in problems:
            self[number].fail(problem)

    def all(self) -> tuple[Check, ...]:
        """Every check, in order."""
        return tuple(self._checks[number] for number in TITLES if number in self._checks)


def problem_of(finding: Finding, where: str = "") -> Problem:
    """A finding as a problem of its check; ``where`` says of which ballot, by its place.

    The two proofs on a ballot that have no number in the specification stand under ``R4``.
    """
    if finding.number == "hints":
        return "R8", f"{where}: {finding.problem}."
    at = f"{where}, {finding.where}" if where else finding.where
    number = "R4" if finding.number.startswith("eq") else finding.number
    return number, f"{finding.number}: {at}: {finding.problem}."
