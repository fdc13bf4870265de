"""``sealmark-sim swarm``: play very many bad election days and check every step of them."""

import argparse
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType

from drivers.commands.progress_bar import ProgressBar
from hal_sim.swarm.drawing import draw_day
from hal_sim.swarm.model import Claim
from hal_sim.swarm.paper_codes import expect_decoder
from hal_sim.swarm.plan import plan_text, read_plan
from hal_sim.swarm.playing import DayResult
from hal_sim.swarm.swarm import Swarm, Totals

DEFAULT_SESSIONS = 1_000
HOLDS, FAILS = 0, 1
MAX_PLAN_BYTES = 4 << 20
PAPER_SHOWS = ("whole", "in part", "nothing")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "--sessions",
        type=_number,
        default=DEFAULT_SESSIONS,
        metavar="N",
        help="voters' sessions to play, in whole days (1000)",
    )
    parser.add_argument("--seed", type=_number, default=1, metavar="N", help="which days (1)")
    parser.add_argument("--day", type=_number, metavar="N", help="only this day of the seed")
    parser.add_argument(
        "--plan", type=Path, metavar="FILE", help="only the day that is planned in this file"
    )
    parser.add_argument("--jobs", type=_number, default=os.cpu_count() or 1, metavar="N", help="processes")


def run(arguments: argparse.Namespace) -> int:
    """Play. 0 only if every promise held on every day."""
    expect_decoder()
    signal.signal(signal.SIGTERM, _end)
    swarm, bar = Swarm(arguments.jobs), ProgressBar("Sessions")
    totals, began_s = Totals(), time.monotonic()
    try:
        if arguments.plan or arguments.day:
            plan = (
                read_plan(arguments.plan.read_text(encoding="utf-8"))
                if arguments.plan
                else draw_day(arguments.seed, arguments.day)
            )
            totals.add(swarm.play(plan))
        else:
            for result in swarm.days(arguments.seed):
                totals.add(result)
                bar.show(min(totals.sessions, arguments.sessions), arguments.sessions)
                if result.failure or totals.sessions >= arguments.sessions:
                    break
        bar.clear()
        print("\n".join(figures(totals, time.monotonic() - began_s)), flush=True)
        for result in totals.failures:
            print("\n".join(told(result, swarm.smallest(result))))
    finally:
        swarm.close()
    return FAILS if totals.failures else HOLDS


def _end(number: int, _frame: FrameType | None) -> None:
    """Ended from outside: the workers have to be ended too, and what they keep in memory given back."""
    sys.exit(128 + number)


def figures(totals: Totals, duration_s: float) -> list[str]:
    """What was played, what went wrong on purpose, what was checked."""
    lines = [
        f"Sessions:  {totals.sessions}, {totals.sessions / duration_s:.1f} a second",
        f"Days:      {totals.days}, {totals.ballots} ballots, {totals.touches} touches",
        f"Troubles:  {sum(totals.struck.values())}",
        *(f"  {count:7}  {name}" for name, count in sorted(totals.struck.items())),
        *_paper(totals.claims),
        f"Checks:    {sum(totals.checks.values())}",
        *(f"  {count:7}  {name}" for name, count in sorted(totals.checks.items())),
    ]
    lines.append("A PROMISE WAS BROKEN." if totals.failures else "Every promise held.")
    return lines


def _paper(claims: Counter[Claim]) -> list[str]:
    """For each kind of printer what was claimed, and beside it what the paper shows."""
    lines = [f"Print jobs: {sum(claims.values())}", f"  {'claimed':40}" + "".join(map(_cell, PAPER_SHOWS))]
    for kind, claim in sorted({(kind, claim) for kind, claim, _ in claims}):
        counts = [str(claims[kind, claim, shows]) for shows in PAPER_SHOWS]
        lines.append(f"  {kind + ': ' + claim:40}" + "".join(map(_cell, counts)))
    return lines


def _cell(text: str) -> str:
    return f"{text:>9}"


def told(result: DayResult, small: DayResult) -> list[str]:
    """A failure: what, when, how to see it again, and the smallest day that shows it."""
    plan = result.plan
    return [
        "",
        result.failure,
        f"at step {result.step}; the last steps: {', '.join(result.story)}",
        f"Again: sealmark-sim swarm --seed {plan.seed} --day {plan.day}",
        "",
        f"Smallest day found ({small.failure}; step {small.step}: {', '.join(small.story[-12:])}),",
        "for sealmark-sim swarm --plan FILE:",
        plan_text(small.plan),
    ]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) > 0):
        raise argparse.ArgumentTypeError("must be a number from 1 to 999999999")
    return int(text)
