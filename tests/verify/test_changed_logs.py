"""The event log of a record, and codes where none may stand."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from support.record_surgery import (
    Files,
    ballot_paths,
    failing,
    flipped,
    resigned,
    verified,
    with_change,
)

from device.formats.canonical import canonical_bytes

pytestmark = pytest.mark.usefixtures("small_world")

LOG, DOCUMENTATION = "event_log.json", "event_log_documentation.json"
Change = Callable[[list[Any]], None]


def events_of(root: Any) -> list[Any]:
    events: list[Any] = root["Device"][0]["Event"]
    return events


def chain_again(events: list[Any]) -> None:
    """Numbers and hashes made anew, as whoever writes the log can."""
    previous = bytes(32)
    for number, event in enumerate(events, start=1):
        event["Sequence"] = str(number)
        event.pop("Hash", None)
        previous = sha256(previous + canonical_bytes(event)).digest()
        event["Hash"] = previous.hex().upper()


def with_log(files: Files, change: Change, *, again: bool = False) -> Files:
    def changed(root: Any) -> None:
        change(events_of(root))
        if again:
            chain_again(events_of(root))

    return with_change(files, LOG, changed)


def put(value: Any, position: int, name: str) -> Change:
    def change(events: list[Any]) -> None:
        events[position][name] = value(events[position][name]) if callable(value) else value

    return change


def numbers(files: Files) -> set[str]:
    return set(failing(verified(files).checks))


CHANGES: dict[str, Change] = {
    "removed": lambda events: events.pop(2),
    "first removed": lambda events: events.pop(0),
    "exchanged": lambda events: events.insert(1, events.pop(2)),
    "added": lambda events: events.insert(2, dict(events[2])),
    "description": put("Something else happened.", 3, "Description"),
    "disposition": put("failure", 2, "Disposition"),
    "time": put("2026-11-03T07:00:01+00:00", 2, "TimeStamp"),
    "hash": put(flipped, 1, "Hash"),
    "last hash": put(flipped, -1, "Hash"),
    "sequence": put("7", 1, "Sequence"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_log_is_found_by_its_chain(honest: Files, name: str) -> None:
    assert numbers(with_log(honest, CHANGES[name])) == {"R6"}


WRONG: dict[str, Change] = {
    "kind": put("invented", 2, "Id"),
    "type": put("invented", 2, "Type"),
    "no offset": put("2026-11-03T07:00:01", 2, "TimeStamp"),
    "no time": put("soon", 2, "TimeStamp"),
    "not an event": put("EventLogging.Device", 2, "@type"),
    "a number": put(3, 2, "Description"),
    "unknown property": put("x", 2, "Extra"),
    "no disposition": lambda events: events[2].pop("Disposition"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_event_is_found_though_the_chain_fits(honest: Files, name: str) -> None:
    assert numbers(with_log(honest, WRONG[name], again=True)) == {"R6"}


def test_a_log_of_another_device_or_election_is_found(honest: Files) -> None:
    def device(name: str, value: str) -> Callable[[Any], None]:
        return lambda root: root["Device"][0].update({name: value})

    for change in (
        lambda root: root.update(ElectionId="0" * 16),
        lambda root: root.update(GeneratedTime="now"),
        lambda root: root.update(Extra="x"),
        lambda root: root["Device"].append(root["Device"][0]),
        device("Id", "T-2"),
        device("Type", "dre"),
        device("Notes", "x"),
    ):
        assert numbers(with_change(honest, LOG, change)) == {"R6"}


def test_documentation_that_describes_too_little_is_found(honest: Files) -> None:
    used = {event["Id"] for event in events_of(json.loads(honest[LOG]))}

    def less(root: Any) -> None:
        kinds = root["EventIdDescription"]
        root["EventIdDescription"] = [each for each in kinds if each["Id"] not in used]

    assert numbers(with_change(honest, DOCUMENTATION, less)) == {"R6"}


def secrets_of(files: Files) -> list[str]:
    """A code and an identifier of a ballot."""
    ballot = json.loads(files[ballot_paths(files)[1]])
    return [ballot["confirmation_code"], ballot["id_b"]]


@pytest.mark.parametrize(
    "disguise",
    [
        lambda code: code,
        lambda code: code[20:32],
        lambda code: code[:12].lower(),
        lambda code: " ".join(code[at : at + 4] for at in range(0, 16, 4)),
        lambda code: "-".join(code[at : at + 2] for at in range(40, 64, 2)),
        lambda code: "\n".join(code[30:44]),
        lambda code: "(" + ") (".join(code[at : at + 3] for at in range(0, 12, 3)) + ")",
    ],
)
def test_a_code_in_the_readme_is_found_however_it_is_written(
    honest: Files, disguise: Callable[[str], str]
) -> None:
    for secret in secrets_of(honest):
        hidden = honest["README.txt"] + f"\nsee {disguise(secret)}.\n".encode()
        assert numbers(resigned({**honest, "README.txt": hidden})) == {"R7"}


def test_eleven_digits_are_no_code(honest: Files) -> None:
    for secret in secrets_of(honest):
        shown = honest["README.txt"] + f"\nsee {secret[:11]}.\n".encode()
        assert verified(resigned({**honest, "README.txt": shown})).holds


def test_a_code_in_an_event_is_found(honest: Files) -> None:
    for secret in secrets_of(honest):
        for name in ("UserId", "Description", "Details"):
            hidden = with_log(honest, _say(name, f"about {secret[8:24]}"), again=True)
            assert numbers(hidden) == {"R7"}


def test_a_code_in_a_signature_or_a_head_file_is_found(honest: Files) -> None:
    code, _ = secrets_of(honest)
    assert numbers(resigned(honest, comment=f"order {code[:16]}")) == {"R7"}
    version = with_change(honest, "device.json", lambda root: root.update(software_version=code[:20]))
    assert numbers(version) == {"R7"}
    name = "guardians/guardian_1.json"
    assert numbers(with_change(honest, name, lambda root: root.update(name=f"G {code[5:30]}"))) == {"R7"}


def _say(name: str, text: str) -> Change:
    def change(events: list[Any]) -> None:
        event = events[3]
        said = {**event, name: text}
        order = ["@type", "Id", "Sequence", "TimeStamp", "Type", "Disposition", "Severity"]
        order += ["UserId", "Description", "Details", "Hash"]
        events[3] = {key: said[key] for key in order if key in said}

    return change
