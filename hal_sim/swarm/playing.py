"""Plays planned days and says how each went; a failure carries all that is needed to see it again."""

import traceback
from collections import Counter
from dataclasses import dataclass, field

from hal_sim.swarm.day import Day
from hal_sim.swarm.media import day_folder
from hal_sim.swarm.model import Claim, Violation
from hal_sim.swarm.plan import DayPlan
from hal_sim.swarm.settlement import settle

LAST_STEPS = 40
CRASHED = "0 the program does not crash"


@dataclass(frozen=True, slots=True)
class DayResult:
    """How a day went. ``failure`` is empty when every promise held; ``invariant`` names the broken one.

    ``step``: at which touch of the day it was broken.
    """

    plan: DayPlan = field(repr=False)
    sessions: int
    ballots: int
    touches: int
    struck: Counter[str]
    checks: Counter[str]
    claims: Counter[Claim]
    invariant: str = ""
    failure: str = ""
    step: int = 0
    story: tuple[str, ...] = ()


def play(plan: DayPlan) -> DayResult:
    """Play a day to its end, or to the first promise that is broken. Never raises for the product."""
    with day_folder() as folder:
        day = Day(plan, folder)
        invariant = failure = ""
        try:
            day.play()
            settle(day.stage)
        except Violation as exc:
            invariant, failure = exc.invariant, str(exc)
        except Exception as exc:  # noqa: BLE001 - whatever the product should not have raised
            where = traceback.extract_tb(exc.__traceback__)[-1]
            invariant = CRASHED
            failure = f"{CRASHED}: {type(exc).__name__}: {exc} ({where.filename}:{where.lineno})"
        return DayResult(
            plan,
            day.sessions,
            len(day.stage.model.owner),
            day.stage.room.touches,
            day.stage.struck,
            day.stage.model.checks,
            day.stage.model.claims,
            invariant,
            failure,
            day.stage.room.touches,
            tuple(day.stage.story[-LAST_STEPS:]),
        )
