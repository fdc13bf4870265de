"""Parameters, hashes, joint keys and guardians must belong together."""

from collections.abc import Callable
from typing import Any

import pytest
from support.package_surgery import accept, edited, example, replaced, sewn, signed_files

from device.electionguard.hashing import extended_base_hash
from device.electionguard.parameters import STANDARD
from device.errors import InputError
from device.formats.canonical import canonical_bytes
from device.formats.hexadecimal import hex_of_element, hex_of_scalar

PARAMETERS = "election_parameters.json"
GUARDIAN = "guardians/guardian_2.json"

Edit = Callable[[Any], None]


def refusal(package: bytes) -> str:
    with pytest.raises(InputError) as caught:
        accept(package)
    return str(caught.value)


def put(*path: str | int, value: object) -> Edit:
    def edit(root: Any) -> None:
        for step in path[:-1]:
            root = root[step]
        root[path[-1]] = value

    return edit


def next_digit(text: str, position: int = -1) -> str:
    digits = list(text)
    digits[position] = "0123456789ABCDEF"[(int(digits[position], 16) + 1) % 16]
    return "".join(digits)


FIXED = "fixed_parameters"
VARYING = "varying_parameters"


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (put(FIXED, "ElectionGuard_Design_Specification_version", "number", value=[2, 0]), "version"),
        (put(FIXED, "ElectionGuard_Design_Specification_version", "number", value=[2, 1, 0]), "version"),
        (put(FIXED, "ElectionGuard_Design_Specification_version", "number", value="2.1"), "version"),
        (put(FIXED, "generation_parameters", "p_bits_total", value=3072), "generation_parameters"),
        (put(FIXED, "generation_parameters", "q_bits_total", value=True), "generation_parameters"),
        (put(FIXED, "generation_parameters", "p_middle_bits_source", value="pi"), "generation_parameters"),
        (put(FIXED, "field", "q", value=hex_of_scalar(STANDARD.q - 2)), "field"),
        (put(FIXED, "group", "q", value=hex_of_scalar(STANDARD.q - 2)), "group"),
        (put(FIXED, "group", "p", value=hex_of_element(STANDARD.p - 2)), "group"),
        (put(FIXED, "group", "g", value=hex_of_element(STANDARD.g + 1)), "group"),
        (put(FIXED, "group", "p", value=hex_of_element(STANDARD.p).lower()), "group"),
        (put(VARYING, "n", value=0), "n must lie between"),
        (put(VARYING, "n", value=33), "n must lie between"),
        (put(VARYING, "n", value=4), "each of the 4 guardians"),
        (put(VARYING, "n", value=2), "each of the 2 guardians"),
        (put(VARYING, "n", value=True), "n must be an integer"),
        (put(VARYING, "n", value="3"), "n must be an integer"),
        (put(VARYING, "k", value=0), "k must lie between"),
        (put(VARYING, "k", value=4), "k must lie between"),
        (put(VARYING, "k", value=1), "fails check 1.E"),
        (put(VARYING, "info", value=""), "info must have"),
        (put(VARYING, "info", value="x" * 301), "info must have"),
        (put(VARYING, "date", value="2026-11-03\n"), "date holds a line break"),
        (put(VARYING, "ballot_chaining", value="Allowed"), "ballot_chaining"),
        (put(VARYING, "ballot_chaining", value=0), "ballot_chaining"),
        (put(VARYING, value=[]), "must be an object"),
    ],
)
def test_parameters_other_than_the_standard_ones_are_refused(edit: Edit, cause: str) -> None:
    sentence = refusal(edited(PARAMETERS, edit))
    assert cause in sentence


@pytest.mark.parametrize(
    ("name", "property_", "check"),
    [
        ("hashes.json", "h_p", "1.E"),
        ("hashes.json", "h_b", "1.F"),
        ("extended_base_hash.json", "h_e", "4.A"),
        ("joint_public_keys.json", "k", "4.A"),
        ("joint_public_keys.json", "k_hat", "4.A"),
    ],
)
@pytest.mark.parametrize("position", [0, 31, -1])
def test_a_changed_digit_of_a_hash_or_key_is_refused(
    name: str, property_: str, check: str, position: int
) -> None:
    def edit(root: Any) -> None:
        root[property_] = next_digit(root[property_], position)

    sentence = refusal(edited(name, edit))
    assert f"fails check {check}" in sentence or "not one that may be encrypted under" in sentence


