"""Reports of the polls on paper: the same facts as on the screen, dated, with lines to sign on."""

from device.hal import JobState
from device.paper.document import Document
from device.paper.reports import Section, report
from device.polls.facts import Fact, Grade, Group
from device.polls.printing import print_report
from device.polls.rooms import Rooms
from device.records.ballot_state import BallotCounts

HEAD = frozenset(("Election", "Election id", "Polling place", "Terminal"))
"""What every report says at its top anyway."""

_MARKS = {Grade.WARNING: "Warning: ", Grade.ERROR: "NOT IN ORDER: "}
_PRINTED = {
    JobState.CUT: Fact("Report on paper", "printed", Grade.GOOD),
    JobState.REFUSED: Fact(
        "Report on paper", "not printed", Grade.WARNING, "Check the printer and print it again."
    ),
    JobState.SENT: Fact(
        "Report on paper",
        "sent; this printer cannot confirm it",
        Grade.WARNING,
        "Look whether it is there and complete.",
    ),
    JobState.UNKNOWN: Fact(
        "Report on paper",
        "sent; the printer did not confirm it",
        Grade.WARNING,
        "Look at the paper, then clear the printer.",
    ),
}


def print_sheet(rooms: Rooms, title: str, groups: tuple[Group, ...]) -> JobState:
    """Print ``groups`` under ``title`` with the time to the second (VVSG 2.0 1.1.9-M)."""
    return print_report(rooms, sheet(rooms, title, groups), title)


def sheet(rooms: Rooms, title: str, groups: tuple[Group, ...]) -> Document:
    """The report as a document."""
    election = rooms.loaded_election()
    text = election.content.texts[0]
    return report(
        title,
        tuple(section for section in map(_section, groups) if section.facts or section.hashes),
        place=election.settings.place_of(rooms.identity.device_id).name,
        device_id=rooms.identity.device_id,
        election_title=f"{text.election_title}, {text.jurisdiction}, {text.date_text}",
        election_id=election.election_id,
        printed_at=rooms.rig.clock.now(),
    )


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


def _section(group: Group) -> Section:
    facts = [fact for fact in group.facts if fact.label not in HEAD]
    return Section(
        group.title,
        tuple(f"{fact.label}: {fact.advice}" for fact in facts if fact.advice),
        tuple((fact.label, _MARKS.get(fact.grade, "") + fact.value) for fact in facts if not fact.digits),
        tuple((fact.label, fact.value) for fact in facts if fact.digits),
    )
