"""Ballots added up while encrypted (EG 2.1.0 sec. 3.5)."""

from collections.abc import Iterable

from gmpy2 import mpz

from device.electionguard.ballot import Ciphertext, ContestShape, EncryptedBallot
from device.electionguard.challenges import aggregate
from device.electionguard.parameters import Group


class Aggregation:
    """The encrypted tally of the ballots added so far: (A, B) of every field of every contest.

    Ballots can come one by one; only the products are kept. A contest that no ballot has stays at
    (1, 1), which decrypts to zero.
    """

    def __init__(self, group: Group, contests: Iterable[ContestShape]) -> None:
        self._group = group
        nothing = Ciphertext(mpz(1), mpz(1))
        self._totals = {contest.index: tuple(nothing for _ in contest.field_limits) for contest in contests}
        self._ballots = 0

    @property
    def ballots(self) -> int:
        """How many ballots were added."""
        return self._ballots

    def add(self, ballot: EncryptedBallot) -> None:
        """Multiply one verified cast ballot in. Raises ValueError for a ballot of another election."""
        for contest in ballot.contests:
            if len(contest.ciphertexts) != len(self._totals.get(contest.index, ())):
                raise ValueError("the ballot does not have the fields of this election")
        for contest in ballot.contests:
            totals = self._totals[contest.index]
            # EG 2.1.0 eq. (79): (A, B) = (prod alpha_i mod p, prod beta_i mod p)
            self._totals[contest.index] = tuple(
                aggregate(self._group, pair) for pair in zip(totals, contest.ciphertexts, strict=True)
            )
        self._ballots += 1

    def ciphertexts(self, contest_index: int) -> tuple[Ciphertext, ...]:
        """(A, B) of every field of a contest; raises KeyError for a contest that is not there."""
        return self._totals[contest_index]
