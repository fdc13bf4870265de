"""An election described for people, from which the office makes manifest, content and settings.

One JSON file; white space is free. Wherever voters read something, the value is either one string
for all languages or an object with one string for each, ``{"en": "...", "es": "..."}``::

    {"label", "info", "date",                     manifest label; texts of the parameters
     "languages": [{"language", "language_name"}, ...],     the first is the default
     "election_title", "jurisdiction", "date_text",         by language
     "contests": [
       {"label",                                  names the contest in the manifest and in results
        "selection_limit",                        omitted when 1; a number or "NO_LIMIT"
        "write_ins", "contest_data_blocks",       omitted when there are none
        "title", "instructions", "description", "speech",   by language; the last two optional
        "options": [
          {"label",
           "selection_limit",                     omitted when 1; a number or "CONTEST_LIMIT"
           "name", "detail", "speech"}]}],        by language; name omitted when it is the label
     "ballot_styles": [{"label", "name", "contests": [contest label, ...]}],
     "polling_places": [{"name", "ballot_styles": [style label, ...], "devices": [id, ...]}],
     "limits", "policies"}                        as in terminal_settings.json

``devices`` may be left out: terminals that no place names stand in the first one. The bundled
example is ``example/election.json``.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from device.election.identity import device_object
from device.election.settings import DeviceEntry, PinHash
from device.errors import FormatError
from device.formats.canonical import canonical_bytes, expect_list, expect_properties, expect_text
from device.formats.hexadecimal import hex_of_bytes

EXAMPLE_FILE = Path(__file__).parent / "example" / "election.json"
MAX_ELECTION_FILE_BYTES = 16 << 20

_HEAD = ("label", "info", "date", "languages", "election_title", "jurisdiction", "date_text")
_TAIL = ("contests", "ballot_styles", "polling_places", "limits", "policies")
_MANIFEST_CONTEST = ("label", "selection_limit", "options", "write_ins", "contest_data_blocks")


@dataclass(frozen=True, slots=True)
class ElectionSource:
    """An election file, its structure checked; what it says is checked when the package is made."""

    info: str
    date: str
    root: Mapping[str, Any] = field(repr=False)

    def manifest(self) -> bytes:
        """``election_manifest_canonical.bin``. Raises FormatError for a label that names nothing."""
        contests = [_manifest_contest(contest) for contest in self.root["contests"]]
        index = _index_of(self.root["contests"], "contest")
        styles = [
            {"label": style["label"], "contests": sorted(index(label) for label in style["contests"])}
            for style in self.root["ballot_styles"]
        ]
        return canonical_bytes({"label": self.root["label"], "contests": contests, "ballot_styles": styles})

    def content(self) -> bytes:
        """``ballot_content.json``. Raises FormatError for a text that lacks a language."""
        languages = [_content(self.root, language) for language in self.root["languages"]]
        return canonical_bytes({"languages": languages})

    def settings(self, devices: Sequence[DeviceEntry], pins: Sequence[PinHash]) -> bytes:
        """``terminal_settings.json`` for these terminals. Raises FormatError."""
        return canonical_bytes(
            {
                "devices": [device_object(entry) for entry in devices],
                "polling_places": self._places([entry.device_id for entry in devices]),
                "pins": [_pin_object(pin) for pin in pins],
                "limits": self.root["limits"],
                "policies": self.root["policies"],
            }
        )

    def _places(self, device_ids: Sequence[str]) -> list[dict[str, object]]:
        index = _index_of(self.root["ballot_styles"], "ballot style")
        places: list[dict[str, Any]] = [
            {
                "name": place["name"],
                "devices": list(place.get("devices", ())),
                "ballot_styles": sorted(index(label) for label in place["ballot_styles"]),
            }
            for place in self.root["polling_places"]
        ]
        named = {device_id for place in places for device_id in place["devices"]}
        places[0]["devices"] += [device_id for device_id in device_ids if device_id not in named]
        return places


def read_election_file(data: bytes, name: str) -> ElectionSource:
    """Read an election file; ``name`` names it in messages. Raises FormatError."""
    if len(data) > MAX_ELECTION_FILE_BYTES:
        raise FormatError(f"{name} is larger than an election file may be.")
    try:
        root = json.loads(data.decode("utf-8"), object_pairs_hook=_object_without_duplicates)
    except (UnicodeDecodeError, ValueError, RecursionError) as exc:
        raise FormatError(f"{name} is not JSON, or holds a property twice.") from exc
    _expect_members(root, (*_HEAD, *_TAIL), name)
    _expect_plain(root, name)
    for index, language in enumerate(expect_list(root["languages"], f"{name}: languages", 1), 1):
        _expect_members(language, ("language", "language_name"), f"{name}: language {index}")
    for index, contest in enumerate(expect_list(root["contests"], f"{name}: contests", 1), 1):
        where = f"{name}: contest {index}"
        optional = ("selection_limit", "write_ins", "contest_data_blocks", "description", "speech")
        _expect_members(contest, ("label", "title", "instructions", "options", *optional), where, optional)
        free = ("selection_limit", "name", "detail", "speech")
        for j, option in enumerate(expect_list(contest["options"], f"{where}: options"), 1):
            _expect_members(option, ("label", *free), f"{where}, option {j}", free)
    for index, style in enumerate(expect_list(root["ballot_styles"], f"{name}: ballot styles", 1), 1):
        _expect_members(style, ("label", "name", "contests"), f"{name}: ballot style {index}")
        expect_list(style["contests"], f"{name}: contests of ballot style {index}")
    for index, place in enumerate(expect_list(root["polling_places"], f"{name}: polling places", 1), 1):
        where = f"{name}: polling place {index}"
        _expect_members(place, ("name", "ballot_styles", "devices"), where, ("devices",))
        expect_list(place["ballot_styles"], f"{where}: ballot styles")
        expect_list(place.get("devices", []), f"{where}: devices")
    return ElectionSource(
        expect_text(root["info"], f"{name}: info"), expect_text(root["date"], f"{name}: date"), root
    )


def _expect_members(value: object, names: Sequence[str], where: str, optional: Sequence[str] = ()) -> None:
    """Like ``expect_properties``, but people may write properties in any order."""
    if not isinstance(value, dict):
        raise FormatError(f"{where} must be an object.")
    known = {name: value[name] for name in names if name in value}
    known.update(value)
    expect_properties(known, names, where, optional)


def _expect_plain(root: Mapping[str, object], name: str) -> None:
    try:
        canonical_bytes(root)
    except ValueError as exc:
        raise FormatError(f"{name} holds a value that elections do not have, such as a fraction.") from exc


def _object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a property stands twice")
    return value


def _manifest_contest(contest: Mapping[str, Any]) -> dict[str, object]:
    members = {name: contest[name] for name in _MANIFEST_CONTEST if name in contest}
    members["options"] = [
        {name: option[name] for name in ("label", "selection_limit") if name in option}
        for option in contest["options"]
    ]
    return members


def _index_of(items: Sequence[Mapping[str, Any]], kind: str) -> Callable[[object], int]:
    indices = {
        item["label"]: index for index, item in enumerate(items, 1) if isinstance(item["label"], str)
    }
    if len(indices) != len(items):
        raise FormatError(f"The election file does not give each {kind} a label of its own.")

    def index(label: object) -> int:
        if not isinstance(label, str) or label not in indices:
            raise FormatError(f"The election file names a {kind} that it does not describe.")
        return indices[label]

    return index


def _content(root: Mapping[str, Any], language: Mapping[str, Any]) -> dict[str, object]:
    tag = expect_text(language["language"], "The tag of a language")
    return {
        "language": tag,
        "language_name": language["language_name"],
        **_texts(root, ("election_title", "jurisdiction", "date_text"), tag),
        "contests": [_content_contest(contest, tag) for contest in root["contests"]],
        "ballot_styles": [_in_language(style["name"], tag) for style in root["ballot_styles"]],
    }


def _content_contest(contest: Mapping[str, Any], tag: str) -> dict[str, object]:
    members = _texts(contest, ("title", "instructions", "description", "speech"), tag)
    members["options"] = [
        _texts({"name": option["label"], **option}, ("name", "detail", "speech"), tag)
        for option in contest["options"]
    ]
    return members


def _texts(source: Mapping[str, Any], names: Sequence[str], tag: str) -> dict[str, object]:
    return {name: _in_language(source[name], tag) for name in names if name in source}


def _in_language(text: object, tag: str) -> str:
    if isinstance(text, dict):
        if tag not in text:
            raise FormatError(f"The election file has a text without the language '{tag}'.")
        text = text[tag]
    return expect_text(text, "A text of the election file")


def _pin_object(pin: PinHash) -> dict[str, object]:
    return {
        "role": pin.role.value,
        "salt": hex_of_bytes(pin.salt),
        "digest": hex_of_bytes(pin.digest),
        "n": pin.n,
        "r": pin.r,
        "p": pin.p,
    }
