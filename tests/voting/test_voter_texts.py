"""The words on the voter's screens: complete, the same in every language, and plain."""

import ast
import json
import re
from pathlib import Path
from string import Formatter

import pytest
from support.voter_story import CONTENT, MANIFEST, POINTS

from device.ui.voter_screens_selections import selections
from device.voting.effects import Outcome
from device.voting.marks import BallotMarks, ContestMarks, blank_marks

UI = Path(__file__).parents[2] / "device" / "ui"
LANGUAGES = ("en", "es")


def words(language: str) -> dict[str, str]:
    value: dict[str, str] = json.loads(
        (UI / "strings" / f"voter.{language}.json").read_text(encoding="utf-8")
    )
    return value


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def literals() -> set[str]:
    """Every string in the view models, and the starts of the composed ones."""
    found = set()
    for path in UI.glob("voter_screens*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_both_languages_have_the_same_sentences_with_the_same_gaps() -> None:
    english, spanish = words("en"), words("es")
    assert list(english) == list(spanish)
    assert all(fields(english[key]) == fields(spanish[key]) for key in english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_untidy(language: str) -> None:
    for sentence in words(language).values():
        assert sentence == sentence.strip()
        assert sentence
        assert "  " not in sentence


def test_every_language_has_its_own_words() -> None:
    alike = {key for key, sentence in words("en").items() if words("es")[key] == sentence}
    assert alike == {"instructions.subtitle"}


def test_no_sentence_is_left_over() -> None:
    used = literals()
    tails = {"one", "two", "three", "four", "many", "none", "printed", "sent", "refused", "unknown"}
    tails |= {"title", "banner", "body", "detail"} | {outcome.value for outcome in Outcome}
    for key in words("en"):
        start, dot, tail = key.rpartition(".")
        composed = tail in tails and (start in used or start + dot in used)
        assert key in used or composed, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_voters_never_meet_the_fields_jargon(language: str) -> None:
    jargon = re.compile(r"ciphertext|nonce|undervote|confirmation code|medium|byte|hash", re.IGNORECASE)
    assert not [key for key, sentence in words(language).items() if jargon.search(sentence)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_recorded_is_said_only_on_screens_that_come_after_it(language: str) -> None:
    done = {"en": "is recorded and|ballot is recorded", "es": "está registrada"}[language]
    said = {key for key, sentence in words(language).items() if re.search(done, sentence)}
    assert said == {"cast.title", "ended.cast"}


def test_selections_in_words_name_votes_names_and_empty_contests() -> None:
    marks = blank_marks(MANIFEST.contests)
    marks = marks.changed(3, ContestMarks((0, 1, 0), ("ANA PEÑA",)))
    marks = marks.changed(POINTS - 1, ContestMarks((2, 1, 1)))
    told = {each.title: each.lines for each in selections(MANIFEST.contests, marks, CONTENT.text("es"))}
    assert told["Contienda 4"] == ("Opción 4.2", "ANA PEÑA (nombre escrito)")
    assert told["Contienda 5"] == ("Opción 5.1: 2 votos", "Opción 5.2", "Opción 5.3: 1 voto")
    assert told["Contienda 1"] == ("Sin elección",)


def test_selections_never_stand_in_a_representation() -> None:
    marks = BallotMarks((ContestMarks((0, 0, 0), ("ANA",)),))
    assert "ANA" not in repr(selections(MANIFEST.contests[:1], marks, CONTENT.text("en")))
