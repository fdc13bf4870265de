"""Accepting an election package: all of it, or nothing (ELECTION_RECORD.md, Election package).

Cheap checks come first: the ZIP file's structure, then the signature by the trusted authority, and
only then is the rest unpacked, read and computed. A refusal is one sentence that names the file and
the cause, and says what to do.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256

from device.election.election import Election
from device.election.intake_content import CONTENT_NAME, MAX_CONTENT_BYTES, read_content
from device.election.intake_keys import (
    EXTENDED_HASH_NAME,
    HASHES_NAME,
    JOINT_KEYS_NAME,
    MAX_GUARDIAN_BYTES,
    MAX_HASHES_BYTES,
    MAX_JOINT_KEYS_BYTES,
    check_guardians,
    guardian_name,
    read_guardians,
    read_hashes,
    read_keys,
)
from device.election.intake_manifest import MANIFEST_NAME, MAX_MANIFEST_BYTES, read_manifest
from device.election.intake_parameters import (
    MAX_GUARDIANS,
    MAX_PARAMETERS_BYTES,
    PARAMETERS_NAME,
    read_parameters,
)
from device.election.intake_settings import MAX_SETTINGS_BYTES, SETTINGS_NAME, read_settings
from device.election.package_archive import Archive, open_archive
from device.election.settings import Settings
from device.errors import FormatError, PackageError, SignatureError
from device.formats.minisign import check_minisign
from device.formats.sums import SUMS_NAME, SUMS_SIGNATURE_NAME, read_sums

MAX_SUMS_BYTES = 128 << 10
MAX_SIGNATURE_BYTES = 4 << 10
FOLDERS = ("guardians/",)

_MAX_BYTES = {
    PARAMETERS_NAME: MAX_PARAMETERS_BYTES,
    MANIFEST_NAME: MAX_MANIFEST_BYTES,
    HASHES_NAME: MAX_HASHES_BYTES,
    JOINT_KEYS_NAME: MAX_JOINT_KEYS_BYTES,
    EXTENDED_HASH_NAME: MAX_HASHES_BYTES,
    CONTENT_NAME: MAX_CONTENT_BYTES,
    SETTINGS_NAME: MAX_SETTINGS_BYTES,
    SUMS_NAME: MAX_SUMS_BYTES,
    SUMS_SIGNATURE_NAME: MAX_SIGNATURE_BYTES,
}
_GUARDIAN = re.compile(r"guardians/guardian_([1-9][0-9]{0,2})\.json\Z")
_OPENING = re.compile(r"\A(A|It|The|There)\b")  # of sentences that go on within another here
_NOT_IN_RECORD = {CONTENT_NAME, SETTINGS_NAME}

_NEW_PACKAGE = "ask the election office for a new package"
_RIGHT_AUTHORITY = "check that the package and this terminal belong to the same election office"


def accept_package(
    data: bytes, authority_key: bytes, device_id: str, signing_key_public: bytes
) -> Election:
    """The election in ``data``, a ZIP file, for this terminal, which trusts ``authority_key``.

    Both keys are Ed25519 public keys of 32 bytes. Pure: nothing is kept. Takes some milliseconds a
    commitment for the guardians' proofs, and next to nothing for a file that is no package. Raises
    FormatError, SignatureError or PackageError; no other error escapes for any ``data``.
    """
    election = accept_package_for_reading(data, authority_key)
    check_device(election.settings, device_id, signing_key_public)
    return election


def accept_package_for_reading(data: bytes, authority_key: bytes | None) -> Election:
    """The election in ``data`` for someone who is no terminal: a verifier, the office itself.

    Without ``authority_key`` the sums are checked but nobody vouches for them. Raises as
    ``accept_package`` does.
    """
    with _refusing(_NEW_PACKAGE):
        archive = open_archive(data, FOLDERS)
        _check_names(archive)
    with _refusing(_RIGHT_AUTHORITY):
        sums = archive.read(SUMS_NAME)
        signature = archive.read(SUMS_SIGNATURE_NAME)
        if authority_key is not None:
            check_minisign(sums, signature, authority_key, SUMS_NAME)
    with _refusing(_NEW_PACKAGE):
        return _read_election(_unpack(archive, sums))


def check_device(settings: Settings, device_id: str, signing_key_public: bytes) -> None:
    """Check that a terminal is listed with this key and stands in a polling place. Raises PackageError."""
    advice = "send this terminal's identity to the election office and ask for a new package"
    refused = "The election package is refused: this terminal"
    try:
        entry = settings.device(device_id)
        settings.place_of(device_id)
    except KeyError as exc:
        raise PackageError(f"{refused} is not in a polling place of {SETTINGS_NAME}; {advice}.") from exc
    if entry.signing_key != signing_key_public:
        raise PackageError(f"{refused} has another key than {SETTINGS_NAME} gives it; {advice}.")


@contextmanager
def _refusing(advice: str) -> Iterator[None]:
    try:
        yield
    except (FormatError, PackageError, SignatureError) as exc:
        cause = _OPENING.sub(lambda word: word[0].lower(), str(exc).removesuffix("."))
        raise type(exc)(f"The election package is refused: {cause}; {advice}.") from exc


def _check_names(archive: Archive) -> None:
    """Only names of the table, every fixed one there, none larger than it may be."""
    for name in archive.names:
        limit = MAX_GUARDIAN_BYTES if _GUARDIAN.match(name) else _MAX_BYTES.get(name)
        if limit is None:
            raise PackageError(f"It holds the file '{name[:60]}', which packages do not have.")
        if archive.size_bytes(name) > limit:
            raise FormatError(f"{name} is larger than the {limit} bytes allowed.")
    for name in _MAX_BYTES:
        if name not in archive.names:
            raise PackageError(f"The file {name} is missing.")
    if len(archive.names) - len(_MAX_BYTES) > MAX_GUARDIANS:
        raise PackageError(f"It has more than the {MAX_GUARDIANS} guardians that a terminal takes.")


def _unpack(archive: Archive, sums: bytes) -> dict[str, bytes]:
    digests = read_sums(sums, SUMS_NAME)
    listed = [name for name in archive.names if name not in (SUMS_NAME, SUMS_SIGNATURE_NAME)]
    if set(listed) != set(digests):
        raise SignatureError(f"{SUMS_NAME} does not list exactly the files of the package.")
    files = {name: archive.read(name) for name in listed}
    for name, content in files.items():
        if sha256(content).digest() != digests[name]:
            raise SignatureError(f"{name} does not have the sum that {SUMS_NAME} gives it.")
    return files


def _read_election(files: Mapping[str, bytes]) -> Election:
    parameters = read_parameters(files[PARAMETERS_NAME])
    guardian_files = {guardian_name(i) for i in range(1, parameters.guardians + 1)}
    if guardian_files != {name for name in files if _GUARDIAN.match(name)}:
        raise PackageError(
            f"There is not exactly one file for each of the {parameters.guardians} guardians."
        )
    manifest = read_manifest(files[MANIFEST_NAME])
    h_p, h_b = read_hashes(files[HASHES_NAME], parameters, manifest.raw)
    keys = read_keys(files[JOINT_KEYS_NAME], files[EXTENDED_HASH_NAME], h_b)
    content = read_content(files[CONTENT_NAME], manifest)
    settings = read_settings(files[SETTINGS_NAME], manifest)
    guardians = read_guardians(files, parameters)
    check_guardians(parameters, h_p, keys, guardians)
    return Election(
        parameters=parameters,
        manifest=manifest,
        keys=keys,
        parameter_base_hash=h_p,
        election_base_hash=h_b,
        guardians=guardians,
        content=content,
        settings=settings,
        files={name: files[name] for name in sorted(files) if name not in _NOT_IN_RECORD},
    )
