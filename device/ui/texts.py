"""The words on the screens, per language: ``strings/<part>.<language>.json`` beside this file."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "strings"
DEFAULT_LANGUAGE = "en"


class Texts:
    """Sentences by key; ``{name}`` in a sentence is filled from the keyword of that name."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = sentences

    def __call__(self, key: str, **values: str | int) -> str:
        """The sentence for ``key``; raises KeyError for a key or a value that is missing."""
        sentence = self._sentences[key]
        return sentence.format_map(values) if values else sentence


@cache
def texts(part: str, language: str) -> Texts:
    """Sentences of ``part`` ("voter", "polls") in ``language``, or in English where it has none."""
    path = _FOLDER / f"{part}.{language}.json"
    if not path.is_file():
        path = _FOLDER / f"{part}.{DEFAULT_LANGUAGE}.json"
    return Texts(json.loads(path.read_text(encoding="utf-8")))
