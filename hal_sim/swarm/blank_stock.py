"""The stock of blanks, filled between voters as its worker would, with an eye on what becomes of each."""

from contextlib import suppress

from device.electionguard.blank import Blank
from device.errors import SealmarkError
from device.voting.blank_pool import BlankPool


class BlankStock(BlankPool):
    """``legible``: the blanks of which anybody who reads the memory could still learn a ballot's nonces."""

    _all: tuple[Blank, ...] = ()

    def fill(self) -> None:
        """Make blanks until the stock is full; trouble leaves it empty, as on a terminal."""
        with suppress(SealmarkError):
            super().fill()

    @property
    def legible(self) -> int:
        """How many there are."""
        self._all = tuple(blank for blank in self._all if any(blank._memory) or any(blank.commitments))
        return len(self._all)

    def _put(self, blank: Blank, generation: int) -> None:
        self._all += (blank,)
        super()._put(blank, generation)
