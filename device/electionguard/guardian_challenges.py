"""The Fiat-Shamir challenges of everything that guardians prove (EG 2.1.0 sec. 3.2.2 and 3.6)."""

from collections.abc import Sequence

from gmpy2 import mpz

from device.electionguard.ballot import Ciphertext, HashedCiphertext
from device.electionguard.hashing import Domain, element_bytes, hash_scalar, index_bytes, scalar_bytes
from device.electionguard.parameters import Group

VOTE_LABEL = b"pk_vote"
DATA_LABEL = b"pk_data"


def key_proof_challenge(
    group: Group,
    h_p: bytes,
    label: bytes,
    index: int,
    public_keys: Sequence[mpz],
    proof_commitments: Sequence[mpz],
) -> mpz:
    """c_i = H_q(H_P; 0x10, label, i, K_i,0 .. K_i,k-1, kappa_i, h_i,0 .. h_i,k).

    EG 2.1.0 eq. (11) with ``VOTE_LABEL``, eq. (13) with ``DATA_LABEL``. ``public_keys``: the k
    commitments, then the communication key; ``proof_commitments``: one for each of them.
    """
    elements = b"".join(element_bytes(group, each) for each in (*public_keys, *proof_commitments))
    return hash_scalar(group, h_p, Domain.GUARDIAN_PROOF, label, index_bytes(index), elements)


def tally_challenge(
    group: Group,
    h_e: bytes,
    place: tuple[int, int],
    ciphertext: Ciphertext,
    a: mpz,
    b: mpz,
    m: mpz,
) -> mpz:
    """c = H_q(H_E; 0x31, ind_c, ind_o, A, B, a, b, M): EG 2.1.0 eq. (90).

    ``place`` is (contest index, field index), both from 1.
    """
    return hash_scalar(
        group,
        h_e,
        Domain.TALLY_PROOF,
        place_bytes(place),
        ciphertext_bytes(group, ciphertext),
        *(element_bytes(group, each) for each in (a, b, m)),
    )


def contest_data_challenge(
    group: Group, h_i: bytes, contest_index: int, data: HashedCiphertext, a: mpz, b: mpz, beta: mpz
) -> mpz:
    """c = H_q(H_I; 0x33, ind_c, C_0, C_1, C_2, a, b, beta): EG 2.1.0 eq. (101)."""
    return hash_scalar(
        group,
        h_i,
        Domain.CONTEST_DATA_DECRYPTION,
        index_bytes(contest_index),
        hashed_ciphertext_bytes(group, data),
        *(element_bytes(group, each) for each in (a, b, beta)),
    )


def place_bytes(place: tuple[int, int]) -> bytes:
    """b(ind_c, 4) || b(ind_o, 4)."""
    return index_bytes(place[0]) + index_bytes(place[1])


def ciphertext_bytes(group: Group, ciphertext: Ciphertext) -> bytes:
    """b(A, l_p) || b(B, l_p)."""
    return element_bytes(group, ciphertext.alpha) + element_bytes(group, ciphertext.beta)


def hashed_ciphertext_bytes(group: Group, data: HashedCiphertext) -> bytes:
    """b(C_0, l_p) || C_1 || C_2, where C_2 = b(c, l_q) || b(v, l_q) (EG 2.1.0 sec. 5.5.4)."""
    return b"".join(
        (
            element_bytes(group, data.c0),
            data.c1,
            scalar_bytes(group, data.c2.c),
            scalar_bytes(group, data.c2.v),
        )
    )
