"""Commitment hints (R8): optional files that let a verifier batch; a wrong one makes a record invalid."""

from pathlib import PurePosixPath

from device.records.checks import Check
from device.records.record_export import HINT_FOLDER
from device.records.record_layout import Layout


def hint_path(ballot_path: str) -> str:
    """Where the hints of a ballot file stand."""
    return f"{HINT_FOLDER}/{PurePosixPath(ballot_path).stem}.bin"


def check_hint_names(layout: Layout, check: Check) -> None:
    """Hints stand there for all ballots or for none."""
    if set(layout.hints) != {hint_path(path) for path in layout.ballots}:
        check.fail("There are not hints for exactly the ballots of the record.")
