"""Everything of a record but its ballots, changed by somebody who has the device's key."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from support.record_surgery import (
    SIGNATURE,
    SUMS,
    Files,
    MemoryFiles,
    ballot_paths,
    failing,
    flipped,
    items_of,
    resigned,
    undone,
    verified,
    with_change,
)
from support.small_records import device_entry, office

from device.election.election import Chaining
from device.formats.canonical import canonical_bytes

pytestmark = pytest.mark.usefixtures("small_world")

Change = Callable[[Any], None]
GUARDIAN = "guardians/guardian_2.json"


def put(value: Any, *steps: Any) -> Change:
    def change(root: Any) -> None:
        holder = root
        for step in steps[:-1]:
            holder = holder[step]
        holder[steps[-1]] = value(holder[steps[-1]]) if callable(value) else value

    return change


def flip(*steps: Any) -> Change:
    return put(flipped, *steps)


def exchange(first: int, second: int, *steps: Any) -> Change:
    def exchanged(old: list[Any]) -> list[Any]:
        new = list(old)
        new[first], new[second] = new[second], new[first]
        return new

    return put(exchanged, *steps)


FIXED = ("fixed_parameters",)
VARYING = ("varying_parameters",)
# File, change, and the checks that have to fail for it (with the package: R3 too).
HEADS: dict[str, tuple[str, Change, set[str]]] = {
    "p": ("election_parameters.json", flip(*FIXED, "group", "p"), {"1"}),
    "g": ("election_parameters.json", flip(*FIXED, "group", "g"), {"1"}),
    "q": ("election_parameters.json", flip(*FIXED, "field", "q"), {"1"}),
    "version": (
        "election_parameters.json",
        put([2, 0], *FIXED, "ElectionGuard_Design_Specification_version", "number"),
        {"1"},
    ),
    "k": ("election_parameters.json", put(1, *VARYING, "k"), {"1"}),
    "n": ("election_parameters.json", put(4, *VARYING, "n"), {"1"}),
    "chaining": ("election_parameters.json", put("Required", *VARYING, "ballot_chaining"), {"R2"}),
    "manifest": ("election_manifest_canonical.bin", put("Other election", "label"), {"1"}),
    "h_p": ("hashes.json", flip("h_p"), {"1"}),
    "h_b": ("hashes.json", flip("h_b"), {"1"}),
    "joint key": ("joint_public_keys.json", flip("k"), {"4"}),
    "joint data key": ("joint_public_keys.json", flip("k_hat"), {"4"}),
    "h_e": ("extended_base_hash.json", flip("h_e"), {"4"}),
    "guardian's key": (GUARDIAN, flip("vote_commitments", 0), {"2", "3"}),
    "guardian's second key": (GUARDIAN, flip("vote_commitments", 1), {"2"}),
    "guardian's data key": (GUARDIAN, flip("data_commitments", 0), {"2", "3"}),
    "communication key": (GUARDIAN, flip("communication_key"), {"2"}),
    "guardian's challenge": (GUARDIAN, flip("vote_proof", "challenge"), {"2"}),
    "guardian's response": (GUARDIAN, flip("data_proof", "responses", 2), {"2"}),
    "guardians exchanged": (GUARDIAN, put(1, "i"), {"2"}),
    "h_di": ("device.json", flip("h_di"), {"8"}),
    "device information": ("device.json", put("Terminal T-9", "device_information"), {"8"}),
    "device id": ("device.json", put("T-2", "device_id"), {"R2", "R5", "R6"}),
    "signing key": ("device.json", flip("signing_key"), {"R1", "R2", "R5"}),
    "device mode": ("device.json", put(1, "chaining_mode"), {"R1", "R2"}),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_changed_head_is_found_under_its_number(honest: Files, name: str) -> None:
    path, change, expected = HEADS[name]
    result = verified(with_change(honest, path, change))
    assert set(failing(result.checks)) == expected
    assert not result.holds


def test_what_only_the_package_knows_is_found_with_the_package(honest: Files) -> None:
    for path, change in (
        (GUARDIAN, put("Somebody else", "name")),
        ("election_parameters.json", put("other words", *VARYING, "info")),
    ):
        files = with_change(honest, path, change)
        assert verified(files).holds
        found = failing(verified(files, package=office().election).checks)
        assert set(found) == {"R3"}
        assert path in found["R3"][0]


def test_a_record_of_another_election_is_not_this_ones(honest: Files) -> None:
    other = office(label="Another election").election
    result = verified(honest, package=other)
    assert set(failing(result.checks)) == {"R3"}
    assert len(failing(result.checks)["R3"]) > 5


def test_a_device_that_the_package_does_not_list_is_found(honest: Files) -> None:
    files = with_change(honest, "device.json", put("T-2", "device_id"))
    found = failing(verified(files, package=office().election).checks)["R3"]
    assert found == ["The device's information or key is not the one in the election package."]
    files = with_change(honest, "device.json", put("T-3", "device_id"))
    found = failing(verified(files, package=office().election).checks)["R3"]
    assert found == ["The election package does not know this device."]


CLOSINGS: dict[str, tuple[Change, set[str]]] = {
    "ballots": (put(4, "ballots"), {"R5"}),
    "cast": (put(2, "cast"), {"R5"}),
    "challenged": (put(0, "challenged"), {"R5"}),
    "spoiled": (put(0, "spoiled"), {"R5"}),
    "root": (flip("ballots_root"), {"R5"}),
    "chain exchanged": (exchange(0, 1, "chain"), {"8.E"}),
    "last two exchanged": (exchange(1, 2, "chain"), {"8.E", "8.G"}),
    "chain shorter": (put(lambda old: old[:-1], "chain"), {"8.E", "8.G"}),
    "chain empty": (put([], "chain"), {"8.E", "8.G"}),
    "a link twice": (put(lambda old: [*old, old[-1]], "chain"), {"8.E"}),
    "a link changed": (flip("chain", 1), {"8.E"}),
    "closing hash": (flip("closing_hash"), {"8.G"}),
}


@pytest.mark.parametrize("name", CLOSINGS)
def test_a_changed_closing_is_found(chained: Files, name: str) -> None:
    change, expected = CLOSINGS[name]
    checks = verified(with_change(chained, "closing.json", change), Chaining.SIMPLE).checks
    assert (items_of(checks) or set(failing(checks))) == expected


def test_a_closing_that_the_device_did_not_sign_is_found(honest: Files) -> None:
    value = json.loads(honest["closing.json"])
    for name in ("signature", "ballots_root"):
        changed = canonical_bytes({**value, name: flipped(value[name])})
        found = failing(verified(resigned({**honest, "closing.json": changed})).checks)
        assert found == {"R5": ["closing.json is not signed by the device's key."]}


def test_the_closing_of_another_device_is_found(honest: Files) -> None:
    changed = with_change(honest, "closing.json", put("T-2", "device_id"))
    assert "R5" in failing(verified(changed).checks)


def test_h_0_of_another_device_is_found(chained: Files) -> None:
    checks = verified(with_change(chained, "device.json", flip("h_0")), Chaining.SIMPLE).checks
    assert items_of(checks) == {"8.F"}


def test_chaining_that_is_missing_is_found(chained: Files, honest: Files) -> None:
    def no_chain(root: Any) -> None:
        del root["chain"], root["closing_hash"]

    found = failing(verified(with_change(chained, "closing.json", no_chain), Chaining.SIMPLE).checks)
    assert set(found) == {"R5", "8"}
    mixed = resigned({**honest, "closing.json": chained["closing.json"]})
    assert set(failing(verified(mixed).checks)) == {"R5"}


@pytest.mark.parametrize("path", ["device.json", "hashes.json", GUARDIAN, "closing.json", "event_log.json"])
def test_a_missing_file_is_named(honest: Files, path: str) -> None:
    rest = {name: data for name, data in honest.items() if name != path}
    result = verified(resigned(rest), package=office().election)
    assert not result.holds
    said = " ".join(problem for problems in failing(result.checks).values() for problem in problems)
    assert f"lacks {path}" in said


def test_without_signature_or_sums_a_record_is_not_complete(honest: Files) -> None:
    for name in (SUMS, SIGNATURE):
        result = verified({path: data for path, data in honest.items() if path != name})
        assert set(failing(result.checks)) == {"R1"}
    assert "not complete" in " ".join(failing(result.checks)["R1"])


@pytest.mark.parametrize(
    "path",
    [
        "extra.txt",
        "ballots/extra.json",
        "ballots/.json",
        "guardians/guardian_4.json",
        "guardians/guardian_01.json",
        "guardians/notes.txt",
        "ballot/x.json",
        "hints/x.bin",
        "a\x1b[2Jb",
        "SHA256SUMS.bak",
        "sub/device.json",
    ],
)
def test_a_file_that_has_no_place_is_found_though_it_is_signed(honest: Files, path: str) -> None:
    try:
        files = resigned({**honest, path: b"{}"})
    except ValueError:
        files = {**honest, path: b"{}"}
    found = failing(verified(files).checks)
    assert set(found) == {"R1"}
    assert "\x1b" not in " ".join(found["R1"])


def test_a_ballot_in_a_folder_of_its_own_is_found(honest: Files) -> None:
    path = ballot_paths(honest)[0]
    files = {name if name != path else f"ballots/x/{path[8:]}": data for name, data in honest.items()}
    assert {"R1", "R5"} <= set(failing(verified(resigned(files)).checks))


def test_an_empty_folder_that_has_no_place_is_found(honest: Files) -> None:
    for folder in ("order", "ballots/late", "sealmark"):
        assert set(failing(verified(MemoryFiles(honest, (folder,))).checks)) == {"R1"}
    assert verified(MemoryFiles(honest, ("hints",))).holds


def test_a_record_signed_by_another_terminal_is_found(honest: Files) -> None:
    found = failing(verified(resigned(honest, device_id="T-2")).checks)
    assert set(found) == {"R1"}
    assert "another key" in found["R1"][0]


def test_with_a_key_of_its_own_a_forger_is_found_with_the_package(honest: Files) -> None:
    key = device_entry("T-2").signing_key.hex().upper()
    files = resigned(with_change(honest, "device.json", put(key, "signing_key")), device_id="T-2")
    found = failing(verified(files, package=office().election).checks)
    assert {"R2", "R3", "R5"} == set(found)


def test_checks_that_could_not_be_carried_out_do_not_hold(honest: Files) -> None:
    result = verified(with_change(honest, "hashes.json", flip("h_b")))
    assert {"2", "3", "4", "5", "6", "7", "8", "R5", "R6", "R7"} <= set(undone(result.checks))
    assert not result.holds
