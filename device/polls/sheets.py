"""Reports of the polls on paper: the same facts as on the screen, dated, with lines to sign on."""

from collections.abc import Iterator

from device.hal import JobState
from device.paper.document import Block, Document, Facts, Paragraph, Rule, SignatureLine, Space, Title
from device.polls.facts import Fact, Grade
from device.polls.printing import print_report
from device.polls.rooms import Rooms
from device.records.ballot_state import BallotCounts

SIGNERS = ("Poll worker", "Second poll worker or witness")
_SPACE_MM = 4.0
_MARKS = {Grade.WARNING: "Warning: ", Grade.ERROR: "Not in order: "}
_PRINTED = {
    JobState.CUT: Fact("This report", "printed", Grade.GOOD),
    JobState.REFUSED: Fact(
        "This report", "not printed", Grade.WARNING, "Check the printer and print it again."
    ),
    JobState.UNKNOWN: Fact(
        "This report",
        "sent; the printer did not confirm it",
        Grade.WARNING,
        "Look at the paper, then clear the printer.",
    ),
}


def print_sheet(rooms: Rooms, title: str, facts: tuple[Fact, ...]) -> JobState:
    """Print ``facts`` under ``title`` with the time to the second (VVSG 2.0 1.1.9-M)."""
    now = rooms.rig.clock.now()
    dated = Fact("Printed", f"{now:%Y-%m-%d %H:%M:%S %z}")
    return print_report(rooms, Document(tuple(_blocks(title, (dated, *facts)))), title)


def printed_fact(state: JobState) -> Fact:
    """What became of a report, for the screen."""
    return _PRINTED[state]


def count_facts(counts: BallotCounts) -> tuple[Fact, ...]:
    """Counts of ballots, never of votes."""
    return (
        Fact("Encrypted ballots", str(counts.encrypted)),
        Fact("Cast", str(counts.cast)),
        Fact("Challenged", str(counts.challenged)),
        Fact("Spoiled", str(counts.spoiled)),
        *((Fact("Undecided", str(counts.undecided), Grade.WARNING),) if counts.undecided else ()),
    )


def _blocks(title: str, facts: tuple[Fact, ...]) -> Iterator[Block]:
    yield Title(title)
    yield Rule()
    rows: list[tuple[str, str]] = []
    for fact in facts:
        rows.append((fact.label, _MARKS.get(fact.grade, "") + fact.value))
        if fact.advice:
            yield Facts(tuple(rows))
            yield Paragraph(fact.advice, bold=fact.grade is Grade.ERROR)
            rows = []
    if rows:
        yield Facts(tuple(rows))
    yield Rule()
    for signer in SIGNERS:
        yield Space(_SPACE_MM)
        yield SignatureLine(signer)
