"""Sticks that somebody just put in: nothing is written to them until a poll worker takes them in."""

from pathlib import Path

from hal_sim.media import SimulatedMedia
from hal_sim.swarm.model import STRANGERS, Model

_TAKES_IN = frozenset({"task-restore-media", "task-export", "yes"})
"""Touches after which a stick may be written to: it is used again, gets a record, or the polls open."""

_Listing = tuple[tuple[str, int, int], ...]


class Strangers:
    """The fresh and foreign sticks of a day, and what stood on each when it was put in."""

    def __init__(self, media: SimulatedMedia) -> None:
        self._media = media
        self._known: dict[Path, _Listing] = {}

    def add(self, folder: Path) -> Path:
        """Another stick; gives it back."""
        self._known[folder] = _listing(folder)
        return folder

    def touched(self, touch_id: str) -> None:
        """Somebody may be about to take in all sticks that are in the terminal."""
        if touch_id in _TAKES_IN:
            for disk in self._media.disks.values():
                self._known.pop(disk.directory, None)

    def look(self, model: Model) -> None:
        """Check that those in the terminal are as they were."""
        for disk in self._media.disks.values():
            before = self._known.get(disk.directory)
            if before is not None:
                model.expect(
                    _listing(disk.directory) == before,
                    STRANGERS,
                    "a stick that nobody took in was written to",
                )


def _listing(folder: Path) -> _Listing:
    stats = ((str(path), path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
