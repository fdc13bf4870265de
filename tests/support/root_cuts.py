"""How many of the possible cut points a run takes, and the count of them for the report."""

import os
from collections.abc import Callable, Iterable
from random import Random

CUTS = "SEALMARK_CUTS"
"""In the environment: how many cut points of each kind are tried at most. Else the test's own sample."""


def chosen(points: Iterable[int], at_most: int) -> list[int]:
    """``at_most`` of the points, the first and last among them; more of them where that is asked for."""
    found = list(points)
    at_most = int(os.environ.get(CUTS, at_most))
    if len(found) <= at_most:
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
