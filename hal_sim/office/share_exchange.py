"""Guardians send each other shares of their secret keys, encrypted and provably well made.

EG 2.1.0 sec. 3.2.2, eq. (14) to (23) and (28), (29). The receiver believes nothing: it checks the
proof of the encryption and the shares against the sender's published commitments.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from gmpy2 import mpz, powmod, powmod_sec

from device.electionguard.ballot import Response
from device.electionguard.guardians import Guardian
from device.electionguard.hashing import (
    Domain,
    element_bytes,
    hash_bytes,
    hash_scalar,
    index_bytes,
)
from device.electionguard.membership import is_element, is_scalar
from device.electionguard.nonces import masked
from device.electionguard.parameters import Group
from device.electionguard.randomness import Random, random_scalar
from device.errors import InputError
from hal_sim.office.guardian_secret import GuardianSecret

SHARE_BYTES = 32


@dataclass(frozen=True, slots=True)
class EncryptedShare:
    """E_l(P_i(l), P_hat_i(l)) = (C_0, C_1, C_2): EG 2.1.0 eq. (19); ``c1`` has 64 bytes."""

    sender: int
    receiver: int
    c0: mpz
    c1: bytes = field(repr=False)
    c2: Response


def encrypt_share(
    group: Group, h_p: bytes, sender: GuardianSecret, receiver: Guardian, random: Random
) -> EncryptedShare:
    """What guardian ``sender`` publishes for ``receiver``."""
    nonce, hidden = random_scalar(group, random), random_scalar(group, random)
    # EG 2.1.0 eq. (15): alpha = g^xi, beta = kappa_l^xi
    alpha = powmod_sec(group.g, nonce, group.p)
    beta = powmod_sec(receiver.communication_key, nonce, group.p)
    mask = _mask(group, h_p, sender.index, receiver, alpha, beta)
    shares = sender.share_for(group, receiver.index)
    # EG 2.1.0 eq. (21)
    c1 = masked(b"".join(int(share).to_bytes(SHARE_BYTES, "big") for share in shares), mask)
    gamma = powmod_sec(group.g, hidden, group.p)
    challenge = _challenge(group, h_p, (sender.index, receiver.index), gamma, alpha, c1)
    response = (hidden - challenge * nonce) % group.q
    return EncryptedShare(sender.index, receiver.index, alpha, c1, Response(challenge, response))


def open_share(
    group: Group,
    h_p: bytes,
    share: EncryptedShare,
    sender: Guardian,
    receiver: Guardian,
    receiver_secret: GuardianSecret,
) -> tuple[mpz, mpz]:
    """(P_i(l), P_hat_i(l)), checked. Raises InputError naming the sender of a share that is wrong."""
    if (share.sender, share.receiver) != (sender.index, receiver.index):
        raise InputError(f"A share is not the one from guardian {sender.index} to {receiver.index}.")
    if not _proof_holds(group, h_p, share):
        raise InputError(f"Guardian {share.sender} did not prove its share for {share.receiver}.")
    beta = powmod_sec(share.c0, receiver_secret.communication_secret, group.p)
    # EG 2.1.0 eq. (23)
    plain = masked(share.c1, _mask(group, h_p, share.sender, receiver, share.c0, beta))
    vote = mpz(int.from_bytes(plain[:SHARE_BYTES], "big"))
    data = mpz(int.from_bytes(plain[SHARE_BYTES:], "big"))
    for value, commitments in ((vote, sender.vote_commitments), (data, sender.data_commitments)):
        if not share_matches(group, value, commitments, receiver.index):
            raise InputError(
                f"Guardian {share.sender}'s share for {share.receiver} does not match its commitments."
            )
    return vote, data


def share_matches(group: Group, share: mpz, commitments: Sequence[mpz], receiver: int) -> bool:
    """g^P_i(l) = product of K_i,j^(l^j), with the share below q: EG 2.1.0 eq. (28), (29)."""
    if not is_scalar(group, share):
        return False
    return powmod(group.g, share, group.p) == commitment_at(group, commitments, receiver)


def commitment_at(group: Group, commitments: Sequence[mpz], x: int) -> mpz:
    """g^P(x) from the commitments to P's coefficients: EG 2.1.0 eq. (14)."""
    value = mpz(1)
    for commitment in reversed(commitments):
        value = powmod(value, x, group.p) * commitment % group.p
    return value


def _proof_holds(group: Group, h_p: bytes, share: EncryptedShare) -> bool:
    proof = share.c2
    if not (is_element(group, share.c0) and is_scalar(group, proof.c) and is_scalar(group, proof.v)):
        return False
    # EG 2.1.0 sec. 3.2.2: gamma = g^v C_0^c
    gamma = powmod(group.g, proof.v, group.p) * powmod(share.c0, proof.c, group.p) % group.p
    return proof.c == _challenge(group, h_p, (share.sender, share.receiver), gamma, share.c0, share.c1)


def _challenge(group: Group, h_p: bytes, pair: tuple[int, int], gamma: mpz, c0: mpz, c1: bytes) -> mpz:
    # EG 2.1.0 eq. (22): c = H_q(H_P; 0x12, i, l, gamma, C_0, C_1)
    return hash_scalar(
        group,
        h_p,
        Domain.SHARE_PROOF,
        index_bytes(pair[0]),
        index_bytes(pair[1]),
        element_bytes(group, gamma),
        element_bytes(group, c0),
        c1,
    )


def _mask(group: Group, h_p: bytes, sender: int, receiver: Guardian, alpha: mpz, beta: mpz) -> bytes:
    pair = index_bytes(sender) + index_bytes(receiver.index)
    # EG 2.1.0 eq. (16): k = H(H_P; 0x11, i, l, kappa_l, alpha, beta)
    elements = (receiver.communication_key, alpha, beta)
    key = hash_bytes(h_p, Domain.SHARE_KEY, pair, *(element_bytes(group, each) for each in elements))
    # EG 2.1.0 eq. (17), (18): counter, Label, 0x00, Context, length in bits
    tail = b"share_enc_keys" + b"\x00" + b"share_encrypt" + pair + b"\x02\x00"
    return b"".join(hmac.digest(key, counter + tail, "sha256") for counter in (b"\x01", b"\x02"))
