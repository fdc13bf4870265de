"""ElectionGuard 2.1 written a second time, straight from the specification, for comparison.

Plain integers, ``pow``, ``hashlib`` and ``hmac``; nothing of the product is imported here. Slow and
literal: no tables, no shared code, indices and lengths spelled out at every hash.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SlowElection:
    """Plain numbers of an election: p, q, g, the byte lengths l_p and l_q, K, K_hat and H_E."""

    p: int
    q: int
    g: int
    lp: int
    lq: int
    k: int
    k_hat: int
    h_e: bytes


def mac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, "sha256").digest()


def mac_q(e: SlowElection, key: bytes, message: bytes) -> int:
    return int.from_bytes(mac(key, message), "big") % e.q


def b(value: int, length: int) -> bytes:
    return int(value).to_bytes(length, "big")


def xor(left: bytes, right: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(left, right, strict=True))


class Draws:
    """Scalars from a stream of bytes, in the order in which the product documents its draws."""

    def __init__(self, e: SlowElection, stream: Callable[[int], bytes]) -> None:
        self.e, self.bytes = e, stream

    def scalar(self) -> int:
        bits = self.e.q.bit_length()
        count = -(-bits // 8)
        while True:
            value = int.from_bytes(self.bytes(count), "big") >> (8 * count - bits)
            if value < self.e.q:
                return value


def encrypt(
    e: SlowElection,
    contests: list[tuple[int, list[int], int, int]],
    plain: list[tuple[list[int], bytes]],
    chaining_field: bytes,
    stream: Callable[[int], bytes],
) -> dict[str, Any]:
    """A whole ballot; ``contests``: (index, R of every field, L, b); ``plain``: (values, data)."""
    draws = Draws(e, stream)
    id_b, xi_b = stream(32), stream(32)
    h_i = mac(e.h_e, b"\x20" + id_b)
    out, hashes = [], b""
    for (index, limits, limit, blocks), (values, data) in zip(contests, plain, strict=True):
        contest = _contest(e, draws, h_i, xi_b, index, limits, limit, blocks, values, data)
        out.append(contest)
        hashes += contest["chi"]
    nonce_ciphertext = _ballot_nonce(e, draws, h_i, xi_b)
    return {
        "id_b": id_b,
        "nonce": xi_b,
        "h_i": h_i,
        "contests": out,
        "nonce_ciphertext": nonce_ciphertext,
        "code": mac(h_i, b"\x29" + hashes + chaining_field),
    }


def _contest(
    e: SlowElection,
    draws: Draws,
    h_i: bytes,
    xi_b: bytes,
    index: int,
    limits: list[int],
    limit: int,
    blocks: int,
    values: list[int],
    data: bytes,
) -> dict[str, Any]:
    ciphertexts, proofs, xi_sum = [], [], 0
    for j, (sigma, r) in enumerate(zip(values, limits, strict=True), start=1):
        xi = mac_q(e, h_i, b"\x21" + b(index, 4) + b(j, 4) + xi_b)
        alpha, beta = pow(e.g, xi, e.p), pow(e.k, sigma, e.p) * pow(e.k, xi, e.p) % e.p
        ciphertexts.append((alpha, beta))
        proofs.append(range_proof(e, draws, h_i, b(index, 4) + b(j, 4), alpha, beta, xi, sigma, r))
        xi_sum += xi
    alpha_bar = beta_bar = 1
    for alpha, beta in ciphertexts:
        alpha_bar, beta_bar = alpha_bar * alpha % e.p, beta_bar * beta % e.p
    limit_proof = range_proof(
        e, draws, h_i, b(index, 4), alpha_bar, beta_bar, xi_sum % e.q, sum(values), limit
    )
    hashed = b"\x28" + b(index, 4)
    for alpha, beta in ciphertexts:
        hashed += b(alpha, e.lp) + b(beta, e.lp)
    contest_data = None
    if blocks:
        c0, c1, (c, v) = contest_data = _contest_data(e, draws, h_i, xi_b, index, blocks, data)
        hashed += b(c0, e.lp) + c1 + b(c, e.lq) + b(v, e.lq)
        expected = 5 + (2 * len(values) + 1) * e.lp + 32 * blocks + 2 * e.lq
    else:
        expected = 5 + 2 * len(values) * e.lp
    assert len(hashed) == expected, "len(B1) of sec. 5.5.3"
    return {
        "index": index,
        "ciphertexts": ciphertexts,
        "proofs": proofs,
        "limit_proof": limit_proof,
        "data": contest_data,
        "chi": mac(h_i, hashed),
    }


def range_proof(
    e: SlowElection,
    draws: Draws,
    h_i: bytes,
    context: bytes,
    alpha: int,
    beta: int,
    xi: int,
    value: int,
    limit: int,
) -> list[tuple[int, int]]:
    """Range proof in the verifier's own terms: false branches are simulated from (c, v) = (c, u - c xi)."""
    u = [draws.scalar() for _ in range(limit + 1)]
    c = [0 if j == value else draws.scalar() for j in range(limit + 1)]
    message = b"\x24" + context + b(alpha, e.lp) + b(beta, e.lp)
    for j in range(limit + 1):
        if j == value:
            a_j, b_j = pow(e.g, u[j], e.p), pow(e.k, u[j], e.p)
        else:
            v_j = (u[j] - c[j] * xi) % e.q
            a_j = pow(e.g, v_j, e.p) * pow(alpha, c[j], e.p) % e.p
            b_j = pow(e.k, (v_j - j * c[j]) % e.q, e.p) * pow(beta, c[j], e.p) % e.p
        message += b(a_j, e.lp) + b(b_j, e.lp)
    c[value] = (mac_q(e, h_i, message) - sum(c)) % e.q
    return [(c[j], (u[j] - c[j] * xi) % e.q) for j in range(limit + 1)]


