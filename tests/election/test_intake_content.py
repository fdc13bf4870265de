"""Ballot content must be complete in every language, and readable."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from support.package_surgery import accept, compact, edited, example, signed_files

from device.election.intake_content import read_content
from device.errors import FormatError

CONTENT = signed_files()["ballot_content.json"]
MANIFEST = example().election.manifest

Edit = Callable[[Any], None]


def content_after(edit: Edit) -> bytes:
    root = json.loads(CONTENT)
    edit(root["languages"])
    return compact(root)


def english(edit: Edit) -> Edit:
    return lambda languages: edit(languages[0])


def contest(edit: Edit) -> Edit:
    """Edit the Spanish text of contest 3."""
    return lambda languages: edit(languages[1]["contests"][2])


def put(name: str, value: object) -> Edit:
    def edit(owner: Any) -> None:
        owner[name] = value

    return edit


def drop(name: str) -> Edit:
    def edit(owner: Any) -> None:
        del owner[name]

    return edit


def test_texts_are_found_by_language_and_index() -> None:
    content = read_content(CONTENT, MANIFEST)
    assert content.languages == ("en", "es")
    spanish = content.text("es")
    assert spanish.language_name == "Español"
    assert spanish.contests[8].title == "Presupuesto Vecinal"
    assert spanish.contests[8].options[2].name == "Biblioteca sobre ruedas"
    assert spanish.style_names[1] == "Ciudad de Puerto Ánimas"
    ticket = content.text("en").contests[1].options[1]
    assert ticket.detail == "Harvest Party"
    assert "Fanshaw" in ticket.speech
    assert content.text("en").contests[1].description == ""


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (lambda languages: languages.clear(), "languages must have 1 to 20"),
        (lambda languages: languages.append(dict(languages[0])), "the languages are not all different"),
        (english(put("language", "EN")), "language tag"),
        (english(put("language", "e")), "language tag"),
        (english(put("language", "en_US")), "language tag"),
        (english(put("language", 1)), "language tag must be a string"),
        (english(drop("election_title")), "lacks the property 'election_title'"),
        (english(put("election_title", "")), "election_title must have"),
        (english(put("jurisdiction", "x" * 201)), "language en: jurisdiction must have"),
        (english(put("date_text", "a\nb")), "language en: date_text holds a line break"),
        (english(lambda text: text["contests"].pop()), "language en: contests must have 11 to 11"),
        (english(lambda text: text["ballot_styles"].pop()), "language en: ballot styles must have 3 to 3"),
        (
            english(put("ballot_styles", ["A", "B", "A"])),
            "names of the ballot styles are not all different",
        ),
        (contest(lambda text: text["options"].pop()), "language es, contest 3: options must have 14 to 14"),
        (
            contest(lambda text: text["options"].append({"name": "x"})),
            "language es, contest 3: options must",
        ),
        (contest(drop("title")), "language es, contest 3 lacks the property 'title'"),
        (contest(drop("instructions")), "language es, contest 3 lacks the property 'instructions'"),
        (contest(put("title", "")), "language es, contest 3: title must have"),
        (contest(put("title", " T")), "language es, contest 3: title begins or ends"),
        (contest(put("instructions", " \n")), "language es, contest 3: instructions is blank"),
        (contest(put("html", "<b>")), "language es, contest 3 has an unknown property"),
        (
            contest(lambda text: text["options"][0].update(name="a\u202eb")),
            "contest 3, option 1: name holds a character that turns",
        ),
        (
            contest(lambda text: text["options"].__setitem__(1, dict(text["options"][0]))),
            "contest 3: the options are not all different",
        ),
        (
            contest(lambda text: text["options"].__setitem__(1, {"name": "x", "detail": ""})),
            "contest 3, option 2: detail must have 1 to",
        ),
    ],
)
def test_incomplete_or_unreadable_content_is_refused(edit: Edit, cause: str) -> None:
    with pytest.raises(FormatError, match=cause) as refusal:
        read_content(content_after(edit), MANIFEST)
    assert "ballot_content.json" in str(refusal.value)


def test_a_description_may_have_paragraphs_but_no_other_control_characters() -> None:
    def describe(text: str) -> Edit:
        def edit(languages: Any) -> None:
            named = languages[0]["contests"][0]
            languages[0]["contests"][0] = {
                "title": named["title"],
                "instructions": named["instructions"],
                "description": text,
                "options": named["options"],
            }

        return edit

    content = read_content(content_after(describe("One.\n\nTwo.")), MANIFEST)
    assert content.text("en").contests[1].description == "One.\n\nTwo."
    for bad in ("a\tb", "a\r\nb", "x" * 10_001):
        with pytest.raises(FormatError, match="contest 1: description"):
            read_content(content_after(describe(bad)), MANIFEST)


def test_a_package_with_incomplete_content_is_refused_whole() -> None:
    with pytest.raises(
        FormatError, match=r"package is refused: ballot_content[.]json, language en: contests"
    ):
        accept(edited("ballot_content.json", lambda root: root["languages"][0]["contests"].pop()))
