"""What hands can do to a terminal's sticks, by what the terminal says about them."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hal_sim.faults import FaultPlan
from hal_sim.media import SimulatedMedia

_PUT_BACK = re.compile(r"put (it|one|a stick|the (same )?stick)|not there|no stick|not in the terminal")
_ANOTHER = re.compile(
    r"fresh (one|stick)|another (one|stick)|replace it|take it out|belongs to another|damaged|contradict"
    r"|not make|write-protected|failing|full|too small"
)
_TRIES = 2


class StickCare:
    """Puts sticks back, or fresh ones in. ``fresh`` makes the folder of a new stick."""

    def __init__(self, media: SimulatedMedia, fresh: Callable[[], Path]) -> None:
        self._media = media
        self._fresh = fresh
        self._tries: Counter[str] = Counter()

    def follow(self, said: str) -> None:
        """Do what the sentences advise, for the sticks that they name, or for all."""
        for label in self._named(said):
            disk = self._media.disks[label]
            if not disk.there and _PUT_BACK.search(said) and self._tries[label] < _TRIES:
                self._tries[label] += 1
                disk.put_back()
            elif _ANOTHER.search(said) and ("'" in said or self._tries[label] >= 1):
                self.put_in_fresh(label)
            elif _PUT_BACK.search(said) or _ANOTHER.search(said):
                self._tries[label] += 1
                if not disk.there or self._tries[label] > _TRIES:
                    self.put_in_fresh(label)

    def put_in_fresh(self, label: str) -> None:
        """A stick out of its box: what ailed the other one is not its trouble."""
        self._tries[label] = 0
        disk = self._media.disks[label]
        disk.plan = FaultPlan(label, ())
        disk.insert(self._fresh())

    def _named(self, said: str) -> list[str]:
        labels = [medium.label for medium in self._media.removable]
        named = [label for label in labels if label in said]
        return named or (labels if "stick" in said else [])
