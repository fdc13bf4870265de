"""Verifications 9 to 11 on a tally: every forgery is found."""

from collections.abc import Callable
from typing import Any

import pytest
from gmpy2 import powmod
from support.small_tally import (
    KEYS,
    P,
    Q,
    altered,
    ballots,
    flipped,
    numbers,
    renamed,
)

from device.records.ballot_state import BallotState


@pytest.mark.parametrize("step", [1, -1, 2**31 - 10])
def test_10c_a_tally_off_by_one_is_found(honest: bytes, step: int) -> None:
    def change(value: Any) -> None:
        value["contests"]["Mayor"]["Ana"] += step

    assert numbers(altered(honest, change)) == ["10.C"]


def test_10_a_vote_moved_with_its_decrypted_value_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        fields = value["proofs"]["contests"][0]["fields"]
        for field, option, step in ((fields[0], "Ana", -1), (fields[1], "Ben", 1)):
            value["contests"]["Mayor"][option] += step
            moved = int(field["decrypted"], 16) * powmod(KEYS.vote_key, step, P) % P
            field["decrypted"] = f"{int(moved):01024X}"

    assert numbers(altered(honest, change)) == ["10.B", "10.B"]


def test_10c_a_wrong_write_in_count_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        value["write_in_counts"]["Council"] = 1

    assert numbers(altered(honest, change)) == ["10.C"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("ciphertext", "alpha"), ["9.A"]),
        (("ciphertext", "beta"), ["9.B"]),
        (("decrypted",), ["10.C", "10.B"]),
        (("proof", "c"), ["10.B"]),
        (("proof", "v"), ["10.B"]),
    ],
)
def test_9_10_every_altered_digit_of_a_decryption_is_found(
    honest: bytes, path: tuple[str, ...], expected: list[str]
) -> None:
    def change(value: Any) -> None:
        field = value["proofs"]["contests"][1]["fields"][2]
        for name in path[:-1]:
            field = field[name]
        field[path[-1]] = flipped(field[path[-1]])

    assert numbers(altered(honest, change)) == expected


@pytest.mark.parametrize(("name", "expected"), [("c", ["10.B"]), ("v", ["10.A"])])
def test_10a_a_proof_outside_z_q_is_found(honest: bytes, name: str, expected: list[str]) -> None:
    def change(value: Any) -> None:
        value["proofs"]["contests"][1]["fields"][2]["proof"][name] = f"{int(Q):064X}"

    assert numbers(altered(honest, change)) == expected


@pytest.mark.parametrize("decrypted", [0, P, 2 * P - 1])
def test_10_a_decrypted_value_outside_the_group_is_found(honest: bytes, decrypted: int) -> None:
    def change(value: Any) -> None:
        value["proofs"]["contests"][0]["fields"][0]["decrypted"] = f"{int(decrypted):01024X}"

    assert numbers(altered(honest, change)) == ["10.C", "10.B"]


def test_10_proofs_swapped_between_options_are_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        fields = value["proofs"]["contests"][0]["fields"]
        fields[0]["proof"], fields[1]["proof"] = fields[1]["proof"], fields[0]["proof"]

    assert numbers(altered(honest, change)) == ["10.B", "10.B"]


def test_9_a_ballot_left_out_or_counted_twice_is_found(honest: bytes) -> None:
    assert set(numbers(honest, list(ballots()[1:]))) == {"9.A", "9.B", "10.B"}
    assert set(numbers(honest, [*ballots(), ballots()[0]])) == {"9.A", "9.B", "10.B"}
    recounted = [(ballots()[5][0], BallotState.CAST), *ballots()]
    assert "9.A" in numbers(honest, recounted)


def test_9_a_wrong_number_of_ballots_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        value["cast"] += 1

    assert numbers(altered(honest, change)) == ["9.A"]


def test_9_a_missing_field_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        value["proofs"]["contests"][2]["fields"].pop()

    assert numbers(altered(honest, change)) == ["9.A"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda v: renamed(v["contests"], "Mayor", "Mayer"), ["11.A", "11.D"]),
        (lambda v: v["contests"].pop("Measure"), ["11.D"]),
        (lambda v: v["contests"].update(Extra={"Yes": 1}), ["11.A"]),
        (lambda v: renamed(v["contests"]["Mayor"], "Ana", "Anna"), ["11.B", "11.C"]),
        (lambda v: v["contests"]["Mayor"].update(Eve=1), ["11.B"]),
        (lambda v: v["contests"]["Mayor"].pop("Cy"), ["11.C"]),
        (lambda v: v["write_in_counts"].pop("Council"), ["11.C"]),
        (lambda v: v["write_in_counts"].update(Mayor=0), ["11.C"]),
        (lambda v: v["proofs"]["contests"].pop(), ["11.D"]),
        (lambda v: v["contests"].update(Mayor=v["contests"].pop("Mayor")), ["11.D"]),
    ],
)
def test_11_labels_that_are_not_the_manifests_are_found(
    honest: bytes, change: Callable[[Any], None], expected: list[str]
) -> None:
    assert numbers(altered(honest, change)) == expected
