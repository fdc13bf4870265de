"""The Merkle tree hash of RFC 6962, section 2.1, with SHA-256."""

from collections.abc import Sequence
from hashlib import sha256


def merkle_tree_hash(entries: Sequence[bytes]) -> bytes:
    """Root over ``entries`` in the order given; of nothing, SHA-256 of the empty string.

    Takes leaf *hashes* nowhere: a leaf is hashed with the prefix 0x00 and a node with 0x01, so
    that no node can be passed off as a leaf.
    """
    return merkle_root_of_leaves([leaf_hash(entry) for entry in entries])


def leaf_hash(entry: bytes) -> bytes:
    """MTH({d}) = SHA-256(0x00 || d): 32 bytes, so that large entries need not stay in memory."""
    return sha256(b"\x00" + entry).digest()


def merkle_root_of_leaves(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes made by ``leaf_hash``, in the order given."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)  # the largest power of two below n
    left, right = merkle_root_of_leaves(leaves[:split]), merkle_root_of_leaves(leaves[split:])
    return sha256(b"\x01" + left + right).digest()
