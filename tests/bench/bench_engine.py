"""How fast the encryption is and what it costs: exponent tables against modular exponentiation.

Every ratio compares two medians of the same run, taken in turns, so that a busy machine slows both.
``python -m bench.bench_engine`` with the tests on the path prints it as JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
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
from device.electionguard.tables import ExponentTable, table_bytes
from device.records.ballot_record import ballot_body

WIDTHS_BITS = (8, 10, 12)
CONTESTS = 25
OPTIONS_PER_CONTEST = 4

SHAPE = BallotShape(
    1, tuple(ContestShape(i, (1,) * OPTIONS_PER_CONTEST, 1, 0) for i in range(1, CONTESTS + 1))
)
PLAIN = PlainBallot((PlainContest((0, 1, 0, 0), b""),) * CONTESTS)


def measure(rounds: int = 7) -> dict[str, Any]:
    """All figures of the encryption; ``rounds`` repetitions a figure, of which the median counts."""
    tables = {width: _built(width) for width in WIDTHS_BITS}
    return {
        "powers": measure_powers({width: powers for width, (powers, _) in tables.items()}, rounds),
        "tables": {str(width): _table_figures(*made) for width, made in tables.items()},
        "ballot": measure_ballot({width: powers for width, (powers, _) in tables.items()}, rounds),
        "self_test_ms": _milliseconds(_median_seconds([self_test], rounds)[0]),
    }


def measure_powers(tables: dict[int, TablePowers], rounds: int, powers: int = 40) -> dict[str, Any]:
    """One power of K by ``powmod`` and by tables of each width, in milliseconds, and the ratios."""
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

    plain_s, *by_width = _median_seconds([by_powmod, *map(by_table, tables.values())], rounds)
    return {
        "powmod_ms": _milliseconds(plain_s / powers),
        "table_ms": {str(w): _milliseconds(s / powers) for w, s in zip(tables, by_width, strict=True)},
        "ratio": {str(w): round(plain_s / s, 1) for w, s in zip(tables, by_width, strict=True)},
    }


def measure_ballot(tables: dict[int, TablePowers], rounds: int) -> dict[str, Any]:
    """A ballot of 100 options in 25 contests with its self-check, in milliseconds, and the ratios."""
    keys = keys_for(STANDARD)
    plain_encryptor = BallotEncryptor(STANDARD, keys, PlainPowers(STANDARD, keys), os.urandom)
    encryptors = [BallotEncryptor(STANDARD, keys, powers, os.urandom) for powers in tables.values()]

    def of(encryptor: BallotEncryptor) -> Callable[[], None]:
        return lambda: void(encryptor.encrypt(SHAPE, PLAIN, FIELD))

    plain_s, *by_width = _median_seconds([of(plain_encryptor), *map(of, encryptors)], rounds)
    ballot = encryptors[-1].encrypt(SHAPE, PLAIN, FIELD).ballot
    return {
        "options": CONTESTS * OPTIONS_PER_CONTEST,
        "contests": CONTESTS,
        "powmod_ms": _milliseconds(plain_s),
        "table_ms": {str(w): _milliseconds(s) for w, s in zip(tables, by_width, strict=True)},
        "ratio": {str(w): round(plain_s / s, 1) for w, s in zip(tables, by_width, strict=True)},
        "record_bytes": len(ballot_body(ballot, "bench")),
    }


def void(_result: object) -> None:
    """Take a result that is not needed."""


def _built(width_bits: int) -> tuple[TablePowers, float]:
    start = time.perf_counter()
    powers = build_table_powers(STANDARD, keys_for(STANDARD), width_bits)
    return powers, time.perf_counter() - start


def _table_figures(powers: TablePowers, build_s: float) -> dict[str, Any]:
    stored = powers.to_bytes()
    start = time.perf_counter()
    load_table_powers(STANDARD, keys_for(STANDARD), stored)
    load_s = time.perf_counter() - start
    return {
        "rows": len(powers.tables[0].rows),
        "bytes_of_one": table_bytes(STANDARD, powers.tables[0].width_bits),
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
            start = time.perf_counter()
            action()
            times.append(time.perf_counter() - start)
    return [median(times) for times in taken]


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
