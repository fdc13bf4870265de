"""How large the record of a ballot can get, so that the slots of the ballot boxes fit every style."""

from gmpy2 import mpz

from device.election.election import Election
from device.electionguard.ballot import (
    BallotShape,
    Ciphertext,
    ContestShape,
    EncryptedBallot,
    EncryptedContest,
    HashedCiphertext,
    Response,
)
from device.records.ballot_record import ballot_body

BLOCK_BYTES = 32
HASH_BYTES = 32
CHAINING_FIELD_BYTES = 36

_ZERO = Response(mpz(0), mpz(0))
_CIPHERTEXT = Ciphertext(mpz(0), mpz(0))


def largest_body_bytes(election: Election, device_id: str) -> int:
    """Bytes of the largest ballot body of any style.

    Every number in a record has a fixed length, so a ballot of zeros is as long as a real one.
    """
    styles = election.manifest.ballot_styles
    return max(
        len(ballot_body(_ballot_of_zeros(election.manifest.shape(style.index)), device_id))
        for style in styles
    )


def _ballot_of_zeros(shape: BallotShape) -> EncryptedBallot:
    return EncryptedBallot(
        style_index=shape.index,
        id_b=bytes(HASH_BYTES),
        identifier_hash=bytes(HASH_BYTES),
        contests=tuple(_contest_of_zeros(contest) for contest in shape.contests),
        nonce=HashedCiphertext(mpz(0), bytes(BLOCK_BYTES), _ZERO),
        chaining_field=bytes(CHAINING_FIELD_BYTES),
        confirmation_code=bytes(HASH_BYTES),
    )


def _contest_of_zeros(shape: ContestShape) -> EncryptedContest:
    data = HashedCiphertext(mpz(0), bytes(BLOCK_BYTES * shape.data_blocks), _ZERO)
    return EncryptedContest(
        index=shape.index,
        ciphertexts=(_CIPHERTEXT,) * len(shape.field_limits),
        range_proofs=tuple((_ZERO,) * (limit + 1) for limit in shape.field_limits),
        limit_proof=(_ZERO,) * (shape.selection_limit + 1),
        data=data if shape.data_blocks else None,
        contest_hash=bytes(HASH_BYTES),
    )
