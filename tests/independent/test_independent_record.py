"""The second reading of a record can fail: every forgery here is signed again with the device's key."""

from collections.abc import Callable
from typing import Any

import pytest
from independent.conftest import Reading
from independent.findings import Report
from independent.forging import Forger
from independent.record import verify_record

Value = dict[str, Any]


def found(reading: Reading, forger: Forger, prove: Callable[[str], bool] = lambda _: False) -> list[str]:
    report = Report()
    verify_record(report, reading.package, forger.folder, prove)
    return report.findings


def first_contest(ballot: Value) -> Value:
    contest: Value = ballot["contests_data_fields_ciphertexts"][0]
    return contest


def next_number(pair: Value, name: str) -> None:
    pair[name] = f"{int(pair[name], 16) + 1:064X}"


def reordered(value: Value, name: str) -> None:
    value[name] = value.pop(name)


def renamed(value: Value, old: str, new: str) -> None:
    for name in list(value):
        value[new if name == old else name] = value.pop(name)


def test_a_record_that_was_only_signed_again_holds(unchained: Reading, forger: Forger) -> None:
    forger.sign()
    assert found(unchained, forger) == []


PROOFS: list[tuple[Callable[[Value], object], str]] = [
    (
        lambda b: next_number(first_contest(b)["proof_ballot_correctness"][0][1], "v"),
        "field 1 does not hold",
    ),
    (
        lambda b: next_number(first_contest(b)["proof_ballot_correctness"][1][0], "c"),
        "field 2 does not hold",
    ),
    (lambda b: next_number(first_contest(b)["proof_selection_limit"][0], "v"), "limit proof does not hold"),
    (lambda b: next_number(b["ballot_nonce_ciphertext"]["c2"], "v"), "domain 0x23 does not hold"),
]


@pytest.mark.parametrize(("change", "problem"), PROOFS, ids=[problem for _, problem in PROOFS])
def test_a_proof_that_does_not_hold_is_found(
    unchained: Reading, forger: Forger, change: Callable[[Value], object], problem: str
) -> None:
    code = forger.path("ballot").stem
    forger.edit("ballot", change)
    forger.sign()
    findings = found(unchained, forger, lambda c: c == code)
    assert len(findings) == 1
    assert problem in findings[0]


def contest_with_data(ballot: Value) -> Value:
    contests: list[Value] = ballot["contests_data_fields_ciphertexts"]
    return next(contest for contest in contests if "contest_data" in contest)


def swap_ciphertexts(ballot: Value) -> None:
    first_contest(ballot)["ciphertexts"].reverse()
    first_contest(ballot)["proof_ballot_correctness"].reverse()


HASHED: list[tuple[Callable[[Value], object], str]] = [
    (lambda b: b.update(chaining_field="00000000" + "0" * 64), "8.D"),
    (lambda b: b.update(chaining_field="00000001" + b["chaining_field"][8:]), "8.D"),
    (lambda b: next_number(contest_with_data(b)["contest_data"]["c2"], "v"), "domain 0x27 does not hold"),
    (lambda b: first_contest(b)["ciphertexts"][0].update(alpha="0" * 1024), "outside the group"),
    (lambda b: first_contest(b)["ciphertexts"][0].update(beta="0" * 1023 + "2"), "outside the group"),
    (swap_ciphertexts, "field 1 does not hold"),
]


@pytest.mark.parametrize(("change", "problem"), HASHED, ids=[f"{i} {p}" for i, (_, p) in enumerate(HASHED)])
def test_a_ballot_whose_code_was_computed_again_is_found(
    unchained: Reading, forger: Forger, change: Callable[[Value], object], problem: str
) -> None:
    contents = {path.name for path in forger.path("ballots").iterdir()}
    forger.edit_hashed(forger.with_contest_data(), change)
    forger.sign()
    (new,) = {path.name for path in forger.path("ballots").iterdir()} - contents
    findings = found(unchained, forger, new.startswith)
    assert len(findings) == 1
    assert problem in findings[0]


# (file, change, what must be found)
FORGERIES: list[tuple[str, Callable[[Value], object], str]] = [
    (
        "ballot",
        lambda b: first_contest(b)["proof_selection_limit"].append({"c": "0" * 64, "v": "0" * 64}),
        "3 items",
    ),
    ("ballot", lambda b: first_contest(b)["proof_ballot_correctness"][0].pop(), "1 items, not 2"),
    ("ballot", lambda b: b.update(ballot_state="Spoiled"), "Cast"),
    ("ballot", lambda b: b.update(ballot_state="Undecided"), "unknown state"),
    ("ballot", lambda b: reordered(b, "id_b"), "has the properties"),
    ("ballot", lambda b: b.update(id_b="0" * 64), "5.B"),
    ("ballot", lambda b: b.update(chaining_field="00000001" + "0" * 64), "8.B"),
    ("ballot", lambda b: b.update(confirmation_code="A" * 64), "8.B"),
    ("ballot", lambda b: first_contest(b).update(contest_hash="A" * 64), "8.A"),
    ("ballot", lambda b: b.update(device_id="T-0002"), "another device"),
    ("device.json", lambda d: d.update(h_di=d["h_di"].lower()), "hex digits"),
    ("device.json", lambda d: d.update(device_information="elsewhere"), "other device information"),
    ("device.json", lambda d: d.update(chaining_mode=1), "mode differs"),
    ("device.json", lambda d: d.update(time="now"), "has the properties"),
    ("closing.json", lambda c: c.update(cast=c["cast"] + 1), "Cast"),
    ("closing.json", lambda c: c.update(ballots=str(c["ballots"])), "belongs"),
    ("closing.json", lambda c: renamed(c, "signature", "signed"), "has the properties"),
    ("event_log.json", lambda log: log["Device"][0]["Event"].pop(3), "Sequence 5, not 4"),
    ("event_log.json", lambda log: log["Device"][0]["Event"][2].update(Description="No."), "another hash"),
    ("event_log.json", lambda log: log["Device"][0].update(Type="dre"), "device type"),
    ("event_log.json", lambda log: log.update(ElectionId="0" * 16), "another election"),
    ("event_log.json", lambda log: log["Device"][0].update(Serial="1"), "does not fit the schema"),
    ("event_log.json", lambda log: log.update(GeneratedTime="2026-11-03T20:00:00"), "RFC 3339"),
    ("event_log_documentation.json", lambda d: d["EventIdDescription"].pop(0), "does not describe"),
]


@pytest.mark.parametrize(
    ("name", "change", "problem"), FORGERIES, ids=[f"{n}: {p}" for n, _, p in FORGERIES]
)
def test_a_file_that_is_not_as_the_page_says_is_found(
    unchained: Reading, forger: Forger, name: str, change: Callable[[Value], object], problem: str
) -> None:
    forger.edit(name, change)
    forger.sign()
    findings = found(unchained, forger)
    assert any(problem in finding for finding in findings), findings
