"""Verifications 1 to 4: the parameters, the guardians' keys and the election's keys (EG 2.1.0 sec. 6.2)."""

from collections.abc import Sequence

from gmpy2 import mpz, powmod

from device.electionguard.ballot import ElectionKeys
from device.electionguard.guardian_challenges import DATA_LABEL, VOTE_LABEL, key_proof_challenge
from device.electionguard.guardians import Guardian, GuardianProof
from device.electionguard.hashing import election_base_hash, extended_base_hash, parameter_base_hash
from device.electionguard.membership import is_element, is_scalar
from device.electionguard.parameters import STANDARD, VERSION, Group
from device.electionguard.verify_finding import Finding


def verify_parameters(version: Sequence[int], group: Group) -> list[Finding]:
    """Verifications 1.A to 1.D: the version [2, 1], and the standard p, q and g, nothing else."""
    checks = (
        ("1.A", tuple(version) == VERSION, "another version of the specification than 2.1"),
        ("1.B", group.p == STANDARD.p, "p is not the standard modulus"),
        ("1.C", group.q == STANDARD.q, "q is not the standard order"),
        ("1.D", group.g == STANDARD.g, "g is not the standard generator"),
    )
    return [
        Finding(number, "election parameters", problem) for number, holds, problem in checks if not holds
    ]


def verify_base_hashes(
    group: Group, guardians: int, quorum: int, manifest: bytes, h_p: bytes, h_b: bytes
) -> list[Finding]:
    """Verifications 1.E and 1.F; ``manifest`` is the manifest file's exact bytes."""
    findings = []
    # EG 2.1.0 (1.E): H_P = H(ver; 0x00, p, q, g, n, k)
    if h_p != parameter_base_hash(group, guardians, quorum):
        findings.append(Finding("1.E", "hashes", "H_P does not follow from the parameters"))
    # EG 2.1.0 (1.F): H_B = H(H_P; 0x01, manifest)
    if h_b != election_base_hash(h_p, manifest):
        findings.append(Finding("1.F", "hashes", "H_B does not follow from H_P and the manifest"))
    return findings


def verify_guardians(
    group: Group, h_p: bytes, guardians: int, quorum: int, records: Sequence[Guardian]
) -> list[Finding]:
    """Verification 2 for exactly the guardians 1 to n (``guardians``), each with k commitments."""
    findings: list[Finding] = []
    if [record.index for record in records] != list(range(1, guardians + 1)):
        findings.append(Finding("2.A", "guardians", "these are not the guardians 1 to n, in order"))
    for record in records:
        findings += _verify_guardian(group, h_p, quorum, record)
    return findings


def verify_keys(group: Group, keys: ElectionKeys, records: Sequence[Guardian]) -> list[Finding]:
    """Verification 3: the joint keys are the products of the guardians' first commitments."""
    if not records or not all(record.vote_commitments and record.data_commitments for record in records):
        return [Finding("3.A", "joint keys", "there are no guardians' keys to multiply")]
    vote_key, data_key = mpz(1), mpz(1)
    for record in records:
        # EG 2.1.0 eq. (25), (26): K = prod K_i mod p, K_hat = prod K_hat_i mod p
        vote_key = vote_key * record.vote_commitments[0] % group.p
        data_key = data_key * record.data_commitments[0] % group.p
    findings = []
    if keys.vote_key != vote_key:
        findings.append(Finding("3.A", "joint keys", "K is not the product of the guardians' keys"))
    if keys.data_key != data_key:
        findings.append(Finding("3.B", "joint keys", "K_hat is not the product of the guardians' keys"))
    return findings


def verify_extended_base_hash(group: Group, h_b: bytes, keys: ElectionKeys) -> list[Finding]:
    """Verification 4: H_E follows from H_B and the joint keys."""
    # EG 2.1.0 (4.A): H_E = H(H_B; 0x14, K, K_hat)
    if keys.extended_base_hash == extended_base_hash(group, h_b, keys.vote_key, keys.data_key):
        return []
    return [Finding("4.A", "extended base hash", "H_E does not follow from H_B and the joint keys")]


def _verify_guardian(group: Group, h_p: bytes, quorum: int, record: Guardian) -> list[Finding]:
    where = f"guardian {record.index}"
    findings: list[Finding] = []
    for label, name, commitments, proof in (
        (VOTE_LABEL, "vote", record.vote_commitments, record.vote_proof),
        (DATA_LABEL, "data", record.data_commitments, record.data_proof),
    ):
        at = f"{where}, {name} keys"
        public_keys = (*commitments, record.communication_key)
        found = _verify_public_keys(group, quorum, public_keys, at)
        found += _verify_responses(group, quorum, proof, at)
        if not found and not _proof_holds(group, h_p, label, record.index, public_keys, proof):
            found.append(Finding("2.C", at, "the proof of the keys does not hold"))
        findings += found
    return findings


def _verify_public_keys(group: Group, quorum: int, public_keys: Sequence[mpz], at: str) -> list[Finding]:
    if len(public_keys) != quorum + 1:
        return [Finding("2.A", at, "there are not exactly k commitments")]
    if not all(is_element(group, key) for key in public_keys):
        return [Finding("2.A", at, "a public key is not in the group")]
    return []


def _verify_responses(group: Group, quorum: int, proof: GuardianProof, at: str) -> list[Finding]:
    if len(proof.responses) != quorum + 1:
        return [Finding("2.B", at, "there are not exactly k + 1 responses")]
    # The challenge needs no check of its own: 2.C compares it with a value that is below q.
    if not all(is_scalar(group, response) for response in proof.responses):
        return [Finding("2.B", at, "a response is not below q")]
    return []


def _proof_holds(
    group: Group,
    h_p: bytes,
    label: bytes,
    index: int,
    public_keys: Sequence[mpz],
    proof: GuardianProof,
) -> bool:
    if not is_scalar(group, proof.challenge):
        return False
    # EG 2.1.0 (2.1) to (2.4): h_i,j = g^v_i,j K_i,j^c_i, and the last with kappa_i
    commitments = [
        powmod(group.g, response, group.p) * powmod(key, proof.challenge, group.p) % group.p
        for key, response in zip(public_keys, proof.responses, strict=True)
    ]
    return proof.challenge == key_proof_challenge(group, h_p, label, index, public_keys, commitments)
