"""What voters read and hear, per language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptionText:
    """An option as voters see it; ``detail`` (a party, say) and ``speech`` may be empty."""

    name: str
    detail: str
    speech: str


@dataclass(frozen=True, slots=True)
class ContestText:
    """A contest as voters see it; ``description`` is a measure's text; empty where there is none."""

    title: str
    instructions: str
    description: str
    speech: str
    options: tuple[OptionText, ...]


@dataclass(frozen=True, slots=True)
class BallotText:
    """All of an election in one language (BCP 47 tag); ``contests`` by contest index from 1.

    ``style_names`` by ballot style index from 1.
    """

    language: str
    language_name: str
    election_title: str
    jurisdiction: str
    date_text: str
    contests: Mapping[int, ContestText]
    style_names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class BallotContent:
    """Every language of the election; the first is the default. Every text is there in each."""

    texts: tuple[BallotText, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47 tags, default first."""
        return tuple(text.language for text in self.texts)

    def text(self, language: str) -> BallotText:
        """The texts of ``language``; raises KeyError for one the election does not have."""
        for text in self.texts:
            if text.language == language:
                return text
        raise KeyError(language)
