"""Provisioning: once in its life a terminal makes its signing key and learns whom to trust.

The key file is written first and the identity file last. The latter fits into one sector, which a
power cut leaves as zeros or whole, so that an identity that is there is whole. (The longest device
information needs more sectors; a part of it is refused as damaged.) Both files stand on the internal
medium, which keeps them readable for the terminal alone.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.election.identity import (
    IDENTITY_FOLDER,
    IDENTITY_NAME,
    KEY_NAME,
    MAX_IDENTITY_BYTES,
    Identity,
    device_file,
    identity_files,
    read_device_file,
    read_identity,
)
from device.errors import FormatError, StateError, StorageError
from device.hal import Entropy, Medium

_SEED_BYTES = 32


def provision(
    medium: Medium, device_id: str, device_information: str, authority_key: bytes, entropy: Entropy
) -> Identity:
    """Make this terminal's Ed25519 key and trust ``authority_key`` (32 bytes), durably.

    Raises StateError if the terminal was provisioned before, StorageError if what was written then
    is damaged, FormatError for an id, an information or a key that no package could hold,
    MediumError and EntropyError as the hardware does.
    """
    if len(authority_key) != _SEED_BYTES:
        raise FormatError("The election authority's public key does not have 32 bytes.")
    if is_provisioned(medium):
        load_identity(medium)  # says what to do when it is damaged
        raise StateError("This terminal is provisioned already; its key is never made twice.")
    signing_key = Ed25519PrivateKey.from_private_bytes(entropy.random_bytes(_SEED_BYTES))
    identity = Identity(device_id, device_information, signing_key, authority_key)
    # What is written is read by the same rules as what the office writes back in a package.
    read_device_file(device_file(identity.entry), "The terminal's identity")
    # A key without an identity is what a power cut left of an earlier attempt: nobody knows it.
    medium.remove_tree(IDENTITY_FOLDER)
    for name, content in identity_files(identity).items():
        medium.write_file(name, content)
    return load_identity(medium)


def is_provisioned(medium: Medium) -> bool:
    """Whether this terminal has an identity, be it a damaged one. Raises MediumError."""
    if not medium.has(IDENTITY_NAME):
        return False
    return bool(medium.read_file(IDENTITY_NAME, MAX_IDENTITY_BYTES).strip(b"\x00"))


def load_identity(medium: Medium) -> Identity:
    """Who this terminal is. Raises StateError before provisioning, StorageError for damaged files."""
    if not is_provisioned(medium):
        raise StateError("This terminal is not provisioned yet; run 'sealmark provision' first.")
    try:
        files = {name: medium.read_file(name, MAX_IDENTITY_BYTES) for name in (KEY_NAME, IDENTITY_NAME)}
        return read_identity(files)
    except FormatError as exc:
        raise StorageError(
            f"The terminal's identity is damaged ({str(exc).removesuffix('.')}); "
            f"remove the folder '{IDENTITY_FOLDER}' from the internal medium and provision again."
        ) from exc
