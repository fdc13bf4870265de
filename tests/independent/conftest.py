"""Two days of the demo, one per chaining mode, played by the program itself; nothing of it is imported."""

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from independent.ballot_proofs import verify_proofs
from independent.decryption import Opened, Secrets, open_ballot, read_secrets
from independent.findings import Report
from independent.forging import Forger, private_key
from independent.package import Package, read_package
from independent.record import Record, verify_record
from independent.verifier import record_folder

ROOT = Path(__file__).parents[2]
VOTERS = 4
MODES = ("none", "simple")


def _play(folder: Path) -> None:
    """Both days at once: they take some seconds of one processor each."""
    command = [sys.executable, "-m", "hal_sim", "demo", "--voters", str(VOTERS)]
    days = [
        subprocess.Popen(
            [*command, "--out", folder / mode, "--chaining", mode],
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
        )
        for mode in MODES
    ]
    assert [day.wait() for day in days] == [0, 0], "the demo did not end well"


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both demos. Workers of one test run share it: the first plays, the others wait."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "independent_demos"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "played").exists():
            _play(folder)
            (folder / "played").touch()
    return folder


@dataclass(frozen=True)
class Reading:
    """One demo, read once: what the negative controls start from."""

    demo: Path
    package: Package
    record_folder: Path
    record: Record
    secrets: Secrets
    opened: dict[str, Opened]
    device_key: Ed25519PrivateKey


def _read(demo: Path) -> Reading:
    package = read_package(demo / "office/package.zip", demo / "office/authority.pub")
    folder = record_folder(demo)
    record = verify_record(Report(), package, folder, lambda _: False)
    secrets = read_secrets(package.election, demo / "office/secret")
    opened = {code: open_ballot(package.election, secrets, b) for code, b in record.ballots.items()}
    key = private_key(demo / "media/internal/identity/device.key")
    return Reading(demo, package, folder, record, secrets, opened, key)


@pytest.fixture(scope="session")
def unchained(demos: Path) -> Reading:
    """The demo without chaining."""
    return _read(demos / "none")


@pytest.fixture(scope="session")
def chained(demos: Path) -> Reading:
    """The demo with simple chaining."""
    return _read(demos / "simple")


@pytest.fixture(scope="session")
def hints(unchained: Reading) -> dict[str, bytes]:
    """The hints of every ballot without chaining, by code, as the second reading computes them.

    It checks every proof of that day on the way.
    """
    election, report = unchained.package.election, Report()
    ballots = unchained.record.ballots
    made = {code: verify_proofs(report, election, ballot) for code, ballot in ballots.items()}
    assert report.findings == []
    return made


@pytest.fixture
def forger(unchained: Reading, tmp_path: Path) -> Forger:
    """A copy of the record without chaining, to be tampered with."""
    return Forger.copy(unchained.record_folder, tmp_path, unchained.device_key)


@pytest.fixture
def chain_forger(chained: Reading, tmp_path: Path) -> Forger:
    """A copy of the record with simple chaining, to be tampered with."""
    return Forger.copy(chained.record_folder, tmp_path, chained.device_key)
