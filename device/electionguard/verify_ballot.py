"""All that one encrypted ballot must prove by itself: Verifications 5.B, 6, 7, 8.A and 8.B.

Beyond the items of EG 2.1.0 sec. 6 the proofs of knowledge on the ballot nonce and on contest data
are checked (eq. (38) and (69)), which guardians must do before they decrypt (sec. 3.6.6, 3.6.7).
"""

from device.electionguard.ballot import (
    BallotShape,
    ContestShape,
    ElectionKeys,
    EncryptedBallot,
    EncryptedContest,
    HashedCiphertext,
)
from device.electionguard.challenges import (
    ballot_nonce_challenge,
    confirmation_code,
    contest_data_challenge,
    contest_hash,
    identifier_hash,
)
from device.electionguard.commitments import Commitments, ComputedCommitments
from device.electionguard.membership import is_residue, is_scalar
from device.electionguard.nonces import BLOCK_BYTES, NONCE_BYTES
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.verify_finding import Finding
from device.electionguard.verify_range_proof import verify_selections


def verify_ballot(
    group: Group, keys: ElectionKeys, shape: BallotShape, ballot: EncryptedBallot, powers: Powers
) -> list[Finding]:
    """Every check on one ballot of the style ``shape``; nothing found means the ballot holds.

    Cost: two chains of squarings and 4 powers from them for a field with R = 1.
    """
    return verify_ballot_with(group, keys, shape, ballot, ComputedCommitments(group, powers))


def verify_ballot_with(
    group: Group,
    keys: ElectionKeys,
    shape: BallotShape,
    ballot: EncryptedBallot,
    commitments: Commitments,
) -> list[Finding]:
    """The same checks, as far as ``commitments`` can be believed."""
    h_i = ballot.identifier_hash
    findings = []
    # EG 2.1.0 (5.B): H_I = H(H_E; 0x20, id_B)
    if h_i != identifier_hash(keys.extended_base_hash, ballot.id_b):
        findings.append(Finding("5.B", "ballot", "H_I does not follow from the ballot's identifier"))
    findings += verify_nonce_ciphertext(group, commitments, h_i, ballot.nonce)
    if not _has_contests_of(shape, ballot):
        findings.append(Finding("8.A", "ballot", "these are not exactly the contests of the ballot style"))
    else:
        for contest_shape, contest in zip(shape.contests, ballot.contests, strict=True):
            findings += _verify_contest(group, commitments, h_i, contest_shape, contest)
    return findings + _verify_code(ballot)


def verify_nonce_ciphertext(
    group: Group, commitments: Commitments, h_i: bytes, nonce: HashedCiphertext
) -> list[Finding]:
    """The proof on the encrypted ballot nonce: EG 2.1.0 eq. (38)."""
    proved = commitments.of_ballot_nonce(nonce.c0)
    if not (proved.is_element() and _is_well_formed(group, nonce, NONCE_BYTES)):
        return [Finding("eq. 38", "ballot nonce", "its ciphertext is not well formed")]
    # EG 2.1.0 sec. 3.6.7: a_B = g^v_B C_0^c_B
    commitment = proved.commitment(nonce.c2)
    if nonce.c2.c == ballot_nonce_challenge(group, h_i, commitment, nonce.c0, nonce.c1):
        return []
    return [Finding("eq. 38", "ballot nonce", "the proof does not hold")]


def verify_contest_data(
    group: Group, commitments: Commitments, h_i: bytes, shape: ContestShape, data: HashedCiphertext | None
) -> list[Finding]:
    """Contest data is there when the manifest says so, of its length, and proved: eq. (69)."""
    where = f"contest {shape.index}, contest data"
    if data is None:
        missing = [Finding("eq. 69", where, "it is missing")]
        return missing if shape.data_blocks else []
    if not shape.data_blocks:
        return [Finding("eq. 69", where, "the manifest gives this contest none")]
    proved = commitments.of_contest_data(shape.index, data.c0)
    if not (proved.is_element() and _is_well_formed(group, data, BLOCK_BYTES * shape.data_blocks)):
        return [Finding("eq. 69", where, "its ciphertext is not well formed")]
    # EG 2.1.0 sec. 3.6.6: a = g^v C_0^c
    commitment = proved.commitment(data.c2)
    if data.c2.c == contest_data_challenge(group, h_i, shape.index, commitment, data.c0, data.c1):
        return []
    return [Finding("eq. 69", where, "the proof does not hold")]


def _verify_contest(
    group: Group, commitments: Commitments, h_i: bytes, shape: ContestShape, contest: EncryptedContest
) -> list[Finding]:
    findings = verify_selections(group, commitments, h_i, shape, contest)
    findings += verify_contest_data(group, commitments, h_i, shape, contest.data)
    where = f"contest {shape.index}"
    if not _can_be_hashed(group, contest):
        findings.append(Finding("8.A", where, "the contest holds numbers that cannot be hashed"))
    # EG 2.1.0 (8.A)
    elif contest.contest_hash != contest_hash(group, h_i, contest.index, contest.ciphertexts, contest.data):
        findings.append(Finding("8.A", where, "the contest hash is not that of the ciphertexts"))
    return findings


def _verify_code(ballot: EncryptedBallot) -> list[Finding]:
    # EG 2.1.0 (8.B): H_C = H(H_I; 0x29, chi_1, ..., chi_m, B_C)
    hashes = [contest.contest_hash for contest in ballot.contests]
    expected = confirmation_code(ballot.identifier_hash, hashes, ballot.chaining_field)
    if ballot.confirmation_code == expected:
        return []
    return [Finding("8.B", "ballot", "the confirmation code is not that of the contest hashes")]


def _has_contests_of(shape: BallotShape, ballot: EncryptedBallot) -> bool:
    indices = [contest.index for contest in ballot.contests]
    return ballot.style_index == shape.index and indices == [contest.index for contest in shape.contests]


def _is_well_formed(group: Group, hashed: HashedCiphertext, length_bytes: int) -> bool:
    scalars = is_scalar(group, hashed.c2.c) and is_scalar(group, hashed.c2.v)
    return scalars and len(hashed.c1) == length_bytes


def _can_be_hashed(group: Group, contest: EncryptedContest) -> bool:
    elements = [value for each in contest.ciphertexts for value in (each.alpha, each.beta)]
    data = contest.data
    if data is not None:
        if not (is_scalar(group, data.c2.c) and is_scalar(group, data.c2.v)):
            return False
        elements.append(data.c0)
    return all(is_residue(group, value) for value in elements)
