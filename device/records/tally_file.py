"""``tally.json``, read: what guardians publish after an election, and the proof of all of it.

The first four properties are for people (ELECTION_RECORD.md, last section)::

    {"cast": n,
     "contests": {contest label: {option label: n}},       every contest and option of the manifest,
                                                           in its order
     "write_in_counts": {contest label: n},                every contest with write-ins
     "challenged": {code: {"selections": {contest label: {option label: n}},
                           "write_ins": {contest label: [text, …]}}},
     "proofs": …}

``code`` is a confirmation code (hex64); codes ascend. A challenged ballot lists every contest of its
style with every option, zeros too, and every contest with write-ins. ``write_ins`` are the texts in
the contest data, ``[]`` where the data is not in the form of ELECTION_RECORD.md.

``proofs`` holds what a verifier needs beside the record to check EG 2.1.0 Verifications 9 to 14::

    {"contests": [                                         every contest, ascending
       {"contest_ix": 1,
        "fields": [                                        options, then the write-in count
          {"ciphertext": {"alpha": hex1024, "beta": hex1024},     (A, B), eq. (79)
           "decrypted": hex1024,                                  T, eq. (82)
           "proof": {"c": hex64, "v": hex64}}, …]}, …],           eq. (90), (93)
     "challenged": [                                       every challenged ballot, ascending by code
       {"confirmation_code": hex64,
        "contests": [OPENED, …]}, …]}                      every contest of its style, ascending

A contest opened with its encryption nonces (Verification 13)::

    {"contest_ix": 1,
     "nonces": [hex64, …],                                 xi_i,j: options, then the write-in count
     "write_in_count": n,                                  with write-ins
     "contest_data": {"data": hex, "nonce": hex64}}        with contest data: D and xi

A contest decrypted with the guardians' shares, where the ballot's own nonce does not open it
(Verifications 10 and 12)::

    {"contest_ix": 1,
     "fields": [{"decrypted": hex1024, "proof": {"c", "v"}}, …],
     "write_in_count": n,
     "contest_data": {"data": hex, "beta": hex1024, "proof": {"c", "v"}}}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from device.electionguard.ballot import Ciphertext, Response
from device.electionguard.tally import DataDecryption, Decryption, NonceProof, ShareProof
from device.errors import FormatError
from device.formats.canonical import (
    expect_integer,
    expect_list,
    expect_properties,
    expect_text,
    read_canonical,
)
from device.formats.hexadecimal import bytes_from_hex, element_from_hex, scalar_from_hex

TALLY_NAME = "tally.json"
MAX_TALLY_BYTES = 1024 * 1024 * 1024
CODE_BYTES = 32
_MAX_COUNT = 2**31 - 1
_MAX_CHALLENGED = 1_000_000
_MAX_DATA_DIGITS = 2 * 65536
_PROPERTIES = ("cast", "contests", "write_in_counts", "challenged", "proofs")

Selections = Mapping[str, Mapping[str, int]]
"""Contest label to option label to number."""


@dataclass(frozen=True, slots=True)
class ContestProofs:
    """The proofs of one contest of the tally."""

    index: int
    ciphertexts: tuple[Ciphertext, ...]
    decryptions: tuple[Decryption, ...]


@dataclass(frozen=True, slots=True)
class OpenedProofs:
    """The proofs of one contest of a challenged ballot, with what its selections do not say."""

    index: int
    write_in_count: int | None = field(repr=False)
    data: bytes = field(repr=False)
    proof: NonceProof | ShareProof = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChallengedEntry:
    """A challenged ballot as the file tells it."""

    code: bytes = field(repr=False)
    selections: Selections = field(repr=False)
    write_ins: Mapping[str, tuple[str, ...]] = field(repr=False)
    proofs: tuple[OpenedProofs, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class TallyFile:
    """``tally.json`` as it is written; whether its labels and proofs hold is a verifier's question."""

    cast: int
    contests: Selections
    write_in_counts: Mapping[str, int]
    proofs: tuple[ContestProofs, ...]
    challenged: tuple[ChallengedEntry, ...] = field(repr=False)


def read_tally_file(data: bytes) -> TallyFile:
    """Read ``tally.json``. Raises FormatError for everything that is not its form."""
    value = expect_properties(read_canonical(data, TALLY_NAME, MAX_TALLY_BYTES), _PROPERTIES, TALLY_NAME)
    proofs = expect_properties(value["proofs"], ("contests", "challenged"), "proofs")
    return TallyFile(
        _count(value["cast"], "cast"),
        _selections(value["contests"], "contests"),
        _counts(value["write_in_counts"], "write_in_counts"),
        tuple(_contest_proofs(each) for each in expect_list(proofs["contests"], "the contests' proofs")),
        _challenged(value["challenged"], proofs["challenged"]),
    )


