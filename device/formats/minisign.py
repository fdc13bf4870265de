"""Ed25519 signatures over files in minisign's format, so that the stock ``minisign -V`` checks them.

Algorithm ``ED``: the BLAKE2b-512 hash of the file is signed, then signature and trusted comment
together. The key id is the first 8 bytes of SHA-256 of the 32-byte public key
(ELECTION_RECORD.md, Conventions). The trusted comment carries no time.
"""

import base64
import binascii
from hashlib import blake2b, sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from device.errors import FormatError, SignatureError

PUBLIC_KEY_BYTES = 32
_PREHASHED = b"ED"
_KEY_ALGORITHM = b"Ed"
_UNTRUSTED = "untrusted comment: "
_OWN_FIRST_LINE = _UNTRUSTED + "Sealmark signature"
_TRUSTED = "trusted comment: "


def key_id(public_key: bytes) -> bytes:
    """The 8-byte key id of a 32-byte public key."""
    return sha256(public_key).digest()[:8]


def public_key_of(private_key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public key."""
    return private_key.public_key().public_bytes_raw()


def minisign_signature(data: bytes, private_key: Ed25519PrivateKey, comment: str) -> bytes:
    """The bytes of the ``.minisig`` file for ``data``; ``comment`` is the trusted one."""
    signature = private_key.sign(blake2b(data).digest())
    together = private_key.sign(signature + comment.encode("utf-8"))
    head = _PREHASHED + key_id(public_key_of(private_key)) + signature
    lines = [_OWN_FIRST_LINE, _b64(head), _TRUSTED + comment, _b64(together), ""]
    return "\n".join(lines).encode("utf-8")


def check_minisign(
    data: bytes, signature_file: bytes, public_key: bytes, what: str, *, by_sealmark: bool = False
) -> None:
    """Raise SignatureError or FormatError unless this is a signature of ``data`` by ``public_key``.

    No signature covers the first line. ``by_sealmark``: it has to be the one that Sealmark writes,
    so that no byte of the file can change unnoticed; other tools write others.
    """
    head, comment, together = _parse_signature(signature_file, what)
    if by_sealmark and not signature_file.startswith(_OWN_FIRST_LINE.encode() + b"\n"):
        raise SignatureError(f"The signature of {what} has another first line than Sealmark writes.")
    if head[:2] != _PREHASHED:
        raise SignatureError(f"The signature of {what} does not use the prehashed algorithm ED.")
    if head[2:10] != key_id(public_key):
        raise SignatureError(f"{what} is signed with another key than the trusted one.")
    key = Ed25519PublicKey.from_public_bytes(public_key)
    try:
        key.verify(head[10:], blake2b(data).digest())
        key.verify(together, head[10:] + comment)
    except InvalidSignature as exc:
        raise SignatureError(f"The signature of {what} does not match its content.") from exc


def public_key_file(public_key: bytes, comment: str) -> bytes:
    """A minisign public key file (two lines)."""
    return f"{_UNTRUSTED}{comment}\n{public_key_string(public_key)}\n".encode()


def public_key_string(public_key: bytes) -> str:
    """The one-line form that ``minisign -P`` takes."""
    return _b64(_KEY_ALGORITHM + key_id(public_key) + public_key)


def parse_public_key(text: bytes, what: str) -> bytes:
    """The 32 bytes of a minisign public key, from its file or its one-line form. Raises FormatError."""
    lines = [line for line in text.decode("utf-8", errors="replace").splitlines() if line]
    if not lines or len(lines) > 2:
        raise FormatError(f"{what} is not a minisign public key.")
    raw = _unb64(lines[-1], 2 + 8 + PUBLIC_KEY_BYTES, what)
    public_key = raw[10:]
    if raw[:2] != _KEY_ALGORITHM or raw[2:10] != key_id(public_key):
        raise FormatError(f"{what} is not a minisign public key with a Sealmark key id.")
    return public_key


def _parse_signature(signature_file: bytes, what: str) -> tuple[bytes, bytes, bytes]:
    if len(signature_file) > 4096:
        raise FormatError(f"The signature of {what} is too long.")
    try:
        lines = signature_file.decode("utf-8").split("\n")
    except UnicodeDecodeError as exc:
        raise FormatError(f"The signature of {what} is not text.") from exc
    if len(lines) != 5 or lines[4] or not lines[2].startswith(_TRUSTED):
        raise FormatError(f"The signature of {what} is not in minisign format.")
    if not lines[0].startswith(_UNTRUSTED):
        raise FormatError(f"The signature of {what} is not in minisign format.")
    head = _unb64(lines[1], 2 + 8 + 64, what)
    return head, lines[2][len(_TRUSTED) :].encode("utf-8"), _unb64(lines[3], 64, what)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: str, length_bytes: int, what: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise FormatError(f"{what} holds broken base64.") from exc
    if len(raw) != length_bytes or _b64(raw) != text:
        raise FormatError(f"{what} holds base64 of another length or spelling.")
    return raw
