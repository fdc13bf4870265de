"""Whatever a signed package says, it is accepted or refused with a sentence: nothing else escapes."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.package_surgery import accept, compact, example, sewn, signed_files

from device.election.intake_content import read_content
from device.election.intake_keys import read_guardian
from device.election.intake_manifest import read_manifest
from device.election.intake_parameters import read_parameters
from device.election.intake_settings import read_settings
from device.errors import InputError

FILES = signed_files()
MANIFEST = example().election.manifest
READERS: dict[str, Callable[[bytes], object]] = {
    "election_manifest_canonical.bin": read_manifest,
    "election_parameters.json": read_parameters,
    "ballot_content.json": lambda data: read_content(data, MANIFEST),
    "terminal_settings.json": lambda data: read_settings(data, MANIFEST),
    "guardians/guardian_1.json": lambda data: read_guardian(data, 1, 2),
}
ROOTS = {name: json.loads(data) for name, data in FILES.items()}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 500),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["CONTEST_LIMIT", "NO_LIMIT", "Prohibited", "T-0001", "0" * 64, "F" * 1024, "\u202e", "\ud800"]
    ),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON value."""
    found: list[tuple[Any, Any]] = []
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        found.append((node, key))
        found.extend(places(node[key]))
    return found


@st.composite
def mutated(draw: st.DrawFn, name: str) -> bytes:
    """One of the example's files with one to three places replaced, removed, doubled or exchanged."""
    root = deepcopy(ROOTS[name])
    for _ in range(draw(st.integers(1, 3))):
        container, key = draw(st.sampled_from(places(root)))
        how = draw(st.sampled_from(["replace", "remove", "double", "exchange"]))
        if how == "replace":
            container[key] = draw(values)
        elif how == "remove":
            del container[key]
        elif how == "double" and isinstance(container, list):
            container.insert(key, deepcopy(container[key]))
        elif how == "exchange":
            other, other_key = draw(st.sampled_from(places(root)))
            container[key] = deepcopy(other[other_key])
        if not places(root):
            break
    try:
        return compact(root)
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8: escape it, as JSON can
        return json.dumps(root, separators=(",", ":")).encode()


@settings(max_examples=400)
@given(st.data())
def test_readers_accept_or_refuse_whatever_they_are_given(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(READERS)))
    content = data.draw(mutated(name))
    sentence = _refusal(READERS[name], content)
    assert sentence is None or re.fullmatch(r"[^\n]+\.", sentence)


@settings(max_examples=60)
@given(st.data())
def test_signed_packages_are_accepted_or_refused_whole(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    files = {**FILES, name: data.draw(mutated(name))}
    sentence = _refusal(accept, sewn(files))
    if sentence is None:
        # Only what voters read and what the office sets may differ: all else is hashed or proved.
        public = {each for each in accept(sewn(files)).files if files[each] != FILES[each]}
        assert public <= {"election_parameters.json"} | {each for each in FILES if "guardian" in each}
    else:
        assert sentence.startswith("The election package is refused: ")


@settings(max_examples=60)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=60))
def test_readers_refuse_any_other_bytes(name: str, content: bytes) -> None:
    assert _refusal(READERS[name], content) is not None


def _refusal(reader: Callable[[bytes], object], data: bytes) -> str | None:
    """The sentence with which ``reader`` refuses, None if it accepts; other errors fail the test."""
    try:
        reader(data)
    except InputError as refusal:
        return str(refusal)
    return None
