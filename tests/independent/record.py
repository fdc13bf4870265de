"""The election record of one device: its files, device.json, ballots, and what else may stand where."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from independent.arithmetic import b4, hash_h
from independent.ballot_proofs import verify_proofs
from independent.ballots import Ballot, read_ballot
from independent.closing import verify_chain, verify_closing
from independent.election import FIXED_FILES, Election
from independent.event_log import verify_event_log
from independent.findings import Report, require
from independent.hints import verify_hints
from independent.package import Device, Package
from independent.signing import SignedFiles, minisign_text
from independent.strict_json import members, octets, read, text

CODE_FILE = re.compile(r"(ballots/[0-9A-F]{64}\.json|hints/[0-9A-F]{64}\.bin)")
OTHER_FILES = {
    "device.json",
    "closing.json",
    "event_log.json",
    "event_log_documentation.json",
    "README.txt",
    "SHA256SUMS",
    "SHA256SUMS.minisig",
}
# Codes and id_Bs may stand here and nowhere else.
CODES_ALLOWED = {"closing.json", "SHA256SUMS"}


@dataclass
class Record:
    """A device's record as far as it could be read."""

    device: Device
    files: dict[str, bytes]
    ballots: dict[str, Ballot] = field(default_factory=dict)


def _on_disk(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        yield path.relative_to(folder).as_posix(), path


def _files(report: Report, folder: Path, package: Package) -> dict[str, bytes]:
    shared = {name for name in package.files if name in FIXED_FILES or name.startswith("guardians/")}
    files, times = {}, set()
    for name, path in _on_disk(folder):
        if path.is_dir() and not path.is_symlink():
            report.check(name in {"ballots", "guardians", "hints"}, name, "is an extra folder")
            continue
        report.check(path.is_file() and not path.is_symlink(), name, "is not a plain file")
        expected = name in shared | OTHER_FILES or CODE_FILE.fullmatch(name) is not None
        report.check(expected, name, "is an extra file")
        files[name] = path.read_bytes()
        times.add(path.stat().st_mtime_ns)
        report.check(
            name not in shared or files[name] == package.files[name], name, "differs from the package"
        )
    for name in sorted((shared | OTHER_FILES) - set(files)):
        report.check(False, name, "is missing")  # noqa: FBT003
    report.check(len(times) == 1, "modification times", f"are {len(times)} different ones")
    return files


def device_information_hash(election: Election, device: Device) -> bytes:
    """(72) H_DI = H(H_E; 0x2A, S_device)."""
    information = device.information.encode("utf-8")
    return hash_h(election.h_e, 0x2A, b4(len(information)), information)


def _device_json(election: Election, device: Device, data: bytes) -> None:
    chained = ("h_0",) if election.chaining_mode else ()
    names = (
        "device_id",
        "device_information",
        "h_di",
        "chaining_mode",
        *chained,
        "signing_key",
        "software_version",
    )
    value = members(read(data), *names)
    require(value["device_id"] == device.device_id, "has another device id than the package")
    require(
        value["device_information"] == device.information, "has other device information than the package"
    )
    require(
        octets(value["signing_key"], 32) == device.signing_key, "has another signing key than the package"
    )
    require(
        type(value["chaining_mode"]) is int and value["chaining_mode"] == election.chaining_mode,
        "mode differs",
    )
    h_di = device_information_hash(election, device)
    require(octets(value["h_di"], 32) == h_di, "H_DI differs (8.C)")
    if chained:
        # (74), (75) H_0 = H(H_E; 0x29, 00000001 || H_DI)
        h_0 = hash_h(election.h_e, 0x29, b4(1), h_di)
        require(octets(value["h_0"], 32) == h_0, "H_0 differs (8.F)")
    text(value["software_version"])


def _ballots(report: Report, election: Election, record: Record) -> None:
    for name in sorted(name for name in record.files if name.startswith("ballots/")):
        with report.part(name[:20]):
            device = record.device
            ballot = read_ballot(election, device.device_id, device.signing_key, record.files[name])
            require(name == f"ballots/{ballot.code}.json", "is not named by its code")
            record.ballots[ballot.code] = ballot
    identifiers = [ballot.value["id_b"] for ballot in record.ballots.values()]
    report.check(len(set(identifiers)) == len(identifiers), "ballots", "two have the same id_B (5.A)")


def _readme(device: Device, data: bytes) -> None:
    said = data.decode("utf-8")
    require(f"minisign -V -P {minisign_text(device.signing_key)}" in said, "lacks the minisign -P string")
    require("sha256sum -c SHA256SUMS" in said, "does not say how to check the sums")
    require("sealmark verify" in said, "does not name sealmark verify")


def stray_digits(record: Record) -> list[str]:
    """Files that hold twelve digits in a row of a code or an id_B, however they are grouped."""
    secret = {code for ballot in record.ballots.values() for code in (ballot.code, ballot.value["id_b"])}
    pieces = {code[start : start + 12] for code in secret for start in range(53)}
    found = []
    for name, data in record.files.items():
        if name in CODES_ALLOWED or CODE_FILE.fullmatch(name):
            continue
        digits = re.sub(r"[^0-9A-Z]", "", data.decode("utf-8", "replace").upper())
        if any(digits[start : start + 12] in pieces for start in range(len(digits) - 11)):
            found.append(name)
    return found


def verify_record(report: Report, package: Package, folder: Path, prove: Callable[[str], bool]) -> Record:
    """Check `sealmark/<election>/<device id>/`; the proofs of the ballots whose code `prove` picks."""
    election = package.election
    report.check(folder.parent.name == election.name, "folder", "is not named by the election")
    require(folder.name in package.devices, f"device {folder.name} is not in the package")
    device = package.devices[folder.name]
    record = Record(device, _files(report, folder, package))
    files = record.files
    with report.part("SHA256SUMS"):
        SignedFiles(files).verify(device.signing_key)
    with report.part("device.json"):
        _device_json(election, device, files.get("device.json", b""))
    _ballots(report, election, record)
    ballots = record.ballots
    h_di = device_information_hash(election, device)
    with report.part("closing.json"):
        closing = verify_closing(election, device, ballots, h_di, files.get("closing.json", b""))
        verify_chain(election, ballots, h_di, closing.get("chain", []))
    verify_event_log(report, election, device.device_id, files)
    with report.part("README.txt"):
        _readme(device, files.get("README.txt", b""))
    for name in stray_digits(record):
        report.check(False, name, "holds twelve digits of a code or an id_B")  # noqa: FBT003
    proven = {
        code: verify_proofs(report, election, ballots[code]) for code in filter(prove, sorted(ballots))
    }
    verify_hints(report, ballots, files, proven)
    return record
