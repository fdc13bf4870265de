"""Writing the election record to a medium at close, and reading it back.

Order of durable steps, each safe to be cut and repeated: what an earlier try left is removed;
every file is written, ballots in the order of their codes so that not even the directory tells
another; ``SHA256SUMS``; last of all ``SHA256SUMS.minisig``, which makes the record complete.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.errors import StorageError
from device.formats.hexadecimal import hex_of_bytes
from device.formats.minisign import check_minisign, minisign_signature, public_key_of
from device.formats.sums import SUMS_NAME, SUMS_SIGNATURE_NAME, read_sums, write_sums
from device.hal import Medium
from device.records.ballot_record import MAX_RECORD_BYTES
from device.records.closing_record import MAX_CLOSING_BYTES

ROOT_FOLDER = "sealmark"
BALLOT_FOLDER = "ballots"
MAX_FILE_BYTES = max(MAX_CLOSING_BYTES, MAX_RECORD_BYTES)
MAX_SUMS_BYTES = 256 * 1024 * 1024

PACKAGE_FILES = (
    "election_parameters.json",
    "election_manifest_canonical.bin",
    "hashes.json",
    "joint_public_keys.json",
    "extended_base_hash.json",
)
"""What the record repeats from the package, beside the guardians' files."""

ReportProgress = Callable[[int, int], None]
"""Called with files done and files in all."""


@dataclass(frozen=True, slots=True)
class RecordSource:
    """All that goes into a record. ``fixed_files`` by path: everything but the ballots.

    ``ballot_codes``: the codes of all ballots, ascending; ``ballot_file(code)`` the file's bytes.
    """

    election_id: str
    device_id: str
    fixed_files: Mapping[str, bytes] = field(repr=False)
    ballot_codes: tuple[bytes, ...] = field(repr=False)
    ballot_file: Callable[[bytes], bytes] = field(repr=False)

    @property
    def folder(self) -> str:
        """Where the record stands on a medium."""
        return f"{ROOT_FOLDER}/{self.election_id}/{self.device_id}"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file but the sums, one in memory at a time."""
        for path in sorted(self.fixed_files):
            yield path, self.fixed_files[path]
        for code in self.ballot_codes:
            yield f"{BALLOT_FOLDER}/{hex_of_bytes(code)}.json", self.ballot_file(code)


def package_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Of an election package's files those that the record repeats byte for byte."""
    return {
        name: data for name, data in files.items() if name in PACKAGE_FILES or name.startswith("guardians/")
    }


def export_record(
    medium: Medium, source: RecordSource, key: Ed25519PrivateKey, progress: ReportProgress
) -> None:
    """Write the record durably. Raises MediumError; what was written then is not a complete record."""
    folder = source.folder
    if medium.has(folder):
        medium.remove_tree(folder)
    total = len(source.fixed_files) + len(source.ballot_codes)
    digests: dict[str, bytes] = {}
    for path, data in source.files():
        medium.write_file(f"{folder}/{path}", data)
        digests[path] = sha256(data).digest()
        progress(len(digests), total)
    sums = write_sums(digests)
    medium.write_file(f"{folder}/{SUMS_NAME}", sums)
    comment = f"Sealmark election record, election {source.election_id}, device {source.device_id}"
    medium.write_file(f"{folder}/{SUMS_SIGNATURE_NAME}", minisign_signature(sums, key, comment))


def verify_export(
    medium: Medium, source: RecordSource, key: Ed25519PrivateKey, progress: ReportProgress
) -> None:
    """Read the record back from the medium and compare it with its source, byte for byte.

    Raises StorageError when it is not all there or differs, MediumError when it cannot be read.
    """
    folder = source.folder
    sums = medium.read_file(f"{folder}/{SUMS_NAME}", MAX_SUMS_BYTES)
    signature = medium.read_file(f"{folder}/{SUMS_SIGNATURE_NAME}", 4096)
    check_minisign(sums, signature, public_key_of(key), SUMS_NAME, by_sealmark=True)
    digests = read_sums(sums, SUMS_NAME)
    total = len(source.fixed_files) + len(source.ballot_codes)
    for done, (path, data) in enumerate(source.files(), start=1):
        written = medium.read_file(f"{folder}/{path}", MAX_FILE_BYTES)
        if written != data or digests.pop(path, None) != sha256(written).digest():
            raise StorageError(f"A file of the election record on {medium.label} is not what was written.")
        progress(done, total)
    if digests or len(medium.list_files(folder)) != total + 2:
        raise StorageError(f"The election record on {medium.label} has files too many or too few.")
