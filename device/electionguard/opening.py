"""Opening a ballot with its nonce: what guardians do for a challenged ballot (EG 2.1.0 sec. 3.3.3).

``open_ballot`` is slow and literal on purpose: every field is decrypted by modular exponentiation.
``open_ballot_with`` is for those who open a great many.
"""

from gmpy2 import mpz

from device.electionguard.ballot import (
    BallotShape,
    Ciphertext,
    ContestShape,
    ElectionKeys,
    EncryptedBallot,
    EncryptedContest,
    HashedCiphertext,
    PlainBallot,
    PlainContest,
)
from device.electionguard.challenges import identifier_hash
from device.electionguard.hashed_elgamal import open_contest_data
from device.electionguard.nonces import BLOCK_BYTES, contest_data_nonce, selection_nonce
from device.electionguard.parameters import Group
from device.electionguard.powers import PlainPowers, Powers
from device.errors import EncryptionError


def open_ballot(
    group: Group, keys: ElectionKeys, shape: BallotShape, ballot: EncryptedBallot, nonce: bytes
) -> PlainBallot:
    """What the voter chose, given the ballot nonce (32 bytes).

    Raises EncryptionError when a ciphertext is not what the nonce makes of a value within its limit,
    or when the ballot does not have the contests and fields of ``shape``.
    """
    return open_ballot_with(group, keys, PlainPowers(group, keys), shape, ballot, nonce)


def open_ballot_with(
    group: Group,
    keys: ElectionKeys,
    powers: Powers,
    shape: BallotShape,
    ballot: EncryptedBallot,
    nonce: bytes,
) -> PlainBallot:
    """The same with other powers, as far as those can be believed."""
    # eq. (32): H_I = H(H_E; 0x20, id_B)
    h_i = identifier_hash(keys.extended_base_hash, ballot.id_b)
    indices = [contest.index for contest in ballot.contests]
    _require(indices == [contest.index for contest in shape.contests])
    contests = zip(shape.contests, ballot.contests, strict=True)
    return PlainBallot(
        tuple(_open_contest(group, powers, h_i, shape, contest, nonce) for shape, contest in contests)
    )


def _open_contest(
    group: Group, powers: Powers, h_i: bytes, shape: ContestShape, contest: EncryptedContest, nonce: bytes
) -> PlainContest:
    _require(len(contest.ciphertexts) == len(shape.field_limits))
    values = []
    for j, (limit, ciphertext) in enumerate(
        zip(shape.field_limits, contest.ciphertexts, strict=True), start=1
    ):
        # eq. (33): xi_i,j = H_q(H_I; 0x21, i, j, xi_B)
        field_nonce = selection_nonce(group, h_i, shape.index, j, nonce)
        values.append(_open_field(group, powers, ciphertext, field_nonce, limit))
    return PlainContest(tuple(values), _open_data(group, powers, h_i, shape, contest.data, nonce))


def _open_field(group: Group, powers: Powers, ciphertext: Ciphertext, nonce: mpz, limit: int) -> int:
    _require(ciphertext.alpha == powers.g(nonce))
    # sec. 3.3.1: K^sigma = beta / K^xi mod p, and 1 / K^xi = K^(q - xi)
    power = ciphertext.beta * powers.vote_key(-nonce % group.q) % group.p
    for value in range(limit + 1):
        if power == powers.vote_key(mpz(value)):
            return value
    raise _refused()


def _open_data(
    group: Group,
    powers: Powers,
    h_i: bytes,
    shape: ContestShape,
    ciphertext: HashedCiphertext | None,
    nonce: bytes,
) -> bytes:
    if ciphertext is None:
        _require(shape.data_blocks == 0)
        return b""
    _require(len(ciphertext.c1) == BLOCK_BYTES * shape.data_blocks)
    # eq. (64): xi = H_q(H_I; 0x25, ind_c, xi_B); (alpha, beta) = (g^xi mod p, K_hat^xi mod p)
    data_nonce = contest_data_nonce(group, h_i, shape.index, nonce)
    _require(ciphertext.c0 == powers.g(data_nonce))
    return open_contest_data(group, h_i, shape.index, ciphertext, powers.data_key(data_nonce))


def _require(holds: bool) -> None:
    if not holds:
        raise _refused()


def _refused() -> EncryptionError:
    return EncryptionError("A ballot does not open with its nonce.")
