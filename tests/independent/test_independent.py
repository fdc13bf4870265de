"""The second reading agrees with what the product wrote, in both chaining modes."""

import ast
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from independent.conftest import MODES, ROOT, Reading
from independent.findings import Report
from independent.forging import Forger
from independent.hints import verify_hints
from independent.signing import minisign_text
from independent.verifier import record_folder, verify_demo

HERE = Path(__file__).parent
PRODUCT = {"device", "drivers", "hal_sim"}


def test_everything_that_left_the_terminal_and_its_office_is_as_the_page_says(demos: Path) -> None:
    # The proofs of every ballot of this day are checked once, where its hints are computed.
    assert verify_demo(demos / "none", two_ballots()).findings == []


def two_ballots() -> Callable[[str], bool]:
    """Pick two ballots."""
    picked = iter((True, True))
    return lambda _code: next(picked, False)


def test_all_proofs_hold_and_the_records_hints_are_their_commitments(
    unchained: Reading, hints: dict[str, bytes]
) -> None:
    assert set(hints) == set(unchained.record.ballots)
    report = Report()
    verify_hints(report, unchained.record.ballots, unchained.record.files, hints)
    assert report.findings == []


def test_so_it_is_with_chaining(demos: Path) -> None:
    # The proofs do not know the chaining mode; here those of two ballots are enough.
    assert verify_demo(demos / "simple", two_ballots()).findings == []


@pytest.mark.parametrize("mode", MODES)
def test_the_day_had_something_to_find_fault_with(
    demos: Path, mode: str, request: pytest.FixtureRequest
) -> None:
    reading: Reading = request.getfixturevalue({"none": "unchained", "simple": "chained"}[mode])
    states = Counter(ballot.state for ballot in reading.record.ballots.values())
    assert states["Cast"] >= 3
    assert states["Challenged"] >= 1
    assert any(names for ballot in reading.opened.values() for names in ballot.write_ins.values())
    assert reading.package.election.chaining_mode == MODES.index(mode)


def test_stock_tools_accept_the_record(demos: Path) -> None:
    folder = record_folder(demos / "none")
    sums = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )
    assert sums.returncode == 0, sums.stderr


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not installed")
def test_stock_minisign_accepts_both_signatures(unchained: Reading, tmp_path: Path) -> None:
    key = minisign_text(unchained.record.device.signing_key)
    subprocess.run(
        ["minisign", "-V", "-P", key, "-m", "SHA256SUMS"], cwd=unchained.record_folder, check=True
    )
    for name in ("SHA256SUMS", "SHA256SUMS.minisig"):
        (tmp_path / name).write_bytes(unchained.package.files[name])
    authority = unchained.demo / "office/authority.pub"
    subprocess.run(["minisign", "-V", "-p", authority, "-m", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_the_product_accepts_hints_that_the_second_reading_wrote(
    forger: Forger, hints: dict[str, bytes]
) -> None:
    forger.path("hints").mkdir()
    for code, commitments in hints.items():
        (forger.folder / f"hints/{code}.bin").write_bytes(commitments)
    forger.sign()
    command = [sys.executable, "-m", "drivers", "verify", str(forger.folder)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: path.name)
def test_the_second_reading_imports_nothing_of_the_product(path: Path) -> None:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    assert not {name.split(".")[0] for name in names} & (PRODUCT | {"importlib", "support"})
