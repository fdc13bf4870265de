"""A soak from its state so far to the number of positions that was asked for."""

import time
from collections.abc import Callable, Iterator

from hal_sim.soak.soaker import BatchResult
from hal_sim.soak.state import SoakState

MAX_ERRORS = 20
"""After so many there is nothing left to find out."""


def soak(
    state: SoakState,
    positions: int,
    results: Iterator[BatchResult],
    done: Callable[[SoakState, BatchResult], None],
    now_s: Callable[[], float] = time.monotonic,
) -> SoakState:
    """Take batches from ``results`` until there are ``positions``, or too many errors.

    ``done`` is called after every batch with the state that is to be kept; the last one is returned.
    """
    before_s = now_s()
    while state.positions < positions and state.errors < MAX_ERRORS:
        result = next(results)
        after_s = now_s()
        state = state.after(result, round(1000 * (after_s - before_s)))
        before_s = after_s
        done(state, result)
    return state
