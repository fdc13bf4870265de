"""Verifications 6 and 7: every selection and every contest total is within its limit.

A proof is a list of exactly one branch for each allowed value. A verifier that sums whatever it is
given accepts an encryption of 7 as "0 or 1", with one more branch appended; so the count is checked
before anything else.
"""

from gmpy2 import mpz, powmod

from device.electionguard.ballot import Ciphertext, ContestShape, EncryptedContest, RangeProof
from device.electionguard.challenges import CommitmentPair, aggregate, limit_challenge, range_challenge
from device.electionguard.membership import is_element, is_scalar
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.verify_finding import Finding


def verify_selections(
    group: Group, powers: Powers, h_i: bytes, shape: ContestShape, contest: EncryptedContest
) -> list[Finding]:
    """Verifications 6 and 7 for one contest, whose ``shape`` is the manifest's, not the ballot's."""
    at = f"contest {shape.index}"
    findings = _verify_counts(shape, contest, at)
    if findings:
        return findings
    findings = _verify_elements(group, contest, at)
    if findings:
        return findings  # there is nothing sound to compute with them
    for index, (ciphertext, proof) in enumerate(
        zip(contest.ciphertexts, contest.range_proofs, strict=True), start=1
    ):
        where = f"{at}, field {index}"
        found = _verify_scalars(group, proof, "6", where)
        if not found:
            pairs = proof_commitments(group, powers, ciphertext, proof)
            # EG 2.1.0 (6.3)
            challenge = range_challenge(group, h_i, shape.index, index, ciphertext, pairs)
            found = _verify_sum(group, proof, challenge, "6.D", where)
        findings += found
    return findings + _verify_limit(group, powers, h_i, contest, at)


def proof_commitments(
    group: Group, powers: Powers, ciphertext: Ciphertext, proof: RangeProof
) -> list[CommitmentPair]:
    """The commitments (a_j, b_j) that a range proof's responses imply; all c_j, v_j below q."""
    pairs = []
    for j, response in enumerate(proof):
        # EG 2.1.0 (6.1): a_j = g^v_j alpha^c_j
        a = powers.g(response.v) * powmod(ciphertext.alpha, response.c, group.p) % group.p
        # EG 2.1.0 (6.2): b_j = K^w_j beta^c_j with w_j = v_j - j c_j
        w = (response.v - j * response.c) % group.q
        b = powers.vote_key(w) * powmod(ciphertext.beta, response.c, group.p) % group.p
        pairs.append((a, b))
    return pairs


def _verify_limit(
    group: Group, powers: Powers, h_i: bytes, contest: EncryptedContest, at: str
) -> list[Finding]:
    where = f"{at}, selection limit"
    findings = _verify_scalars(group, contest.limit_proof, "7", where)
    if findings:
        return findings
    # EG 2.1.0 (7.1), (7.2)
    total = aggregate(group, contest.ciphertexts)
    # EG 2.1.0 (7.3), (7.4)
    pairs = proof_commitments(group, powers, total, contest.limit_proof)
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


def _verify_elements(group: Group, contest: EncryptedContest, at: str) -> list[Finding]:
    findings = [
        Finding("6.A", f"{at}, field {index}", f"{name} is not in the group")
        for index, ciphertext in enumerate(contest.ciphertexts, start=1)
        for name, value in (("alpha", ciphertext.alpha), ("beta", ciphertext.beta))
        if not is_element(group, value)
    ]
    if findings:
        findings.append(
            Finding("7.A", f"{at}, selection limit", "the total holds a value outside the group")
        )
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
