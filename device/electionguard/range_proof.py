"""Range proofs: a ciphertext holds one of 0..R, and nobody learns which (EG 2.1.0 sec. 3.3.7).

Committing and answering are two steps with the challenge between them. All powers are in the first,
so that commitments can be made before the voter has decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gmpy2 import mpz

from device.electionguard.ballot import RangeProof, Response
from device.electionguard.challenges import CommitmentPair
from device.electionguard.parameters import Group
from device.electionguard.powers import Powers
from device.electionguard.randomness import Random, random_scalar


@dataclass(frozen=True, slots=True)
class RangeCommitment:
    """The first step of a proof: R+1 public ``pairs`` (a_j, b_j), and what answers for them.

    ``value`` is the encrypted l; ``exponents`` are u_0..u_R; ``chosen`` are the c_j of the branches
    j != l, and 0 at l until the challenge fixes it.
    """

    pairs: tuple[CommitmentPair, ...]
    value: int = field(repr=False)
    exponents: tuple[mpz, ...] = field(repr=False)
    chosen: tuple[mpz, ...] = field(repr=False)


def commit(group: Group, powers: Powers, random: Random, value: int, limit: int) -> RangeCommitment:
    """Commit to a proof that an encryption of ``value`` holds one of 0..``limit``.

    Draws u_0..u_R, then c_j for j != value in order. EG 2.1.0 eq. (57), (58).
    """
    exponents = tuple(random_scalar(group, random) for _ in range(limit + 1))
    chosen = tuple(mpz(0) if j == value else random_scalar(group, random) for j in range(limit + 1))
    pairs = []
    for j, (u_j, c_j) in enumerate(zip(exponents, chosen, strict=True)):
        # eq. (58): t_j = (u_j + (l - j) c_j) mod q; for j = l this is u_l, as in eq. (57)
        t_j = (u_j + (value - j) * c_j) % group.q
        # eq. (57), (58): (a_j, b_j) = (g^u_j mod p, K^t_j mod p)
        pairs.append((powers.g(u_j), powers.vote_key(t_j)))
    return RangeCommitment(tuple(pairs), value, exponents, chosen)


def respond(group: Group, commitment: RangeCommitment, nonce: mpz, challenge: mpz) -> RangeProof:
    """Answer ``challenge`` for the ciphertext made with ``nonce``: exactly R+1 responses.

    EG 2.1.0 eq. (60), (61).
    """
    return responses(group, commitment.value, commitment.exponents, commitment.chosen, nonce, challenge)


def responses(
    group: Group,
    value: int,
    exponents: Sequence[mpz],
    chosen: Sequence[mpz],
    nonce: mpz,
    challenge: mpz,
) -> RangeProof:
    """``respond`` without the commitment pairs; the parameters are those of a ``RangeCommitment``."""
    # eq. (60): c_l = (c - (c_0 + ... + c_l-1 + c_l+1 + ... + c_R)) mod q
    q, challenges = group.q, list(chosen)
    challenges[value] = (challenge - sum(chosen)) % q
    # eq. (61): v_j = (u_j - c_j xi) mod q
    return tuple(
        [Response(c_j, (u_j - c_j * nonce) % q) for c_j, u_j in zip(challenges, exponents, strict=True)]
    )


def expected_exponents(
    group: Group, proof: RangeProof, nonce: mpz, value: int
) -> Sequence[tuple[mpz, mpz]]:
    """For every j the exponents (e, f) with a_j = g^e and b_j = K^f, if the proof holds.

    For an encryption of ``value`` made with ``nonce``: what EG 2.1.0 eq. (6.1) and (6.2) compute, when
    alpha and beta are known as powers.
    """
    exponents = []
    for j, response in enumerate(proof):
        c_j, v_j = response.c, response.v
        # (6.1): a_j = g^v_j alpha^c_j = g^(v_j + c_j xi)
        # (6.2): b_j = K^(v_j - j c_j) beta^c_j = K^(v_j - j c_j + c_j (xi + l))
        exponents.append(((v_j + c_j * nonce) % group.q, (v_j - j * c_j + c_j * (nonce + value)) % group.q))
    return exponents
