"""Hashed ElGamal under K_hat: the ballot nonce (EG 2.1.0 sec. 3.3.4) and contest data (3.3.10)."""

from collections.abc import Callable

from gmpy2 import mpz

from device.electionguard.ballot import HashedCiphertext, Response
from device.electionguard.challenges import ballot_nonce_challenge, contest_data_challenge
from device.electionguard.nonces import (
    BLOCK_BYTES,
    ballot_nonce_key,
    contest_data_keys,
    contest_data_nonce,
    masked,
)
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.randomness import Random, random_scalar
from device.electionguard.workings import HashedWorkings

Hashed = tuple[HashedCiphertext, HashedWorkings]


def encrypt_ballot_nonce(
    group: Group, powers: Powers, random: Random, h_i: bytes, ballot_nonce: bytes
) -> Hashed:
    """C_xiB, with the proof that its encryption nonce is known. Draws that nonce, then u_B.

    EG 2.1.0 eq. (34) to (38).
    """
    nonce = random_scalar(group, random)
    # eq. (34): (alpha_B, beta_B) = (g^xi_hat_B mod p, K_hat^xi_hat_B mod p)
    alpha, beta = powers.g(nonce), powers.data_key(nonce)
    # eq. (37): C_xiB,1 = b(xi_B, 32) XOR k_1
    c1 = masked(ballot_nonce, ballot_nonce_key(group, h_i, alpha, beta))

    def challenge(commitment: mpz) -> mpz:
        return ballot_nonce_challenge(group, h_i, commitment, alpha, c1)

    c2, commitment = _prove_nonce(group, powers, random, nonce, challenge)
    return HashedCiphertext(alpha, c1, c2), HashedWorkings(commitment, nonce, beta)


def encrypt_contest_data(
    group: Group,
    powers: Powers,
    random: Random,
    h_i: bytes,
    contest_index: int,
    ballot_nonce: bytes,
    data: bytes,
) -> Hashed:
    """C_Lambda of ``data`` (a multiple of 32 bytes), with the proof of its nonce. Draws u.

    EG 2.1.0 eq. (63) to (69).
    """
    nonce = contest_data_nonce(group, h_i, contest_index, ballot_nonce)
    # eq. (67): C_0 = alpha = g^xi mod p; and beta = K_hat^xi mod p
    alpha, beta = powers.g(nonce), powers.data_key(nonce)
    blocks = len(data) // BLOCK_BYTES
    # eq. (68): C_1 = D_1 XOR k_1 || D_2 XOR k_2 || ... || D_b XOR k_b
    c1 = masked(data, contest_data_keys(group, h_i, contest_index, alpha, beta, blocks))

    def challenge(commitment: mpz) -> mpz:
        return contest_data_challenge(group, h_i, contest_index, commitment, alpha, c1)

    c2, commitment = _prove_nonce(group, powers, random, nonce, challenge)
    return HashedCiphertext(alpha, c1, c2), HashedWorkings(commitment, nonce, beta)


def open_ballot_nonce(group: Group, h_i: bytes, ciphertext: HashedCiphertext, beta: mpz) -> bytes:
    """The ballot nonce, 32 bytes, given beta_B of EG 2.1.0 eq. (34)."""
    return masked(ciphertext.c1, ballot_nonce_key(group, h_i, ciphertext.c0, beta))


def open_contest_data(
    group: Group, h_i: bytes, contest_index: int, ciphertext: HashedCiphertext, beta: mpz
) -> bytes:
    """Contest data given beta = K_hat^xi, EG 2.1.0 sec. 3.3.10."""
    blocks = len(ciphertext.c1) // BLOCK_BYTES
    keys = contest_data_keys(group, h_i, contest_index, ciphertext.c0, beta, blocks)
    return masked(ciphertext.c1, keys)


def _prove_nonce(
    group: Group, powers: Powers, random: Random, nonce: mpz, challenge: Callable[[mpz], mpz]
) -> tuple[Response, mpz]:
    u = random_scalar(group, random)
    # eq. (38), (69): a = g^u mod p, v = (u - c xi) mod q
    commitment = powers.g(u)
    c = challenge(commitment)
    return Response(c, (u - c * nonce) % group.q), commitment
