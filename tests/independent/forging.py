"""Forge a record and sign it again, so that only the check that should notice can notice."""

import base64
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from independent.arithmetic import b4, hash_h
from independent.closing import tree_hash
from independent.signing import key_id
from independent.strict_json import canonical

Edit = Callable[[dict[str, Any]], object]
# The page leaves the untrusted comment open; the product accepts this one alone.
FIRST_LINE = b"untrusted comment: Sealmark signature"
WHEN_NS = 946684800_000000000


def private_key(path: Path) -> Ed25519PrivateKey:
    """An Ed25519 key in PEM, as the demo's terminal and office keep theirs."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def minisign(key: Ed25519PrivateKey, data: bytes) -> bytes:
    """A minisign signature file over `data`."""
    signature = key.sign(blake2b(data, digest_size=64).digest())
    comment = b"forged"
    lines = (
        FIRST_LINE,
        base64.b64encode(b"ED" + key_id(key.public_key().public_bytes_raw()) + signature),
        b"trusted comment: " + comment,
        base64.b64encode(key.sign(signature + comment)),
    )
    return b"\n".join(lines) + b"\n"


@dataclass(frozen=True)
class Forger:
    """A copy of one record, and the device's key."""

    folder: Path
    key: Ed25519PrivateKey

    @classmethod
    def copy(cls, record: Path, into: Path, key: Ed25519PrivateKey) -> "Forger":
        """Copy `record` to a folder of the same two names, signed again without hints.

        So each forgery breaks one thing, and not what its hints say too.
        """
        folder = into / record.parent.name / record.name
        shutil.copytree(record, folder, ignore=shutil.ignore_patterns("hints"))
        forger = cls(folder, key)
        forger.sign()
        return forger

    def path(self, name: str) -> Path:
        """A file of the record; "ballot" is the first one that was cast."""
        if name == "ballot":
            return self.of_state("Cast")
        return self.folder / name

    def of_state(self, state: str) -> Path:
        """The first ballot in this state."""
        paths = sorted((self.folder / "ballots").iterdir())
        return next(p for p in paths if json.loads(p.read_bytes())["ballot_state"] == state)

    def with_contest_data(self) -> str:
        """The name of a ballot file that holds contest data."""
        paths = sorted((self.folder / "ballots").iterdir())
        chosen = next(path for path in paths if b'"contest_data":' in path.read_bytes())
        return chosen.relative_to(self.folder).as_posix()

    def edit(self, name: str, change: Edit) -> None:
        """Change one JSON file and sign it again, if it carries a signature."""
        path = self.path(name)
        value = json.loads(path.read_bytes())
        change(value)
        if "signature" in value:
            bare = {member: item for member, item in value.items() if member != "signature"}
            value["signature"] = self.key.sign(canonical(bare)).hex().upper()
        path.write_bytes(canonical(value))

    def edit_hashed(self, name: str, change: Edit) -> None:
        """Change a ballot and bring its hashes, its code and its name in line too."""
        path = self.path(name)

        def rehashed(ballot: dict[str, Any]) -> None:
            change(ballot)
            h_i = bytes.fromhex(ballot["h_i"])
            chis = []
            for contest in ballot["contests_data_fields_ciphertexts"]:
                parts = [c[half] for c in contest["ciphertexts"] for half in ("alpha", "beta")]
                if "contest_data" in contest:
                    data = contest["contest_data"]
                    parts += [data["c0"], data["c1"], data["c2"]["c"], data["c2"]["v"]]
                chi = hash_h(h_i, 0x28, b4(contest["contest_ix"]), *map(bytes.fromhex, parts))
                contest["contest_hash"] = chi.hex().upper()
                chis.append(chi)
            code = hash_h(h_i, 0x29, *chis, bytes.fromhex(ballot["chaining_field"]))
            ballot["confirmation_code"] = code.hex().upper()

        self.edit(path.relative_to(self.folder).as_posix(), rehashed)
        path.rename(path.with_name(json.loads(path.read_bytes())["confirmation_code"] + ".json"))

    def sign(self) -> None:
        """Bring Merkle root, sums, signatures and times in line with what the files say now."""
        root = tree_hash([path.read_bytes() for path in sorted((self.folder / "ballots").iterdir())])
        self.edit("closing.json", lambda closing: closing.update(ballots_root=root.hex().upper()))
        self.sign_sums(sorted(self._names()))
        for path in self.folder.rglob("*"):
            os.utime(path, ns=(WHEN_NS, WHEN_NS))

    def sign_sums(self, names: list[str]) -> None:
        """Write SHA256SUMS over these files, in this order, and sign it."""
        sums = "".join(f"{sha256((self.folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names)
        (self.folder / "SHA256SUMS").write_text(sums)
        (self.folder / "SHA256SUMS.minisig").write_bytes(minisign(self.key, sums.encode()))

    def _names(self) -> list[str]:
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        names = [path.relative_to(self.folder).as_posix() for path in paths]
        return [name for name in names if not name.startswith("SHA256SUMS")]
