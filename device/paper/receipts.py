"""Receipts for voters.

A receipt carries no time, no serial number and nothing of the voter; the code receipt carries no
selection either (VVSG 2.0 9.1.6-E, 10.2.4-A, 10.2.2-B). A challenge receipt shows selections of a
ballot that was not cast, and says so at its top, at its end and along both edges.
"""

from collections.abc import Sequence

from device.paper.codes import code_groups, code_text, groups_of
from device.paper.document import (
    Banner,
    Barred,
    Block,
    CodeGroups,
    Document,
    Facts,
    Heading,
    Paragraph,
    Qr,
    Rule,
    Selections,
    Title,
)
from device.paper.words import Words, words


def code_receipt(
    language: str, code: bytes, election_title: str, election_id: str, device_id: str, reprint: int = 0
) -> Document:
    """The tracking code on paper, before the voter casts or challenges.

    ``code`` 32 bytes; ``election_id`` the 16 digits of the record's folder; ``reprint`` 0 for the
    first print, then 1, 2, … with the same code. Raises ValueError for a code of another length.
    """
    say = words(language)
    return Document(
        (
            *_reprint(say, reprint),
            Title(say("receipt.title")),
            *_code(code),
            Paragraph(say("receipt.private")),
            Rule(),
            *_origin(say, election_title, election_id, device_id),
            Rule(),
            Heading(say("receipt.next")),
            Paragraph(say("receipt.next.one")),
            Heading(say("receipt.check")),
            Paragraph(say("receipt.check.one")),
            Paragraph(say("receipt.check.two")),
        )
    )


def challenge_receipt(
    language: str,
    code: bytes,
    election_title: str,
    election_id: str,
    device_id: str,
    contests: Sequence[tuple[str, Sequence[str]]],
    reprint: int = 0,
) -> Document:
    """What a challenged ballot held: every contest's title with its lines, none meaning no selection.

    Raises ValueError for a code that has not 32 bytes.
    """
    say = words(language)
    nothing = (say("challenge.nothing"),)
    return Document(
        (
            Banner(say("challenge.banner")),
            *_reprint(say, reprint),
            Title(say("challenge.title")),
            Paragraph(say("challenge.intro")),
            Barred(tuple(Selections(title, tuple(lines) or nothing) for title, lines in contests)),
            Heading(say("challenge.code")),
            *_code(code),
            *_origin(say, election_title, election_id, device_id),
            Rule(),
            Heading(say("challenge.check")),
            Paragraph(say("challenge.check.one")),
            Paragraph(say("challenge.check.two")),
            Paragraph(say("challenge.again"), bold=True),
            Banner(say("challenge.banner")),
        )
    )


def _reprint(say: Words, number: int) -> tuple[Block, ...]:
    if number < 0:
        raise ValueError("reprints are counted from 1")
    if number == 0:
        return ()
    return (Heading(say("reprint", number=number)), Paragraph(say("reprint.note")), Rule())


def _code(code: bytes) -> tuple[Block, ...]:
    return (CodeGroups(code_groups(code)), Qr(code_text(code)))


def _origin(say: Words, election_title: str, election_id: str, device_id: str) -> tuple[Block, ...]:
    return (
        Facts(
            (
                (say("fact.election"), election_title),
                (say("fact.election_id"), " ".join(groups_of(election_id))),
                (say("fact.device"), device_id),
            )
        ),
    )