def _challenged(entries: object, proofs: object) -> tuple[ChallengedEntry, ...]:
    listed = expect_list(proofs, "the challenged ballots' proofs", 0, _MAX_CHALLENGED)
    opened = [
        expect_properties(each, ("confirmation_code", "contests"), "A challenged ballot's proof")
        for each in listed
    ]
    named = _object(entries, "challenged")
    codes = list(named)
    if codes != sorted(codes) or codes != [each["confirmation_code"] for each in opened]:
        raise FormatError("The challenged ballots do not stand in ascending order, each with its proof.")
    return tuple(
        _challenged_entry(code, named[code], each["contests"])
        for code, each in zip(codes, opened, strict=True)
    )


def _challenged_entry(code: str, value: object, proofs: object) -> ChallengedEntry:
    entry = expect_properties(value, ("selections", "write_ins"), "A challenged ballot")
    return ChallengedEntry(
        bytes_from_hex(code, CODE_BYTES, "a challenged ballot's code"),
        _selections(entry["selections"], "selections"),
        {
            label: tuple(expect_text(text, "a write-in") for text in expect_list(texts, "write_ins"))
            for label, texts in _object(entry["write_ins"], "write_ins").items()
        },
        tuple(_opened_proofs(each) for each in expect_list(proofs, "a challenged ballot's contests", 1)),
    )


def _contest_proofs(value: object) -> ContestProofs:
    contest = expect_properties(value, ("contest_ix", "fields"), "A contest's proofs")
    fields = [
        expect_properties(each, ("ciphertext", "decrypted", "proof"), "A field's proof")
        for each in expect_list(contest["fields"], "fields", 1)
    ]
    return ContestProofs(
        _index(contest["contest_ix"]),
        tuple(_ciphertext(each["ciphertext"]) for each in fields),
        tuple(_decryption(each) for each in fields),
    )


def _opened_proofs(value: object) -> OpenedProofs:
    by_nonces = isinstance(value, dict) and "nonces" in value
    contest = expect_properties(
        value,
        ("contest_ix", "nonces" if by_nonces else "fields", "write_in_count", "contest_data"),
        "A challenged contest's proof",
        optional=("write_in_count", "contest_data"),
    )
    count = contest.get("write_in_count")
    plain, proof = _nonce_proof(contest) if by_nonces else _share_proof(contest)
    return OpenedProofs(
        _index(contest["contest_ix"]),
        None if count is None else _count(count, "write_in_count"),
        plain,
        proof,
    )


def _nonce_proof(contest: Mapping[str, Any]) -> tuple[bytes, NonceProof]:
    nonces = tuple(scalar_from_hex(each, "a nonce") for each in expect_list(contest["nonces"], "nonces", 1))
    if "contest_data" not in contest:
        return b"", NonceProof(nonces, None)
    data = expect_properties(contest["contest_data"], ("data", "nonce"), "contest_data")
    return _data(data["data"]), NonceProof(nonces, scalar_from_hex(data["nonce"], "a nonce"))


def _share_proof(contest: Mapping[str, Any]) -> tuple[bytes, ShareProof]:
    decryptions = tuple(
        _decryption(expect_properties(each, ("decrypted", "proof"), "A field's proof"))
        for each in expect_list(contest["fields"], "fields", 1)
    )
    if "contest_data" not in contest:
        return b"", ShareProof(decryptions, None)
    data = expect_properties(contest["contest_data"], ("data", "beta", "proof"), "contest_data")
    decrypted = DataDecryption(element_from_hex(data["beta"], "beta"), _response(data["proof"]))
    return _data(data["data"]), ShareProof(decryptions, decrypted)


def _data(value: object) -> bytes:
    text = expect_text(value, "contest data", maximum=_MAX_DATA_DIGITS)
    return bytes_from_hex(text, len(text) // 2, "contest data")


def _ciphertext(value: object) -> Ciphertext:
    pair = expect_properties(value, ("alpha", "beta"), "ciphertext")
    return Ciphertext(element_from_hex(pair["alpha"], "alpha"), element_from_hex(pair["beta"], "beta"))


def _decryption(field_value: Mapping[str, Any]) -> Decryption:
    return Decryption(
        element_from_hex(field_value["decrypted"], "decrypted"), _response(field_value["proof"])
    )


def _response(value: object) -> Response:
    pair = expect_properties(value, ("c", "v"), "proof")
    return Response(scalar_from_hex(pair["c"], "c"), scalar_from_hex(pair["v"], "v"))


def _selections(value: object, where: str) -> dict[str, dict[str, int]]:
    return {label: _counts(options, where) for label, options in _object(value, where).items()}


def _counts(value: object, where: str) -> dict[str, int]:
    return {label: _count(number, where) for label, number in _object(value, where).items()}


def _count(value: object, where: str) -> int:
    return expect_integer(value, where, 0, _MAX_COUNT)


def _index(value: object) -> int:
    return expect_integer(value, "contest_ix", 1, _MAX_COUNT)


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormatError(f"{where} must be an object.")
    return value
