"""Guardians open the ballots that voters challenged (EG 2.1.0 sec. 3.6.7)."""

from gmpy2 import mpz

from device.electionguard.ballot import (
    BallotShape,
    ContestShape,
    ElectionKeys,
    EncryptedBallot,
    EncryptedContest,
    PlainContest,
)
from device.electionguard.hashed_elgamal import open_contest_data
from device.electionguard.nonces import contest_data_nonce, selection_nonce
from device.electionguard.opening import open_ballot
from device.electionguard.parameters import Group
from device.electionguard.tally import NonceProof, OpenedBallot, OpenedContest, ShareProof
from device.errors import EncryptionError, InputError
from hal_sim.office.decryption import Quorum
from hal_sim.office.discrete_log import DiscreteLog


def open_challenged(
    group: Group, keys: ElectionKeys, quorum: Quorum, shape: BallotShape, ballot: EncryptedBallot
) -> OpenedBallot:
    """Open a verified challenged ballot, with everything that others need to check it.

    The ballot nonce is decrypted and the nonces derived from it are published, never itself. Where
    it does not open the ballot, the guardians decrypt field by field with their shares: the voter
    learns what the ballot held all the same. Raises InputError for a ballot whose proofs fail.
    """
    nonce = quorum.decrypt_ballot_nonce(ballot)
    try:
        plain = open_ballot(group, keys, shape, ballot, nonce)
    except EncryptionError:
        contests = tuple(
            _decrypt_contest(group, keys, quorum, ballot, contest_shape, contest)
            for contest_shape, contest in zip(shape.contests, ballot.contests, strict=True)
        )
    else:
        contests = tuple(
            _nonces_of_contest(group, ballot.identifier_hash, contest_shape, contest, nonce)
            for contest_shape, contest in zip(shape.contests, plain.contests, strict=True)
        )
    return OpenedBallot(ballot.confirmation_code, contests)


def _nonces_of_contest(
    group: Group, h_i: bytes, shape: ContestShape, plain: PlainContest, nonce: bytes
) -> OpenedContest:
    nonces = tuple(
        selection_nonce(group, h_i, shape.index, index, nonce) for index in range(1, len(plain.values) + 1)
    )
    data_nonce: mpz | None = None
    if shape.data_blocks:
        data_nonce = contest_data_nonce(group, h_i, shape.index, nonce)
    return OpenedContest(shape.index, plain.values, plain.data, NonceProof(nonces, data_nonce))


def _decrypt_contest(
    group: Group,
    keys: ElectionKeys,
    quorum: Quorum,
    ballot: EncryptedBallot,
    shape: ContestShape,
    contest: EncryptedContest,
) -> OpenedContest:
    logarithm = DiscreteLog(group, keys.vote_key, max(shape.field_limits))
    decryptions, values = [], []
    for index, ciphertext in enumerate(contest.ciphertexts, start=1):
        decryption = quorum.decrypt((shape.index, index), ciphertext)
        value = logarithm.find(decryption.decrypted)
        if value is None:
            raise InputError("A challenged ballot holds a selection outside its limit.")
        decryptions.append(decryption)
        values.append(value)
    if contest.data is None:
        return OpenedContest(shape.index, tuple(values), b"", ShareProof(tuple(decryptions), None))
    data = quorum.decrypt_contest_data(ballot, shape, contest.data)
    plain = open_contest_data(group, ballot.identifier_hash, shape.index, contest.data, data.beta)
    return OpenedContest(shape.index, tuple(values), plain, ShareProof(tuple(decryptions), data))
