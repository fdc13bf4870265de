"""The commitments of a blank: what the hints of its ballot are made of (``hints``).

    contest   fields | selection limit, each R+1 (selection limit: L+1) pairs a b, the real pair first

Which pair is the real one tells the selection, so this buffer is as secret as the blank, and wiped with
it; with every pair at its place it tells nothing that the ballot does not, for anybody can compute it
from the ballot. The blank's digest does not cover it: no code and no ballot depend on it, and hints are
compared with the ballot before they are kept (``hint_check``), when no voter waits.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from device.electionguard.ballot import BallotShape, ContestShape, PlainContest
from device.electionguard.challenges import CommitmentPair
from device.electionguard.hashing import element_bytes
from device.electionguard.parameters import Group


def commitment_bytes(group: Group, shape: BallotShape) -> int:
    """Bytes of the buffer of a blank of ``shape``."""
    limits = ((*contest.field_limits, contest.selection_limit) for contest in shape.contests)
    return 2 * group.p_bytes * sum(limit + 1 for each in limits for limit in each)


class CommitmentWriter:
    """Writes the pairs of a blank's proofs into its buffer, in order."""

    def __init__(self, group: Group, commitments: bytearray) -> None:
        self._group = group
        self._memory = commitments
        self._at = 0

    def write(self, proofs: Iterable[Sequence[CommitmentPair]]) -> None:
        """Write the pairs of the next proofs, the real one of each first."""
        for each in chain.from_iterable(chain.from_iterable(proofs)):
            data = element_bytes(self._group, each)
            self._memory[self._at : self._at + len(data)] = data
            self._at += len(data)


class HintWriter:
    """Puts the pairs of a blank at the places of a voter's choice, contest by contest."""

    def __init__(self, group: Group, commitments: bytearray) -> None:
        self._pair_bytes = 2 * group.p_bytes
        self._memory = memoryview(commitments)
        self._at = 0
        self._parts: list[memoryview | bytes] = []

    def contest(self, shape: ContestShape, plain: PlainContest, data_commitment: bytes) -> None:
        """The next contest; ``data_commitment`` is a of its data, b"" without any."""
        for limit, value in zip(shape.field_limits, plain.values, strict=True):
            self._place(limit, value)
        self._place(shape.selection_limit, sum(plain.values))
        self._parts.append(data_commitment)

    def hints(self, nonce_commitment: bytes) -> bytes:
        """The hints of the ballot, as they are exported; ``nonce_commitment`` is a of the ballot nonce."""
        made = b"".join((*self._parts, nonce_commitment))
        self._parts.clear()
        self._memory.release()
        return made

    def _place(self, limit: int, value: int) -> None:
        # As ``real_at`` puts them: the fake pairs before the chosen value, the real one, the others.
        start, size = self._at, self._pair_bytes
        fake, rest, self._at = start + size, start + size * (value + 1), start + size * (limit + 1)
        self._parts += (self._memory[fake:rest], self._memory[start:fake], self._memory[rest : self._at])
