"""Chaining fields and chain hashes (EG 2.1.0 sec. 3.4.4).

A chaining field has 36 bytes: the mode in four, then a hash. Every confirmation code that was shown
is a link of its device's chain, whatever became of the ballot.
"""

from device.electionguard.hashing import HASH_BYTES, Domain, hash_bytes, index_bytes

CHAINING_FIELD_BYTES = 4 + HASH_BYTES

_NO_CHAINING = 0
_SIMPLE_CHAINING = 1


def no_chaining_field(h_di: bytes) -> bytes:
    """B_C of every ballot of a device without chaining (EG 2.1.0 eq. 73)."""
    # eq. (73): B_C = 0x00000000 || H_DI
    return _field(_NO_CHAINING, h_di)


def initial_field(h_di: bytes) -> bytes:
    """B_C,0, which binds a chain to its device; no ballot carries it (EG 2.1.0 eq. 75)."""
    # eq. (75): B_C,0 = 0x00000001 || H_DI
    return _field(_SIMPLE_CHAINING, h_di)


def initial_code(h_e: bytes, h_di: bytes) -> bytes:
    """H_0, the code before the first ballot of a chain (EG 2.1.0 eq. 74)."""
    # eq. (74): H_0 = H(H_E; 0x29, B_C,0)
    return hash_bytes(h_e, Domain.CONFIRMATION, initial_field(h_di))


def next_field(previous_code: bytes) -> bytes:
    """B_C,j of the ballot after ``previous_code``, which is H_0 for the first (EG 2.1.0 eq. 76)."""
    # eq. (76): B_C,j = 0x00000001 || H_j-1
    return _field(_SIMPLE_CHAINING, previous_code)


def closing_hash(h_e: bytes, h_di: bytes, last_code: bytes) -> bytes:
    """Closing hash of a chain; ``last_code`` is H_0 for a chain without ballots (EG 2.1.0 eq. 77)."""
    # eq. (78): B_bar_C = 0x00000001 || H(H_E; 0x2B, H_l, B_C,0)
    inner = hash_bytes(h_e, Domain.CHAIN_CLOSE, _of_hash_length(last_code), initial_field(h_di))
    # eq. (77): H_bar = H(H_E; 0x29, B_bar_C)
    return hash_bytes(h_e, Domain.CONFIRMATION, _field(_SIMPLE_CHAINING, inner))


def _field(mode: int, content: bytes) -> bytes:
    return index_bytes(mode) + _of_hash_length(content)


def _of_hash_length(value: bytes) -> bytes:
    if len(value) != HASH_BYTES:
        raise ValueError("a hash has 32 bytes")
    return value
