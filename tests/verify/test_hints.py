"""Commitment hints: there for all ballots or none, byte for byte, and never believed."""

import pytest
from support.record_surgery import Files, ballot_paths, failing, resigned, verified
from support.small_records import office, powers

from device.electionguard.hint_check import computed_hints
from device.electionguard.parameters import STANDARD
from device.records.ballot_record import read_ballot_record
from device.records.verify_hints import hint_path


@pytest.fixture(scope="module")
def hinted(honest: Files) -> Files:
    """The record with the hints that belong to it."""
    hints = {}
    for path in ballot_paths(honest):
        ballot = read_ballot_record(honest[path]).ballot
        hints[hint_path(path)] = computed_hints(STANDARD, powers(), ballot)
    return resigned({**honest, **hints})


def hints_of(files: Files) -> list[str]:
    return sorted(path for path in files if path.startswith("hints/"))


def test_right_hints_hold(hinted: Files) -> None:
    result = verified(hinted)
    assert result.holds
    (check,) = [check for check in result.checks if check.number == "R8"]
    assert check.examined == 3


def test_hints_have_the_length_and_order_of_the_format(hinted: Files) -> None:
    for path in hints_of(hinted):
        ballot = read_ballot_record(hinted[f"ballots/{path[6:70]}.json"]).ballot
        shape = office().election.manifest.shape(ballot.style_index)
        count = 1
        for contest in shape.contests:
            count += sum(2 * (limit + 1) for limit in contest.field_limits)
            count += 2 * (contest.selection_limit + 1) + (contest.data_blocks > 0)
        assert len(hinted[path]) == 512 * count
        first = ballot.contests[0]
        response = first.range_proofs[0][0]
        a_0 = powers().g(response.v) * pow(first.ciphertexts[0].alpha, response.c, STANDARD.p) % STANDARD.p
        assert hinted[path].startswith(int(a_0).to_bytes(512, "big"))


def test_any_wrong_hint_makes_a_record_invalid(hinted: Files) -> None:
    path = hints_of(hinted)[0]
    data = hinted[path]
    swapped = data[512:1024] + data[:512] + data[1024:]
    for wrong in (
        data[:-1] + bytes([data[-1] ^ 1]),
        bytes([data[0] ^ 0x80]) + data[1:],
        data[:700] + bytes([data[700] ^ 4]) + data[701:],
        data[:-512],
        data + bytes(512),
        b"",
        swapped,
        hinted[hints_of(hinted)[1]],
    ):
        assert set(failing(verified(resigned({**hinted, path: wrong})).checks)) == {"R8"}


def test_hints_for_some_ballots_only_make_a_record_invalid(hinted: Files) -> None:
    rest = {path: data for path, data in hinted.items() if path != hints_of(hinted)[1]}
    assert set(failing(verified(resigned(rest)).checks)) == {"R8"}
    strange = {**hinted, f"hints/{'0' * 64}.bin": b""}
    assert set(failing(verified(resigned(strange)).checks)) == {"R8"}


def test_a_hint_that_was_not_signed_is_found(hinted: Files) -> None:
    path = hints_of(hinted)[0]
    changed = hinted[path][:-1] + bytes([hinted[path][-1] ^ 1])
    assert set(failing(verified({**hinted, path: changed}).checks)) == {"R1", "R8"}
