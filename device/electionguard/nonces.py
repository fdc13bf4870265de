"""Nonces and key streams that are derived, never drawn: all of a ballot follows from its nonce.

The ballot nonce xi_B is 32 raw bytes, not reduced mod q. The two key derivations write their counter
and length in different widths (EG 2.1.0 eq. 36 and 66); each is followed to the letter.
"""

import hmac

from gmpy2 import mpz

from device.electionguard.hashing import (
    HASH_BYTES,
    Domain,
    element_bytes,
    hash_bytes,
    hash_scalar,
    index_bytes,
)
from device.electionguard.parameters import Group

NONCE_BYTES = 32
BLOCK_BYTES = 32

_NONCE_LABEL = b"ballot_nonce"
_NONCE_CONTEXT = b"ballot_nonce_encrypt"
_DATA_LABEL = b"data_enc_keys"
_DATA_CONTEXT = b"contest_data"


def selection_nonce(
    group: Group, h_i: bytes, contest_index: int, field_index: int, ballot_nonce: bytes
) -> mpz:
    """Encryption nonce xi_i,j of one field, in Z_q; indices from 1 (EG 2.1.0 eq. 33)."""
    # eq. (33): xi_i,j = H_q(H_I; 0x21, i, j, xi_B)
    indices = index_bytes(contest_index) + index_bytes(field_index)
    return hash_scalar(group, h_i, Domain.SELECTION_NONCE, indices, ballot_nonce)


def contest_data_nonce(group: Group, h_i: bytes, contest_index: int, ballot_nonce: bytes) -> mpz:
    """Encryption nonce xi of a contest's data, in Z_q (EG 2.1.0 eq. 64)."""
    # eq. (64): xi = H_q(H_I; 0x25, ind_c, xi_B)
    return hash_scalar(group, h_i, Domain.CONTEST_DATA_NONCE, index_bytes(contest_index), ballot_nonce)


def ballot_nonce_key(group: Group, h_i: bytes, alpha: mpz, beta: mpz) -> bytes:
    """Key k_1 that masks the ballot nonce, 32 bytes (EG 2.1.0 eq. 35, 36)."""
    # eq. (35): h = H(H_I; 0x22, alpha_B, beta_B)
    h = hash_bytes(h_i, Domain.BALLOT_NONCE_KEY, element_bytes(group, alpha), element_bytes(group, beta))
    # eq. (36): k_1 = HMAC(h, 0x01 || Label || 0x00 || Context || 0x0100)
    return hmac.digest(h, b"\x01" + _NONCE_LABEL + b"\x00" + _NONCE_CONTEXT + b"\x01\x00", "sha256")


def contest_data_keys(
    group: Group, h_i: bytes, contest_index: int, alpha: mpz, beta: mpz, blocks: int
) -> bytes:
    """Keys k_1 || ... || k_b that mask contest data, 32 * ``blocks`` bytes (EG 2.1.0 eq. 65, 66)."""
    index = index_bytes(contest_index)
    # eq. (65): h = H(H_I; 0x26, ind_c, alpha, beta)
    h = hash_bytes(
        h_i, Domain.CONTEST_DATA_KEY, index, element_bytes(group, alpha), element_bytes(group, beta)
    )
    # eq. (66): k_i = HMAC(h, b(i, 4) || Label || 0x00 || Context || b(b * 256, 4)), 1 <= i <= b
    fixed = _DATA_LABEL + b"\x00" + _DATA_CONTEXT + index + index_bytes(blocks * 8 * HASH_BYTES)
    keys = (hmac.digest(h, index_bytes(i) + fixed, "sha256") for i in range(1, blocks + 1))
    return b"".join(keys)


def masked(data: bytes, keys: bytes) -> bytes:
    """``data`` XOR ``keys``, of one length: masks and unmasks. Raises ValueError on other lengths."""
    if len(data) != len(keys):
        raise ValueError("data and keys must have one length")
    return (int.from_bytes(data, "big") ^ int.from_bytes(keys, "big")).to_bytes(len(data), "big")
