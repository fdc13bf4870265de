"""Encryption that takes a blank from the stock if there is one."""

from device.electionguard.ballot import BallotShape, PlainBallot
from device.electionguard.blank_filling import BlankFiller
from device.electionguard.encryption import BallotEncryptor, Encryption
from device.voting.blank_pool import BlankPool


class PreparedEncryptor:
    """``BallotEncryptor`` with a stock of blanks in front; the ballots are of the same kind."""

    def __init__(self, encryptor: BallotEncryptor, filler: BlankFiller, blanks: BlankPool) -> None:
        self._encryptor = encryptor
        self._filler = filler
        self._blanks = blanks

    def encrypt(self, shape: BallotShape, plain: PlainBallot, chaining_field: bytes) -> Encryption:
        """The encrypted ballot, from a blank or from nothing.

        Raises what ``BallotEncryptor.encrypt`` raises.
        """
        blank = self._blanks.take(shape)
        if blank is None:
            return self._encryptor.encrypt(shape, plain, chaining_field)
        return self._filler.fill(blank, plain, chaining_field)