@pytest.mark.parametrize(
    "name", ["hashes.json", "extended_base_hash.json", "joint_public_keys.json", GUARDIAN]
)
def test_digits_of_another_length_or_case_are_refused(name: str) -> None:
    content = signed_files()[name].decode()
    start = content.index(':"', content.index("commitments") if name == GUARDIAN else 0) + 2
    if name == GUARDIAN:
        start = content.index('["') + 2
    for bad in (content[:start] + content[start + 1 :], content[:start] + "a" + content[start + 1 :]):
        assert "upper-case hexadecimal digits" in refusal(replaced(name, bad.encode()))


def test_swapped_joint_keys_are_refused() -> None:
    keys = example().election.keys
    swapped = {"k": hex_of_element(keys.data_key), "k_hat": hex_of_element(keys.vote_key)}
    assert "fails check 4.A" in refusal(replaced("joint_public_keys.json", canonical_bytes(swapped)))


def test_keys_that_would_hide_nothing_are_refused() -> None:
    for value in (0, 1, STANDARD.p, STANDARD.p + 1):

        def edit(root: Any, value: Any = value) -> None:
            root["k"] = f"{int(value):01024X}"

        assert "may be encrypted under" in refusal(edited("joint_public_keys.json", edit))


def test_joint_keys_that_are_not_the_guardians_product_are_refused_with_a_right_hash() -> None:
    """Somebody replaces the keys and computes H_E anew: only the guardians' records tell."""
    election = example().election
    mine = pow(STANDARD.g, 12345, STANDARD.p)
    files = signed_files()
    files["joint_public_keys.json"] = canonical_bytes(
        {"k": hex_of_element(mine), "k_hat": hex_of_element(election.keys.data_key)}
    )
    h_e = _extended_hash(mine, election.keys.data_key)
    files["extended_base_hash.json"] = canonical_bytes({"h_e": h_e.hex().upper()})
    assert "joint_public_keys.json fails check 3.A" in refusal(sewn(files))


def _extended_hash(vote_key: Any, data_key: Any) -> bytes:
    h_b = example().election.election_base_hash
    return extended_base_hash(STANDARD, h_b, vote_key, data_key)


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (put("i", value=1), "the record of another guardian"),
        (put("i", value=0), "i must lie between"),
        (put("name", value=" Guardian"), "begins or ends with a space"),
        (put("vote_commitments", value=[]), "vote_commitments must have 2 to 2"),
        (put("data_proof", "responses", value=[]), "responses must have 3 to 3"),
        (put("vote_proof", "challenge", value="0" * 63), "challenge must be 64"),
        (put("communication_key", value="0" * 1024), "fails check 2.A"),
        (put("communication_key", value=hex_of_element(STANDARD.p - 1)), "fails check 2.A"),
        (put("communication_key", value=hex_of_element(STANDARD.p)), "fails check 2.A"),
        (put("communication_key", value=hex_of_element(STANDARD.g)), "fails check 2.C"),
        (put("vote_commitments", 1, value=hex_of_element(STANDARD.g)), "fails check 2.C"),
        (put("vote_commitments", 0, value=hex_of_element(STANDARD.g)), "fails check 3.A"),
        (put("data_commitments", 0, value=hex_of_element(STANDARD.g)), "fails check 3.B"),
        (put("data_proof", "responses", 2, value=hex_of_scalar(STANDARD.q)), "fails check 2.B"),
    ],
)
def test_a_bad_guardian_record_is_refused(edit: Edit, cause: str) -> None:
    sentence = refusal(edited(GUARDIAN, edit))
    assert cause in sentence
    assert "guardian_2" in sentence or "guardian 2" in sentence or "joint_public_keys" in sentence


@pytest.mark.parametrize("proof", ["vote_proof", "data_proof"])
@pytest.mark.parametrize("index", [None, 0, 1, 2])
def test_a_changed_digit_of_a_guardian_proof_is_refused(proof: str, index: int | None) -> None:
    def edit(root: Any) -> None:
        if index is None:
            root[proof]["challenge"] = next_digit(root[proof]["challenge"])
        else:
            root[proof]["responses"][index] = next_digit(root[proof]["responses"][index])

    assert "fails check 2.C" in refusal(edited(GUARDIAN, edit))


def test_swapped_vote_and_data_proofs_are_refused() -> None:
    def edit(root: Any) -> None:
        root["vote_proof"], root["data_proof"] = root["data_proof"], root["vote_proof"]

    assert "fails check 2.C" in refusal(edited(GUARDIAN, edit))


def test_exchanged_guardian_files_are_refused() -> None:
    files = signed_files()
    first, second = "guardians/guardian_1.json", "guardians/guardian_2.json"
    files[first], files[second] = files[second], files[first]
    assert "the record of another guardian" in refusal(sewn(files))
