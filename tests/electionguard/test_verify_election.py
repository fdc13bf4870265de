"""Verifications 1 to 4: parameters, guardians and keys."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from gmpy2 import mpz, powmod
from support.example_election import counter_random
from support.small_election import MANIFEST, base_hashes, small_ceremony
from support.small_group import SMALL

from device.electionguard.guardians import Guardian
from device.electionguard.parameters import STANDARD, Group
from device.electionguard.verify_election import (
    verify_base_hashes,
    verify_extended_base_hash,
    verify_guardians,
    verify_keys,
    verify_parameters,
)
from device.electionguard.verify_finding import Finding
from hal_sim.office.guardian_keys import public_part
from hal_sim.office.guardian_secret import GuardianSecret

CEREMONY = small_ceremony()
GUARDIANS = CEREMONY.guardians
KEYS = CEREMONY.keys
H_P, H_B = base_hashes(SMALL, 3, 2)
Q, P = SMALL.q, SMALL.p
OUTSIDE = {
    "zero": mpz(0),
    "order 2": P - 1,
    "order of the cofactor": powmod(3, 2 * Q, P),
    "p plus one": P + 1,
}


def found(guardians: tuple[Guardian, ...], h_p: bytes = H_P, count: int = 3) -> list[tuple[str, str]]:
    findings = verify_guardians(SMALL, h_p, count, 2, guardians)
    return [(each.number, each.where) for each in findings]


def numbers(findings: list[Finding]) -> list[str]:
    return [each.number for each in findings]


def second_changed(**changes: Any) -> tuple[Guardian, ...]:
    return (GUARDIANS[0], replace(GUARDIANS[1], **changes), GUARDIANS[2])


def test_1_the_standard_parameters_hold() -> None:
    assert verify_parameters((2, 1), STANDARD) == []
    assert verify_parameters([2, 1], STANDARD) == []


@pytest.mark.parametrize(
    ("version", "group", "number"),
    [
        ((2, 0), STANDARD, "1.A"),
        ((2, 1, 0), STANDARD, "1.A"),
        ((2, 1), replace(STANDARD, p=STANDARD.p - 2), "1.B"),
        ((2, 1), replace(STANDARD, q=STANDARD.q + 2), "1.C"),
        ((2, 1), replace(STANDARD, g=powmod(STANDARD.g, 2, STANDARD.p)), "1.D"),
    ],
)
def test_1a_to_1d_any_other_parameter_is_found(version: tuple[int, ...], group: Group, number: str) -> None:
    assert numbers(verify_parameters(version, group)) == [number]


def test_1_another_group_is_found_whole() -> None:
    assert numbers(verify_parameters((2, 1), SMALL)) == ["1.B", "1.D"]


def test_1e_1f_wrong_base_hashes_are_found() -> None:
    raw = MANIFEST.raw
    assert verify_base_hashes(SMALL, 3, 2, raw, H_P, H_B) == []
    assert numbers(verify_base_hashes(SMALL, 3, 2, raw + b" ", H_P, H_B)) == ["1.F"]
    assert numbers(verify_base_hashes(SMALL, 3, 2, raw, H_P, bytes(32))) == ["1.F"]
    assert numbers(verify_base_hashes(SMALL, 3, 3, raw, H_P, H_B)) == ["1.E"]
    assert numbers(verify_base_hashes(SMALL, 2, 2, raw, H_P, H_B)) == ["1.E"]
    assert numbers(verify_base_hashes(SMALL, 3, 2, raw, bytes(32), H_B)) == ["1.E", "1.F"]


def test_2_honest_guardians_hold() -> None:
    assert found(GUARDIANS) == []


def test_2_honest_guardians_hold_with_the_standard_parameters() -> None:
    h_p, _ = base_hashes(STANDARD, 1, 1)
    secret = GuardianSecret(1, (mpz(5),), (mpz(6),), mpz(7))
    record = public_part(STANDARD, h_p, "one", secret, counter_random("standard guardian"))
    assert verify_guardians(STANDARD, h_p, 1, 1, [record]) == []
    other_key = replace(record, communication_key=STANDARD.p - record.communication_key)
    assert numbers(verify_guardians(STANDARD, h_p, 1, 1, [other_key])) == ["2.A", "2.A"]


@pytest.mark.parametrize("outside", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_2a_a_public_key_outside_the_group_is_found(outside: mpz) -> None:
    vote = (GUARDIANS[1].vote_commitments[0], outside)
    assert found(second_changed(vote_commitments=vote)) == [("2.A", "guardian 2, vote keys")]
    data = (outside, GUARDIANS[1].data_commitments[1])
    assert found(second_changed(data_commitments=data)) == [("2.A", "guardian 2, data keys")]
    assert found(second_changed(communication_key=outside)) == [
        ("2.A", "guardian 2, vote keys"),
        ("2.A", "guardian 2, data keys"),
    ]


def test_2a_another_number_of_commitments_is_found() -> None:
    record = GUARDIANS[1]
    more = (*record.vote_commitments, record.vote_commitments[0])
    assert found(second_changed(vote_commitments=more)) == [("2.A", "guardian 2, vote keys")]
    assert found(second_changed(data_commitments=record.data_commitments[:1])) == [
        ("2.A", "guardian 2, data keys")
    ]


@pytest.mark.parametrize(
    "records",
    [GUARDIANS[:2], (*GUARDIANS, GUARDIANS[2]), (GUARDIANS[1], GUARDIANS[0], GUARDIANS[2]), ()],
    ids=["missing", "twice", "order", "none"],
)
def test_2a_other_guardians_than_1_to_n_are_found(records: tuple[Guardian, ...]) -> None:
    assert found(records) == [("2.A", "guardians")]


@pytest.mark.parametrize("part", ["vote", "data"])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_2b_a_response_outside_z_q_is_found(part: str, position: int) -> None:
    proof = getattr(GUARDIANS[1], f"{part}_proof")
    for value in (Q, proof.responses[position] + Q, mpz(-1)):
        responses = [*proof.responses]
        responses[position] = value
        changed = second_changed(**{f"{part}_proof": replace(proof, responses=tuple(responses))})
        assert found(changed) == [("2.B", f"guardian 2, {part} keys")]


@pytest.mark.parametrize("count", [0, 2, 4])
def test_2b_another_number_of_responses_is_found(count: int) -> None:
    proof = GUARDIANS[1].vote_proof
    changed = replace(proof, responses=(proof.responses * 2)[:count])
    assert found(second_changed(vote_proof=changed)) == [("2.B", "guardian 2, vote keys")]


@pytest.mark.parametrize("part", ["vote", "data"])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_2c_an_altered_response_is_found(part: str, position: int) -> None:
    # Position 2 answers for the communication key.
    proof = getattr(GUARDIANS[1], f"{part}_proof")
    responses = [*proof.responses]
    responses[position] = (responses[position] + 1) % Q
    changed = second_changed(**{f"{part}_proof": replace(proof, responses=tuple(responses))})
    assert found(changed) == [("2.C", f"guardian 2, {part} keys")]


@pytest.mark.parametrize("shift", [lambda c: (c + 1) % Q, lambda c: c + Q, lambda c: -c])
def test_2c_an_altered_challenge_is_found(shift: Callable[[mpz], mpz]) -> None:
    proof = GUARDIANS[1].data_proof
    changed = second_changed(data_proof=replace(proof, challenge=shift(proof.challenge)))
    assert found(changed) == [("2.C", "guardian 2, data keys")]


def test_2c_another_key_with_an_old_proof_is_found() -> None:
    moved = GUARDIANS[1].communication_key * SMALL.g % P
    assert found(second_changed(communication_key=moved)) == [
        ("2.C", "guardian 2, vote keys"),
        ("2.C", "guardian 2, data keys"),
    ]


def test_2c_vote_and_data_keys_swapped_are_found() -> None:
    record = GUARDIANS[1]
    swapped = second_changed(
        vote_commitments=record.data_commitments,
        data_commitments=record.vote_commitments,
        vote_proof=record.data_proof,
        data_proof=record.vote_proof,
    )
    assert [number for number, _ in found(swapped)] == ["2.C", "2.C"]


def test_2c_a_proof_for_another_election_or_index_is_found() -> None:
    assert {number for number, _ in found(GUARDIANS, h_p=bytes(32))} == {"2.C"}
    renamed = (GUARDIANS[0], replace(GUARDIANS[0], index=2), GUARDIANS[2])
    assert [number for number, _ in found(renamed)] == ["2.C", "2.C"]


def test_3_the_joint_keys_hold_and_any_other_are_found() -> None:
    assert verify_keys(SMALL, KEYS, GUARDIANS) == []
    other = replace(KEYS, vote_key=KEYS.vote_key * SMALL.g % P)
    assert numbers(verify_keys(SMALL, other, GUARDIANS)) == ["3.A"]
    other = replace(KEYS, data_key=KEYS.data_key + P)
    assert numbers(verify_keys(SMALL, other, GUARDIANS)) == ["3.B"]
    swapped = replace(KEYS, vote_key=KEYS.data_key, data_key=KEYS.vote_key)
    assert numbers(verify_keys(SMALL, swapped, GUARDIANS)) == ["3.A", "3.B"]
    assert numbers(verify_keys(SMALL, KEYS, GUARDIANS[:2])) == ["3.A", "3.B"]


def test_3_no_guardians_or_no_commitments_are_found() -> None:
    assert numbers(verify_keys(SMALL, replace(KEYS, vote_key=mpz(1), data_key=mpz(1)), ())) == ["3.A"]
    assert numbers(verify_keys(SMALL, KEYS, second_changed(vote_commitments=()))) == ["3.A"]


def test_4_a_wrong_extended_base_hash_is_found() -> None:
    assert verify_extended_base_hash(SMALL, H_B, KEYS) == []
    assert numbers(verify_extended_base_hash(SMALL, bytes(32), KEYS)) == ["4.A"]
    swapped = replace(KEYS, vote_key=KEYS.data_key, data_key=KEYS.vote_key)
    assert numbers(verify_extended_base_hash(SMALL, H_B, swapped)) == ["4.A"]
