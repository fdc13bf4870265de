"""Election records in memory, how to change them, and what a verifier says of them.

``resigned`` is what somebody can do who has the device's key: only proofs, hashes and chains are left
to catch the change then.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.small_records import device_key, powers

from device.election.election import Chaining, Election
from device.errors import RecordError
from device.formats.canonical import canonical_bytes
from device.formats.merkle import merkle_tree_hash
from device.formats.minisign import minisign_signature
from device.formats.sums import write_sums
from device.records.checks import Check
from device.records.record_files import Listing
from device.records.verify_record import RecordVerifier, VerifiedRecord

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.minisig"
_ITEM = re.compile(r"[0-9]+\.[A-G]|eq\. [0-9]+")
Files = dict[str, bytes]
Change = Callable[[Any], None]


@dataclass
class MemoryFiles:
    """A record without a disk; counts what is read."""

    files: Files
    folders: tuple[str, ...] = ()
    reads: list[str] = field(default_factory=list)

    def listing(self) -> Listing:
        parents = {path.rpartition("/")[0] for path in self.files if "/" in path}
        return Listing(tuple(sorted(self.files)), tuple(sorted(parents | set(self.folders))))

    def read(self, path: str, max_bytes: int) -> bytes:
        self.reads.append(path)
        if path not in self.files:
            raise RecordError("A file of the record is missing or cannot be read.")
        if len(self.files[path]) > max_bytes:
            raise RecordError("A file of the record is longer than any such file can be.")
        return self.files[path]


def files_of(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write_files(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def ballot_paths(files: Files) -> list[str]:
    return sorted(path for path in files if path.startswith("ballots/"))


def ballot_of_style(files: Files, style_index: int) -> str:
    return next(
        path for path in ballot_paths(files) if json.loads(files[path])["ballot_style_ix"] == style_index
    )


def resigned(files: Files, device_id: str = "T-1", comment: str = "made for a test") -> Files:
    """The record with sums and signature made anew by the device's own key."""
    rest = {path: data for path, data in files.items() if path not in (SUMS, SIGNATURE)}
    sums = write_sums({path: sha256(data).digest() for path, data in rest.items()})
    key = device_key(device_id)
    return {**rest, SUMS: sums, SIGNATURE: minisign_signature(sums, key, comment)}


def signed(value: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
    unsigned = {name: member for name, member in value.items() if name != "signature"}
    signature = key.sign(canonical_bytes(unsigned)).hex().upper()
    return canonical_bytes({**unsigned, "signature": signature})


def altered(data: bytes, change: Change) -> bytes:
    """A JSON file with its value changed; its own signature, if it has one, made anew."""
    value = json.loads(data)
    change(value)
    if "signature" in value:
        return signed(value, device_key(value.get("device_id", "T-1")))
    return canonical_bytes(value)


def with_change(files: Files, path: str, change: Change) -> Files:
    """A changed file, and all else made to fit it as the device could: closing, sums, signatures."""
    changed = {**files, path: altered(files[path], change)}
    if path.startswith("ballots/"):
        changed = with_new_root(changed)
    return resigned(changed)


def with_new_root(files: Files) -> Files:
    """Counts and Merkle root in ``closing.json`` made anew for the ballots that are there."""
    ballots = [files[path] for path in ballot_paths(files)]
    states = [json.loads(ballot)["ballot_state"] for ballot in ballots]

    def close(value: Any) -> None:
        value["ballots"] = len(ballots)
        value["cast"], value["challenged"] = states.count("Cast"), states.count("Challenged")
        value["spoiled"] = states.count("Spoiled")
        value["ballots_root"] = merkle_tree_hash(ballots).hex().upper()

    return {**files, "closing.json": altered(files["closing.json"], close)}


def flipped(text: str, position: int = -1) -> str:
    """A hexadecimal string with one digit changed."""
    digits = list(text)
    digits[position] = "0" if digits[position] != "0" else "1"
    return "".join(digits)


def verified(
    files: Files | MemoryFiles,
    chaining: Chaining = Chaining.NONE,
    package: Election | None = None,
    on_ballot: Callable[[Any], None] = lambda _record: None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> VerifiedRecord:
    source = files if isinstance(files, MemoryFiles) else MemoryFiles(files)
    return RecordVerifier(source, package, lambda _head: powers(chaining), on_ballot, progress).verify()


def failing(checks: Sequence[Check]) -> dict[str, list[str]]:
    """The problems of the checks that were carried out and do not hold, by number."""
    return {check.number: check.problems for check in checks if check.problem_count}


def undone(checks: Sequence[Check]) -> list[str]:
    return [check.number for check in checks if check.examined is None]


def items_of(checks: Sequence[Check]) -> set[str]:
    """The items of the specification that were found broken, such as ``6.D`` or ``eq. 38``."""
    problems = [problem for found in failing(checks).values() for problem in found]
    return {match[0] for problem in problems if (match := _ITEM.match(problem))}
