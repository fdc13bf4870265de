"""What receipts and reports say, and what they never say."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import device.paper.words
from device.formats.hexadecimal import hex_of_bytes
from device.paper.codes import code_groups, code_text
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
    Selections,
    SignatureLine,
    Title,
)
from device.paper.receipts import challenge_receipt, code_receipt
from device.paper.reports import Section, report
from device.paper.words import paper_languages, words
from device.ui.application import gui_application
from device.ui.glyphs import missing_glyphs

CODE = bytes(range(200, 232))
WHERE = ("General Election", "0123456789ABCDEF", "T-0042")
CONTESTS = [("Governor", ["Ana Peña"]), ("Library Board", []), ("Measure 7", ["Yes", "Zoë (written in)"])]


def every_text(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        match block:
            case (
                Title(text)
                | Heading(text)
                | Paragraph(text)
                | Banner(text)
                | SignatureLine(text)
                | Qr(text)
            ):
                found.append(text)
            case Facts(rows):
                found += [text for row in rows for text in row]
            case Selections(title, lines):
                found += [title, *lines]
            case CodeGroups(groups):
                found += groups
            case Barred(inner):
                found += every_text(inner)
    return found


@pytest.mark.parametrize("language", paper_languages())
def test_a_code_receipt_carries_the_code_and_where_it_is_from_and_nothing_else_that_varies(
    language: str,
) -> None:
    document = code_receipt(language, CODE, *WHERE)
    fixed = set(_sentences(language).values())
    varying = [text for text in every_text(document.blocks) if text not in fixed]
    expected = [*code_groups(CODE), code_text(CODE), WHERE[0], "0123 4567 89AB CDEF", WHERE[2]]
    assert varying == expected


@pytest.mark.parametrize("language", paper_languages())
def test_no_receipt_has_a_time_a_date_or_a_number_of_its_own(language: str) -> None:
    empty = code_receipt(language, CODE, "", "", "")
    said = [text for text in every_text(empty.blocks) if text not in {*code_groups(CODE), code_text(CODE)}]
    assert not any(re.search(r"\d", text) for text in said)


def test_groups_and_qr_carry_the_same_code_that_names_the_ballot_in_the_record() -> None:
    document = code_receipt("en", CODE, *WHERE)
    groups = next(block.groups for block in document.blocks if isinstance(block, CodeGroups))
    qr = next(block.text for block in document.blocks if isinstance(block, Qr))
    assert len(groups) == 16
    assert "".join(groups) == qr == hex_of_bytes(CODE)


def test_a_code_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        code_receipt("en", CODE[:31], *WHERE)


def test_a_reprint_is_marked_and_numbered_and_carries_the_same_code() -> None:
    first, again = (code_receipt("en", CODE, *WHERE, reprint=number) for number in (0, 2))
    assert "REPRINT 2" in every_text(again.blocks)
    assert not any("REPRINT" in text for text in every_text(first.blocks))
    assert again.blocks[-len(first.blocks) :] == first.blocks
    assert "REPRINT 1" in every_text(challenge_receipt("en", CODE, *WHERE, CONTESTS, reprint=1).blocks)


def test_no_receipt_shows_a_code_or_a_selection_in_its_repr() -> None:
    shown = repr(challenge_receipt("en", CODE, *WHERE, CONTESTS)) + repr(code_receipt("en", CODE, *WHERE))
    assert not any(group in shown for group in code_groups(CODE))
    assert not any(name in shown for name in ("Ana", "Yes", "written"))


@pytest.mark.parametrize(("language", "warning"), [("en", "NOT COUNTED"), ("es", "NO SE CUENTA")])
def test_a_challenge_receipt_begins_and_ends_with_not_counted_and_bars_every_selection(
    language: str, warning: str
) -> None:
    blocks = challenge_receipt(language, CODE, *WHERE, CONTESTS).blocks
    assert blocks[0] == blocks[-1] == Banner(warning)
    assert not any(isinstance(block, Selections) for block in blocks)
    (barred,) = (block for block in blocks if isinstance(block, Barred))
    assert [block.title for block in barred.blocks if isinstance(block, Selections)] == [
        title for title, _ in CONTESTS
    ]


def test_a_challenge_receipt_shows_every_contest_and_names_an_empty_one() -> None:
    said = every_text(challenge_receipt("es", CODE, *WHERE, CONTESTS).blocks)
    for text in ("Governor", "Ana Peña", "Library Board", "Measure 7", "Yes", "Zoë (written in)"):
        assert text in said
    assert said[said.index("Library Board") + 1] == "Sin elección"


def test_an_unknown_language_is_english_and_a_region_is_its_language() -> None:
    english = code_receipt("en", CODE, *WHERE)
    assert code_receipt("xx", CODE, *WHERE) == english
    assert code_receipt("es-US", CODE, *WHERE) == code_receipt("es", CODE, *WHERE) != english
    assert words("../en") is not None


def test_every_language_says_everything_and_every_sentence_is_used() -> None:
    keys = {language: set(_sentences(language)) for language in paper_languages()}
    assert {"en", "es"} <= keys.keys()
    assert all(each == keys["en"] for each in keys.values())
    folder = Path(device.paper.words.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert not [key for key in keys["en"] if f'"{key}"' not in sources]


@pytest.mark.parametrize("language", paper_languages())
def test_the_terminals_fonts_have_every_letter_of_every_sentence(language: str) -> None:
    gui_application()
    for sentence in _sentences(language).values():
        assert missing_glyphs(sentence) == frozenset()


def some_report(**changed: object) -> Document:
    said: dict[str, object] = {
        "place": "Franklin School",
        "device_id": "T-0042",
        "election_title": WHERE[0],
        "election_id": WHERE[1],
        "printed_at": datetime(2026, 11, 3, 6, 30, 5, tzinfo=timezone(timedelta(hours=-5))),
        **changed,
    }
    sections = [Section("Counts", ("All zero.",), (("Cast", "0"),), (("Signing key", "AB" * 32),))]
    return report("Zero report", sections, **said)


def test_a_report_is_dated_with_seconds_and_offset_and_says_where_it_was_made() -> None:
    said = every_text(some_report().blocks)
    assert "2026-11-03 06:30:05-05:00" in said
    for text in ("Zero report", "Franklin School", "T-0042", "0123 4567 89AB CDEF", "All zero.", "ABAB"):
        assert text in said
    assert said.count("ABAB") == 16


def test_a_report_has_as_many_signature_lines_as_asked_for() -> None:
    assert _signatures(some_report()) == 2
    assert _signatures(some_report(signatures=0)) == 0


def test_before_a_package_is_loaded_a_report_leaves_out_what_is_not_known() -> None:
    said = every_text(some_report(place="", election_title="", election_id="").blocks)
    assert not {"Place", "Election", "Election ID"} & set(said)


def test_a_report_without_an_offset_in_its_time_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        some_report(printed_at=datetime(2026, 11, 3, tzinfo=UTC).replace(tzinfo=None))


def _sentences(language: str) -> dict[str, str]:
    file = Path(device.paper.words.__file__).parent / "strings" / f"{language}.json"
    return dict(json.loads(file.read_text(encoding="utf-8")))


def _signatures(document: Document) -> int:
    return sum(isinstance(block, SignatureLine) for block in document.blocks)
