"""The same ballot with electionguard-python 1.4, for those who have it; nothing here depends on it.

    python3.11 -m venv peer
    peer/bin/pip install electionguard==1.4.0
    ELECTIONGUARD_PYTHON=peer/bin/python make bench

Without ``ELECTIONGUARD_PYTHON`` this part of the bench is left out, and says so. The interpreter may be any
that has the package (1.4.0 does not run beyond Python 3.11); ``peer_electionguard`` says what it patches.

What is compared: 100 options in 25 contests, one selection each, until the encrypted ballot is there with
its proofs and its code. Both take turns, ballot by ballot, in processor time. It is not the same protocol:
electionguard-python follows version 1.0 of the specification, whose contests take a fifth, placeholder
selection, and neither side's work is taken away from it. Ours ends with the self-check of the ballot; the
other's verification of its own proofs, which is off by default, stays off.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.bench_engine import CONTESTS, OPTIONS_PER_CONTEST, PLAIN, SHAPE
from support.engine_ballots import FIELD, keys_for

from device.electionguard.blank_filling import BlankFiller
from device.electionguard.blank_making import BlankMaker
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import build_table_powers
from device.electionguard.tables import DEFAULT_BUDGET_BYTES

INTERPRETER = "ELECTIONGUARD_PYTHON"
PEER = Path(__file__).with_name("peer_electionguard.py")
KEYS = keys_for(STANDARD)


def measure(rounds: int = 5) -> dict[str, Any]:
    """Milliseconds of processor time a ballot, and how many times faster ours are."""
    interpreter = os.environ.get(INTERPRETER)
    if not interpreter:
        return {"left_out": f"{INTERPRETER} names no Python that has electionguard 1.4"}
    powers = build_table_powers(STANDARD, KEYS, DEFAULT_BUDGET_BYTES)
    by_table = BallotEncryptor(STANDARD, KEYS, powers, os.urandom)
    maker, filler = BlankMaker(STANDARD, KEYS, powers, os.urandom), BlankFiller(STANDARD, KEYS)
    peers, tables, blanks = [], [], []
    with subprocess.Popen(
        [interpreter, str(PEER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as peer:
        for turn in range(rounds + 1):
            blank = maker.make(SHAPE)
            taken_ms = (
                _of_peer(peer),
                _clocked(lambda: by_table.encrypt(SHAPE, PLAIN, FIELD)),
                _clocked(lambda b=blank: filler.fill(b, PLAIN, FIELD)),
            )
            if turn:  # the first one warms all of them up
                for times, ms in zip((peers, tables, blanks), taken_ms, strict=True):
                    times.append(ms)
        peer.communicate()
    options = CONTESTS * OPTIONS_PER_CONTEST
    return {
        "electionguard_python_ms": round(median(peers), 1),
        "electionguard_python_ms_an_option": round(median(peers) / options, 2),
        "table_ms": round(median(tables), 1),
        "blank_ms": round(median(blanks), 2),
        "electionguard_python_to_table": round(median(peers) / median(tables), 1),
        "electionguard_python_to_blank": round(median(peers) / median(blanks), 1),
    }


def _of_peer(peer: "subprocess.Popen[str]") -> float:
    if peer.stdin is None or peer.stdout is None:
        raise ValueError("the peer needs both pipes")
    peer.stdin.write("ballot\n")
    answer = peer.stdout.readline()
    if not answer:
        raise SystemExit(f"{INTERPRETER} names a Python that cannot encrypt with electionguard 1.4")
    return float(answer)


def _clocked(action: Callable[[], object]) -> float:
    start = time.thread_time()
    action()
    return 1000 * (time.thread_time() - start)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
