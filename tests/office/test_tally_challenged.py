"""Verifications 12 to 14 on challenged ballots: every forgery is found, and every faulty terminal."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from gmpy2 import powmod
from support.example_election import counter_random
from support.plain_prover import PlainProver
from support.small_election import MANIFEST, STYLE
from support.small_group import SMALL
from support.small_tally import (
    CEREMONY,
    ELECTION,
    FIELD,
    KEYS,
    POWERS,
    P,
    Q,
    altered,
    ballots,
    entry_of,
    flip,
    flipped,
    numbers,
    renamed,
    write_ins,
)

from device.electionguard.ballot import EncryptedBallot, Response
from device.electionguard.guardian_challenges import contest_data_challenge
from device.electionguard.nonces import contest_data_keys, masked
from device.electionguard.tally import DataDecryption, OpenedBallot, ShareProof
from device.electionguard.verify_challenged import verify_challenged_ballot
from device.records.ballot_state import BallotState
from device.records.tally_check import verify_tally
from device.records.tally_file import read_tally_file
from hal_sim.office.decryption_statement import lagrange_coefficient
from hal_sim.office.tally import tally_ballots
from hal_sim.office.tally_json import tally_bytes


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda e, p: renamed(e["selections"], "Mayor", "Measure"), ["14.A", "14.B"]),
        (lambda e, p: e["selections"].pop("Board"), ["14.B"]),
        (lambda e, p: e["selections"].update(Measure={"Yes": 0, "No": 0}), ["14.A"]),
        (lambda e, p: renamed(e["selections"]["Mayor"], "Cy", "Dee"), ["14.C", "14.D"]),
        (lambda e, p: e["selections"]["Mayor"].pop("Ana"), ["14.D"]),
        (lambda e, p: e["write_ins"].pop("Council"), ["14.B"]),
        (lambda e, p: p["contests"].pop(), ["14.B"]),
        (lambda e, p: p["contests"][1].pop("write_in_count"), ["14.D"]),
        (lambda e, p: e["write_ins"].update(Council=["Jan"]), ["13.A"]),
        (lambda e, p: e["write_ins"].update(Council=["Ján", "Ján"]), ["13.A"]),
        (lambda e, p: p["contests"][0]["nonces"].pop(), ["13.B"]),
        (lambda e, p: p["contests"][1].pop("contest_data"), ["13.A", "14.E", "13.A"]),
    ],
)
def test_14_a_challenged_ballot_in_another_form_is_found(
    honest: bytes, change: Callable[[Any, Any], None], expected: list[str]
) -> None:
    def both(value: Any) -> None:
        change(*entry_of(value, 3))

    assert numbers(altered(honest, both)) == expected


def test_13b_another_selection_than_the_voters_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        people, _ = entry_of(value, 3)
        people["selections"]["Mayor"] = {"Ana": 1, "Ben": 0, "Cy": 0}

    assert numbers(altered(honest, change)) == ["13.B", "13.B"]


def test_13b_another_selection_with_a_nonce_that_fits_beta_is_found(honest: bytes) -> None:
    # sigma + xi stays the same, so beta does; alpha gives it away.
    def change(value: Any) -> None:
        people, proofs = entry_of(value, 3)
        people["selections"]["Mayor"]["Cy"] = 0
        nonce = int(proofs["contests"][0]["nonces"][2], 16)
        proofs["contests"][0]["nonces"][2] = f"{(nonce + 1) % int(Q):064X}"

    assert numbers(altered(honest, change)) == ["13.B"]


def test_13b_a_nonce_outside_z_q_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        _, proofs = entry_of(value, 3)
        proofs["contests"][0]["nonces"][0] = f"{int(Q):064X}"

    assert numbers(altered(honest, change)) == ["13.B"]


@pytest.mark.parametrize("name", ["data", "nonce"])
def test_13a_altered_contest_data_or_nonce_is_found(honest: bytes, name: str) -> None:
    def change(value: Any) -> None:
        _, proofs = entry_of(value, 3)
        data = proofs["contests"][1]["contest_data"]
        data[name] = flipped(data[name])

    assert numbers(altered(honest, change))[0] == "13.A"


def test_13a_another_nonce_with_the_bytes_it_would_give_is_found(honest: bytes) -> None:
    # Decrypting with any nonce gives some bytes; only the right nonce has C_0 as its power.
    prover = PlainProver(SMALL, KEYS)
    ballot = ballots()[3][0]
    sealed = ballot.contests[1].data
    assert sealed is not None
    nonce = prover.scalar()
    for alpha in (sealed.c0, POWERS.g(nonce)):
        keys = contest_data_keys(SMALL, ballot.identifier_hash, 2, alpha, POWERS.data_key(nonce), 4)
        data = {"data": masked(sealed.c1, keys).hex().upper(), "nonce": f"{int(nonce):064X}"}

        def change(value: Any, data: dict[str, str] = data) -> None:
            people, proofs = entry_of(value, 3)
            people["write_ins"]["Council"] = []
            proofs["contests"][1]["contest_data"] = data

        assert numbers(altered(honest, change))[0] == "13.A"


def test_13b_a_code_that_is_not_the_ballots_is_found() -> None:
    ballot = ballots()[3][0]
    some = [(ballot, BallotState.CHALLENGED)]
    tally = tally_ballots(SMALL, ELECTION, some, CEREMONY.shares[:2], counter_random("code"))
    opened = tally.challenged[0]

    def found(one: EncryptedBallot, other: OpenedBallot) -> list[str]:
        findings = verify_challenged_ballot(SMALL, KEYS, POWERS, STYLE, one, other)
        return [finding.number for finding in findings]

    assert found(ballot, opened) == []
    moved = bytes(32)
    assert found(ballot, replace(opened, confirmation_code=moved)) == ["13.B"]
    forged = replace(ballot, confirmation_code=moved)
    assert found(forged, replace(opened, confirmation_code=moved)) == ["13.B"]
    assert found(ballot, replace(opened, contests=opened.contests[:2])) == ["14.B"]
    values = replace(opened.contests[0], values=(0, 0, 1, 0))
    assert found(ballot, replace(opened, contests=(values, *opened.contests[1:])))[0] == "14.D"


def test_13b_a_ballot_without_the_fields_of_its_style_is_found_and_breaks_nothing(honest: bytes) -> None:
    ballot = ballots()[3][0]
    first = ballot.contests[0]
    more = replace(first, ciphertexts=(*first.ciphertexts, first.ciphertexts[0]))
    for contests in ((more, *ballot.contests[1:]), ballot.contests[1:], ()):
        some = list(ballots())
        some[3] = (replace(ballot, contests=contests), BallotState.CHALLENGED)
        assert numbers(honest, some) == ["13.B"]


def test_12b_guardians_cannot_prove_a_beta_outside_the_group() -> None:
    # With the whole secret key: -C_0^s and an even challenge make the equations hold.
    a_ballot = ballots()[6][0]
    data = a_ballot.contests[1].data
    assert data is not None
    indices = [share.index for share in CEREMONY.shares[:2]]
    secret = sum(
        lagrange_coefficient(SMALL, share.index, indices) * share.data for share in CEREMONY.shares[:2]
    )
    beta = P - powmod(data.c0, secret % Q, P)
    h_i, u = a_ballot.identifier_hash, 0
    c = Q
    while c % 2:
        u += 1
        c = contest_data_challenge(SMALL, h_i, 2, data, powmod(SMALL.g, u, P), powmod(data.c0, u, P), beta)
    some = [(a_ballot, BallotState.CHALLENGED)]
    tally = tally_ballots(SMALL, ELECTION, some, CEREMONY.shares[:2], counter_random("beta"))
    opened = tally.challenged[0]
    contest = opened.contests[1]
    assert isinstance(contest.proof, ShareProof)
    plain = masked(data.c1, contest_data_keys(SMALL, h_i, 2, data.c0, beta, 4))
    proof = replace(contest.proof, data=DataDecryption(beta, Response(c, (u - c * secret) % Q)))
    forged = replace(contest, data=plain, proof=proof)
    contests = (opened.contests[0], forged, opened.contests[2])
    findings = verify_challenged_ballot(
        SMALL, KEYS, POWERS, STYLE, a_ballot, replace(opened, contests=contests)
    )
    assert [finding.number for finding in findings] == ["12.B"]


def test_14e_14f_selections_beyond_their_limits_are_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        people, _ = entry_of(value, 3)
        people["selections"]["Mayor"] = {"Ana": 2, "Ben": 0, "Cy": 0}

    assert {"14.E", "14.F"} <= set(numbers(altered(honest, change)))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda e, p: e["selections"]["Mayor"].update(Ben=0), ["10.C"]),
        (lambda e, p: flip(p["contests"][0]["fields"][1]["proof"], "v"), ["10.B"]),
        (lambda e, p: flip(p["contests"][1]["contest_data"], "beta"), ["12.B"]),
        (lambda e, p: flip(p["contests"][1]["contest_data"]["proof"], "c"), ["12.B"]),
        (lambda e, p: flip(p["contests"][1]["contest_data"]["proof"], "v"), ["12.B"]),
        (
            lambda e, p: p["contests"][1]["contest_data"]["proof"].update(v=f"{int(Q):064X}"),
            ["12.A"],
        ),
        (lambda e, p: flip(p["contests"][1]["contest_data"], "data"), ["12.C", "14.E", "13.A", "14.E"]),
        (lambda e, p: p["contests"][2]["fields"].pop(), ["10.B"]),
        (lambda e, p: cut(p["contests"][1]["contest_data"]), ["12.C", "14.E"]),
        (lambda e, p: p["contests"][1].pop("contest_data"), ["12.C", "14.E", "13.A"]),
    ],
)
def test_10_12_a_ballot_decrypted_with_shares_is_checked_like_a_tally(
    honest: bytes, change: Callable[[Any, Any], None], expected: list[str]
) -> None:
    def both(value: Any) -> None:
        change(*entry_of(value, 6))

    found = numbers(altered(honest, both))
    assert found[0] == expected[0]
    assert set(found) <= set(expected)


def cut(data: Any) -> None:
    data["data"] = data["data"][:-64]


def test_13_a_challenged_ballot_that_is_not_opened_is_found(honest: bytes) -> None:
    def change(value: Any) -> None:
        _, proofs = entry_of(value, 4)
        value["challenged"].pop(proofs["confirmation_code"])
        value["proofs"]["challenged"].remove(proofs)

    assert numbers(altered(honest, change)) == ["13.B"]


def test_13_a_cast_or_spoiled_ballot_that_was_opened_is_found(honest: bytes) -> None:
    for state in (BallotState.CAST, BallotState.SPOILED):
        some = list(ballots())
        some[4] = (some[4][0], state)
        assert "13.B" in numbers(honest, some)


def test_a_terminal_that_broke_the_form_of_contest_data_is_found_out() -> None:
    prover = PlainProver(SMALL, KEYS, "broken")
    data = [b"", b"\xff" * 128, b""]
    ballot = prover.ballot(STYLE, [(0, 0, 1), (0, 0, 1), (0, 0)], FIELD, data)
    some = [(ballot, BallotState.CHALLENGED)]
    tally = tally_ballots(SMALL, ELECTION, some, CEREMONY.shares[:2], counter_random("broken"))
    written = tally_bytes(tally, MANIFEST)
    findings = verify_tally(SMALL, KEYS, POWERS, MANIFEST, read_tally_file(written), some)
    assert [(each.number, each.where) for each in findings] == [("14.E", "challenged ballot 1, contest 2")]


def test_a_terminal_that_counts_more_write_ins_than_it_kept_is_found_out() -> None:
    prover = PlainProver(SMALL, KEYS, "uncounted")
    ballot = prover.ballot(STYLE, [(0, 0, 1), (0, 0, 2), (0, 0)], FIELD, write_ins("one"))
    some = [(ballot, BallotState.CHALLENGED)]
    tally = tally_ballots(SMALL, ELECTION, some, CEREMONY.shares[:2], counter_random("uncounted"))
    written = tally_bytes(tally, MANIFEST)
    findings = verify_tally(SMALL, KEYS, POWERS, MANIFEST, read_tally_file(written), some)
    assert [each.number for each in findings] == ["14.E"]
