"""``sealmark-sim soak``: record very many ballot positions, open them all, and count errors."""

import argparse
import os
import sys
from pathlib import Path

from device.errors import StateError
from drivers.commands.progress_bar import ProgressBar
from hal_sim.soak.batches import batches
from hal_sim.soak.run import soak
from hal_sim.soak.soaker import BatchResult
from hal_sim.soak.state import SEED_BYTES, SoakState, read_state, save_state

DEFAULT_POSITIONS = 10_000_000
"""VVSG 2.0 1.2-C: so many without a single error."""
HOLDS, FAILS, STOPPED = 0, 1, 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "--positions",
        type=_number,
        default=DEFAULT_POSITIONS,
        metavar="N",
        help="options to record, in whole batches (10000000)",
    )
    parser.add_argument("--state", type=Path, metavar="FILE", help="where to keep how far it is, to go on")
    parser.add_argument(
        "--seed", type=_seed, metavar="HEX", help="the ballots of an earlier soak again: 32 hex digits"
    )
    parser.add_argument(
        "--jobs", type=_number, default=os.cpu_count() or 1, metavar="N", help="processors to use (all)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Soak. 0 only if every position came back as it was recorded; 1 if not; 130 if it was stopped."""
    watch = _Watch(_begin(arguments.state, arguments.seed), arguments.positions, arguments.state)
    print(f"Seed {watch.state.seed.hex()}, {watch.state.positions} positions done before.", flush=True)
    results = batches(watch.state.seed, watch.state.batches, arguments.jobs)
    stopped = False
    try:
        soak(watch.state, arguments.positions, results, watch.done)
    except KeyboardInterrupt:
        stopped = True
    finally:
        watch.bar.clear()
        results.close()
    print("\n".join(figures(watch.state)))
    if watch.state.errors:
        return FAILS
    return STOPPED if stopped else HOLDS


class _Watch:
    """Keeps the state, on disk too if there is a ``path``, and shows how far it is."""

    def __init__(self, state: SoakState, positions: int, path: Path | None) -> None:
        self.state = state
        self.bar = ProgressBar("Positions")
        self._positions = positions
        self._path = path

    def done(self, state: SoakState, result: BatchResult) -> None:
        """A batch is done."""
        self.state = state
        if self._path:
            save_state(self._path, state)
        if result.errors:
            self.bar.clear()
            print("\n".join(result.errors), file=sys.stderr)
        self.bar.show(min(state.positions, self._positions), self._positions)


def figures(state: SoakState) -> tuple[str, ...]:
    """What came of it."""
    verdict = "No error." if state.errors == 0 else "THERE ARE ERRORS."
    return (
        f"Ballots:    {state.ballots}, each opened and compared; {state.verified} verified in full",
        f"Positions:  {state.positions}, {state.positions_per_s:.0f} a second",
        f"Errors:     {state.errors}",
        verdict,
    )


def _begin(path: Path | None, seed: bytes | None) -> SoakState:
    state = read_state(path) if path else None
    if state is None:
        return SoakState(seed or os.urandom(SEED_BYTES))
    if seed not in (None, state.seed):
        raise StateError(f"{path} belongs to a soak with another seed.")
    return state


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) > 0):
        raise argparse.ArgumentTypeError("must be a number from 1 to 999999999")
    return int(text)


def _seed(text: str) -> bytes:
    try:
        seed = bytes.fromhex(text)
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise argparse.ArgumentTypeError(f"must be {2 * SEED_BYTES} hex digits")
    return seed
