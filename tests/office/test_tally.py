"""From ballots to ``tally.json``: the truth is told, accepted, and in one form only."""

import json
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from support.example_election import counter_random
from support.plain_prover import PlainProver
from support.small_election import COUNTRY, MANIFEST, base_hashes, election_of, small_ceremony
from support.small_group import SMALL
from support.small_tally import (
    CEREMONY,
    ELECTION,
    FIELD,
    KEYS,
    POWERS,
    Ballots,
    altered,
    ballots,
    entry_of,
    made,
    numbers,
)

from device.electionguard.parameters import STANDARD
from device.electionguard.powers import PlainPowers
from device.electionguard.verify_ballot import verify_ballot
from device.errors import FormatError, InputError
from device.records.ballot_state import BallotState
from device.records.tally_check import verify_tally
from device.records.tally_file import read_tally_file
from hal_sim.office.ceremony import hold_ceremony
from hal_sim.office.tally import tally_ballots
from hal_sim.office.tally_json import tally_bytes


def test_the_ballots_of_this_day_are_all_in_order() -> None:
    for ballot, _ in ballots():
        assert verify_ballot(SMALL, KEYS, MANIFEST.shape(ballot.style_index), ballot, POWERS) == []


def test_the_tally_is_what_the_voters_chose(honest: bytes) -> None:
    value = json.loads(honest)
    assert value["cast"] == 3
    assert value["contests"] == {
        "Mayor": {"Ana": 2, "Ben": 1, "Cy": 0},
        "Council": {"Dee": 1, "Eve": 3},
        "Measure": {"Yes": 0, "No": 1},
        "Board": {"Yes": 1, "Ñu": 2},
    }
    assert value["write_in_counts"] == {"Council": 2}
    assert list(value) == ["cast", "contests", "write_in_counts", "challenged", "proofs"]
    assert entry_of(value, 3)[0] == {
        "selections": {
            "Mayor": {"Ana": 0, "Ben": 0, "Cy": 1},
            "Council": {"Dee": 1, "Eve": 1},
            "Board": {"Yes": 1, "Ñu": 0},
        },
        "write_ins": {"Council": ["Ján"]},
    }
    assert entry_of(value, 4)[0]["selections"]["Measure"] == {"Yes": 1, "No": 0}
    assert entry_of(value, 4)[0]["write_ins"] == {}
    assert len(value["challenged"]) == 3


def test_a_ballot_that_hides_its_nonce_is_opened_all_the_same(honest: bytes) -> None:
    people, proofs = entry_of(json.loads(honest), 6)
    assert people["selections"]["Council"] == {"Dee": 0, "Eve": 2}
    assert people["write_ins"] == {"Council": ["Ola"]}
    assert "nonces" not in proofs["contests"][0]
    assert proofs["contests"][1]["contest_data"]["beta"]


def test_the_honest_tally_holds(honest: bytes) -> None:
    assert numbers(honest) == []


def test_no_ballot_nonce_stands_in_the_tally(honest: bytes) -> None:
    prover = PlainProver(SMALL, KEYS)  # draws again what the ballots were made from
    draws = {prover.draw() for _ in range(2000)}
    text = honest.decode().upper()
    assert not any(draw.hex().upper() in text for draw in draws)


def test_every_quorum_makes_the_same_tally(honest: bytes) -> None:
    expected = json.loads(honest)
    for subset in [*combinations(CEREMONY.shares, 2), CEREMONY.shares]:
        data = made(subset)
        assert numbers(data) == []
        value = json.loads(data)
        assert {**value, "proofs": 0} == {**expected, "proofs": 0}


def test_an_election_without_a_ballot_has_a_tally_of_zeros() -> None:
    empty: Ballots = []
    tally = tally_ballots(SMALL, ELECTION, empty, CEREMONY.shares[1:], counter_random("empty"))
    data = tally_bytes(tally, MANIFEST)
    findings = verify_tally(SMALL, KEYS, POWERS, MANIFEST, read_tally_file(data), empty)
    assert findings == []
    assert json.loads(data)["contests"]["Mayor"] == {"Ana": 0, "Ben": 0, "Cy": 0}


