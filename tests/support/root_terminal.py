"""The two disks of a small terminal on loop devices: a day on them, and what is left of it."""

from contextlib import suppress
from pathlib import Path
from shutil import copyfile

from support.root_day import DECISIONS, play
from support.root_losses import Announced, losses
from support.root_media import LoopDisk
from support.root_strike import Steps, struck_medium

INTERNAL, STICK = LABELS = ("internal", "stick A")


class Terminal:
    """A mounted disk for each label; ``images`` may be files or disks on FUSE."""

    def __init__(self, images: dict[str, Path], folder: Path) -> None:
        self.disks = {label: LoopDisk(images[label], folder / label) for label in LABELS}
        self.announced: list[str] = []

    def __enter__(self) -> "Terminal":
        try:
            for disk in self.disks.values():
                disk.mount()
        except OSError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for disk in self.disks.values():
            with suppress(OSError):
                disk.yank()  # what a cut left open must not write onto the next terminal's disk
            disk.unmount()

    def day(self, *, late: bool, steps: dict[str, Steps] | None = None) -> None:
        """Play the day; the durable steps on each disk are counted by ``steps``."""
        counted = {label: Steps() for label in LABELS} | (steps or {})
        internal, stick = (struck_medium(self.disks[each].folder, each, counted[each]) for each in LABELS)
        play(internal, stick, self.announced.append, late=late)

    def put_back(self) -> None:
        """Every disk is taken out and mounted again, as at a start after a cut."""
        for disk in self.disks.values():
            disk.put_back()

    def all_voted(self) -> bool:
        """Whether the last voter's decision was announced."""
        return Announced(self.announced).count("decided") == len(DECISIONS)

    def left_open(self) -> list[str]:
        """Files on the disks that this process still has open: they could not be taken out."""
        found = [each.readlink() for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
        folders = {disk.folder for disk in self.disks.values()}
        return [f"still open: {each.name}" for each in found if folders & set(each.parents)]

    def lost(self) -> list[str]:
        """What was announced and is not there; see ``losses``."""
        internal, stick = (self.disks[label].medium(label) for label in LABELS)
        return losses(internal, stick, Announced(self.announced))


def fresh_images(blank: Path) -> dict[str, Path]:
    """A copy of the blank disk beside it for each label, a new file each time."""
    for label in LABELS:
        blank.with_name(f"{label}.img").unlink(missing_ok=True)
    return {label: Path(copyfile(blank, blank.with_name(f"{label}.img"))) for label in LABELS}
