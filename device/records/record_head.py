"""The part of a record that stands once: election, keys, guardians, device. Verifications 1 to 4."""

from collections.abc import Mapping
from dataclasses import dataclass

from device.election.election import ELECTION_ID_DIGITS, Parameters
from device.election.intake_keys import guardian_name, read_guardians, read_hashes, read_keys
from device.election.intake_manifest import read_manifest
from device.election.intake_parameters import read_parameters
from device.election.manifest import Manifest
from device.electionguard.ballot import ElectionKeys
from device.electionguard.parameters import STANDARD
from device.electionguard.verify_election import verify_guardians, verify_keys
from device.errors import FormatError, InputError
from device.records.checks import Checks
from device.records.closing_record import DeviceRecord, read_device_record

MAX_HEAD_FILE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ElectionHead:
    """What a record says about its election, checked by Verifications 1 to 4."""

    parameters: Parameters
    manifest: Manifest
    keys: ElectionKeys

    @property
    def election_id(self) -> str:
        """The first 16 digits of H_E, upper case."""
        return self.keys.extended_base_hash.hex().upper()[:ELECTION_ID_DIGITS]


def read_election_head(files: Mapping[str, bytes], checks: Checks) -> ElectionHead | None:
    """Read and verify the election's files; None where they cannot be read, noted in ``checks``."""
    number = "1"
    try:
        parameters = read_parameters(_file(files, "election_parameters.json"))
        manifest_bytes = _file(files, "election_manifest_canonical.bin")
        manifest = read_manifest(manifest_bytes)
        h_p, h_b = read_hashes(_file(files, "hashes.json"), parameters, manifest_bytes)
        checks["1"].looked_at()
        number = "4"
        joint, extended = _file(files, "joint_public_keys.json"), _file(files, "extended_base_hash.json")
        keys = read_keys(joint, extended, h_b)
        checks["4"].looked_at()
        number = "2"
        for index in range(1, parameters.guardians + 1):
            _file(files, guardian_name(index))
        guardians = read_guardians(files, parameters)
    except InputError as exc:
        checks[number].fail(str(exc))
        return None
    found = verify_guardians(STANDARD, h_p, parameters.guardians, parameters.quorum, guardians)
    found += verify_keys(STANDARD, keys, guardians)
    checks["2"].looked_at(len(guardians))
    checks["3"].looked_at()
    checks.note(found)
    return ElectionHead(parameters, manifest, keys)


def read_device_head(files: Mapping[str, bytes], checks: Checks) -> DeviceRecord | None:
    """Read ``device.json``; None where it cannot be read, noted in ``checks``."""
    try:
        return read_device_record(_file(files, "device.json"))
    except InputError as exc:
        checks["R2"].fail(str(exc))
        return None


def _file(files: Mapping[str, bytes], name: str) -> bytes:
    if name not in files:
        raise FormatError(f"The record lacks {name}.")
    return files[name]
