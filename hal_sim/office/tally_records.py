"""From the records that terminals handed out to the published tally: verification first, then the count."""

from collections.abc import Callable, Sequence
from pathlib import Path

from device.election.package import accept_package_for_reading
from device.electionguard.parameters import STANDARD
from device.electionguard.randomness import Random
from device.errors import RecordError
from device.records.record_files import FolderFiles
from device.records.verify_all import Verification, Verifier
from hal_sim.office.secret_folder import quorum_shares
from hal_sim.office.tally import BallotCount
from hal_sim.office.tally_json import tally_bytes


def no_progress(_done: int, _total: int) -> None:
    """Nobody watches."""


def tally_records(
    folders: Sequence[Path],
    secret_folder: Path,
    package: bytes,
    random: Random,
    progress: Callable[[int, int], None] = no_progress,
    authority_key: bytes | None = None,
) -> bytes:
    """``tally.json`` of all records together, decrypted by a quorum of the guardians.

    ``authority_key``: who must have signed the package; None trusts whoever keeps it.
    Ballots are not kept: records of any length fit.

    Raises RecordError, naming the checks, for a record that does not hold: nothing is decrypted
    then. Raises InputError for secrets of another election.
    """
    election = accept_package_for_reading(package, authority_key)
    count = BallotCount(STANDARD, election)
    verifier = Verifier(election, None, progress, lambda each: count.add(each.ballot, each.state))
    verification = verifier.verify([FolderFiles(each) for each in folders])
    if not verification.holds:
        failed = ", ".join(_failed(verification))
        raise RecordError(f"The records do not hold (checks {failed}); run 'sealmark verify' to see why.")
    shares = quorum_shares(STANDARD, election, secret_folder)
    return tally_bytes(count.decrypt(shares, random), election.manifest)


def _failed(verification: Verification) -> list[str]:
    checks = [check for record in verification.records for check in record.checks]
    return [check.number for check in (*checks, *verification.across) if not check.holds]
