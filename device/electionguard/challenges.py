"""What is hashed on a ballot: Fiat-Shamir challenges, contest hashes and the confirmation code.

Prover and verifier call the same functions, so each challenge is written down once. Commitments are
pairs (a_j, b_j) hashed interleaved, a_0, b_0, a_1, b_1, ... (EG 2.1.0 sec. 5.5.3).
"""

from collections.abc import Iterable, Sequence

from gmpy2 import mpz

from device.electionguard.ballot import Ciphertext, HashedCiphertext, Response
from device.electionguard.hashing import (
    Domain,
    element_bytes,
    hash_bytes,
    hash_scalar,
    index_bytes,
    scalar_bytes,
)
from device.electionguard.parameters import Group

CommitmentPair = tuple[mpz, mpz]
"""(a_j, b_j) of one branch of a range proof."""


def identifier_hash(h_e: bytes, id_b: bytes) -> bytes:
    """Selection encryption identifier hash H_I, 32 bytes; ``id_b`` has 32 bytes and is not reduced.

    EG 2.1.0 eq. (32).
    """
    # eq. (32): H_I = H(H_E; 0x20, id_B)
    return hash_bytes(h_e, Domain.IDENTIFIER, id_b)


def aggregate(group: Group, ciphertexts: Iterable[Ciphertext]) -> Ciphertext:
    """The contest total (alpha_bar, beta_bar) over all fields of a contest (EG 2.1.0 eq. 7.1, 7.2)."""
    alpha, beta = mpz(1), mpz(1)
    for ciphertext in ciphertexts:
        # (7.1), (7.2): alpha_bar = prod alpha_i mod p, beta_bar = prod beta_i mod p
        alpha = alpha * ciphertext.alpha % group.p
        beta = beta * ciphertext.beta % group.p
    return Ciphertext(alpha, beta)


def range_challenge(
    group: Group,
    h_i: bytes,
    contest_index: int,
    field_index: int,
    ciphertext: Ciphertext,
    commitments: Sequence[CommitmentPair],
) -> mpz:
    """Challenge c of the range proof of one field; R+1 ``commitments``; indices from 1.

    EG 2.1.0 eq. (59). The write-in count has the index after the last option.
    """
    # eq. (59): c = H_q(H_I; 0x24, ind_c, ind_o, alpha, beta, a_0, b_0, a_1, b_1, ..., a_R, b_R)
    indices = index_bytes(contest_index) + index_bytes(field_index)
    proved = _proved_bytes(group, ciphertext, commitments)
    return hash_scalar(group, h_i, Domain.RANGE_PROOF, indices, proved)


def limit_challenge(
    group: Group,
    h_i: bytes,
    contest_index: int,
    total: Ciphertext,
    commitments: Sequence[CommitmentPair],
) -> mpz:
    """Challenge c of the selection limit proof over the ``aggregate`` of a contest; L+1 commitments.

    EG 2.1.0 eq. (62).
    """
    # eq. (62): c = H_q(H_I; 0x24, ind_c, alpha_bar, beta_bar, a_0, b_0, a_1, b_1, ..., a_L, b_L)
    proved = _proved_bytes(group, total, commitments)
    return hash_scalar(group, h_i, Domain.RANGE_PROOF, index_bytes(contest_index), proved)


def ballot_nonce_challenge(group: Group, h_i: bytes, commitment: mpz, c0: mpz, c1: bytes) -> mpz:
    """Challenge of the proof that the ballot nonce's encryption nonce is known.

    EG 2.1.0 eq. (38).
    """
    # eq. (38): c_B = H_q(H_I; 0x23, a_B, C_xiB,0, C_xiB,1)
    commitment_and_c0 = element_bytes(group, commitment) + element_bytes(group, c0)
    return hash_scalar(group, h_i, Domain.BALLOT_NONCE_PROOF, commitment_and_c0, c1)


def contest_data_challenge(
    group: Group, h_i: bytes, contest_index: int, commitment: mpz, c0: mpz, c1: bytes
) -> mpz:
    """Challenge of the proof that a contest data ciphertext's nonce is known.

    EG 2.1.0 eq. (69).
    """
    # eq. (69): c = H_q(H_I; 0x27, ind_c, a, C_0, C_1)
    commitment_and_c0 = element_bytes(group, commitment) + element_bytes(group, c0)
    index = index_bytes(contest_index)
    return hash_scalar(group, h_i, Domain.CONTEST_DATA_PROOF, index, commitment_and_c0, c1)


def contest_hash(
    group: Group,
    h_i: bytes,
    contest_index: int,
    ciphertexts: Iterable[Ciphertext],
    data: HashedCiphertext | None,
) -> bytes:
    """Contest hash chi, 32 bytes, over all fields and, if there is any, the contest data.

    EG 2.1.0 eq. (70); with data the hashed bytes are 69 + (2m+1) * 512 + 32b, else 5 + 2m * 512.
    """
    # eq. (70): chi_l = H(H_I; 0x28, l, alpha_1, beta_1, ..., alpha_m, beta_m, C_0, C_1, C_2)
    parts = [index_bytes(contest_index)]
    for ciphertext in ciphertexts:
        parts += (element_bytes(group, ciphertext.alpha), element_bytes(group, ciphertext.beta))
    if data is not None:
        parts += (element_bytes(group, data.c0), data.c1, response_bytes(group, data.c2))
    return hash_bytes(h_i, Domain.CONTEST, *parts)


def response_bytes(group: Group, response: Response) -> bytes:
    """b(C_2, 64) = b(c, 32) || b(v, 32) (EG 2.1.0 sec. 5.5.3)."""
    return scalar_bytes(group, response.c) + scalar_bytes(group, response.v)


def confirmation_code(h_i: bytes, contest_hashes: Iterable[bytes], chaining_field: bytes) -> bytes:
    """Confirmation code H_C, 32 bytes; ``contest_hashes`` in contest index order; field of 36 bytes.

    EG 2.1.0 eq. (71).
    """
    # eq. (71): H_C = H(H_I; 0x29, chi_1, chi_2, ..., chi_m, B_C)
    return hash_bytes(h_i, Domain.CONFIRMATION, *contest_hashes, chaining_field)


def _proved_bytes(group: Group, ciphertext: Ciphertext, commitments: Iterable[CommitmentPair]) -> bytes:
    parts = [element_bytes(group, ciphertext.alpha), element_bytes(group, ciphertext.beta)]
    for a, b in commitments:
        parts += (element_bytes(group, a), element_bytes(group, b))
    return b"".join(parts)
