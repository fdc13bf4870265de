"""How a day has to end: a whole record on the stick that says what the boxes say."""

import json
from pathlib import Path

from support.day_cuts import Cut, Scene
from support.day_election import CAPACITY, day_election
from support.example_election import DEVICE_ID

from device.election.election import Chaining
from device.records.record_files import FolderFiles
from device.records.verify_all import Verifier


def expect_whole_record(now: Scene, where: Cut | str) -> None:
    """The polls close, and the record on the stick holds every ballot as the boxes have it."""
    now.close()
    files = (record_folder(now) / "ballots").glob("*.json")
    states = {path.stem: json.loads(path.read_bytes())["ballot_state"] for path in files}
    assert states == now.terminal.states(), where
    assert (record_folder(now) / "SHA256SUMS.minisig").exists(), where


def expect_verified(now: Scene, chaining: Chaining, capacity: int = CAPACITY) -> None:
    """An independent look at everything that the record claims."""
    verifier = Verifier(
        day_election(chaining, "continue", capacity).election, None, lambda _done, _all: None
    )
    assert verifier.verify([FolderFiles(record_folder(now))]).holds


def record_folder(now: Scene) -> Path:
    (folder,) = (now.terminal.folder / "stick" / "sealmark").glob(f"*/{DEVICE_ID}")
    return folder
