"""Writing a signed election package: the same bytes for the same election, keys and authority."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.election.election import Parameters
from device.election.intake_content import CONTENT_NAME
from device.election.intake_keys import EXTENDED_HASH_NAME, HASHES_NAME, JOINT_KEYS_NAME, guardian_name
from device.election.intake_manifest import MANIFEST_NAME
from device.election.intake_parameters import CHAINING_WORDS, PARAMETERS_NAME, fixed_parameters
from device.election.intake_settings import SETTINGS_NAME
from device.electionguard.ballot import ElectionKeys
from device.electionguard.guardians import Guardian, GuardianProof
from device.formats.canonical import canonical_bytes
from device.formats.hexadecimal import hex_of_bytes, hex_of_element, hex_of_scalar
from device.formats.minisign import minisign_signature
from device.formats.sums import SUMS_NAME, SUMS_SIGNATURE_NAME, write_sums

SIGNATURE_COMMENT = "Election package"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o100644


@dataclass(frozen=True, slots=True)
class PackageParts:
    """What goes into a package. ``manifest``, ``content`` and ``settings`` are canonical bytes."""

    parameters: Parameters
    h_p: bytes
    h_b: bytes
    keys: ElectionKeys
    guardians: Sequence[Guardian]
    manifest: bytes = field(repr=False)
    content: bytes = field(repr=False)
    settings: bytes = field(repr=False)


def package_files(parts: PackageParts) -> dict[str, bytes]:
    """Every file of the package but the sums and their signature, by name."""
    keys = parts.keys
    files = {
        PARAMETERS_NAME: parameters_file(parts.parameters),
        MANIFEST_NAME: parts.manifest,
        HASHES_NAME: canonical_bytes({"h_p": hex_of_bytes(parts.h_p), "h_b": hex_of_bytes(parts.h_b)}),
        JOINT_KEYS_NAME: canonical_bytes(
            {"k": hex_of_element(keys.vote_key), "k_hat": hex_of_element(keys.data_key)}
        ),
        EXTENDED_HASH_NAME: canonical_bytes({"h_e": hex_of_bytes(keys.extended_base_hash)}),
        CONTENT_NAME: parts.content,
        SETTINGS_NAME: parts.settings,
    }
    for guardian in parts.guardians:
        files[guardian_name(guardian.index)] = guardian_file(guardian)
    return files


def write_package(files: Mapping[str, bytes], authority: Ed25519PrivateKey) -> bytes:
    """``package.zip``: the files, their sums, and the authority's signature over the sums."""
    sums = write_sums({name: sha256(content).digest() for name, content in files.items()})
    signature = minisign_signature(sums, authority, SIGNATURE_COMMENT)
    everything = {**files, SUMS_NAME: sums, SUMS_SIGNATURE_NAME: signature}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(everything):
            # All that a ZIP entry says about its maker is fixed, so that the bytes are too.
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.create_system = 3
            entry.external_attr = _FILE_MODE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, everything[name], compresslevel=9)
    return buffer.getvalue()


def parameters_file(parameters: Parameters) -> bytes:
    """``election_parameters.json`` with the standard group."""
    return canonical_bytes(
        {
            "fixed_parameters": fixed_parameters(),
            "varying_parameters": {
                "n": parameters.guardians,
                "k": parameters.quorum,
                "info": parameters.info,
                "date": parameters.date,
                "ballot_chaining": CHAINING_WORDS[parameters.chaining],
            },
        }
    )


def guardian_file(guardian: Guardian) -> bytes:
    """``guardians/guardian_<i>.json``."""
    return canonical_bytes(
        {
            "i": guardian.index,
            "name": guardian.name,
            "vote_commitments": [hex_of_element(each) for each in guardian.vote_commitments],
            "data_commitments": [hex_of_element(each) for each in guardian.data_commitments],
            "communication_key": hex_of_element(guardian.communication_key),
            "vote_proof": _proof(guardian.vote_proof),
            "data_proof": _proof(guardian.data_proof),
        }
    )


def _proof(proof: GuardianProof) -> dict[str, object]:
    return {
        "challenge": hex_of_scalar(proof.challenge),
        "responses": [hex_of_scalar(response) for response in proof.responses],
    }
