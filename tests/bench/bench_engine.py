"""How fast the encryption is and what it costs: exponent tables against modular exponentiation.

Every ratio compares two medians of the same run, taken in turns, in processor time, so that a busy machine
slows both.
``python -m bench.bench_engine`` with the tests on the path prints it as JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import Any

from gmpy2 import mpz, powmod
from support.engine_ballots import FIELD, keys_for

from device.electionguard.ballot import BallotShape, ContestShape, PlainBallot, PlainContest
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import (
    PlainPowers,
    TablePowers,
    build_table_powers,
    load_table_powers,
)
from device.electionguard.self_test import self_test
from device.electionguard.tables import DEFAULT_BUDGET_BYTES, ExponentTable, table_to_bytes
from device.records.ballot_record import ballot_body

BUDGETS_MIB = (12, DEFAULT_BUDGET_BYTES >> 20, 112)
CONTESTS = 25
OPTIONS_PER_CONTEST = 4

SHAPE = BallotShape(
    1, tuple(ContestShape(i, (1,) * OPTIONS_PER_CONTEST, 1, 0) for i in range(1, CONTESTS + 1))
)
PLAIN = PlainBallot((PlainContest((0, 1, 0, 0), b""),) * CONTESTS)


def measure(rounds: int = 7) -> dict[str, Any]:
    """All figures of the encryption; ``rounds`` repetitions a figure, of which the median counts."""
    tables = {mib: _built(mib) for mib in BUDGETS_MIB}
    return {
        "powers": measure_powers({mib: powers for mib, (powers, _) in tables.items()}, rounds),
        "tables": {f"{mib} MiB": _table_figures(mib, *made) for mib, made in tables.items()},
        "ballot": measure_ballot({mib: powers for mib, (powers, _) in tables.items()}, rounds),
        "self_test_ms": _milliseconds(_median_seconds([self_test], rounds)[0]),
    }


def measure_powers(tables: dict[int, TablePowers], rounds: int, powers: int = 40) -> dict[str, Any]:
    """One power of K by ``powmod`` and by tables of each budget, in milliseconds, and the ratios."""
    keys = keys_for(STANDARD)
    exponents = [mpz.from_bytes(os.urandom(32), "big") % STANDARD.q for _ in range(powers)]

    def by_powmod() -> None:
        for exponent in exponents:
            powmod(keys.vote_key, exponent, STANDARD.p)

    def by_table(made: TablePowers) -> Callable[[], None]:
        def run() -> None:
            for exponent in exponents:
                made.vote_key(exponent)

        return run

    plain_s, *by_table_s = _median_seconds([by_powmod, *map(by_table, tables.values())], rounds)
    return {
        "powmod_ms": _milliseconds(plain_s / powers),
        "table_ms": _by_budget(tables, [_milliseconds(s / powers) for s in by_table_s]),
        "ratio": _by_budget(tables, [round(plain_s / s, 1) for s in by_table_s]),
    }


def measure_ballot(tables: dict[int, TablePowers], rounds: int) -> dict[str, Any]:
    """A ballot of 100 options in 25 contests with its self-check, in milliseconds, and the ratios."""
    keys = keys_for(STANDARD)
    plain_encryptor = BallotEncryptor(STANDARD, keys, PlainPowers(STANDARD, keys), os.urandom)
    encryptors = [BallotEncryptor(STANDARD, keys, powers, os.urandom) for powers in tables.values()]

    def of(encryptor: BallotEncryptor) -> Callable[[], None]:
        return lambda: void(encryptor.encrypt(SHAPE, PLAIN, FIELD))

    plain_s, *by_table_s = _median_seconds([of(plain_encryptor), *map(of, encryptors)], rounds)
    ballot = encryptors[-1].encrypt(SHAPE, PLAIN, FIELD).ballot
    return {
        "options": CONTESTS * OPTIONS_PER_CONTEST,
        "contests": CONTESTS,
        "powmod_ms": _milliseconds(plain_s),
        "table_ms": _by_budget(tables, [_milliseconds(s) for s in by_table_s]),
        "ratio": _by_budget(tables, [round(plain_s / s, 1) for s in by_table_s]),
        "record_bytes": len(ballot_body(ballot, "bench")),
    }


def _by_budget(tables: Iterable[int], figures: Iterable[float]) -> dict[str, float]:
    return {f"{mib} MiB": figure for mib, figure in zip(tables, figures, strict=True)}


def void(_result: object) -> None:
    """Take a result that is not needed."""


def _built(budget_mib: int) -> tuple[TablePowers, float]:
    start = time.perf_counter()
    powers = build_table_powers(STANDARD, keys_for(STANDARD), budget_mib << 20)
    return powers, time.perf_counter() - start


def _table_figures(budget_mib: int, powers: TablePowers, build_s: float) -> dict[str, Any]:
    stored = [table_to_bytes(table) for table in powers.tables]
    start = time.perf_counter()
    load_table_powers(STANDARD, keys_for(STANDARD), budget_mib << 20, stored)
    load_s = time.perf_counter() - start
    return {
        "rows": " ".join(str(len(table.rows)) for table in powers.tables),
        "stored_bytes_of_three": sum(map(len, stored)),
        "memory_bytes_of_three": sum(map(_memory_bytes, powers.tables)),
        "build_three_s": round(build_s, 2),
        "load_three_s": round(load_s, 2),
    }


def _memory_bytes(table: ExponentTable) -> int:
    rows = (row for _, row in table.rows)
    return sum(sys.getsizeof(row) + sum(map(sys.getsizeof, row)) for row in rows)


def _median_seconds(actions: Sequence[Callable[[], None]], rounds: int) -> list[float]:
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for action, times in zip(actions, taken, strict=True):
            start = time.thread_time()
            action()
            times.append(time.thread_time() - start)
    return [median(times) for times in taken]


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
