"""Signatures and sums: the minisign format, Ed25519 inside JSON, SHA256SUMS."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b, sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from independent.findings import Refused, require
from independent.strict_json import canonical, octets


def _decoded(line: str, size: int) -> bytes:
    try:
        data = base64.b64decode(line, validate=True)
    except binascii.Error as error:
        raise Refused("has a line that is not base64") from error
    require(len(data) == size, f"has {len(data)} bytes where {size} belong")
    require(base64.b64encode(data).decode("ascii") == line, "has base64 in another spelling")
    return data


def _lines(data: bytes, count: int) -> list[str]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("is not UTF-8") from error
    lines = text.removesuffix("\n").split("\n")
    require(len(lines) == count and lines[0].startswith("untrusted comment: "), "is not a minisign file")
    return lines


def key_id(public_key: bytes) -> bytes:
    """The page's rule: the first 8 bytes of SHA-256 of the public key."""
    return sha256(public_key).digest()[:8]


def minisign_text(public_key: bytes) -> str:
    """What stands after `minisign -P`."""
    return base64.b64encode(b"Ed" + key_id(public_key) + public_key).decode("ascii")


def public_key_file(data: bytes) -> bytes:
    """The Ed25519 key of a minisign public key file."""
    blob = _decoded(_lines(data, 2)[1], 42)
    require(blob[:2] == b"Ed" and blob[2:10] == key_id(blob[10:]), "has another algorithm or key id")
    return blob[10:]


def verify(public_key: bytes, signature: bytes, message: bytes, what: str) -> None:
    """Ed25519. Raises Refused."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature as error:
        raise Refused(f"has a bad {what}") from error


def verify_minisign(public_key: bytes, signature_file: bytes, data: bytes) -> None:
    """A prehashed minisign signature: over BLAKE2b-512 of the file, then over signature and comment."""
    lines = _lines(signature_file, 4)
    blob = _decoded(lines[1], 74)
    require(blob[:2] == b"ED", "is not a prehashed signature")
    require(blob[2:10] == key_id(public_key), "is of another key")
    verify(public_key, blob[10:], blake2b(data, digest_size=64).digest(), "signature")
    require(lines[2].startswith("trusted comment: "), "has no trusted comment")
    comment = lines[2].removeprefix("trusted comment: ").encode("utf-8")
    verify(public_key, _decoded(lines[3], 64), blob[10:] + comment, "signature over the comment")


def verify_object(public_key: bytes, value: dict[str, object]) -> None:
    """The Ed25519 signature of an object over its canonical bytes without the signature."""
    bare = {name: item for name, item in value.items() if name != "signature"}
    verify(public_key, octets(value["signature"], 64), canonical(bare), "signature")


@dataclass(frozen=True)
class SignedFiles:
    """Files by path, as an election package or record holds them."""

    files: Mapping[str, bytes]

    def verify(self, public_key: bytes) -> None:
        """SHA256SUMS lists every other file, sorted, with its sum, and is signed. Raises Refused."""
        require("SHA256SUMS" in self.files and "SHA256SUMS.minisig" in self.files, "is not signed")
        sums = self.files["SHA256SUMS"]
        require(sums.endswith(b"\n"), "SHA256SUMS does not end with a line feed")
        listed = []
        for line in sums.decode("utf-8").removesuffix("\n").split("\n"):
            match = re.fullmatch(r"([0-9a-f]{64})  (\S+)", line)
            require(match is not None, "SHA256SUMS has a malformed line")
            assert match is not None
            listed.append(match[2].encode("utf-8"))
            require(match[2] in self.files, f"SHA256SUMS lists {match[2]}, which is not there")
            require(sha256(self.files[match[2]]).hexdigest() == match[1], f"{match[2]} has another sum")
        require(listed == sorted(set(listed)), "SHA256SUMS is not sorted by path bytes, or lists one twice")
        others = {name.encode() for name in self.files} - {b"SHA256SUMS", b"SHA256SUMS.minisig"}
        require(set(listed) == others, f"SHA256SUMS leaves out {sorted(others - set(listed))}")
        verify_minisign(public_key, self.files["SHA256SUMS.minisig"], sums)
