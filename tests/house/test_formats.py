"""Canonical JSON, minisign, sums and the Merkle tree: one spelling each, checked by stock tools."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from device.errors import FormatError, InputError, SignatureError
from device.formats.canonical import canonical_bytes, expect_properties, read_canonical
from device.formats.merkle import merkle_tree_hash
from device.formats.minisign import (
    check_minisign,
    minisign_signature,
    parse_public_key,
    public_key_file,
    public_key_of,
)
from device.formats.sums import read_sums, write_sums

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = public_key_of(KEY)

json_values = st.recursive(
    st.booleans() | st.integers(-(10**8), 10**9) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), json_values, max_size=4)
)
def test_what_is_written_canonically_reads_back(value: dict[str, object]) -> None:
    assert read_canonical(canonical_bytes(value), "it", 10**6) == value


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{"a":1}\n',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":null}',
        b'{"a":NaN}',
        b'{"a":12345678901}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\u00e9"}',
        b'{"a":"\\/"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\u001F"}',
        b"[1]",
        b"1",
        b"",
        b"{",
        '{"a":1}'.encode("utf-16"),
        b'{"a":' * 100 + b"1" + b"}" * 100,
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_every_other_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_canonical(data, "it", 10**6)


def test_a_file_over_its_limit_is_refused_unread() -> None:
    with pytest.raises(FormatError, match="more than the 5 allowed"):
        read_canonical(b'{"a":1}', "it", 5)


@pytest.mark.parametrize("value", [{"b": 1, "a": 1}, {"a": 1}, {"a": 1, "b": 1, "c": 1}, [], "a"])
def test_properties_come_complete_and_in_order(value: object) -> None:
    with pytest.raises(FormatError):
        expect_properties(value, ("a", "b"), "it")


def test_optional_properties_may_be_left_out_but_not_moved() -> None:
    assert expect_properties({"a": 1, "c": 2}, ("a", "b", "c"), "it", optional=("b",))
    with pytest.raises(FormatError):
        expect_properties({"b": 1, "a": 1, "c": 2}, ("a", "b", "c"), "it", optional=("b",))


@pytest.mark.skipif(shutil.which("minisign") is None, reason="needs Debian's package minisign")
def test_stock_minisign_accepts_our_signatures_and_refuses_other_bytes(tmp_path: Path) -> None:
    data = b"an election record\n"
    (tmp_path / "file").write_bytes(data)
    (tmp_path / "file.minisig").write_bytes(minisign_signature(data, KEY, "a comment"))
    (tmp_path / "key.pub").write_bytes(public_key_file(PUBLIC, "a key"))
    command = ["minisign", "-V", "-p", str(tmp_path / "key.pub"), "-m", str(tmp_path / "file")]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    (tmp_path / "file").write_bytes(data + b"x")
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0


def test_any_changed_byte_of_a_signature_file_is_refused() -> None:
    data = b"data"
    signature = minisign_signature(data, KEY, "comment")
    check_minisign(data, signature, PUBLIC, "it", by_sealmark=True)
    for position in range(len(signature)):
        changed = bytearray(signature)
        changed[position] ^= 1
        with pytest.raises(InputError):
            check_minisign(data, bytes(changed), PUBLIC, "it", by_sealmark=True)


def test_a_signature_by_another_tool_may_have_another_first_line() -> None:
    signature = minisign_signature(b"data", KEY, "comment")
    other = signature.replace(b"Sealmark signature", b"signature from minisign secret key", 1)
    check_minisign(b"data", other, PUBLIC, "it")
    with pytest.raises(SignatureError, match="first line"):
        check_minisign(b"data", other, PUBLIC, "it", by_sealmark=True)


def test_another_key_or_other_data_is_refused() -> None:
    signature = minisign_signature(b"data", KEY, "comment")
    other = public_key_of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with pytest.raises(SignatureError, match="another key"):
        check_minisign(b"data", signature, other, "it")
    with pytest.raises(SignatureError, match="does not match"):
        check_minisign(b"date", signature, PUBLIC, "it")


def test_a_public_key_file_reads_back() -> None:
    assert parse_public_key(public_key_file(PUBLIC, "x"), "it") == PUBLIC
    with pytest.raises(FormatError):
        parse_public_key(b"untrusted comment: x\nUldT\n", "it")


def test_sums_are_what_sha256sum_accepts(tmp_path: Path) -> None:
    files = {"b.json": b"b", "a/c.bin": b"c", "a.txt": b"a"}
    (tmp_path / "a").mkdir()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    sums = write_sums({name: sha256(data).digest() for name, data in files.items()})
    (tmp_path / "SHA256SUMS").write_bytes(sums)
    assert list(read_sums(sums, "it")) == ["a.txt", "a/c.bin", "b.json"]
    command = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "data",
    [
        b"0" * 64 + b"  a",
        b"0" * 64 + b" a\n",
        b"A" * 64 + b"  a\n",
        b"0" * 64 + b"  ../a\n",
        b"0" * 64 + b"  /a\n",
        b"0" * 64 + b"  b\n" + b"0" * 64 + b"  a\n",
        (b"0" * 64 + b"  a\n") * 2,
    ],
)
def test_sums_in_another_form_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_sums(data, "it")


def test_the_merkle_tree_is_rfc_6962s() -> None:
    # The vectors of the certificate-transparency reference implementation, as roots of 0, 1, 2, 3 leaves.
    leaves = [b"", b"\x00", b"\x10"]
    assert merkle_tree_hash([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (
        merkle_tree_hash(leaves[:1]).hex()
        == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert (
        merkle_tree_hash(leaves[:2]).hex()
        == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    )
    assert (
        merkle_tree_hash(leaves).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    )
