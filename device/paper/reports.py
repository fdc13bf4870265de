"""Reports that poll workers sign: readiness, opening with zero counts, suspending, closing.

Unlike receipts they carry date and time with seconds (VVSG 2.0 1.1.9-M).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from device.paper.codes import groups_of
from device.paper.document import (
    Block,
    CodeGroups,
    Document,
    Facts,
    Heading,
    Paragraph,
    Rule,
    SignatureLine,
    Title,
)
from device.paper.words import words


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: a heading, sentences, rows of facts, and hashes or keys by name.

    ``hashes``: hexadecimal digits without spaces; they are printed in groups of four.
    """

    title: str
    sentences: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    hashes: tuple[tuple[str, str], ...] = ()


def report(
    title: str,
    sections: Sequence[Section],
    *,
    place: str,
    device_id: str,
    election_title: str,
    election_id: str,
    printed_at: datetime,
    signatures: int = 2,
    language: str = "en",
) -> Document:
    """A dated report with ``signatures`` lines for poll workers.

    ``place``, ``election_title`` and ``election_id`` are left out when empty (before a package is
    loaded). Raises ValueError for a time without its offset from UTC.
    """
    if printed_at.utcoffset() is None:
        raise ValueError("a report's time needs its offset from UTC")
    say = words(language)
    origin = (
        (say("report.election"), election_title),
        (say("report.election_id"), " ".join(groups_of(election_id))),
        (say("report.place"), place),
        (say("report.device"), device_id),
        (say("report.printed"), printed_at.isoformat(sep=" ", timespec="seconds")),
    )
    blocks: list[Block] = [Title(title), Facts(tuple(row for row in origin if row[1]))]
    for section in sections:
        blocks += _section(section)
    if signatures:
        blocks += [Rule(), Heading(say("report.signatures"))]
        blocks += [SignatureLine(say("report.signature", number=n + 1)) for n in range(signatures)]
    return Document(tuple(blocks))


def _section(section: Section) -> list[Block]:
    blocks: list[Block] = [Rule(), Heading(section.title)]
    blocks += [Paragraph(sentence) for sentence in section.sentences]
    if section.facts:
        blocks.append(Facts(section.facts))
    for name, digits in section.hashes:
        blocks += [Paragraph(name), CodeGroups(groups_of(digits))]
    return blocks
