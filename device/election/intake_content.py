"""Reading ``ballot_content.json``: what voters read and hear, complete in every language.

::

    {"languages": [
      {"language": "en",                    BCP 47 tag; the first language is the default
       "language_name": "English",          in the language itself
       "election_title": "General Election",
       "jurisdiction": "...",
       "date_text": "Tuesday, November 3, 2026",
       "contests": [                        one for each contest of the manifest, in its order
         {"title": "...",
          "instructions": "...",            how many to choose
          "description": "...",             a measure's text; left out where there is none
          "speech": "...",                  spoken instead of the title; left out if the same
          "options": [                      one for each option of the contest, in its order
            {"name": "...",
             "detail": "...",               a party, say; left out where there is none
             "speech": "..."}]}],           spoken instead of name and detail; left out if the same
       "ballot_styles": ["...", ...]}]}     names of the ballot styles, in the manifest's order

A property left out is an empty text in ``BallotText``. Instructions, descriptions and speech may
have line feeds; all else is one line.
"""

import re
from typing import Any

from device.election.content import BallotContent, BallotText, ContestText, OptionText
from device.election.manifest import Contest, Manifest
from device.election.texts import expect_label, expect_prose, expect_unique
from device.errors import FormatError
from device.formats.canonical import expect_list, expect_properties, expect_text, read_canonical

CONTENT_NAME = "ballot_content.json"
MAX_CONTENT_BYTES = 16 << 20
MAX_LANGUAGES = 20
MAX_NAME_CHARACTERS = 200
MAX_INSTRUCTIONS_CHARACTERS = 1_000
MAX_DESCRIPTION_CHARACTERS = 10_000
MAX_SPEECH_CHARACTERS = 10_000

_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z")


def read_content(data: bytes, manifest: Manifest) -> BallotContent:
    """The texts of every language, complete for ``manifest``. Raises FormatError."""
    root = read_canonical(data, CONTENT_NAME, MAX_CONTENT_BYTES)
    expect_properties(root, ("languages",), CONTENT_NAME)
    listed = expect_list(root["languages"], f"{CONTENT_NAME}: languages", 1, MAX_LANGUAGES)
    texts = tuple(_ballot_text(value, manifest) for value in listed)
    expect_unique((text.language for text in texts), f"{CONTENT_NAME}: the languages")
    return BallotContent(texts)


def _ballot_text(value: object, manifest: Manifest) -> BallotText:
    order = ("language", "language_name", "election_title", "jurisdiction", "date_text")
    members = expect_properties(value, (*order, "contests", "ballot_styles"), f"{CONTENT_NAME}: a language")
    tag = expect_text(members["language"], f"{CONTENT_NAME}: a language tag", 2, 12)
    if not _LANGUAGE_TAG.match(tag):
        raise FormatError(f"{CONTENT_NAME} has a language tag that is not of the form 'es' or 'es-MX'.")
    where = f"{CONTENT_NAME}, language {tag}"
    head = {name: _name(members, name, where) for name in order[1:]}
    count = len(manifest.contests)
    contests = expect_list(members["contests"], f"{where}: contests", count, count)
    count = len(manifest.ballot_styles)
    listed = expect_list(members["ballot_styles"], f"{where}: ballot styles", count, count)
    names = [expect_label(name, f"{where}: a ballot style", MAX_NAME_CHARACTERS) for name in listed]
    expect_unique(names, f"{where}: the names of the ballot styles")
    by_index = {
        contest.index: _contest_text(text, contest, f"{where}, contest {contest.index}")
        for contest, text in zip(manifest.contests, contests, strict=True)
    }
    return BallotText(tag, **head, contests=by_index, style_names=dict(enumerate(names, 1)))


def _contest_text(value: object, contest: Contest, where: str) -> ContestText:
    order = ("title", "instructions", "description", "speech", "options")
    members = expect_properties(value, order, where, ("description", "speech"))
    count = len(contest.options)
    listed = expect_list(members["options"], f"{where}: options", count, count)
    options = tuple(_option_text(option, f"{where}, option {j}") for j, option in enumerate(listed, 1))
    # Voters must be able to tell options apart by what they see.
    expect_unique((f"{option.name}\n{option.detail}" for option in options), f"{where}: the options")
    return ContestText(
        title=_name(members, "title", where),
        instructions=expect_prose(
            members["instructions"], f"{where}: instructions", MAX_INSTRUCTIONS_CHARACTERS
        ),
        description=_optional(members, "description", where, MAX_DESCRIPTION_CHARACTERS),
        speech=_optional(members, "speech", where, MAX_SPEECH_CHARACTERS),
        options=options,
    )


def _option_text(value: object, where: str) -> OptionText:
    members = expect_properties(value, ("name", "detail", "speech"), where, ("detail", "speech"))
    detail = _name(members, "detail", where) if "detail" in members else ""
    speech = _optional(members, "speech", where, MAX_SPEECH_CHARACTERS)
    return OptionText(_name(members, "name", where), detail, speech)


def _name(members: dict[str, Any], name: str, where: str) -> str:
    return expect_label(members[name], f"{where}: {name}", MAX_NAME_CHARACTERS)


def _optional(members: dict[str, Any], name: str, where: str, maximum: int) -> str:
    return expect_prose(members[name], f"{where}: {name}", maximum) if name in members else ""
