"""A ballot of zeros: as long, written down, as every real ballot of its style."""

from gmpy2 import mpz

from device.electionguard.ballot import (
    BallotShape,
    Ciphertext,
    ContestShape,
    EncryptedBallot,
    EncryptedContest,
    HashedCiphertext,
    Response,
)
from device.electionguard.chaining import CHAINING_FIELD_BYTES
from device.electionguard.hashing import HASH_BYTES
from device.electionguard.nonces import BLOCK_BYTES

_ZERO = Response(mpz(0), mpz(0))
_CIPHERTEXT = Ciphertext(mpz(0), mpz(0))


def ballot_of_zeros(shape: BallotShape) -> EncryptedBallot:
    """A ballot of ``shape`` whose every number is zero. It proves nothing; it has the real size."""
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
