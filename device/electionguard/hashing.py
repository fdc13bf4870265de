"""The hash functions H and H_q of ElectionGuard and the one table of their domain bytes.

EG 2.1.0 sec. 5.2 to 5.5: H(B0; B1) = HMAC-SHA-256(key B0, message B1). B1 starts with a domain
byte; what follows is concatenated in fixed lengths, so that no two lists of inputs share bytes.
"""

import hmac
from enum import IntEnum

from gmpy2 import mpz

from device.electionguard.parameters import VERSION_BYTES, Group

HASH_BYTES = 32


class Domain(IntEnum):
    """First byte of B1 (EG 2.1.0 sec. 5.5). Where the tables slip, the formulas hold."""

    PARAMETER_BASE = 0x00  # eq. (4)
    ELECTION_BASE = 0x01  # eq. (5)
    GUARDIAN_PROOF = 0x10  # eq. (11), (13)
    SHARE_KEY = 0x11  # eq. (16)
    SHARE_PROOF = 0x12  # eq. (22)
    GUARDIAN_RECORD = 0x13  # eq. (27)
    EXTENDED_BASE = 0x14  # eq. (30)
    IDENTIFIER = 0x20  # eq. (32)
    SELECTION_NONCE = 0x21  # eq. (33)
    BALLOT_NONCE_KEY = 0x22  # eq. (35)
    BALLOT_NONCE_PROOF = 0x23  # eq. (38)
    RANGE_PROOF = 0x24  # eq. (59) for options, eq. (62) for selection limits: told apart by length
    CONTEST_DATA_NONCE = 0x25  # eq. (64)
    CONTEST_DATA_KEY = 0x26  # eq. (65)
    CONTEST_DATA_PROOF = 0x27  # eq. (69)
    CONTEST = 0x28  # eq. (70)
    CONFIRMATION = 0x29  # eq. (71), (74), (77)
    DEVICE = 0x2A  # eq. (72)
    CHAIN_CLOSE = 0x2B  # eq. (78)
    TALLY_COMMITMENT = 0x30  # eq. (88)
    TALLY_PROOF = 0x31  # eq. (90)
    CONTEST_DATA_COMMITMENT = 0x32  # eq. (99)
    CONTEST_DATA_DECRYPTION = 0x33  # eq. (101)


def hash_bytes(key: bytes, domain: Domain, *parts: bytes) -> bytes:
    """H(key; domain, parts...): 32 bytes. ``parts`` must already have their fixed lengths."""
    return hmac.digest(key, bytes((domain,)) + b"".join(parts), "sha256")


def hash_scalar(group: Group, key: bytes, domain: Domain, *parts: bytes) -> mpz:
    """H_q(key; domain, parts...) = H(...) mod q (EG 2.1.0 sec. 5.4)."""
    return mpz(int.from_bytes(hash_bytes(key, domain, *parts), "big")) % group.q


def element_bytes(group: Group, value: mpz) -> bytes:
    """b(value, l_p): an integer mod p, big-endian (EG 2.1.0 sec. 5.1.1)."""
    return value.to_bytes(group.p_bytes, "big")


def scalar_bytes(group: Group, value: mpz) -> bytes:
    """b(value, l_q): an integer mod q, big-endian (EG 2.1.0 sec. 5.1.2)."""
    return value.to_bytes(group.q_bytes, "big")


def index_bytes(value: int) -> bytes:
    """b(value, 4): a small integer (EG 2.1.0 sec. 5.1.3)."""
    return value.to_bytes(4, "big")


def text_bytes(value: bytes) -> bytes:
    """b(len, 4) || value: a string in UTF-8, or a file (EG 2.1.0 sec. 5.1.4, 5.1.5)."""
    return index_bytes(len(value)) + value


def parameter_base_hash(group: Group, guardians: int, quorum: int) -> bytes:
    """EG 2.1.0 eq. (4): H_P = H(ver; 0x00, p, q, g, n, k)."""
    return hash_bytes(
        VERSION_BYTES,
        Domain.PARAMETER_BASE,
        element_bytes(group, group.p),
        scalar_bytes(group, group.q),
        element_bytes(group, group.g),
        index_bytes(guardians),
        index_bytes(quorum),
    )


def election_base_hash(h_p: bytes, manifest: bytes) -> bytes:
    """EG 2.1.0 eq. (5): H_B = H(H_P; 0x01, manifest), over the manifest file's exact bytes."""
    return hash_bytes(h_p, Domain.ELECTION_BASE, text_bytes(manifest))


def extended_base_hash(group: Group, h_b: bytes, vote_key: mpz, data_key: mpz) -> bytes:
    """EG 2.1.0 eq. (30): H_E = H(H_B; 0x14, K, K_hat)."""
    return hash_bytes(
        h_b, Domain.EXTENDED_BASE, element_bytes(group, vote_key), element_bytes(group, data_key)
    )


def device_information_hash(h_e: bytes, device_information: str) -> bytes:
    """EG 2.1.0 eq. (72): H_DI = H(H_E; 0x2A, S_device)."""
    return hash_bytes(h_e, Domain.DEVICE, text_bytes(device_information.encode("utf-8")))
