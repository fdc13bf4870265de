"""Reading the hashes, the joint keys and the guardians' records, and checking them against each other."""

from collections.abc import Mapping, Sequence

from device.election.election import Parameters
from device.election.texts import expect_label
from device.electionguard.ballot import ElectionKeys
from device.electionguard.guardians import Guardian, GuardianProof
from device.electionguard.parameters import STANDARD
from device.electionguard.verify_election import (
    verify_base_hashes,
    verify_extended_base_hash,
    verify_guardians,
    verify_keys,
)
from device.electionguard.verify_finding import Finding
from device.errors import FormatError, PackageError
from device.formats.canonical import expect_integer, expect_list, expect_properties, read_canonical
from device.formats.hexadecimal import bytes_from_hex, element_from_hex, scalar_from_hex

HASHES_NAME = "hashes.json"
JOINT_KEYS_NAME = "joint_public_keys.json"
EXTENDED_HASH_NAME = "extended_base_hash.json"
MAX_HASHES_BYTES = 16 << 10
MAX_JOINT_KEYS_BYTES = 16 << 10
MAX_GUARDIAN_BYTES = 128 << 10

_GUARDIAN_PROPERTIES = (
    "i",
    "name",
    "vote_commitments",
    "data_commitments",
    "communication_key",
    "vote_proof",
    "data_proof",
)


def guardian_name(index: int) -> str:
    """The path of guardian ``index`` in a package and in a record."""
    return f"guardians/guardian_{index}.json"


def read_hashes(data: bytes, parameters: Parameters, manifest: bytes) -> tuple[bytes, bytes]:
    """H_P and H_B, both recomputed. Raises FormatError or PackageError."""
    members = expect_properties(
        read_canonical(data, HASHES_NAME, MAX_HASHES_BYTES), ("h_p", "h_b"), HASHES_NAME
    )
    h_p = bytes_from_hex(members["h_p"], 32, f"{HASHES_NAME}: h_p")
    h_b = bytes_from_hex(members["h_b"], 32, f"{HASHES_NAME}: h_b")
    n, k = parameters.guardians, parameters.quorum
    _refuse(verify_base_hashes(STANDARD, n, k, manifest, h_p, h_b), HASHES_NAME)
    return h_p, h_b


def read_keys(joint_keys: bytes, extended_hash: bytes, h_b: bytes) -> ElectionKeys:
    """K, K_hat and H_E, the hash recomputed. Raises FormatError or PackageError."""
    members = expect_properties(
        read_canonical(joint_keys, JOINT_KEYS_NAME, MAX_JOINT_KEYS_BYTES), ("k", "k_hat"), JOINT_KEYS_NAME
    )
    vote_key = element_from_hex(members["k"], f"{JOINT_KEYS_NAME}: k")
    data_key = element_from_hex(members["k_hat"], f"{JOINT_KEYS_NAME}: k_hat")
    for key in (vote_key, data_key):
        # With a key of 1 every ciphertext would show its vote; p and above have no byte form.
        if not 1 < key < STANDARD.p:
            raise PackageError(f"A key in {JOINT_KEYS_NAME} is not one that may be encrypted under.")
    members = expect_properties(
        read_canonical(extended_hash, EXTENDED_HASH_NAME, MAX_HASHES_BYTES), ("h_e",), EXTENDED_HASH_NAME
    )
    h_e = bytes_from_hex(members["h_e"], 32, f"{EXTENDED_HASH_NAME}: h_e")
    keys = ElectionKeys(vote_key, data_key, h_e)
    _refuse(verify_extended_base_hash(STANDARD, h_b, keys), EXTENDED_HASH_NAME)
    return keys


def read_guardians(files: Mapping[str, bytes], parameters: Parameters) -> tuple[Guardian, ...]:
    """Guardians 1 to n from their files; proofs are not checked here. Raises FormatError."""
    indices = range(1, parameters.guardians + 1)
    return tuple(read_guardian(files[guardian_name(i)], i, parameters.quorum) for i in indices)


def read_guardian(data: bytes, index: int, quorum: int) -> Guardian:
    """One guardian's record, of exactly k commitments and k+1 responses. Raises FormatError."""
    name = guardian_name(index)
    members = expect_properties(read_canonical(data, name, MAX_GUARDIAN_BYTES), _GUARDIAN_PROPERTIES, name)
    if expect_integer(members["i"], f"{name}: i", 1, 1_000) != index:
        raise FormatError(f"{name} is the record of another guardian.")
    commitments = [
        tuple(
            element_from_hex(value, f"{name}: {kind}")
            for value in expect_list(members[kind], f"{name}: {kind}", quorum, quorum)
        )
        for kind in ("vote_commitments", "data_commitments")
    ]
    return Guardian(
        index,
        expect_label(members["name"], f"{name}: name"),
        commitments[0],
        commitments[1],
        element_from_hex(members["communication_key"], f"{name}: communication_key"),
        _proof(members["vote_proof"], quorum, f"{name}: vote_proof"),
        _proof(members["data_proof"], quorum, f"{name}: data_proof"),
    )


def check_guardians(
    parameters: Parameters, h_p: bytes, keys: ElectionKeys, guardians: Sequence[Guardian]
) -> None:
    """EG 2.1.0 Verifications 2 and 3: proofs, membership, joint keys. Raises PackageError.

    The costly part of intake: about n * k * 6 powers mod p, some milliseconds each.
    """
    _refuse(verify_keys(STANDARD, keys, guardians), JOINT_KEYS_NAME)
    findings = verify_guardians(STANDARD, h_p, parameters.guardians, parameters.quorum, guardians)
    _refuse(findings, f"The folder guardians/ ({findings[0].where})" if findings else "")


def _refuse(findings: Sequence[Finding], name: str) -> None:
    if findings:
        first = findings[0]
        raise PackageError(f"{name} fails check {first.number} of ElectionGuard: {first.problem}.")


def _proof(value: object, quorum: int, where: str) -> GuardianProof:
    members = expect_properties(value, ("challenge", "responses"), where)
    listed = expect_list(members["responses"], f"{where}: responses", quorum + 1, quorum + 1)
    return GuardianProof(
        scalar_from_hex(members["challenge"], f"{where}: challenge"),
        tuple(scalar_from_hex(response, f"{where}: a response") for response in listed),
    )
