"""The election office's count: from verified ballots to the tally that everybody can check."""

from collections.abc import Iterable, Sequence

from device.election.election import Election
from device.electionguard.aggregation import Aggregation
from device.electionguard.ballot import Ciphertext, ContestShape, EncryptedBallot
from device.electionguard.parameters import Group
from device.electionguard.powers import PlainPowers
from device.electionguard.randomness import Random
from device.electionguard.tally import ContestTally, ElectionTally
from device.errors import InputError
from device.records.ballot_state import BallotState
from hal_sim.office.decryption import Quorum
from hal_sim.office.discrete_log import DiscreteLog
from hal_sim.office.guardian_secret import KeyShare
from hal_sim.office.tally_opening import open_challenged


class BallotCount:
    """Takes verified ballots one by one; only the products of the cast ones, and the challenged ones,
    are kept, so that an election's ballots never have to be in memory together.
    """

    def __init__(self, group: Group, election: Election) -> None:
        self._group = group
        self._election = election
        self._contests = [contest.shape() for contest in election.manifest.contests]
        self._cast = Aggregation(group, self._contests)
        self._challenged: list[EncryptedBallot] = []

    def add(self, ballot: EncryptedBallot, state: BallotState) -> None:
        """One more ballot. Raises ValueError for one of another election."""
        if state is BallotState.CAST:
            self._cast.add(ballot)
        elif state is BallotState.CHALLENGED:
            self._challenged.append(ballot)

    def decrypt(self, shares: Sequence[KeyShare], random: Random) -> ElectionTally:
        """The tally, decrypted by a quorum. Raises as ``tally_ballots``."""
        group, election = self._group, self._election
        powers = PlainPowers(group, election.keys)
        quorum = Quorum(group, election.keys, powers, election.guardians, shares, random)
        tallies = tuple(
            _tally_contest(group, election, quorum, self._cast, contest) for contest in self._contests
        )
        opened = tuple(
            open_challenged(
                group, election.keys, quorum, election.manifest.shape(ballot.style_index), ballot
            )
            for ballot in sorted(self._challenged, key=lambda ballot: ballot.confirmation_code)
        )
        return ElectionTally(self._cast.ballots, tallies, opened)


def tally_ballots(
    group: Group,
    election: Election,
    ballots: Iterable[tuple[EncryptedBallot, BallotState]],
    shares: Sequence[KeyShare],
    random: Random,
) -> ElectionTally:
    """Count the cast ballots and open the challenged ones; spoiled ballots stay closed.

    The ballots' records must have been verified before (EG 2.1.0 sec. 3.6.1), those of all devices
    together. ``shares``: those of k guardians or more. Raises ValueError for fewer, InputError when
    a guardian's part is wrong or a ballot is not what a verified record holds.
    """
    count = BallotCount(group, election)
    for ballot, state in ballots:
        count.add(ballot, state)
    return count.decrypt(shares, random)


def _tally_contest(
    group: Group, election: Election, quorum: Quorum, cast: Aggregation, contest: ContestShape
) -> ContestTally:
    ciphertexts: tuple[Ciphertext, ...] = cast.ciphertexts(contest.index)
    logarithm = DiscreteLog(group, election.keys.vote_key, cast.ballots * max(contest.field_limits))
    decryptions, values = [], []
    for index, ciphertext in enumerate(ciphertexts, start=1):
        decryption = quorum.decrypt((contest.index, index), ciphertext)
        value = logarithm.find(decryption.decrypted)
        if value is None:
            raise InputError(f"The tally of contest {contest.index} is larger than the ballots allow.")
        decryptions.append(decryption)
        values.append(value)
    return ContestTally(contest.index, ciphertexts, tuple(values), tuple(decryptions))
