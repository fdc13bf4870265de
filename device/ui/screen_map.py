"""A Screen as plain data for QML: what kind of view it needs, and every list as one list of rows."""

import re
from dataclasses import asdict
from enum import Enum

from device.ui.metrics import Metrics
from device.ui.screen import (
    Button,
    Choices,
    CodeView,
    Content,
    Facts,
    Keyboard,
    OptionList,
    PinPad,
    Progress,
    ReviewList,
    Screen,
)
from device.ui.texts import texts

Json = dict[str, object]

_WORDS = ("below", "above", "bottom", "top", "normal", "good", "warning", "error")
_KINDS = {Keyboard: "keyboard", CodeView: "code", PinPad: "pin", Progress: "progress"}

_BESIDE_CHARACTERS = 200
"""As much running text as stands beside a title at any rate; more goes into the paged list."""
_SHORT_PARAGRAPHS = 3
_FEW = 3
"""So many choices or fewer get more room each."""


def screen_map(screen: Screen, metrics: Metrics) -> Json:
    """What QML shows of ``screen`` on a panel of these ``metrics``.

    Running text is paged in parts of ``metrics.part`` characters.
    """
    kind = _kind(screen)
    beside = _stands_beside(screen, kind, wide=metrics.wide)
    above = () if beside else screen.body
    if isinstance(screen.content, OptionList):
        above += (screen.content.description,)
    return {
        "kind": kind,
        "title": screen.title,
        "subtitle": screen.subtitle,
        "beside": list(screen.body) if beside else [],
        "banner": None
        if screen.banner is None
        else {"level": screen.banner.level.value, "text": screen.banner.text},
        "content": _content(screen.content),
        "items": _paragraphs(above, metrics.part, centred=kind == "message") + _rows(screen.content),
        "header": [_button(button) for button in screen.header],
        "buttons": [_button(button) for button in screen.buttons],
        "status": screen.status,
        "symbol": screen.symbol,
        "words": {word: texts("screens", screen.language)(word) for word in _WORDS},
    }


def same_place(shown: Screen | None, screen: Screen) -> bool:
    """Whether ``screen`` is the one that is shown, with other marks, news or language.

    Then a list stays on its page and only what differs is drawn anew.
    """
    if shown is None or shown.name != screen.name or type(shown.content) is not type(screen.content):
        return False
    if shown.language == screen.language:
        return (shown.title, shown.subtitle) == (screen.title, screen.subtitle)
    return _ids(shown.content) == _ids(screen.content)


def _kind(screen: Screen) -> str:
    if screen.content is None:
        # Longer texts without a symbol are read like a page, from the left and in parts.
        short = len(screen.body) <= _SHORT_PARAGRAPHS and sum(map(len, screen.body)) <= _BESIDE_CHARACTERS
        return "message" if screen.symbol or short else "list"
    return _KINDS.get(type(screen.content), "list")


def _stands_beside(screen: Screen, kind: str, *, wide: bool) -> bool:
    if kind in ("keyboard", "code", "pin", "progress"):
        return True
    listed = kind == "list" and screen.content is not None
    return listed and wide and sum(map(len, screen.body)) <= _BESIDE_CHARACTERS


def _button(button: Button) -> Json:
    return _plain(asdict(button))


def _plain(fields: Json) -> Json:
    return {key: value.value if isinstance(value, Enum) else value for key, value in fields.items()}


def _content(content: Content | None) -> Json | None:
    match content:
        case OptionList():
            return {"rule": content.rule, "remaining": content.remaining}
        case Keyboard():
            keys = [[_button(key) for key in row] for row in content.keys]
            return {"text": content.text, "remaining": content.remaining, "keys": keys}
        case CodeView() | PinPad() | Progress():
            return asdict(content)
        case _:
            return None


def _rows(content: Content | None) -> list[Json]:
    match content:
        case OptionList():
            return [
                {
                    "kind": "option" if row.count is None else "count",
                    **asdict(row),
                    "single": content.single,
                }
                for row in content.rows
            ]
        case ReviewList():
            return [
                {
                    "kind": "review",
                    **asdict(row),
                    "lines": "\n".join(row.lines),
                    "change": content.change_text,
                }
                for row in content.rows
            ]
        case Choices():
            few = len(content.rows) <= _FEW
            return [{"kind": "choice", **_button(row), "few": few} for row in content.rows]
        case Facts():
            return [{"kind": "fact", **_plain(asdict(row))} for row in content.rows]
        case _:
            return []


def _paragraphs(body: tuple[str, ...], part_characters: int, *, centred: bool) -> list[Json]:
    rows: list[Json] = []
    for paragraph in (line for text in body for line in text.split("\n") if line.strip()):
        parts = _parts(paragraph, part_characters)
        for at, part in enumerate(parts, start=1):
            rows.append({"kind": "text", "text": part, "last": at == len(parts), "centred": centred})
    return rows


def _parts(paragraph: str, characters: int) -> list[str]:
    """Sentences joined into parts that fit a page; those that do not are cut between words."""
    if len(paragraph) <= characters:
        return [paragraph]
    parts = [""]
    for piece in re.findall(r".*?[.;:!?…]+(?:\s+|$)|.+$", paragraph) or [paragraph]:
        words = [piece] if len(piece) <= characters else re.findall(r"\S+\s*", piece)
        for word in words:
            if parts[-1] and len(parts[-1]) + len(word) > characters:
                parts.append("")
            parts[-1] += word
    return [part.strip() for part in parts]


def _ids(content: Content | None) -> tuple[str, ...]:
    match content:
        case OptionList() | ReviewList() | Choices():
            return tuple(row.id for row in content.rows)
        case _:
            return ()
