"""Ballots changed by somebody who has the device's key: proofs, hashes and the chain still catch it.

Ballot, closing and sums are signed anew each time, so that nothing but the ballot's own arithmetic is
left to speak. Each change is found under the number of the verification that is about it.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from support.record_surgery import (
    Files,
    ballot_of_style,
    ballot_paths,
    failing,
    flipped,
    items_of,
    resigned,
    signed,
    verified,
    with_change,
    with_new_root,
)
from support.small_records import COUNTRY, TOWN, device_key, office

from device.election.election import Chaining
from device.electionguard.parameters import STANDARD

pytestmark = pytest.mark.usefixtures("small_world")

Change = Callable[[Any], None]
CONTESTS = "contests_data_fields_ciphertexts"
TOO_LARGE = f"{int(STANDARD.q):064X}"  # q is the same in both worlds


def minus_one(old: str) -> str:
    return f"{int(STANDARD.p) - 1:0{len(old)}X}"


def zeros(old: str) -> str:
    return "0" * len(old)


def above_p(old: str) -> str:
    return "F" * len(old)


def put(value: Any, *steps: Any) -> Change:
    """A change that puts ``value`` (or what it makes of the old one) at the end of ``steps``."""

    def change(root: Any) -> None:
        holder = root
        for step in steps[:-1]:
            holder = holder[step]
        holder[steps[-1]] = value(holder[steps[-1]]) if callable(value) else value

    return change


def flip(*steps: Any) -> Change:
    return put(flipped, *steps)


def contest(number: int, *steps: Any) -> tuple[Any, ...]:
    return (CONTESTS, number, *steps)


# What is changed, and every item of the specification that has to be broken by it; no others are.
DIGITS: dict[str, tuple[Change, set[str]]] = {
    "alpha": (flip(*contest(0, "ciphertexts", 0, "alpha")), {"6.A", "7.A", "8.A"}),
    "beta": (flip(*contest(1, "ciphertexts", 2, "beta")), {"6.A", "7.A", "8.A"}),
    "range challenge": (flip(*contest(0, "proof_ballot_correctness", 1, 0, "c")), {"6.D"}),
    "range response": (flip(*contest(1, "proof_ballot_correctness", 0, 2, "v")), {"6.D"}),
    "limit challenge": (flip(*contest(1, "proof_selection_limit", 2, "c")), {"7.D"}),
    "limit response": (flip(*contest(0, "proof_selection_limit", 0, "v")), {"7.D"}),
    "contest data c0": (flip(*contest(1, "contest_data", "c0")), {"eq. 69", "8.A"}),
    "contest data c1": (flip(*contest(1, "contest_data", "c1")), {"eq. 69", "8.A"}),
    "contest data c": (flip(*contest(1, "contest_data", "c2", "c")), {"eq. 69", "8.A"}),
    "contest data v": (flip(*contest(1, "contest_data", "c2", "v")), {"eq. 69", "8.A"}),
    "contest hash": (flip(*contest(1, "contest_hash")), {"8.A", "8.B"}),
    "nonce c0": (flip("ballot_nonce_ciphertext", "c0"), {"eq. 38"}),
    "nonce c1": (flip("ballot_nonce_ciphertext", "c1"), {"eq. 38"}),
    "nonce c": (flip("ballot_nonce_ciphertext", "c2", "c"), {"eq. 38"}),
    "nonce v": (flip("ballot_nonce_ciphertext", "c2", "v"), {"eq. 38"}),
    "id_b": (flip("id_b"), {"5.B"}),
    "h_i": (flip("h_i"), {"5.B", "6.D", "7.D", "8.A", "8.B", "eq. 38", "eq. 69"}),
    "chaining field": (flip("chaining_field"), {"8.B", "8.D"}),
    "chaining mode": (put(lambda old: flipped(old, 7), "chaining_field"), {"8.B", "8.D"}),
    "confirmation code": (flip("confirmation_code"), {"8.B"}),
}

STRUCTURE: dict[str, tuple[Change, set[str]]] = {
    "another style": (put(COUNTRY, "ballot_style_ix"), {"8.A"}),
    "a contest less": (put(lambda old: old[:1], CONTESTS), {"8.A", "8.B"}),
    "contests exchanged": (put(lambda old: old[::-1], CONTESTS), {"8.A", "8.B"}),
    "a contest twice": (put(lambda old: old + old[:1], CONTESTS), {"8.A", "8.B"}),
    "a ciphertext less": (put(lambda old: old[:-1], *contest(0, "ciphertexts")), {"6.A", "8.A"}),
    "a proof less": (put(lambda old: old[:-1], *contest(0, "proof_ballot_correctness")), {"6.D"}),
    "a branch less": (put(lambda old: old[:-1], *contest(0, "proof_ballot_correctness", 0)), {"6.D"}),
    "a branch more": (put(lambda old: old + old[:1], *contest(0, "proof_ballot_correctness", 0)), {"6.D"}),
    "a limit branch more": (put(lambda old: old + old[:1], *contest(1, "proof_selection_limit")), {"7.D"}),
    "no contest data": (lambda root: root[CONTESTS][1].pop("contest_data"), {"eq. 69", "8.A"}),
    "shorter contest data": (
        put(lambda old: old[64:], *contest(1, "contest_data", "c1")),
        {"eq. 69", "8.A"},
    ),
    "a challenge of q": (put(TOO_LARGE, *contest(0, "proof_ballot_correctness", 0, 0, "c")), {"6.B"}),
    "a response of q": (put(TOO_LARGE, *contest(0, "proof_ballot_correctness", 0, 0, "v")), {"6.C"}),
    "a limit challenge of q": (put(TOO_LARGE, *contest(0, "proof_selection_limit", 0, "c")), {"7.B"}),
    "a limit response of q": (put(TOO_LARGE, *contest(0, "proof_selection_limit", 0, "v")), {"7.C"}),
    "a nonce response of q": (put(TOO_LARGE, "ballot_nonce_ciphertext", "c2", "v"), {"eq. 38"}),
    "minus one": (put(minus_one, *contest(0, "ciphertexts", 0, "alpha")), {"6.A", "7.A", "8.A"}),
    "zero": (put(zeros, *contest(0, "ciphertexts", 0, "beta")), {"6.A", "7.A", "8.A"}),
    "above p": (put(above_p, *contest(0, "ciphertexts", 0, "beta")), {"6.A", "7.A", "8.A"}),
    "nonce zero": (put(zeros, "ballot_nonce_ciphertext", "c0"), {"eq. 38"}),
}


@pytest.mark.parametrize("name", [*DIGITS, *STRUCTURE])
def test_a_changed_ballot_is_found_under_its_number(honest: Files, name: str) -> None:
    change, expected = {**DIGITS, **STRUCTURE}[name]
    result = verified(with_change(honest, ballot_of_style(honest, TOWN), change))
    assert items_of(result.checks) == expected
    assert not result.holds
    renamed = ["R1"] if name == "confirmation code" else []
    assert [number for number in failing(result.checks) if number in ("R1", "R2", "R5")] == renamed


@pytest.mark.parametrize("name", ["chaining field", "chaining mode", "confirmation code"])
def test_in_a_chain_a_changed_link_breaks_the_chain_too(chained: Files, name: str) -> None:
    result = verified(
        with_change(chained, ballot_of_style(chained, TOWN), DIGITS[name][0]), Chaining.SIMPLE
    )
    assert {"8.B", "8.E"} <= items_of(result.checks)


@pytest.mark.parametrize(
    "change",
    [
        put(lambda old: old.lower(), "id_b"),
        put(lambda old: old[:-1], *contest(0, "ciphertexts", 0, "alpha")),
        put([], CONTESTS),
        put([], *contest(0, "proof_ballot_correctness", 0)),
        put(0, "ballot_style_ix"),
        lambda root: root.update(ballot_style_ix=True),
        put(3, "ballot_style_ix"),
        put("Cancelled", "ballot_state"),
        put({}, "ballot_nonce_ciphertext"),
        put("x", "extra"),
        put(lambda old: old + "00", "chaining_field"),
        lambda root: root.pop("h_i"),
        put("é" * 40, "device_id"),
    ],
)
def test_what_is_no_ballot_is_refused_under_well_formedness(honest: Files, change: Change) -> None:
    path = ballot_of_style(honest, COUNTRY)
    value = json.loads(honest[path])
    change(value)
    result = verified(resigned({**honest, path: signed(value, device_key("T-1"))}))
    assert "6" in failing(result.checks)
    assert "R5" in failing(result.checks)  # one ballot less is counted


def test_a_decision_that_the_device_did_not_sign_is_found(honest: Files) -> None:
    for path in ballot_paths(honest):
        old = json.loads(honest[path])["ballot_state"]
        new = "Spoiled" if old != "Spoiled" else "Cast"
        files = {**honest, path: honest[path].replace(f'"{old}"'.encode(), f'"{new}"'.encode())}
        assert set(failing(verified(resigned(files)).checks)) == {"R2", "R5"}
        # With the ballot's signature made anew, too, the root and the counts speak.
        files[path] = signed(json.loads(files[path]), device_key("T-1"))
        problems = failing(verified(resigned(files)).checks)
        assert set(problems) == {"R5"}
        assert len(problems["R5"]) == 2


def test_a_ballot_signed_by_another_terminal_is_found(honest: Files) -> None:
    path = ballot_paths(honest)[0]
    files = {**honest, path: signed(json.loads(honest[path]), device_key("T-2"))}
    assert set(failing(verified(resigned(with_new_root(files))).checks)) == {"R2"}


def test_a_ballot_of_another_terminal_is_found(honest: Files) -> None:
    result = verified(with_change(honest, ballot_paths(honest)[0], put("T-3", "device_id")))
    assert set(failing(result.checks)) == {"R2"}


def test_ballots_that_changed_places_are_found(honest: Files) -> None:
    first, second, _ = ballot_paths(honest)
    files = {**honest, first: honest[second], second: honest[first]}
    problems = failing(verified(resigned(files)).checks)
    assert set(problems) == {"R1"}
    assert len(problems["R1"]) == 2


def test_a_ballot_twice_is_found(honest: Files) -> None:
    path = ballot_paths(honest)[0]
    copy = f"ballots/{flipped(path[8:72])}.json"
    found = failing(verified(resigned(with_new_root({**honest, copy: honest[path]}))).checks)
    assert set(found) == {"R1", "5"}
    assert found["5"][0].startswith("5.A")


@pytest.mark.parametrize("chaining", list(Chaining))
def test_a_ballot_that_was_taken_away_is_found(honest: Files, chained: Files, chaining: Chaining) -> None:
    files = chained if chaining is Chaining.SIMPLE else honest
    for path in ballot_paths(files):
        rest = {name: data for name, data in files.items() if name != path}
        problems = failing(verified(resigned(rest), chaining).checks)
        assert set(problems) == ({"R5", "8"} if chaining is Chaining.SIMPLE else {"R5"})
        if chaining is Chaining.SIMPLE:
            # Counts and root made anew do not help: the chain has a gap.
            problems = failing(verified(resigned(with_new_root(rest)), chaining).checks)
            assert set(problems) == {"8"}
            assert all(problem.startswith("8.E") for problem in problems["8"])


def test_only_ballots_whose_proofs_hold_are_handed_on(honest: Files) -> None:
    given: list[Any] = []
    broken = with_change(honest, ballot_of_style(honest, TOWN), DIGITS["limit response"][0])
    verified(broken, on_ballot=given.append)
    assert [record.ballot.style_index for record in given] == [COUNTRY, COUNTRY]


def test_every_challenge_and_response_counts(honest: Files) -> None:
    """One digit at another place in every proof of a ballot, all found at once."""
    path = ballot_of_style(honest, TOWN)
    shape = office().election.manifest.shape(TOWN)

    def change(root: Any) -> None:
        for number, each in enumerate(root[CONTESTS]):
            for position, proof in enumerate(each["proof_ballot_correctness"]):
                branch = proof[position % len(proof)]
                name = "cv"[(position + number) % 2]
                branch[name] = flipped(branch[name], 7 * position + number + 1)
            each["proof_selection_limit"][0]["c"] = flipped(each["proof_selection_limit"][0]["c"], 40)

    problems = failing(verified(with_change(honest, path, change)).checks)
    fields = sum(len(contest_shape.field_limits) for contest_shape in shape.contests)
    assert (len(problems["6"]), len(problems["7"])) == (fields, 2)
