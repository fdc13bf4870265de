"""Writing the election record to a medium at close, and reading it back.

Order of durable steps, each safe to be cut and repeated: what an earlier try left is removed;
every file is written, ballots and then their hints in the order of their codes so that not even the
directory tells another; ``SHA256SUMS``; last of all ``SHA256SUMS.minisig``, which makes the record
complete. Hints never stop a record: a medium that has no room for them gets the record without.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from itertools import chain
from operator import eq
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.errors import MediumFull, StorageError
from device.formats.hexadecimal import hex_of_bytes
from device.formats.minisign import check_minisign, minisign_signature, public_key_of
from device.formats.sums import SUMS_NAME, SUMS_SIGNATURE_NAME, read_sums, write_sums
from device.hal import Medium
from device.records.ballot_record import MAX_RECORD_BYTES
from device.records.closing_record import MAX_CLOSING_BYTES

ROOT_FOLDER = "sealmark"
BALLOT_FOLDER = "ballots"
HINT_FOLDER = "hints"
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


class HintSource(Protocol):
    """Gives the hints of every ballot of a record; ``max_bytes``: of the longest."""

    @property
    def max_bytes(self) -> int:
        """Bytes of the longest hints."""

    def of(self, code: bytes, /) -> bytes:
        """The right hints of a ballot, however long it takes."""

    def hold(self, code: bytes, hints: bytes, /) -> bool:
        """Whether these are the hints of a ballot; quick."""


@dataclass(frozen=True, slots=True)
class RecordSource:
    """All that goes into a record. ``fixed_files`` by path: everything but the ballots.

    ``ballot_codes``: the codes of all ballots, ascending; ``ballot_file(code)`` the file's bytes;
    ``hints``: of all ballots, or None for a record without.
    """

    election_id: str
    device_id: str
    fixed_files: Mapping[str, bytes] = field(repr=False)
    ballot_codes: tuple[bytes, ...] = field(repr=False)
    ballot_file: Callable[[bytes], bytes] = field(repr=False)
    hints: HintSource | None = field(default=None, repr=False)

    @property
    def folder(self) -> str:
        """Where the record stands on a medium."""
        return f"{ROOT_FOLDER}/{self.election_id}/{self.device_id}"

    @property
    def file_count(self) -> int:
        """How many files there are, hints included, the two files of sums not."""
        return len(self.fixed_files) + len(self.ballot_codes) * (1 if self.hints is None else 2)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file but hints and sums, one in memory at a time."""
        for path in sorted(self.fixed_files):
            yield path, self.fixed_files[path]
        for code in self.ballot_codes:
            yield f"{BALLOT_FOLDER}/{hex_of_bytes(code)}.json", self.ballot_file(code)

    def hint_files(self) -> Iterator[tuple[str, bytes]]:
        """The hints of every ballot, one in memory at a time."""
        if self.hints is not None:
            for code in self.ballot_codes:
                yield hint_name(code), self.hints.of(code)


def hint_name(code: bytes) -> str:
    """Where the hints of a ballot stand in a record."""
    return f"{HINT_FOLDER}/{hex_of_bytes(code)}.bin"


def package_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Of an election package's files those that the record repeats byte for byte."""
    return {
        name: data for name, data in files.items() if name in PACKAGE_FILES or name.startswith("guardians/")
    }


def export_record(
    medium: Medium, source: RecordSource, key: Ed25519PrivateKey, progress: ReportProgress
) -> RecordSource:
    """Write the record durably, without its hints where the medium is too small for them.

    Returns what was written. Raises MediumError; what was written then is not a complete record.
    """
    try:
        _write(medium, source, key, progress)
    except MediumFull:
        if source.hints is None:
            raise
        source = replace(source, hints=None)
        _write(medium, source, key, progress)
    return source


def _write(medium: Medium, source: RecordSource, key: Ed25519PrivateKey, progress: ReportProgress) -> None:
    folder = source.folder
    if medium.has(folder):
        medium.remove_tree(folder)
    digests: dict[str, bytes] = {}
    for path, data in chain(source.files(), source.hint_files()):
        medium.write_file(f"{folder}/{path}", data)
        digests[path] = sha256(data).digest()
        progress(len(digests), source.file_count)
    sums = write_sums(digests)
    medium.write_file(f"{folder}/{SUMS_NAME}", sums)
    comment = f"Sealmark election record, election {source.election_id}, device {source.device_id}"
    medium.write_file(f"{folder}/{SUMS_SIGNATURE_NAME}", minisign_signature(sums, key, comment))


def verify_export(
    medium: Medium, source: RecordSource, key: Ed25519PrivateKey, progress: ReportProgress
) -> RecordSource:
    """Read the record back from the medium and compare it with its source, byte for byte.

    Returns what it was compared with: the source without hints if none were written. Hints are not
    computed again; those on the medium must be the right ones. Raises StorageError when it is not all
    there or differs, MediumError when it cannot be read.
    """
    folder = source.folder
    sums = medium.read_file(f"{folder}/{SUMS_NAME}", MAX_SUMS_BYTES)
    signature = medium.read_file(f"{folder}/{SUMS_SIGNATURE_NAME}", 4096)
    check_minisign(sums, signature, public_key_of(key), SUMS_NAME, by_sealmark=True)
    digests = read_sums(sums, SUMS_NAME)
    if source.hints is not None and not any(path.startswith(f"{HINT_FOLDER}/") for path in digests):
        source = replace(source, hints=None)
    for done, (path, is_right) in enumerate(_expected(source), start=1):
        written = medium.read_file(f"{folder}/{path}", _max_bytes(source))
        if digests.pop(path, None) != sha256(written).digest() or not is_right(written):
            raise StorageError(f"A file of the election record on {medium.label} is not what was written.")
        progress(done, source.file_count)
    if digests or len(medium.list_files(folder)) != source.file_count + 2:
        raise StorageError(f"The election record on {medium.label} has files too many or too few.")
    return source


def _expected(source: RecordSource) -> Iterator[tuple[str, Callable[[bytes], bool]]]:
    for path, data in source.files():
        yield path, partial(eq, data)
    if source.hints is not None:
        for code in source.ballot_codes:
            yield hint_name(code), partial(source.hints.hold, code)


def _max_bytes(source: RecordSource) -> int:
    return max(MAX_FILE_BYTES, 0 if source.hints is None else source.hints.max_bytes)
