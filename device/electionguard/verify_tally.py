"""Verifications 9 and 10: the tally is the sum of the cast ballots, rightly decrypted.

Who checks it needs the ballots, the election's keys and the published tally, and no secret.
"""

from gmpy2 import invert, mpz, powmod

from device.electionguard.aggregation import Aggregation
from device.electionguard.ballot import Ciphertext, ElectionKeys
from device.electionguard.guardian_challenges import tally_challenge
from device.electionguard.membership import is_residue, is_scalar
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.tally import ContestTally, Decryption
from device.electionguard.verify_finding import Finding

Place = tuple[int, int]
"""(contest index, field index), both from 1."""


def verify_contest_tally(
    group: Group, keys: ElectionKeys, powers: Powers, cast: Aggregation, contest: ContestTally
) -> list[Finding]:
    """Verifications 9 and 10 for one contest; ``cast`` holds all verified cast ballots."""
    at = f"tally of contest {contest.index}"
    expected = cast.ciphertexts(contest.index)
    counts = {len(contest.ciphertexts), len(contest.values), len(contest.decryptions)}
    if counts != {len(expected)}:
        return [Finding("9.A", at, "there is not exactly one tally for each field")]
    findings: list[Finding] = []
    for index, ciphertext in enumerate(expected, start=1):
        published = contest.ciphertexts[index - 1]
        where = f"{at}, field {index}"
        # EG 2.1.0 (9.A), (9.B): A = prod alpha_j mod p, B = prod beta_j mod p
        if published.alpha != ciphertext.alpha:
            findings.append(Finding("9.A", where, "A is not the product over the cast ballots"))
        if published.beta != ciphertext.beta:
            findings.append(Finding("9.B", where, "B is not the product over the cast ballots"))
        findings += verify_decryption(
            group,
            keys,
            powers,
            (contest.index, index),
            ciphertext,
            contest.values[index - 1],
            contest.decryptions[index - 1],
            where,
        )
    return findings


def verify_decryption(
    group: Group,
    keys: ElectionKeys,
    powers: Powers,
    place: Place,
    ciphertext: Ciphertext,
    value: int,
    decryption: Decryption,
    where: str,
) -> list[Finding]:
    """Verification 10: ``value`` is what ``ciphertext``, whose elements are in the group, encrypts."""
    findings = []
    if not _is_power(group, powers, value, decryption):
        findings.append(Finding("10.C", where, "the published number is not the decrypted one"))
    if not is_scalar(group, decryption.proof.v):
        findings.append(Finding("10.A", where, "the response is not below q"))
    elif not _proof_holds(group, keys, powers, place, ciphertext, decryption):
        findings.append(Finding("10.B", where, "the proof of the decryption does not hold"))
    return findings


def _is_power(group: Group, powers: Powers, value: int, decryption: Decryption) -> bool:
    # EG 2.1.0 (10.C): T = K^t
    return 0 <= value < group.q and decryption.decrypted == powers.vote_key(mpz(value))


def _proof_holds(
    group: Group,
    keys: ElectionKeys,
    powers: Powers,
    place: Place,
    ciphertext: Ciphertext,
    decryption: Decryption,
) -> bool:
    c, v = decryption.proof.c, decryption.proof.v
    if not is_residue(group, decryption.decrypted) or decryption.decrypted == 0 or not is_scalar(group, c):
        return False
    # EG 2.1.0 (10.1): M = B T^-1
    m = ciphertext.beta * invert(decryption.decrypted, group.p) % group.p
    # EG 2.1.0 (10.2): a = g^v K^c
    a = powers.g(v) * powers.vote_key(c) % group.p
    # EG 2.1.0 (10.3): b = A^v M^c
    b = powmod(ciphertext.alpha, v, group.p) * powmod(m, c, group.p) % group.p
    return c == tally_challenge(group, keys.extended_base_hash, place, ciphertext, a, b, m)
