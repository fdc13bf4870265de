"""``sealmark-sim demo``: a whole election day on one simulated terminal."""

import argparse
from pathlib import Path

from device.errors import StateError
from hal_sim.commands.options import add_chaining, chaining_of
from hal_sim.demo.day import run_demo

DEFAULT_VOTERS = 20
MAX_VOTERS = 200
"""Some need two ballots, and the example election's ballot boxes have 300 slots."""
DEFAULT_SEED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--voters", type=voters, default=DEFAULT_VOTERS, metavar="N", help="how many (20)")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, metavar="N", help="the day to play (1)")
    add_chaining(parser)


def voters(text: str) -> int:
    """A number of voters that fits a day and a ballot box."""
    if not text.isdecimal() or not 1 <= int(text) <= MAX_VOTERS:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {MAX_VOTERS}")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Play the day, telling it line by line."""
    out = arguments.out
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise StateError(f"{out} is not empty; the demo needs a folder of its own.")
    status = run_demo(out, arguments.voters, arguments.seed, chaining_of(arguments), _tell)
    print(f"Report: {out / 'report.html'}")
    return status


def _tell(line: str) -> None:
    print(line, flush=True)
