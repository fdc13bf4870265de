"""A ballot as a file of the election record (ELECTION_RECORD.md, "A ballot"), and its signatures.

The *body* is the record's object without ``ballot_state`` and ``signature``: it is what a slot of
a ballot box holds while nobody has decided, under a signature of its own (VVSG 2.0 13.2-A). Once
the ballot is cast, challenged or spoiled, the same properties with the state in its place are
signed again, and that signature stands in the decision area. The final file is rebuilt from the
two byte for byte.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from device.electionguard.ballot import (
    Ciphertext,
    EncryptedBallot,
    EncryptedContest,
    HashedCiphertext,
    RangeProof,
    Response,
)
from device.errors import FormatError, SignatureError
from device.formats.canonical import (
    canonical_bytes,
    expect_integer,
    expect_list,
    expect_properties,
    expect_text,
    read_canonical,
)
from device.formats.hexadecimal import (
    bytes_from_hex,
    element_from_hex,
    hex_of_bytes,
    hex_of_element,
    hex_of_scalar,
    scalar_from_hex,
)
from device.records.ballot_state import BallotState

MAX_RECORD_BYTES = 16 * 1024 * 1024
MAX_BLOCKS = 1024
SIGNATURE_BYTES = 64
CHAINING_FIELD_BYTES = 36

_BODY_PROPERTIES = (
    "ballot_style_ix",
    "id_b",
    "h_i",
    "contests_data_fields_ciphertexts",
    "ballot_nonce_ciphertext",
    "chaining_field",
    "confirmation_code",
    "device_id",
)
_RECORD_PROPERTIES = (_BODY_PROPERTIES[0], "ballot_state", *_BODY_PROPERTIES[1:], "signature")
_CONTEST_PROPERTIES = (
    "contest_ix",
    "ciphertexts",
    "proof_ballot_correctness",
    "proof_selection_limit",
    "contest_data",
    "contest_hash",
)
_STYLE = re.compile(rb'\{"ballot_style_ix":[1-9][0-9]{0,9},')


@dataclass(frozen=True, slots=True)
class BallotRecord:
    """A ballot file, read: the ballot, its state, its device and the device's signature."""

    ballot: EncryptedBallot
    state: BallotState
    device_id: str
    signature: bytes = field(repr=False)


def ballot_body(ballot: EncryptedBallot, device_id: str) -> bytes:
    """The canonical bytes of the ballot's record without state and signature."""
    return canonical_bytes(_body_object(ballot, device_id))


def sign_body(body: bytes, key: Ed25519PrivateKey) -> bytes:
    """The device's signature over an undecided body: 64 bytes over its SHA-256 with a prefix.

    The prefix keeps it from ever being a signature of a final record.
    """
    return key.sign(_undecided_message(body))


def check_body(body: bytes, signature: bytes, public_key: bytes) -> None:
    """Raise SignatureError unless the device signed this undecided body."""
    _check(signature, _undecided_message(body), public_key)


def decided_bytes(body: bytes, state: BallotState) -> bytes:
    """The canonical bytes that a final signature signs: the body with ``ballot_state`` in its place.

    The same bytes that a parse and a new serialization give, without their cost: a start reads a
    thousand ballots of a megabyte each. Raises FormatError for bytes that do not begin as a body.
    """
    style = _STYLE.match(body)
    if style is None:
        raise FormatError("A stored ballot does not begin with its ballot style.")
    return style[0] + f'"ballot_state":"{state.value}",'.encode() + body[style.end() :]


def final_record(body: bytes, state: BallotState, key: Ed25519PrivateKey) -> tuple[bytes, bytes]:
    """The ballot file for a decided ballot, and the signature in it. Raises as ``decided_bytes``."""
    signature = key.sign(decided_bytes(body, state))
    return rebuilt_record(body, state, signature), signature


def rebuilt_record(body: bytes, state: BallotState, signature: bytes) -> bytes:
    """The ballot file from what a ballot box holds of a decided ballot. Raises as ``decided_bytes``."""
    tail = b',"signature":"%s"}' % hex_of_bytes(signature).encode("ascii")
    return decided_bytes(body, state).removesuffix(b"}") + tail


def check_decision(body: bytes, state: BallotState, signature: bytes, public_key: bytes) -> None:
    """Raise SignatureError unless the device signed this decision; FormatError as ``decided_bytes``."""
    _check(signature, decided_bytes(body, state), public_key)


def check_record_signature(data: bytes, record: BallotRecord, public_key: bytes) -> None:
    """Raise SignatureError unless the device signed the ballot file ``data``."""
    _check(record.signature, unsigned_part(data), public_key)


def unsigned_part(data: bytes) -> bytes:
    """The canonical bytes of a signed file's object without its last property, ``signature``."""
    tail = len(b',"signature":""}') + 2 * SIGNATURE_BYTES
    return data[:-tail] + b"}"


def read_ballot_record(data: bytes) -> BallotRecord:
    """Read a ballot file. Raises FormatError for everything that is not its exact form."""
    value = expect_properties(
        read_canonical(data, "The ballot file", MAX_RECORD_BYTES), _RECORD_PROPERTIES, "The ballot file"
    )
    state_text = expect_text(value["ballot_state"], "ballot_state")
    states = {state.value: state for state in BallotState}
    if state_text not in states:
        raise FormatError("ballot_state must be Cast, Challenged or Spoiled.")
    return BallotRecord(
        _read_ballot(value),
        states[state_text],
        _read_device_id(value),
        bytes_from_hex(value["signature"], SIGNATURE_BYTES, "signature"),
    )


