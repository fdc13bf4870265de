"""How fast ballots are verified: one by one power by power, from shared squarings, in batches with hints.

The straightforward way has the same exponent tables for g and K as the others and raises every other
number by itself. Ratios compare medians of one run, taken in turns, in processor time of one core.
``python -m bench.bench_verify`` with the tests on the path prints the figures as JSON.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.bench_engine import CONTESTS, OPTIONS_PER_CONTEST, PLAIN, SHAPE
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.engine_ballots import keys_for

from device.election.election import Chaining
from device.election.intake_manifest import read_manifest
from device.electionguard.ballot import EncryptedBallot
from device.electionguard.chaining import no_chaining_field
from device.electionguard.commitments import ComputedCommitments, ballot_commitments
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.hashing import device_information_hash, element_bytes
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import Powers, build_table_powers
from device.electionguard.square_chain import SingleBase, SquareChain
from device.electionguard.verify_ballot import verify_ballot, verify_ballot_with
from device.electionguard.verify_batch import Equations, equations_hold
from device.electionguard.verify_hints import HintedBallot, HintedVerifier
from device.formats.canonical import canonical_bytes
from device.formats.hexadecimal import hex_of_bytes
from device.formats.minisign import public_key_of
from device.records.ballot_examiner import BATCH_BALLOTS, BallotContext, BallotTask
from device.records.ballot_record import ballot_body, final_record
from device.records.ballot_state import BallotState
from device.records.closing_record import DeviceRecord
from device.records.record_files import FolderFiles
from device.records.verify_all import TABLE_BUDGET_BYTES
from drivers.verify_pool import ExamineInProcesses

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = keys_for(STANDARD)
H_DI = device_information_hash(KEYS.extended_base_hash, "bench")
DEVICE = DeviceRecord("bench", "bench", H_DI, Chaining.NONE, None, public_key_of(KEY), "bench")
FIELD = no_chaining_field(H_DI)


def measure(rounds: int = 3, ballots: int = BATCH_BALLOTS) -> dict[str, Any]:
    """All figures of the verification; ``rounds`` repetitions a figure, of which the median counts."""
    powers = _powers()
    encryptor = BallotEncryptor(STANDARD, KEYS, powers, os.urandom)
    made = [
        HintedBallot(SHAPE, ballot, _hints(ballot, powers))
        for ballot in (encryptor.encrypt(SHAPE, PLAIN, FIELD).ballot for _ in range(ballots))
    ]
    return {
        "options": CONTESTS * OPTIONS_PER_CONTEST,
        "contests": CONTESTS,
        "one_core": measure_ballot(made, powers, rounds),
        "membership": measure_membership(made[0].ballot, rounds),
        "whole_record": measure_record(made),
    }


def measure_ballot(made: Sequence[HintedBallot], powers: Powers, rounds: int) -> dict[str, Any]:
    """Milliseconds of processor time a ballot, and how many times faster than straightforward."""
    straight = ComputedCommitments(STANDARD, powers, SingleBase)
    verifier = HintedVerifier(STANDARD, KEYS, powers, os.urandom)
    first, batch = made[0], made[:BATCH_BALLOTS]
    ways: dict[str, tuple[int, Callable[[], list[Any]]]] = {
        "straightforward": (
            1,
            lambda: verify_ballot_with(STANDARD, KEYS, SHAPE, first.ballot, straight),
        ),
        "shared_squarings": (1, lambda: verify_ballot(STANDARD, KEYS, SHAPE, first.ballot, powers)),
        "hints_one_ballot": (1, lambda: verifier.verify([first])[0]),
        f"hints_{len(batch)}_ballots": (len(batch), lambda: _all_of(verifier.verify(batch))),
    }
    taken = _medians({name: action for name, (_, action) in ways.items()}, rounds)
    each = {name: taken[name] / count for name, (count, _) in ways.items()}
    return {
        "ms_a_ballot": {name: round(1000 * seconds, 1) for name, seconds in each.items()},
        "ballots_a_second": {name: round(1 / seconds, 2) for name, seconds in each.items()},
        "ratio": {name: round(each["straightforward"] / s, 2) for name, s in each.items()},
    }


def measure_membership(ballot: EncryptedBallot, rounds: int) -> dict[str, Any]:
    """Whether all alphas and betas of a ballot are in the group: one by one, and as a batch."""
    numbers = [
        number
        for contest in ballot.contests
        for each in contest.ciphertexts
        for number in (each.alpha, each.beta)
    ]
    equations = Equations(elements=numbers, exponents=[0 * number for number in numbers])
    powers = _powers()
    taken = _medians(
        {
            "single": lambda: _none_if(all(SingleBase(STANDARD, each).is_element() for each in numbers)),
            "chain": lambda: _none_if(all(SquareChain(STANDARD, each).is_element() for each in numbers)),
            "batch": lambda: _none_if(equations_hold(STANDARD, powers, [equations], os.urandom)),
        },
        rounds,
    )
    return {
        "elements": len(numbers),
        "us_an_element": {name: round(1e6 * s / len(numbers), 1) for name, s in taken.items()},
        "ratio": {name: round(taken["single"] / s, 1) for name, s in taken.items()},
    }


def measure_record(made: Sequence[HintedBallot]) -> dict[str, Any]:
    """Ballot files examined whole, from the disk, with one process and with one a core.

    ``growth_mib``: how much more memory three times as many ballots take at the peak, in this process
    and in the largest worker.
    """
    cores = os.cpu_count() or 1
    figures: dict[str, Any] = {"cores": cores}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in made:
            _write(folder, each)
        for hints, count in ((False, 2 * cores), (True, BATCH_BALLOTS * cores)):
            for jobs in sorted({1, cores}):
                few, many = (_examined(folder, jobs, hints, n) for n in (count, 3 * count))
                # The difference leaves out what is done once, such as the tables.
                rate = 2 * count / (many["seconds"] - few["seconds"])
                figures[f"{'hints' if hints else 'no_hints'}_{jobs}_processes"] = {
                    "ballots_a_second": round(rate, 2),
                    "peak_mib": many["peak_mib"],
                    "peak_mib_of_a_worker": many["worker_peak_mib"],
                    "growth_mib": round(many["peak_mib"] - few["peak_mib"], 1),
                    "growth_mib_of_a_worker": round(many["worker_peak_mib"] - few["worker_peak_mib"], 1),
                }
    return figures


def child(folder: Path, jobs: int, hints: bool, count: int) -> dict[str, float]:
    """Examine ``count`` ballots of ``folder`` in this process and its workers, the same ones in turn."""
    paths = sorted((folder / "ballots").iterdir())
    tasks = []
    for number in range(count):
        path = paths[number % len(paths)]
        own_hints = f"hints/{path.stem}.bin" if hints else None
        tasks.append(BallotTask(number + 1, f"ballots/{path.name}", own_hints))
    context = BallotContext(FolderFiles(folder), read_manifest(manifest_bytes()), KEYS, DEVICE)
    powers = _powers()
    started, workers = time.perf_counter(), 0.0
    for outcome in ExamineInProcesses(jobs, start_s=0).outcomes(context, powers, tasks):
        if outcome.problems or not outcome.proved:
            raise SystemExit(f"a ballot of the bench does not hold: {outcome.problems}")
        workers = max(workers, *map(_peak_mib, _children()), 0.0)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "peak_mib": _peak_mib("self"), "worker_peak_mib": workers}


def _children() -> list[str]:
    return [
        pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()
    ]


def _peak_mib(pid: str) -> float:
    # Not ru_maxrss: that also counts what the process was before it became this program.
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+([0-9]+) kB", status)
    return round(int(found[1]) / 1024, 1) if found else 0.0


def _examined(folder: Path, jobs: int, hints: bool, count: int) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "bench.bench_verify",
        str(folder),
        str(jobs),
        str(int(hints)),
        str(count),
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _write(folder: Path, hinted: HintedBallot) -> None:
    code = hex_of_bytes(hinted.ballot.confirmation_code)
    data, _ = final_record(ballot_body(hinted.ballot, "bench"), BallotState.CAST, KEY)
    for name, content in ((f"ballots/{code}.json", data), (f"hints/{code}.bin", hinted.hints)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def manifest_bytes() -> bytes:
    """The manifest of the bench's ballot."""
    contests = [
        {
            "label": f"Contest {number}",
            "options": [{"label": f"Option {option}"} for option in range(OPTIONS_PER_CONTEST)],
        }
        for number in range(1, CONTESTS + 1)
    ]
    styles = [{"label": "all", "contests": list(range(1, CONTESTS + 1))}]
    return canonical_bytes({"label": "bench", "contests": contests, "ballot_styles": styles})


def _hints(ballot: EncryptedBallot, powers: Powers) -> bytes:
    return b"".join(element_bytes(STANDARD, each) for each in ballot_commitments(STANDARD, powers, ballot))


def _powers() -> Powers:
    return build_table_powers(STANDARD, KEYS, TABLE_BUDGET_BYTES)


def _all_of(findings: Sequence[list[Any]]) -> list[Any]:
    return [each for found in findings for each in found]


def _none_if(holds: bool) -> list[str]:
    return [] if holds else ["it does not hold"]


def _medians(actions: dict[str, Callable[[], list[Any]]], rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            start = time.process_time()
            if action():
                raise SystemExit(f"{name}: a ballot of the bench does not hold")
            taken[name].append(time.process_time() - start)
    return {name: median(times) for name, times in taken.items()}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        figures = child(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1", int(sys.argv[4]))
    else:
        figures = measure()
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
