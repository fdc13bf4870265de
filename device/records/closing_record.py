"""``device.json`` and ``closing.json`` of an election record (ELECTION_RECORD.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from device.election.election import Chaining
from device.election.intake_settings import read_device_entry
from device.election.texts import expect_label
from device.errors import SignatureError
from device.formats.canonical import (
    canonical_bytes,
    expect_integer,
    expect_list,
    expect_properties,
    expect_text,
    read_canonical,
)
from device.formats.hexadecimal import bytes_from_hex, hex_of_bytes
from device.records.ballot_record import SIGNATURE_BYTES, unsigned_part

MAX_BALLOTS = 1_000_000
MAX_DEVICE_BYTES = 64 * 1024
MAX_VERSION_CHARACTERS = 100
MAX_CLOSING_BYTES = 80 * MAX_BALLOTS
HASH_BYTES = 32

_DEVICE_PROPERTIES = (
    "device_id",
    "device_information",
    "h_di",
    "chaining_mode",
    "h_0",
    "signing_key",
    "software_version",
)
_CLOSING_PROPERTIES = (
    "device_id",
    "ballots",
    "cast",
    "challenged",
    "spoiled",
    "ballots_root",
    "chain",
    "closing_hash",
    "signature",
)


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """``device.json``. ``initial_code`` is H_0, only with chaining; ``h_di`` and keys have 32 bytes."""

    device_id: str
    device_information: str
    device_information_hash: bytes
    chaining: Chaining
    initial_code: bytes | None
    signing_key: bytes
    software_version: str

    def to_bytes(self) -> bytes:
        """The canonical bytes of ``device.json``."""
        value: dict[str, object] = {
            "device_id": self.device_id,
            "device_information": self.device_information,
            "h_di": hex_of_bytes(self.device_information_hash),
            "chaining_mode": int(self.chaining),
        }
        if self.initial_code is not None:
            value["h_0"] = hex_of_bytes(self.initial_code)
        value["signing_key"] = hex_of_bytes(self.signing_key)
        value["software_version"] = self.software_version
        return canonical_bytes(value)


@dataclass(frozen=True, slots=True)
class Closing:
    """``closing.json`` without its signature. ``chain`` and ``closing_hash`` only with chaining."""

    device_id: str
    ballots: int
    cast: int
    challenged: int
    spoiled: int
    ballots_root: bytes
    chain: tuple[bytes, ...] | None = field(default=None, repr=False)
    closing_hash: bytes | None = None

    def signed(self, key: Ed25519PrivateKey) -> bytes:
        """The bytes of ``closing.json``."""
        unsigned = self._object()
        signature = key.sign(canonical_bytes(unsigned))
        return canonical_bytes({**unsigned, "signature": hex_of_bytes(signature)})

    def _object(self) -> dict[str, object]:
        value: dict[str, object] = {
            "device_id": self.device_id,
            "ballots": self.ballots,
            "cast": self.cast,
            "challenged": self.challenged,
            "spoiled": self.spoiled,
            "ballots_root": hex_of_bytes(self.ballots_root),
        }
        if self.chain is not None and self.closing_hash is not None:
            value["chain"] = [hex_of_bytes(code) for code in self.chain]
            value["closing_hash"] = hex_of_bytes(self.closing_hash)
        return value


def read_device_record(data: bytes) -> DeviceRecord:
    """Read ``device.json``. Raises FormatError."""
    value = expect_properties(
        read_canonical(data, "device.json", MAX_DEVICE_BYTES),
        _DEVICE_PROPERTIES,
        "device.json",
        optional=("h_0",),
    )
    chaining = Chaining(expect_integer(value["chaining_mode"], "chaining_mode", 0, 1))
    _require_pair(value, chaining, ("h_0",), "device.json")
    named = {name: value[name] for name in ("device_id", "device_information", "signing_key")}
    entry = read_device_entry(named, "device.json")
    return DeviceRecord(
        entry.device_id,
        entry.device_information,
        bytes_from_hex(value["h_di"], HASH_BYTES, "h_di"),
        chaining,
        bytes_from_hex(value["h_0"], HASH_BYTES, "h_0") if "h_0" in value else None,
        entry.signing_key,
        expect_label(value["software_version"], "software_version", MAX_VERSION_CHARACTERS),
    )


def read_closing(data: bytes, chaining: Chaining) -> Closing:
    """Read ``closing.json`` of a device with that chaining mode. Raises FormatError."""
    value = expect_properties(
        read_canonical(data, "closing.json", MAX_CLOSING_BYTES),
        _CLOSING_PROPERTIES,
        "closing.json",
        optional=("chain", "closing_hash"),
    )
    _require_pair(value, chaining, ("chain", "closing_hash"), "closing.json")
    bytes_from_hex(value["signature"], SIGNATURE_BYTES, "signature")
    ballots, cast, challenged, spoiled = (
        expect_integer(value[name], name, 0, MAX_BALLOTS) for name in _CLOSING_PROPERTIES[1:5]
    )
    chain = value.get("chain")
    return Closing(
        expect_text(value["device_id"], "device_id", maximum=32),
        ballots,
        cast,
        challenged,
        spoiled,
        bytes_from_hex(value["ballots_root"], HASH_BYTES, "ballots_root"),
        None if chain is None else _read_codes(chain),
        bytes_from_hex(value["closing_hash"], HASH_BYTES, "closing_hash") if chain is not None else None,
    )


def check_closing_signature(data: bytes, public_key: bytes) -> None:
    """Raise SignatureError unless the device signed ``closing.json``; ``data`` has been read before."""
    signature = bytes.fromhex(data[-2 * SIGNATURE_BYTES - 2 : -2].decode("ascii"))
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, unsigned_part(data))
    except InvalidSignature as exc:
        raise SignatureError("closing.json is not signed by the device's key.") from exc


def _read_codes(value: object) -> tuple[bytes, ...]:
    codes: Sequence[object] = expect_list(value, "chain", 0, MAX_BALLOTS)
    return tuple(bytes_from_hex(code, HASH_BYTES, "a code in the chain") for code in codes)


def _require_pair(value: dict[str, Any], chaining: Chaining, names: Sequence[str], where: str) -> None:
    # With chaining every one of the names stands there, without it none.
    expected = list(names) if chaining is Chaining.SIMPLE else []
    expect_properties(
        {name: value[name] for name in names if name in value}, expected, f"{where} (chaining properties)"
    )
