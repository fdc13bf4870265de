"""The election package: one signed ZIP file, all of it or nothing."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from independent.election import FIXED_FILES, Election, read_election
from independent.findings import require
from independent.signing import SignedFiles, public_key_file
from independent.strict_json import items, octets, read, text

MOST_BYTES = 64 << 20
MOST_ENTRIES = 500
DEVICE_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Device:
    """A device as the package's terminal_settings.json names it."""

    device_id: str
    information: str
    signing_key: bytes


@dataclass(frozen=True)
class Package:
    """An election package that was accepted."""

    files: dict[str, bytes]
    election: Election
    devices: dict[str, Device]
    languages: tuple[str, ...]


def unpacked(path: Path) -> dict[str, bytes]:
    """The entries of the ZIP file. Raises Refused."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        require(len(entries) <= MOST_ENTRIES, "has too many entries")
        require(sum(entry.file_size for entry in entries) <= MOST_BYTES, "unpacks to too much")
        names = [entry.filename for entry in entries]
        require(len(set(names)) == len(names), "has an entry twice")
        for entry in entries:
            plain = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            require(plain and not entry.flag_bits & 1, f"{entry.filename} is encrypted or packed otherwise")
            require(not entry.is_dir() or entry.filename == "guardians/", f"{entry.filename} is extra")
        return {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}


def device(value: Any) -> Device:
    """One item of `devices`. Raises Refused."""
    require(isinstance(value, dict), "has a device that is no object")
    require(
        list(value) == ["device_id", "device_information", "signing_key"], "has other device properties"
    )
    require(DEVICE_ID.fullmatch(value["device_id"]) is not None, "has a malformed device id")
    require(isinstance(value["device_information"], str), "has no device information")
    return Device(value["device_id"], value["device_information"], octets(value["signing_key"], 32))


def read_package(path: Path, authority_file: Path) -> Package:
    """The package, checked against the authority's key. Raises Refused."""
    files = unpacked(path)
    SignedFiles(files).verify(public_key_file(authority_file.read_bytes()))
    election = read_election(files)
    guardians = {f"guardians/guardian_{i}.json" for i in range(1, election.n + 1)}
    expected = {*FIXED_FILES, *guardians, "ballot_content.json", "terminal_settings.json"}
    require(set(files) == expected | {"SHA256SUMS", "SHA256SUMS.minisig"}, "has missing or extra entries")
    settings = read(files["terminal_settings.json"])
    content = read(files["ballot_content.json"])
    devices = [device(value) for value in items(settings.get("devices"))]
    require(len({d.device_id for d in devices}) == len(devices), "has a device twice")
    languages = tuple(text(part.get("language")) for part in items(content.get("languages")))
    require(all(LANGUAGE_TAG.fullmatch(tag) for tag in languages), "has a malformed language tag")
    return Package(files, election, {d.device_id: d for d in devices}, languages)
