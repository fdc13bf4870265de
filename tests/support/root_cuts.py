"""How many of the possible cut points a run takes, and the count of them for the report."""

import os
from collections.abc import Callable, Iterable
from random import Random

EVERY_CUT = "SEALMARK_EVERY_CUT"
"""Set in the environment: try every cut point, which takes minutes. Else a sample of each kind."""


def chosen(points: Iterable[int], at_most: int) -> list[int]:
    """All points where that is asked for; else ``at_most`` of them, the first and last among them."""
    found = list(points)
    if os.environ.get(EVERY_CUT) or len(found) <= at_most:
        return found
    inner = Random(at_most).sample(found[1:-1], at_most - 2)  # noqa: S311 - the same in every run
    return [found[0], *sorted(inner), found[-1]]


def expect_no_losses(lane: str, points: Iterable[int], at: Callable[[int], list[str]]) -> None:
    """Ask ``at`` every point what was lost there; print how many were tried, as ``pytest -rP`` shows."""
    tried = {point: at(point) for point in points}
    found = {point: lost for point, lost in tried.items() if lost}
    print(f"{lane}: {len(tried)} cut points, {len(found)} with losses")  # noqa: T201
    assert tried
    assert not found, f"{lane}: {found}"
