"""Verifications 6 and 7: every selection and every contest total is within its limit.

A proof is a list of exactly one branch for each allowed value. A verifier that sums whatever it is
given accepts an encryption of 7 as "0 or 1", with one more branch appended; so the count is checked
before anything else.
"""

from gmpy2 import mpz

from device.electionguard.ballot import ContestShape, EncryptedContest, RangeProof
from device.electionguard.challenges import aggregate, limit_challenge, range_challenge
from device.electionguard.commitments import Commitments
from device.electionguard.membership import is_scalar
from device.electionguard.parameters import Group
from device.electionguard.verify_finding import Finding


def verify_selections(
    group: Group, commitments: Commitments, h_i: bytes, shape: ContestShape, contest: EncryptedContest
) -> list[Finding]:
    """Verifications 6 and 7 for one contest, whose ``shape`` is the manifest's, not the ballot's."""
    at = f"contest {shape.index}"
    findings = _verify_counts(shape, contest, at)
    if findings:
        return findings
    outside: list[Finding] = []
    for index in range(1, len(contest.ciphertexts) + 1):
        not_elements, found = _verify_field(group, commitments, h_i, contest, index, f"{at}, field {index}")
        outside += not_elements
        findings += found
    if outside:  # there is nothing sound to compute with them
        problem = "the total holds a value outside the group"
        return [*outside, Finding("7.A", f"{at}, selection limit", problem)]
    return findings + _verify_limit(group, commitments, h_i, contest, at)


def _verify_field(
    group: Group,
    commitments: Commitments,
    h_i: bytes,
    contest: EncryptedContest,
    index: int,
    where: str,
) -> tuple[list[Finding], list[Finding]]:
    """What is not in the group (6.A), and what does not hold of the proof (6.B to 6.D)."""
    ciphertext, proof = contest.ciphertexts[index - 1], contest.range_proofs[index - 1]
    proved = commitments.of_field(contest.index, index, ciphertext)
    outside = [
        Finding("6.A", where, f"{name} is not in the group")
        for name, holds in zip(("alpha", "beta"), proved.elements(), strict=True)
        if not holds
    ]
    if outside:
        return outside, []
    found = _verify_scalars(group, proof, "6", where)
    if found:
        return [], found
    # EG 2.1.0 (6.3)
    pairs = proved.pairs(proof)
    challenge = range_challenge(group, h_i, contest.index, index, ciphertext, pairs)
    return [], _verify_sum(group, proof, challenge, "6.D", where)


def _verify_limit(
    group: Group, commitments: Commitments, h_i: bytes, contest: EncryptedContest, at: str
) -> list[Finding]:
    where = f"{at}, selection limit"
    findings = _verify_scalars(group, contest.limit_proof, "7", where)
    if findings:
        return findings
    pairs = commitments.of_limit(contest.index, contest.ciphertexts).pairs(contest.limit_proof)
    # EG 2.1.0 (7.1), (7.2)
    total = aggregate(group, contest.ciphertexts)
    # EG 2.1.0 (7.5)
    challenge = limit_challenge(group, h_i, contest.index, total, pairs)
    return _verify_sum(group, contest.limit_proof, challenge, "7.D", where)


def _verify_counts(shape: ContestShape, contest: EncryptedContest, at: str) -> list[Finding]:
    fields = len(shape.field_limits)
    if len(contest.ciphertexts) != fields:
        return [Finding("6.A", at, "there is not exactly one ciphertext for each field")]
    if len(contest.range_proofs) != fields:
        return [Finding("6.D", at, "there is not exactly one range proof for each field")]
    findings = [
        Finding("6.D", f"{at}, field {index}", "the range proof does not have exactly R + 1 branches")
        for index, (limit, proof) in enumerate(
            zip(shape.field_limits, contest.range_proofs, strict=True), start=1
        )
        if len(proof) != limit + 1
    ]
    if len(contest.limit_proof) != shape.selection_limit + 1:
        problem = "the selection limit proof does not have exactly L + 1 branches"
        findings.append(Finding("7.D", f"{at}, selection limit", problem))
    return findings


def _verify_scalars(group: Group, proof: RangeProof, verification: str, where: str) -> list[Finding]:
    findings = []
    if not all(is_scalar(group, each.c) for each in proof):
        findings.append(Finding(f"{verification}.B", where, "a challenge is not below q"))
    if not all(is_scalar(group, each.v) for each in proof):
        findings.append(Finding(f"{verification}.C", where, "a response is not below q"))
    return findings


def _verify_sum(group: Group, proof: RangeProof, challenge: mpz, number: str, where: str) -> list[Finding]:
    # EG 2.1.0 (6.D), (7.D): c = (c_0 + ... + c_R) mod q
    if challenge == sum(each.c for each in proof) % group.q:
        return []
    return [Finding(number, where, "the proof does not hold")]
