"""The proofs of one ballot (EG 2.1.0 Verifications 6 and 7; eq. 38 and 69)."""

from typing import Any

import gmpy2
from independent.arithmetic import P, Q, b4, bp, element, hash_q, power, proof_pair
from independent.ballots import Ballot, sealed
from independent.election import Election
from independent.findings import Report, require
from independent.manifest import Contest


def verify_proofs(report: Report, election: Election, ballot: Ballot) -> bytes:
    """Check every proof of the ballot, each contest a part of its own.

    Returns the commitments in the order of hints/, as far as the proofs hold.
    """
    where = f"ballot {ballot.code[:8]}"
    commitments: list[bytes] = []
    for contest, value in ballot.encrypted:
        with report.part(f"{where} contest {contest.index}"):
            commitments += _contest(election, ballot.h_i, contest, value)
    with report.part(f"{where} nonce"):
        c0, c1, proof = sealed(ballot.value["ballot_nonce_ciphertext"], 32)
        # (38) c_B = H_q(H_I; 0x23, a_B, C_0, C_1)
        commitments.append(_schnorr(election, ballot.h_i, 0x23, b"", c0, c1, proof))
    return b"".join(commitments)


def _contest(election: Election, h_i: bytes, contest: Contest, value: dict[str, Any]) -> list[bytes]:
    context = b4(contest.index)
    commitments: list[bytes] = []
    product_alpha, product_beta = gmpy2.mpz(1), gmpy2.mpz(1)
    for j, ciphertext in enumerate(value["ciphertexts"], 1):
        alpha, beta = element(ciphertext["alpha"]), element(ciphertext["beta"])
        proof = value["proof_ballot_correctness"][j - 1]
        holds, opened = _range(election, h_i, context + b4(j), alpha, beta, proof)
        require(holds, f"the range proof of field {j} does not hold (6.D)")
        commitments += opened
        product_alpha, product_beta = product_alpha * alpha % P, product_beta * beta % P
    proof = value["proof_selection_limit"]
    holds, opened = _range(election, h_i, context, product_alpha, product_beta, proof)
    require(holds, "the selection limit proof does not hold (7.D)")
    commitments += opened
    if contest.blocks:
        c0, c1, pair = sealed(value["contest_data"], 32 * contest.blocks)
        # (69) c = H_q(H_I; 0x27, ind_c, a, C_0, C_1)
        commitments.append(_schnorr(election, h_i, 0x27, context, c0, c1, pair))
    return commitments


def _range(
    election: Election, h_i: bytes, context: bytes, alpha: Any, beta: Any, proof: list[Any]
) -> tuple[bool, list[bytes]]:
    # (6.1) a_j = g^(v_j) α^(c_j); (6.2) b_j = K^(v_j - j c_j) β^(c_j); (6.3) all of them hashed in turn
    commitments = []
    total = 0
    for j, pair in enumerate(proof):
        c, v = proof_pair(pair)
        commitments.append(bp(election.g.power(v) * power(alpha, c) % P))
        commitments.append(bp(election.k_powers.power((v - j * c) % Q) * power(beta, c) % P))
        total += c
    holds = total % Q == hash_q(h_i, 0x24, context, bp(alpha), bp(beta), *commitments)
    return holds, commitments


def _schnorr(
    election: Election, h_i: bytes, domain: int, context: bytes, c0: bytes, c1: bytes, pair: tuple[int, int]
) -> bytes:
    c, v = pair
    a = bp(election.g.power(v) * power(element(c0.hex().upper()), c) % P)
    require(c == hash_q(h_i, domain, context, a, c0, c1), f"the proof of domain {domain:#x} does not hold")
    return a
