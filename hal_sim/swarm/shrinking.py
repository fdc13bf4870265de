"""Makes the plan of a day that fails smaller while it still fails in the same way."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from hal_sim.swarm.plan import DayPlan, VoterPlan

Part = TypeVar("Part")
MOST_TRIES = 300


class Shrinker:
    """``fails``: whether a day still fails as the first one did."""

    def __init__(self, fails: Callable[[DayPlan], bool], most_tries: int = MOST_TRIES) -> None:
        self._fails = fails
        self._left = most_tries

    def shrink(self, plan: DayPlan) -> DayPlan:
        """The smallest plan found: fewer troubles, fewer voters, plainer voters."""
        before = None
        while before != plan and self._left > 0:
            before = plan
            plan = self._fewer(plan, plan.troubles, lambda day, left: replace(day, troubles=left))
            plan = self._fewer(plan, plan.voters, lambda day, left: replace(day, voters=left))
            plan = self._plainer(plan)
        return plan

    def _fewer(
        self,
        plan: DayPlan,
        parts: Sequence[Part],
        with_parts: Callable[[DayPlan, tuple[Part, ...]], DayPlan],
    ) -> DayPlan:
        """Drop halves, quarters and so on, as long as the rest still fails."""
        kept, size = tuple(parts), max(1, len(parts) // 2)
        while kept and self._left > 0:
            start = 0
            while start < len(kept):
                rest = kept[:start] + kept[start + size :]
                if self._still_fails(with_parts(plan, rest)):
                    kept = rest
                else:
                    start += size
            if size == 1:
                break
            size = max(1, size // 2)
        return with_parts(plan, kept)

    def _plainer(self, plan: DayPlan) -> DayPlan:
        """Voters who cast without an errand before, one by one; then a plainer terminal."""
        for position, voter in enumerate(plan.voters):
            plain = VoterPlan(voter.number, 2, "en", (("option-1",),), "cast")
            for simpler in (
                plain,
                replace(plain, ending=voter.ending, reprints=voter.reprints, patience=voter.patience),
                replace(voter, errand=""),
            ):
                voters = (*plan.voters[:position], simpler, *plan.voters[position + 1 :])
                if simpler != voter and self._still_fails(replace(plan, voters=voters)):
                    plan = replace(plan, voters=voters)
                    break
        for simpler_plan in (
            replace(plan, chaining=0),
            replace(plan, without_stick="continue"),
            replace(plan, sticks=1),
            replace(plan, blanks=0),
            replace(plan, printer="proves all"),
        ):
            if simpler_plan != plan and self._still_fails(simpler_plan):
                plan = simpler_plan
        return plan

    def _still_fails(self, plan: DayPlan) -> bool:
        if self._left <= 0:
            return False
        self._left -= 1
        return self._fails(plan)
