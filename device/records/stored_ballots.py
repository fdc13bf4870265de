"""Ballots as a sequence that reads each from the medium only when it is asked for.

A thousand ballots of a hundred options are more than a gigabyte: never all in memory.
"""

from collections.abc import Callable, Sequence
from typing import overload

from device.records.ballot_state import StoredBallot


class StoredBallots(Sequence[StoredBallot]):
    """The ballots of ``codes``, in that order; ``read`` fetches one and may raise MediumError."""

    def __init__(self, codes: Sequence[bytes], read: Callable[[bytes], StoredBallot]) -> None:
        self._codes = codes
        self._read = read

    def __len__(self) -> int:
        """How many ballots; reads none."""
        return len(self._codes)

    @overload
    def __getitem__(self, index: int) -> StoredBallot: ...
    @overload
    def __getitem__(self, index: slice) -> "StoredBallots": ...
    def __getitem__(self, index: int | slice) -> "StoredBallot | StoredBallots":
        """Read one ballot, or name several. Raises MediumError."""
        if isinstance(index, slice):
            return StoredBallots(self._codes[index], self._read)
        return self._read(self._codes[index])
