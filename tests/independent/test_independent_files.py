"""Files, sums, times and the chain of a record: forgeries that the second reading has to notice."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from independent.conftest import Reading
from independent.findings import Refused, Report
from independent.forging import Forger
from independent.record import verify_record
from independent.strict_json import read


def found(reading: Reading, folder: Path, prove: Callable[[str], bool] = lambda _: False) -> list[str]:
    report = Report()
    verify_record(report, reading.package, folder, prove)
    return report.findings


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1}\n',
        b' {"a":1}',
        b'{"a": 1}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":null}',
        b'{"a":1.0}',
        b'{"a":-0}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'["a"]',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\\u001F"}',
        b'{"a":"\\u000a"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        b'{"a":1}{"b":2}',
        b"",
    ],
)
def test_what_is_not_canonical_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read(data)


def test_every_escape_of_the_canonical_form_is_read() -> None:
    data = '{"a":"\\" \\\\ \\b\\t\\n\\f\\r\\u0001\\u001f / \x7f é 𝄞"}'.encode()
    assert read(data) == {"a": '" \\ \b\t\n\f\r\x01\x1f / \x7f é 𝄞'}


BYTES: list[tuple[str, Callable[[bytes, str], bytes], str]] = [
    ("device.json", lambda data, _: data + b"\n", "canonical form"),
    ("device.json", lambda data, _: data.replace(b'"h_di":', b'"h_di": '), "canonical form"),
    (
        "device.json",
        lambda data, _: data.replace(b'"signing_key":"', b'"signing_key":null,"x":"'),
        "NoneType",
    ),
    (
        "hashes.json",
        lambda data, _: data.replace(b'{"h_p"', b'{"h_p":"A","h_p"'),
        "differs from the package",
    ),
    (
        "README.txt",
        lambda data, _: data.replace(b"minisign -V -P RW", b"minisign -V -P RX"),
        "minisign -P string",
    ),
    ("README.txt", lambda data, code: data + code[9:21].encode(), "twelve digits"),
    ("README.txt", lambda data, code: data + "-".join(code[:12].lower()).encode(), "twelve digits"),
]


@pytest.mark.parametrize(
    ("name", "change", "problem"), BYTES, ids=[f"{n}: {p} {i}" for i, (n, _, p) in enumerate(BYTES)]
)
def test_changed_bytes_are_found(
    unchained: Reading, forger: Forger, name: str, change: Callable[[bytes, str], bytes], problem: str
) -> None:
    path = forger.path(name)
    path.write_bytes(change(path.read_bytes(), forger.path("ballot").stem))
    forger.sign()
    findings = found(unchained, forger.folder)
    assert any(problem in finding for finding in findings), findings


def drop_ballot(forger: Forger) -> None:
    forger.path("ballot").unlink()
    forger.sign()


def rename_ballot(forger: Forger) -> None:
    path = forger.path("ballot")
    path.rename(path.with_name("0" * 64 + ".json"))
    forger.sign()


def add_file(forger: Forger) -> None:
    forger.path("notes.txt").write_text("one more\n")
    forger.sign()


def add_folder(forger: Forger) -> None:
    forger.path("more").mkdir()


def drop_log(forger: Forger) -> None:
    forger.path("event_log.json").unlink()
    forger.sign()


def touch_one(forger: Forger) -> None:
    os.utime(forger.path("ballot"), ns=(0, 0))


def change_unsigned(forger: Forger) -> None:
    path = forger.path("README.txt")
    path.write_bytes(path.read_bytes() + b"\n")


def sums_unsorted(forger: Forger) -> None:
    lines = forger.path("SHA256SUMS").read_text().splitlines()
    forger.sign_sums([line[66:] for line in reversed(lines)])


def sums_too_few(forger: Forger) -> None:
    lines = forger.path("SHA256SUMS").read_text().splitlines()
    forger.sign_sums([line[66:] for line in lines[1:]])


def sign_otherwise(forger: Forger) -> None:
    Forger(forger.folder, Ed25519PrivateKey.generate()).sign_sums(
        [line[66:] for line in forger.path("SHA256SUMS").read_text().splitlines()]
    )


FILES: list[tuple[Callable[[Forger], None], str]] = [
    (drop_ballot, "ballots, not"),
    (rename_ballot, "not named by its code"),
    (add_file, "is an extra file"),
    (add_folder, "is an extra folder"),
    (drop_log, "event_log.json: is missing"),
    (touch_one, "modification times"),
    (change_unsigned, "another sum"),
    (sums_unsorted, "not sorted"),
    (sums_too_few, "leaves out"),
    (sign_otherwise, "is of another key"),
]


@pytest.mark.parametrize(("forge", "problem"), FILES, ids=[forge.__name__ for forge, _ in FILES])
def test_a_forged_folder_is_found(
    unchained: Reading, forger: Forger, forge: Callable[[Forger], None], problem: str
) -> None:
    forge(forger)
    findings = found(unchained, forger.folder)
    assert any(problem in finding for finding in findings), findings


def test_a_folder_of_another_name_is_found(unchained: Reading, forger: Forger) -> None:
    other = forger.folder.parent.with_name("0" * 16)
    shutil.move(forger.folder.parent, other)
    assert any(
        "named by the election" in finding for finding in found(unchained, other / forger.folder.name)
    )


def test_two_ballots_that_changed_places_in_the_chain_are_found(
    chained: Reading, chain_forger: Forger
) -> None:
    chain_forger.edit("closing.json", lambda c: c["chain"].insert(0, c["chain"].pop(1)))
    chain_forger.sign()
    assert any("does not follow (8.E)" in finding for finding in found(chained, chain_forger.folder))


def test_another_end_of_the_chain_is_found(chained: Reading, chain_forger: Forger) -> None:
    chain_forger.edit("closing.json", lambda c: c.update(closing_hash="A" * 64))
    chain_forger.sign()
    assert any("closing hash (8.G)" in finding for finding in found(chained, chain_forger.folder))


def test_a_hint_that_is_not_a_commitment_is_found(
    unchained: Reading, forger: Forger, hints: dict[str, bytes]
) -> None:
    forger.path("hints").mkdir()
    for code, commitments in hints.items():
        forger.path(f"hints/{code}.bin").write_bytes(commitments)
    forger.sign()
    code = min(hints)
    assert found(unchained, forger.folder, lambda c: c == code) == []
    forger.path(f"hints/{code}.bin").write_bytes(hints[code][:-1] + bytes([hints[code][-1] ^ 1]))
    forger.sign()
    findings = found(unchained, forger.folder, lambda c: c == code)
    assert [finding.split(": ")[1] for finding in findings] == ["has other commitments"]


def test_hints_for_some_ballots_only_are_found(
    unchained: Reading, forger: Forger, hints: dict[str, bytes]
) -> None:
    forger.path("hints").mkdir()
    forger.path(f"hints/{min(hints)}.bin").write_bytes(hints[min(hints)])
    forger.sign()
    assert found(unchained, forger.folder) == ["hints: are not for all ballots or none"]
