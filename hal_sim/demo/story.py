"""What happened on the demo's day, as it happens: chapters, sentences, pictures, tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from hal_sim.printer.paper import PaperPiece

SCREEN_WIDTH_PX = 960
PICTURE_FOLDER = "pictures"
_SMOOTH = Qt.TransformationMode.SmoothTransformation


class Mood(Enum):
    """How an entry is meant."""

    PLAIN = "plain"
    TROUBLE = "trouble"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the report. ``path`` is relative to it; ``tall``: a paper, not a screen."""

    path: str
    caption: str
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; the first is the heading."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Entry:
    """A sentence or two about something that happened, with what could be seen."""

    time: str
    text: str
    mood: Mood = Mood.PLAIN
    pictures: list[Picture] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


@dataclass(slots=True)
class Chapter:
    """A part of the day."""

    title: str
    entries: list[Entry] = field(default_factory=list)


class Story:
    """Collects the day. ``now`` tells the simulated time; ``tell`` shows progress to who waits."""

    def __init__(self, folder: Path, now: Callable[[], str], tell: Callable[[str], None]) -> None:
        self._folder = folder
        self._now = now
        self._tell = tell
        self._pictures = 0
        self.chapters: list[Chapter] = []
        (folder / PICTURE_FOLDER).mkdir(parents=True, exist_ok=True)

    def chapter(self, title: str) -> None:
        """Begin a part of the day."""
        self._tell(title)
        self.chapters.append(Chapter(title))

    def note(self, text: str, mood: Mood = Mood.PLAIN) -> Entry:
        """Tell that something happened; pictures can be added to what comes back."""
        self._tell(f"  {text}")
        entry = Entry(self._now(), text, mood)
        self.chapters[-1].entries.append(entry)
        return entry

    def screen(self, image: QImage, caption: str) -> None:
        """Add a screen to the last entry."""
        path = self._place(caption, tall=False)
        if not image.scaledToWidth(SCREEN_WIDTH_PX, _SMOOTH).save(str(self._folder / path)):
            raise OSError(f"the picture {path} could not be written")

    def paper(self, piece: PaperPiece, caption: str) -> None:
        """Add a piece of paper to the last entry."""
        piece.png(self._folder / self._place(caption, tall=True))

    def table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Add a table to the last entry."""
        self.chapters[-1].entries[-1].tables.append(Table(rows))

    def _place(self, caption: str, *, tall: bool) -> str:
        self._pictures += 1
        path = f"{PICTURE_FOLDER}/{self._pictures:03d}.png"
        self.chapters[-1].entries[-1].pictures.append(Picture(path, caption, tall))
        return path
