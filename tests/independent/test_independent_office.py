"""The office's files and the media: forgeries that the second reading has to notice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from independent.arithmetic import G
from independent.conftest import Reading
from independent.election import read_election
from independent.findings import Refused, Report
from independent.manifest import read_manifest
from independent.media import verify_media
from independent.signing import SignedFiles
from independent.strict_json import canonical
from independent.verifier import verify_counts

Value = dict[str, Any]


@pytest.fixture
def office(unchained: Reading, tmp_path: Path) -> Path:
    """A copy of tally.json and voters.json."""
    for name in ("tally.json", "voters.json"):
        (tmp_path / name).write_bytes((unchained.demo / name).read_bytes())
    return tmp_path


def counted(reading: Reading, office: Path) -> list[str]:
    report = Report()
    verify_counts(report, office, reading.package.election, reading.secrets, reading.record, reading.opened)
    return report.findings


def first(values: Value) -> Any:
    return next(iter(values.values()))


def one_more(values: Value) -> None:
    name = next(iter(values))
    values[name] += 1


def swap(value: Value, name: str) -> None:
    """Put another well-formed scalar or element in place."""
    one = "0" * (len(value[name]) - 1) + "1"
    value[name] = one if value[name] != one else f"{int(G):01024X}"


def voter(value: Value, state: str) -> Value:
    return next(v for v in value["voters"] if v["ballot_state"] == state)


def select_other(chosen: Value) -> None:
    contest = chosen["Retain Justice Eleanor Ruiz-Whitfield"]
    new = {"No": 1} if "Yes" in contest else {"Yes": 1}
    contest.clear()
    contest.update(new)


COUNTS: list[tuple[str, Callable[[Value], object], str]] = [
    ("tally.json", lambda t: one_more(first(t["contests"])), "not the sum of what was cast"),
    ("tally.json", lambda t: one_more(first(t["contests"])), "where the ballots hold"),
    ("tally.json", lambda t: one_more(t["write_in_counts"]), "counts other write-ins"),
    ("tally.json", lambda t: t.update(cast=t["cast"] - 1), "cast ballots, not"),
    ("tally.json", lambda t: first(first(t["challenged"])["selections"]).update(x=1), "other selections"),
    ("tally.json", lambda t: first(t["challenged"])["write_ins"].clear(), "other write-ins"),
    ("tally.json", lambda t: t["challenged"].clear(), "are not those of the record"),
    ("tally.json", lambda t: swap(t["proofs"]["contests"][0]["fields"][0], "decrypted"), "10.C"),
    ("tally.json", lambda t: swap(t["proofs"]["contests"][0]["fields"][1]["proof"], "v"), "10.B"),
    ("tally.json", lambda t: t["proofs"]["challenged"][0]["contests"][0]["nonces"].reverse(), "13.1"),
    ("voters.json", lambda v: select_other(voter(v, "Cast")["selections"]), "says something else"),
    ("voters.json", lambda v: select_other(voter(v, "Challenged")["selections"]), "says something else"),
    ("voters.json", lambda v: voter(v, "Cast").update(ballot_state="Spoiled"), "another state"),
    ("voters.json", lambda v: v["voters"].pop(), "names other ballots"),
]


def test_the_office_s_files_hold_as_they_are(unchained: Reading, office: Path) -> None:
    assert counted(unchained, office) == []


@pytest.mark.parametrize(("name", "change", "problem"), COUNTS, ids=[f"{n}: {p}" for n, _, p in COUNTS])
def test_a_count_that_is_not_what_was_cast_is_found(
    unchained: Reading, office: Path, name: str, change: Callable[[Value], object], problem: str
) -> None:
    path = office / name
    value = json.loads(path.read_bytes())
    change(value)
    path.write_bytes(canonical(value))
    findings = counted(unchained, office)
    assert any(problem in finding for finding in findings), findings


LEAKS: list[tuple[str, Callable[[Reading], bytes]]] = [
    ("stick/ballot_box/box.bin", lambda r: next(iter(r.opened.values())).ballot_nonce),
    ("internal/spare.bin", lambda r: next(iter(r.opened.values())).ballot_nonce.hex().encode()),
    ("internal/box.bin", lambda r: r.package.election.manifest.contests[0].options[0].encode()),
    ("stick/log.bin", lambda r: r.package.election.manifest.contests[0].label.encode("utf-16-le")),
]


@pytest.mark.parametrize(("name", "leak"), LEAKS, ids=[name for name, _ in LEAKS])
def test_what_lies_in_the_clear_on_a_medium_is_found(
    unchained: Reading, tmp_path: Path, name: str, leak: Callable[[Reading], bytes]
) -> None:
    def report() -> list[str]:
        contests = unchained.package.election.manifest.contests
        labels = [label for contest in contests for label in (contest.label, *contest.options)]
        result = Report()
        hidden = [ballot.ballot_nonce for ballot in unchained.opened.values()]
        verify_media(result, tmp_path, labels, ["QUILLA"], hidden)
        return result.findings

    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / "box.bin").write_bytes(bytes(4096))
    (tmp_path / name).write_bytes(bytes(4096))
    assert report() == []
    (tmp_path / name).write_bytes(bytes(4096) + b"x" + leak(unchained) + b"y" + bytes(4096))
    assert len(report()) == 1


def test_a_guardian_s_proof_that_does_not_hold_is_found(unchained: Reading) -> None:
    files = dict(unchained.package.files)
    guardian = json.loads(files["guardians/guardian_2.json"])
    guardian["data_proof"]["responses"].reverse()
    files["guardians/guardian_2.json"] = canonical(guardian)
    with pytest.raises(Refused, match=r"pk_data proof that does not hold \(2\.C\)"):
        read_election(files)


HASHES = [
    ("hashes.json", "h_p", "1.E"),
    ("hashes.json", "h_b", "1.F"),
    ("extended_base_hash.json", "h_e", "4.A"),
    ("joint_public_keys.json", "k", "3.A"),
    ("joint_public_keys.json", "k_hat", "3.B"),
]


@pytest.mark.parametrize(("name", "member", "number"), HASHES)
def test_a_hash_or_key_that_differs_is_found(
    unchained: Reading, name: str, member: str, number: str
) -> None:
    files = dict(unchained.package.files)
    value = json.loads(files[name])
    value[member] = "0" * (len(value[member]) - 1) + "1"
    files[name] = canonical(value)
    with pytest.raises(Refused, match=number.replace(".", r"\.")):
        read_election(files)


def test_a_package_that_the_authority_did_not_sign_is_refused(unchained: Reading) -> None:
    with pytest.raises(Refused, match="another key"):
        SignedFiles(unchained.package.files).verify(unchained.record.device.signing_key)


def a_contest(**changes: object) -> bytes:
    contest = {"label": "Mayor", "options": [{"label": "A"}, {"label": "B"}]} | changes
    styles = [{"label": "All", "contests": [1]}]
    return canonical({"label": "Election", "contests": [contest], "ballot_styles": styles})


@pytest.mark.parametrize(
    "changes",
    [
        {"label": "Mayor\nof Here"},
        {"label": " Mayor"},
        {"label": "Mayor  of Here"},
        {"label": "Mayor\u00a0of Here"},
        {"label": ""},
        {"options": [{"label": "A"}, {"label": "A"}]},
        {"options": [{"label": "A", "selection_limit": 1}]},
        {"write_ins": 1},
        {"write_ins": 0},
        {"contest_data_blocks": 0},
    ],
)
def test_a_manifest_against_the_rules_is_refused(changes: dict[str, object]) -> None:
    read_manifest(a_contest())
    with pytest.raises(Refused):
        read_manifest(a_contest(**changes))


def test_limits_are_the_effective_ones() -> None:
    options = [{"label": "A", "selection_limit": 9}, {"label": "B"}]
    manifest = canonical(
        {
            "label": "Election",
            "contests": [
                {"label": "One", "selection_limit": 5, "options": options},
                {"label": "Two", "selection_limit": 5, "options": [{"label": "A"}, {"label": "B"}]},
                {
                    "label": "Three",
                    "selection_limit": 5,
                    "options": [{"label": "A"}],
                    "write_ins": 3,
                    "contest_data_blocks": 6,
                },
                {"label": "Four", "options": [{"label": "A"}], "write_ins": 3, "contest_data_blocks": 6},
            ],
            "ballot_styles": [{"label": "All", "contests": [1, 2, 3, 4]}],
        }
    )
    limits = [(contest.ranges, contest.limit) for contest in read_manifest(manifest).contests]
    assert limits == [((5, 1), 5), ((1, 1), 2), ((1, 3), 4), ((1, 3), 1)]
