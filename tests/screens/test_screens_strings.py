"""The words on the screens: the same in every language, and all of them drawable."""

import json
import string
from collections import defaultdict
from pathlib import Path

import pytest
from support.sample_screens import SAMPLES

from device.ui import texts as texts_module
from device.ui.application import gui_application
from device.ui.glyphs import missing_glyphs

FILES = sorted((Path(texts_module.__file__).parent / "strings").glob("*.json"))
PARTS: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
for _file in FILES:
    _part, _language, _ = _file.name.split(".")
    PARTS[_part][_language] = json.loads(_file.read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _qt() -> None:
    gui_application()


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("part", PARTS)
def test_every_language_says_the_same_things_with_the_same_values(part: str) -> None:
    english = PARTS[part]["en"]
    for language, sentences in PARTS[part].items():
        assert sentences.keys() == english.keys(), language
        for key, sentence in sentences.items():
            assert _placeholders(sentence) == _placeholders(english[key]), (language, key)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_character_can_be_drawn(path: Path) -> None:
    sentences: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    missing = {key: missing_glyphs(sentence) for key, sentence in sentences.items()}
    assert {key: glyphs for key, glyphs in missing.items() if glyphs} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_sentence_is_empty_or_has_space_around_it(path: Path) -> None:
    sentences: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    assert [
        key for key, sentence in sentences.items() if sentence != sentence.strip() or not sentence
    ] == []


def test_the_samples_can_be_drawn() -> None:
    assert {
        name: glyphs for name, screen in SAMPLES.items() if (glyphs := missing_glyphs(repr(screen)))
    } == {}


@pytest.mark.parametrize(
    ("text", "missing"), [("a✓b", "✓"), ("漢字", "漢字"), ("3 − 2", "−"), ("José, Þór, ễ", "")]
)
def test_characters_without_a_glyph_are_found(text: str, missing: str) -> None:
    assert missing_glyphs(text) == frozenset(missing)