def range_proof_holds(
    e: SlowElection,
    h_i: bytes,
    context: bytes,
    alpha: int,
    beta: int,
    proof: list[tuple[int, int]],
    limit: int,
) -> bool:
    """Verification 6 (``context`` with field index) or 7 (without), group membership included."""
    if len(proof) != limit + 1:
        return False
    if not all(0 <= x < e.p and pow(x, e.q, e.p) == 1 for x in (alpha, beta)):
        return False
    if not all(0 <= c < e.q and 0 <= v < e.q for c, v in proof):
        return False
    message = b"\x24" + context + b(alpha, e.lp) + b(beta, e.lp)
    for j, (c, v) in enumerate(proof):
        w = (v - j * c) % e.q
        message += b(pow(e.g, v, e.p) * pow(alpha, c, e.p) % e.p, e.lp)
        message += b(pow(e.k, w, e.p) * pow(beta, c, e.p) % e.p, e.lp)
    return mac_q(e, h_i, message) == sum(c for c, _ in proof) % e.q


def _contest_data(
    e: SlowElection, draws: Draws, h_i: bytes, xi_b: bytes, index: int, blocks: int, data: bytes
) -> tuple[int, bytes, tuple[int, int]]:
    xi = mac_q(e, h_i, b"\x25" + b(index, 4) + xi_b)
    alpha, beta = pow(e.g, xi, e.p), pow(e.k_hat, xi, e.p)
    h = mac(h_i, b"\x26" + b(index, 4) + b(alpha, e.lp) + b(beta, e.lp))
    c1 = b""
    for i in range(1, blocks + 1):
        k_i = mac(h, b(i, 4) + b"data_enc_keys\x00contest_data" + b(index, 4) + b(blocks * 256, 4))
        c1 += xor(data[32 * (i - 1) : 32 * i], k_i)
    u = draws.scalar()
    a = pow(e.g, u, e.p)
    c = mac_q(e, h_i, b"\x27" + b(index, 4) + b(a, e.lp) + b(alpha, e.lp) + c1)
    return alpha, c1, (c, (u - c * xi) % e.q)


def _ballot_nonce(
    e: SlowElection, draws: Draws, h_i: bytes, xi_b: bytes
) -> tuple[int, bytes, tuple[int, int]]:
    xi = draws.scalar()
    alpha, beta = pow(e.g, xi, e.p), pow(e.k_hat, xi, e.p)
    h = mac(h_i, b"\x22" + b(alpha, e.lp) + b(beta, e.lp))
    k_1 = mac(h, b"\x01ballot_nonce\x00ballot_nonce_encrypt\x01\x00")
    c1 = xor(xi_b, k_1)
    u = draws.scalar()
    a = pow(e.g, u, e.p)
    c = mac_q(e, h_i, b"\x23" + b(a, e.lp) + b(alpha, e.lp) + c1)
    return alpha, c1, (c, (u - c * xi) % e.q)