def test_the_tally_holds_with_the_standard_parameters_and_a_forged_one_does_not() -> None:
    random = counter_random("standard tally")
    ceremony = hold_ceremony(STANDARD, *base_hashes(STANDARD, 2, 2), ["a", "b"], 2, random)
    prover = PlainProver(STANDARD, ceremony.keys)
    some = [
        (prover.ballot(COUNTRY, [(0, 1, 0), (1, 0)], FIELD), BallotState.CAST),
        (prover.ballot(COUNTRY, [(0, 1, 0), (0, 0)], FIELD), BallotState.CHALLENGED),
    ]
    election = election_of(ceremony, STANDARD)
    tally = tally_ballots(STANDARD, election, some, ceremony.shares, random)
    powers = PlainPowers(STANDARD, ceremony.keys)
    data = tally_bytes(tally, MANIFEST)

    def found(tally_data: bytes) -> list[str]:
        read = read_tally_file(tally_data)
        findings = verify_tally(STANDARD, ceremony.keys, powers, MANIFEST, read, some)
        return [finding.number for finding in findings]

    assert found(data) == []

    def one_more(value: Any) -> None:
        value["contests"]["Mayor"]["Ben"] += 1

    assert found(altered(data, one_more)) == ["10.C"]


def test_no_code_or_nonce_stands_in_a_finding_or_repr(honest: bytes) -> None:
    def change(value: Any) -> None:
        entry_of(value, 3)[0]["selections"]["Mayor"]["Cy"] = 0

    tally = read_tally_file(altered(honest, change))
    findings = verify_tally(SMALL, KEYS, POWERS, MANIFEST, tally, ballots())
    text = repr(findings).upper() + repr(tally.challenged).upper()
    assert findings
    for ballot, _ in ballots():
        assert ballot.confirmation_code.hex().upper()[:12] not in text
    assert "JÁN" not in text


def test_ballots_of_another_election_do_not_make_a_tally() -> None:
    other = small_ceremony(2, 2)
    stranger = PlainProver(SMALL, other.keys).ballot(COUNTRY, [(0, 1, 0), (0, 1)], FIELD)
    with pytest.raises(InputError, match="larger than the ballots allow"):
        tally_ballots(
            SMALL,
            ELECTION,
            [(stranger, BallotState.CAST)],
            CEREMONY.shares[:2],
            counter_random("stranger"),
        )


def turned(value: Any) -> None:
    """The challenged ballots in descending order, here as there: a possible second spelling."""
    value["proofs"]["challenged"].reverse()
    entries = list(value["challenged"].items())[::-1]
    value["challenged"] = dict(entries)


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.update(extra=1),
        lambda v: v.pop("write_in_counts"),
        lambda v: v["proofs"].pop("challenged"),
        lambda v: v["proofs"]["challenged"].reverse(),
        lambda v: v["proofs"]["challenged"].pop(),
        turned,
        lambda v: v["challenged"].update({"ZZ": {"selections": {}, "write_ins": {}}}),
        lambda v: v["contests"]["Mayor"].update(Ana=-1),
        lambda v: v["contests"]["Mayor"].update(Ana="1"),
        lambda v: v["contests"].update(Mayor=[1]),
        lambda v: v["proofs"]["contests"][0]["fields"][0].update(decrypted="00"),
        lambda v: v["proofs"]["contests"][0]["fields"][0]["proof"].update(c="0" * 63),
        lambda v: v.update(cast=True),
        lambda v: v["proofs"]["challenged"][0]["contests"][0].update(fields=[]),
    ],
)
def test_a_tally_in_another_form_is_refused(honest: bytes, change: Callable[[Any], None]) -> None:
    with pytest.raises(FormatError):
        read_tally_file(altered(honest, change))


def test_a_tally_with_white_space_is_refused(honest: bytes) -> None:
    with pytest.raises(FormatError):
        read_tally_file(honest + b"\n")