def read_ballot_body(body: bytes) -> tuple[EncryptedBallot, str]:
    """Read an undecided body: the ballot and its device id. Raises FormatError."""
    value = expect_properties(
        read_canonical(body, "The stored ballot", MAX_RECORD_BYTES), _BODY_PROPERTIES, "The stored ballot"
    )
    return _read_ballot(value), _read_device_id(value)


def _undecided_message(body: bytes) -> bytes:
    return b"sealmark undecided ballot\n" + sha256(body).digest()


def _check(signature: bytes, message: bytes, public_key: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature as exc:
        raise SignatureError("The ballot is not signed by this terminal's key.") from exc


def _body_object(ballot: EncryptedBallot, device_id: str) -> dict[str, object]:
    return {
        "ballot_style_ix": ballot.style_index,
        "id_b": hex_of_bytes(ballot.id_b),
        "h_i": hex_of_bytes(ballot.identifier_hash),
        "contests_data_fields_ciphertexts": [_contest_object(contest) for contest in ballot.contests],
        "ballot_nonce_ciphertext": _hashed_object(ballot.nonce),
        "chaining_field": hex_of_bytes(ballot.chaining_field),
        "confirmation_code": hex_of_bytes(ballot.confirmation_code),
        "device_id": device_id,
    }


def _contest_object(contest: EncryptedContest) -> dict[str, object]:
    value: dict[str, object] = {
        "contest_ix": contest.index,
        "ciphertexts": [
            {"alpha": hex_of_element(each.alpha), "beta": hex_of_element(each.beta)}
            for each in contest.ciphertexts
        ],
        "proof_ballot_correctness": [_proof_list(proof) for proof in contest.range_proofs],
        "proof_selection_limit": _proof_list(contest.limit_proof),
    }
    if contest.data is not None:
        value["contest_data"] = _hashed_object(contest.data)
    value["contest_hash"] = hex_of_bytes(contest.contest_hash)
    return value


def _proof_list(proof: RangeProof) -> list[dict[str, str]]:
    return [_response_object(each) for each in proof]


def _response_object(response: Response) -> dict[str, str]:
    return {"c": hex_of_scalar(response.c), "v": hex_of_scalar(response.v)}


def _hashed_object(hashed: HashedCiphertext) -> dict[str, object]:
    return {
        "c0": hex_of_element(hashed.c0),
        "c1": hex_of_bytes(hashed.c1),
        "c2": _response_object(hashed.c2),
    }


def _read_device_id(value: Mapping[str, Any]) -> str:
    return expect_text(value["device_id"], "device_id", maximum=32)


def _read_ballot(value: Mapping[str, Any]) -> EncryptedBallot:
    contests = expect_list(value["contests_data_fields_ciphertexts"], "the ballot's contests", 1, 1000)
    return EncryptedBallot(
        style_index=expect_integer(value["ballot_style_ix"], "ballot_style_ix", 1, 2**31 - 1),
        id_b=bytes_from_hex(value["id_b"], 32, "id_b"),
        identifier_hash=bytes_from_hex(value["h_i"], 32, "h_i"),
        contests=tuple(_read_contest(each) for each in contests),
        nonce=_read_hashed(value["ballot_nonce_ciphertext"], "ballot_nonce_ciphertext"),
        chaining_field=bytes_from_hex(value["chaining_field"], CHAINING_FIELD_BYTES, "chaining_field"),
        confirmation_code=bytes_from_hex(value["confirmation_code"], 32, "confirmation_code"),
    )


def _read_contest(value: object) -> EncryptedContest:
    contest = expect_properties(value, _CONTEST_PROPERTIES, "A contest", optional=("contest_data",))
    data = contest.get("contest_data")
    return EncryptedContest(
        index=expect_integer(contest["contest_ix"], "contest_ix", 1, 2**31 - 1),
        ciphertexts=tuple(
            _read_ciphertext(each) for each in expect_list(contest["ciphertexts"], "ciphertexts", 1)
        ),
        range_proofs=tuple(
            _read_proof(each, "proof_ballot_correctness")
            for each in expect_list(contest["proof_ballot_correctness"], "proof_ballot_correctness", 1)
        ),
        limit_proof=_read_proof(contest["proof_selection_limit"], "proof_selection_limit"),
        data=None if data is None else _read_hashed(data, "contest_data"),
        contest_hash=bytes_from_hex(contest["contest_hash"], 32, "contest_hash"),
    )


def _read_ciphertext(value: object) -> Ciphertext:
    pair = expect_properties(value, ("alpha", "beta"), "A ciphertext")
    return Ciphertext(element_from_hex(pair["alpha"], "alpha"), element_from_hex(pair["beta"], "beta"))


def _read_proof(value: object, where: str) -> RangeProof:
    return tuple(_read_response(each, where) for each in expect_list(value, where, 1))


def _read_response(value: object, where: str) -> Response:
    pair = expect_properties(value, ("c", "v"), where)
    return Response(scalar_from_hex(pair["c"], f"{where} c"), scalar_from_hex(pair["v"], f"{where} v"))


def _read_hashed(value: object, where: str) -> HashedCiphertext:
    parts = expect_properties(value, ("c0", "c1", "c2"), where)
    text = expect_text(parts["c1"], f"{where} c1", maximum=64 * MAX_BLOCKS)
    return HashedCiphertext(
        element_from_hex(parts["c0"], f"{where} c0"),
        bytes_from_hex(text, len(text) // 64 * 32, f"{where} c1"),
        _read_response(parts["c2"], f"{where} c2"),
    )
