"""Commitment hints (R8): optional files that let a verifier batch; a wrong one makes a record invalid."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from device.electionguard.ballot import EncryptedBallot
from device.electionguard.commitments import ballot_commitments
from device.electionguard.hashing import element_bytes
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import Powers
from device.errors import InputError
from device.records.checks import Check, Checks
from device.records.record_files import RecordFiles
from device.records.record_layout import HINT_FOLDER, Layout
from device.records.verify_sums import check_sum


def hint_path(ballot_path: str) -> str:
    """Where the hints of a ballot file stand."""
    return f"{HINT_FOLDER}/{PurePosixPath(ballot_path).stem}.bin"


def check_hint_names(layout: Layout, check: Check) -> None:
    """Hints stand there for all ballots or for none."""
    if set(layout.hints) != {hint_path(path) for path in layout.ballots}:
        check.fail("There are not hints for exactly the ballots of the record.")


def check_hint(
    files: RecordFiles,
    path: str,
    digests: Mapping[str, bytes],
    powers: Powers,
    ballot: EncryptedBallot,
    where: str,
    checks: Checks,
) -> None:
    """Compute the commitments of a ballot that was verified anew, and compare."""
    expected = b"".join(
        element_bytes(STANDARD, each) for each in ballot_commitments(STANDARD, powers, ballot)
    )
    check = checks["R8"]
    check.looked_at()
    try:
        data = files.read(path, len(expected))
    except InputError as exc:
        check.fail(f"{where}, hints: {exc}")
        return
    check_sum(digests, path, data, f"{where}: its hints file", checks["R1"])
    if data != expected:
        check.fail(f"{where}: the hints are not the commitments of its proofs.")
