"""Lane (b): what only root on a plain Linux machine can show. Skips, and says why, where it cannot."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import disk_usage

import pytest
from support.root_media import LoopDisk, MakeDisk, format_ext4, what_is_missing

_ROOM_BYTES = 500 << 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    missing = what_is_missing()
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.root)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture
def images() -> Iterator[Path]:
    """A folder for disk images, in memory where there is room: the host's disk is not under test."""
    memory = Path("/dev/shm")  # noqa: S108 - the point is that it is memory
    roomy = memory.is_dir() and disk_usage(memory).free > _ROOM_BYTES
    with tempfile.TemporaryDirectory(prefix="sealmark-", dir=memory if roomy else None) as folder:
        yield Path(folder)


@pytest.fixture
def blank(images: Path) -> Path:
    """An empty ext4 to be copied."""
    return format_ext4(images / "blank.img")


@pytest.fixture
def new_disk(images: Path, tmp_path: Path) -> Iterator[MakeDisk]:
    """Makes mounted ext4 disks by label."""
    with ExitStack() as stack:
        yield lambda label: stack.enter_context(
            LoopDisk(format_ext4(images / f"{label}.img"), tmp_path / "mnt" / label)
        )
