"""What keeping ballots costs beside the bare calls that any durable write needs, on real files.

In a folder of TMPDIR; the file system it is on is among the figures, because all of them are its own.
``python -m bench.bench_media`` with the tests on the path prints them as JSON.

    one ballot        recorded in two boxes, against pwrite + fsync + read back in two files
    bring up to date  a fresh stick gets all ballots, against pwrite with one fsync a batch + read back

The bare calls write the same bytes into equally large files, at places in random order too.
"""

import json
import os
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from shutil import rmtree
from statistics import median
from tempfile import mkdtemp
from time import perf_counter
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.formats.canonical import canonical_bytes
from device.formats.minisign import public_key_of
from device.hal import SECTOR_BYTES
from device.records.ballot_boxes import SPARE_SLOTS, BallotBoxes
from device.records.ballot_record import sign_body
from device.records.box_format import PAGE_BYTES, ballot_room, round_up
from device.records.box_healing import MOST_BATCH_BYTES
from device.records.box_member import BoxIdentity
from drivers.directory_medium import DirectoryMedium
from drivers.posix_file import PosixFile
from drivers.posix_files import PosixFiles
from hal_sim.entropy import SeededEntropy

BALLOTS = 1000
RECORDED = 40
BODY_BYTES = 250 * 1024
STRIDE_BYTES = ballot_room(BODY_BYTES) + PAGE_BYTES
KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"bench").digest())
IDENTITY = BoxIdentity(sha256(b"an election").digest(), "T-1", public_key_of(KEY))


def measure(ballots: int = BALLOTS, folder: Path | None = None) -> dict[str, Any]:
    """Both comparisons with ballots of 250 KiB, in ``folder`` or one of TMPDIR."""
    top = Path(mkdtemp(prefix="sealmark-bench-", dir=folder))
    try:
        return {
            "file system": _file_system_of(top),
            "one ballot": _one_ballot(top),
            "bring up to date": _bring_up_to_date(top, ballots),
        }
    finally:
        rmtree(top)


def _one_ballot(top: Path) -> dict[str, float]:
    """The two are done in turns, so that what else the disk does strikes both alike."""
    media = _media(top, "one", 2)
    boxes = BallotBoxes.create(media[0], media[1:], IDENTITY, BODY_BYTES, RECORDED, SeededEntropy(b"one"))
    bare = [
        _bare_file(top / f"bare-{number}", (RECORDED + SPARE_SLOTS) * STRIDE_BYTES) for number in range(2)
    ]
    slots = [_random_slots(RECORDED + SPARE_SLOTS, number) for number in range(2)]
    made = [_ballot(number) for number in range(RECORDED)]
    times_s: dict[str, list[float]] = {"recorded": [], "bare": []}
    for number, (code, body, signature) in enumerate(made):
        data = body.ljust(SECTOR_BYTES + round_up(len(body), SECTOR_BYTES), b"\0")

        def record(code: bytes = code, body: bytes = body, signature: bytes = signature) -> None:
            boxes.record(code, body, signature)

        def write_bare(number: int = number, data: bytes = data) -> None:
            for file, places in zip(bare, slots, strict=True):
                _write_bare(file, [(places[number] * STRIDE_BYTES, data)])

        both = [("recorded", record), ("bare", write_bare)]
        for name, work in both if number % 2 else reversed(both):
            times_s[name].append(_timed(work))
    recorded_s, bare_s = times_s["recorded"], times_s["bare"]
    boxes.close()
    for file in bare:
        file.close()
    rmtree(top / "one-0")
    return {
        "recorded, ms": 1000 * median(recorded_s),
        "bare, ms": 1000 * median(bare_s),
        "ratio": median(recorded_s) / median(bare_s),
    }


def _bring_up_to_date(top: Path, ballots: int) -> dict[str, float]:
    media = _media(top, "many", 2)
    boxes = BallotBoxes.create(media[0], [], IDENTITY, BODY_BYTES, ballots, SeededEntropy(b"many"))
    for number in range(ballots):
        boxes.record(*_ballot(number))

    def resync() -> None:
        while not boxes.catch_up(perf_counter).boxes:
            pass

    accepted_s = _timed(lambda: boxes.accept(media[1]))
    resynced_s = _timed(resync)
    boxes.close()
    return {
        "ballots": ballots,
        "MiB": ballots * BODY_BYTES / (1 << 20),
        "making the box, s": accepted_s,
        "resync, s": resynced_s,
        "bare, s": (bare_s := _timed(lambda: _write_all_bare(top, ballots))),
        "ratio": resynced_s / bare_s,
    }


def _write_all_bare(top: Path, ballots: int) -> None:
    """The same bytes in batches of the same size, in slots in random order."""
    file = _bare_file(top / "bare-many", (ballots + SPARE_SLOTS) * STRIDE_BYTES)
    slots = _random_slots(ballots + SPARE_SLOTS, 2)
    data = os.urandom(round_up(BODY_BYTES, SECTOR_BYTES))
    step = MOST_BATCH_BYTES // BODY_BYTES
    for start in range(0, ballots, step):
        batch = sorted(slots[start : min(start + step, ballots)])
        _write_bare(file, [(slot * STRIDE_BYTES, data) for slot in batch])
    file.close()


def _random_slots(count: int, seed: int) -> list[int]:
    slots = list(range(count))
    Random(seed).shuffle(slots)  # noqa: S311 - an order of places, nothing secret
    return slots


def _write_bare(file: PosixFile, parts: list[tuple[int, bytes]]) -> None:
    for offset, data in parts:
        file.pwrite(data, offset)
    file.fsync()
    for offset, data in parts:
        if file.pread_uncached(len(data), offset) != data:
            raise OSError("read back something else than was written")


def _bare_file(path: Path, size_bytes: int) -> PosixFile:
    return PosixFiles(path.parent).create(path.name, size_bytes)


def _media(top: Path, name: str, count: int) -> list[DirectoryMedium]:
    media = []
    for number in range(count):
        (top / f"{name}-{number}").mkdir()
        label = f"stick {'AB'[number - 1]}" if number else "internal"
        media.append(DirectoryMedium(PosixFiles(top / f"{name}-{number}"), label, removable=number > 0))
    return media


def _ballot(number: int) -> tuple[bytes, bytes, bytes]:
    """A signed body of BODY_BYTES that holds nothing but random digits."""
    code = sha256(b"code %d" % number).digest()
    digits = Random(number).randbytes(BODY_BYTES // 2 - 256).hex().upper()  # noqa: S311 - a made-up ballot
    body = canonical_bytes(
        {"ballot_style_ix": 1, "ciphertext": digits, "confirmation_code": code.hex().upper()}
    )
    return code, body, sign_body(body, KEY)


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _file_system_of(folder: Path) -> str:
    """Its type, as /proc/mounts names it."""
    found = ("", "unknown")
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        _, point, kind, *_ = line.split()
        if folder.resolve().is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]


if __name__ == "__main__":
    sys.stdout.write(
        json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else BALLOTS), indent=1) + "\n"
    )
