"""The words on paper, per language: ``strings/<language>.json`` beside this file."""

import json
from functools import cache
from pathlib import Path

DEFAULT_LANGUAGE = "en"
_FOLDER = Path(__file__).parent / "strings"


class Words:
    """Sentences by key; ``{name}`` in a sentence is filled from the keyword of that name."""

    def __init__(self, sentences: dict[str, str]) -> None:
        self._sentences = sentences

    def __call__(self, key: str, **values: str | int) -> str:
        """The sentence for ``key``. Raises KeyError for a key or a value that is missing."""
        sentence = self._sentences[key]
        return sentence.format_map(values) if values else sentence


def paper_languages() -> tuple[str, ...]:
    """Languages that paper speaks (BCP 47 primary tags), sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


@cache
def words(language: str) -> Words:
    """Sentences in ``language`` (``es-US`` reads ``es``), or in English where there are none."""
    primary = language.partition("-")[0].lower()
    name = primary if primary in paper_languages() else DEFAULT_LANGUAGE
    return Words(json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8")))
