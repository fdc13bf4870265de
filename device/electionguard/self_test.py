"""The known-answer self-test: at start, one small ballot must come out exactly as it should.

Keys and randomness are fixed, so the confirmation code is too; it passes through the group, every hash,
both key derivations and the contest data. Some twenty modular exponentiations, no tables.
"""

from hashlib import sha256

from gmpy2 import mpz, powmod

from device.electionguard.ballot import (
    BallotShape,
    ContestShape,
    ElectionKeys,
    PlainBallot,
    PlainContest,
)
from device.electionguard.chaining import initial_code, next_field
from device.electionguard.contest_data import encode_write_ins
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.hashing import device_information_hash
from device.electionguard.parameters import STANDARD, Group
from device.electionguard.powers import PlainPowers
from device.errors import EncryptionError

SEED = b"Sealmark known-answer self-test"
DEVICE_INFORMATION = "Self-test"
SHAPE = BallotShape(1, (ContestShape(1, (1,), 1, 1),))

# Computed by the independent implementation of the test suite.
KNOWN_CODE = bytes.fromhex("FB6AD11A463C7E35A51C0042A768DFC7F1F9B9B874C6DEBE151C23E771FC4A81")


class SeededBytes:
    """A stream of bytes that follows from a seed: SHA-256(seed || counter), counter of 8 bytes from 0.

    For known answers only: nothing of a voter may ever be encrypted with it.
    """

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._counter = 0
        self._ready = b""

    def __call__(self, count: int) -> bytes:
        """The next ``count`` bytes of the stream."""
        while len(self._ready) < count:
            self._ready += sha256(self._seed + self._counter.to_bytes(8, "big")).digest()
            self._counter += 1
        taken, self._ready = self._ready[:count], self._ready[count:]
        return taken


def self_test() -> None:
    """Encrypt the known ballot with the standard parameters; raises EncryptionError if it differs."""
    keys = _keys(STANDARD)
    plain = PlainBallot((PlainContest((1,), encode_write_ins((), 1)),))
    h_di = device_information_hash(keys.extended_base_hash, DEVICE_INFORMATION)
    chaining_field = next_field(initial_code(keys.extended_base_hash, h_di))
    encryptor = BallotEncryptor(STANDARD, keys, PlainPowers(STANDARD, keys), SeededBytes(SEED))
    code = encryptor.encrypt(SHAPE, plain, chaining_field).ballot.confirmation_code
    if code != KNOWN_CODE:
        raise EncryptionError("The encryption does not give the known answer of its self-test.")


def _keys(group: Group) -> ElectionKeys:
    vote_secret, data_secret, h_e = (sha256(SEED + name).digest() for name in (b"K", b"K_hat", b"H_E"))
    return ElectionKeys(_power(group, vote_secret), _power(group, data_secret), h_e)


def _power(group: Group, secret: bytes) -> mpz:
    return powmod(group.g, int.from_bytes(secret, "big") % group.q, group.p)
