"""``python -m fuzz --minutes N``, with ``tests`` on the path: fuzz every reader for as long as you like.

Changed inputs are drawn from a seed, which is printed, and every find is kept in a file. An input that
opens new ground cannot be recognised here; what makes up for it is that changes follow the formats:
JSON stays JSON, signed packages are signed again, checksums on media are made to hold again.
"""

import argparse
import os
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from types import FrameType

from fuzz.readers import all_readers
from fuzz.stores import all_stores
from fuzz.target import Target

HANG_S = 20
MEMORY_BYTES = 3 << 30
ROUND = 50
"""Executions of a target before the next one has its turn."""


def main() -> int:
    """Fuzz, print what was done, and return 1 if anything was found."""
    arguments = _arguments()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGALRM, _hangs)
    targets = [each for each in (*all_readers(), *all_stores()) if arguments.target in each.name]
    print(f"Seed {arguments.seed}, {len(targets)} targets, {arguments.minutes:g} minutes.", flush=True)
    done: Counter[tuple[str, str]] = Counter()
    end_s = time.monotonic() + 60 * arguments.minutes
    number = 0
    while time.monotonic() < end_s:
        for target in targets:
            draw = Random(f"{arguments.seed}/{target.name}/{number}")  # noqa: S311  can be repeated
            for _ in range(ROUND):
                done[target.name, _execute(target, target.mutated(draw), arguments.found)] += 1
        number += 1
    return _report(targets, done)


def _execute(target: Target, data: bytes, folder: Path) -> str:
    signal.alarm(HANG_S)
    try:
        return "accepted" if target.accepts(data) else "refused"
    except Exception as exc:  # noqa: BLE001  whatever escapes is what is looked for
        name = f"{target.name.replace(' ', '_').replace('/', '_')}-{type(exc).__name__}"
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / name).exists():
            (folder / name).write_bytes(data)
            print(f"FOUND in {target.name}, kept in {folder / name}:", flush=True)
            traceback.print_exc()
        return "found"
    finally:
        signal.alarm(0)


def _hangs(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"no answer for {HANG_S} seconds")


def _report(targets: list[Target], done: Counter[tuple[str, str]]) -> int:
    print(f"{'target':32}{'executions':>12}{'accepted':>10}{'found':>7}")
    for target in targets:
        counts = [done[target.name, what] for what in ("accepted", "refused", "found")]
        print(f"{target.name:32}{sum(counts):12}{counts[0]:10}{counts[2]:7}")
    found = sum(count for (_, what), count in done.items() if what == "found")
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{'all':32}{done.total():12}{'':10}{found:7}   peak memory {peak_mib} MiB")
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz")
    parser.add_argument("--minutes", type=float, default=5.0, metavar="N", help="how long (5)")
    parser.add_argument("--seed", default=os.urandom(8).hex(), help="the inputs of an earlier run again")
    parser.add_argument("--target", default="", metavar="NAME", help="only targets with this in their name")
    parser.add_argument(
        "--found", type=Path, default=Path("fuzz-found"), metavar="DIR", help="where finds are kept"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
