"""Who a terminal is: its id, its information and its signing key, and whom it trusts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from device.election.intake_settings import read_device_entry
from device.election.settings import DeviceEntry
from device.errors import FormatError
from device.formats.canonical import canonical_bytes, expect_properties, read_canonical
from device.formats.hexadecimal import bytes_from_hex, hex_of_bytes
from device.formats.minisign import public_key_of, public_key_string

IDENTITY_FOLDER = "identity"
KEY_NAME = f"{IDENTITY_FOLDER}/device.key"
"""PKCS #8 in PEM, not encrypted: the internal medium is the terminal's own (mode 0600)."""
IDENTITY_NAME = f"{IDENTITY_FOLDER}/identity.json"
"""``{"device": {"device_id","device_information","signing_key"}, "authority_key"}``; written last."""
MAX_IDENTITY_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Identity:
    """A provisioned terminal; ``authority_key``: the trusted Ed25519 public key, 32 bytes."""

    device_id: str
    device_information: str
    signing_key: Ed25519PrivateKey = field(repr=False)
    authority_key: bytes

    @property
    def public_key(self) -> bytes:
        """The terminal's Ed25519 public key, 32 bytes."""
        return public_key_of(self.signing_key)

    @property
    def entry(self) -> DeviceEntry:
        """What the office has to know of this terminal."""
        return DeviceEntry(self.device_id, self.device_information, self.public_key)


def identity_files(identity: Identity) -> dict[str, bytes]:
    """The files on the internal medium, in the order in which they must be written."""
    pem = identity.signing_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = {
        "device": device_object(identity.entry),
        "authority_key": hex_of_bytes(identity.authority_key),
    }
    return {KEY_NAME: pem, IDENTITY_NAME: canonical_bytes(public)}


def read_identity(files: Mapping[str, bytes]) -> Identity:
    """The identity from its two files. Raises FormatError; no message holds a part of the key."""
    members = expect_properties(
        read_canonical(files[IDENTITY_NAME], IDENTITY_NAME, MAX_IDENTITY_BYTES),
        ("device", "authority_key"),
        IDENTITY_NAME,
    )
    entry = read_device_entry(members["device"], f"{IDENTITY_NAME}: device")
    signing_key = _private_key(files[KEY_NAME])
    if public_key_of(signing_key) != entry.signing_key:
        raise FormatError(f"{KEY_NAME} does not belong to {IDENTITY_NAME}.")
    authority_key = bytes_from_hex(members["authority_key"], 32, f"{IDENTITY_NAME}: authority_key")
    return Identity(entry.device_id, entry.device_information, signing_key, authority_key)


def device_object(entry: DeviceEntry) -> dict[str, object]:
    """A device as it stands in ``terminal_settings.json`` and as the office reads it."""
    return {
        "device_id": entry.device_id,
        "device_information": entry.device_information,
        "signing_key": hex_of_bytes(entry.signing_key),
    }


def device_file(entry: DeviceEntry) -> bytes:
    """What a terminal gives to the office, also as a QR code: one canonical JSON object."""
    return canonical_bytes(device_object(entry))


def read_device_file(data: bytes, what: str) -> DeviceEntry:
    """Read what ``device_file`` wrote; a line feed at the end is tolerated. Raises FormatError."""
    return read_device_entry(read_canonical(data.removesuffix(b"\n"), what, MAX_IDENTITY_BYTES), what)


def identity_lines(identity: Identity) -> tuple[str, ...]:
    """What ``sealmark identity`` prints above the QR code, for people."""
    return (
        f"Device id:           {identity.device_id}",
        f"Device information:  {identity.device_information}",
        f"Public key:          {public_key_string(identity.public_key)}",
        f"Trusted authority:   {public_key_string(identity.authority_key)}",
    )


def _private_key(pem: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # No cause: what the library says might quote the file.
        raise FormatError(f"{KEY_NAME} is not a private key in PEM.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise FormatError(f"{KEY_NAME} is not an Ed25519 key.")
    return key
