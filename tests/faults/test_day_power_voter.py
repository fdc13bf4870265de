"""The power is cut before, in the middle of and after every durable write of a voter's session.

Checked from outside: what stood on the screen, what came out of the printer, what the media hold.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.day_cuts import MOMENTS, Cut, Scene, cuts, starts_again
from support.day_election import SOUTH
from support.day_end import expect_verified, expect_whole_record
from support.day_media import opened

from device.election.election import Chaining
from hal_sim.faults import Moment

pytestmark = pytest.mark.usefixtures("small_world")

CLOSED_EVERY = 3


def up_to_the_last_question(now: Scene) -> None:
    now.workers.activate(SOUTH)
    for touch in ("next", "option-1", "next", "finish"):
        now.terminal.tap(touch)


def confirm_and_cast(now: Scene) -> None:
    for touch in ("confirm", "continue", "cast", "done"):
        now.terminal.tap(touch)


def confirm_challenge_and_cast(now: Scene) -> None:
    for touch in ("confirm", "continue", "challenge", "challenge-yes", "vote-again"):
        now.terminal.tap(touch)
    for touch in ("option-2", "next", "finish"):
        now.terminal.tap(touch)
    confirm_and_cast(now)


def expect_nothing_lost(now: Scene, where: Cut) -> None:
    """After the cut and the start: everybody's ballot is there once, and none is decided by itself."""
    seen, states = now.terminal.known_codes(), now.terminal.states()
    assert seen <= set(states), (where, "a code was shown or printed, and its ballot is missing")
    said_recorded = "voter-cast" in now.terminal.screens
    assert not said_recorded or "Cast" in states.values(), (where, "said to be recorded, and is not")
    said_challenged = "voter-challenged" in now.terminal.screens
    assert not said_challenged or "Challenged" in states.values(), (where, "challenged, and it is not")
    asked = "voter-deciding" in now.terminal.screens
    assert asked or set(states.values()) <= {""}, (where, "decided before anybody was asked")
    assert "Spoiled" not in states.values(), (where, "spoiled by itself")


def expect_the_day_goes_on(now: Scene, where: Cut) -> list[str]:
    """A poll worker resolves what waits, and the next voter casts; what became of all ballots."""
    before = now.terminal.states()
    waiting = [code for code, state in before.items() if not state]
    assert now.put_in_order() == len(waiting), (where, "not every undecided ballot was offered")
    after = now.terminal.states()
    assert after == {code: state or "Spoiled" for code, state in before.items()}, where
    now.vote()
    final = now.terminal.states()
    assert len(final) == len(before) + 1, where
    assert now.terminal.known_codes() <= set(final), where
    return sorted(final.values())


def aftermaths(scenes: Iterator[tuple[Scene, Cut]], chaining: Chaining) -> set[tuple[str, ...]]:
    """Check every aftermath; the different ends of a day. Each is closed and verified once, some more."""
    outcomes: set[tuple[str, ...]] = set()
    for now, where in scenes:
        starts_again(now)
        expect_nothing_lost(now, where)
        ended = tuple(expect_the_day_goes_on(now, where))
        if ended not in outcomes or where.at_write % CLOSED_EVERY == 0:
            expect_whole_record(now, where)
        if ended not in outcomes:
            expect_verified(now, chaining)
        outcomes.add(ended)
    return outcomes


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_session_that_casts_can_be_cut_anywhere(tmp_path: Path, moment: Moment) -> None:
    scenes = cuts(tmp_path, opened(), up_to_the_last_question, confirm_and_cast, moments=(moment,))
    outcomes = aftermaths(scenes, Chaining.NONE)
    unrecorded = {("Cast",)} if moment != "after" else set()
    assert outcomes == unrecorded | {("Cast", "Spoiled"), ("Cast", "Cast")}


def test_a_chained_session_can_be_cut_anywhere_and_its_chain_goes_on(tmp_path: Path) -> None:
    scenes = cuts(
        tmp_path,
        opened(Chaining.SIMPLE),
        up_to_the_last_question,
        confirm_and_cast,
        chaining=Chaining.SIMPLE,
        moments=("after",),
    )
    outcomes = aftermaths(scenes, Chaining.SIMPLE)
    assert outcomes == {("Cast", "Spoiled"), ("Cast", "Cast")}


def test_a_session_that_challenges_can_be_cut_anywhere(tmp_path: Path) -> None:
    scenes = cuts(
        tmp_path, opened(), up_to_the_last_question, confirm_challenge_and_cast, moments=("after",)
    )
    assert aftermaths(scenes, Chaining.NONE) == {
        ("Cast", "Spoiled"),
        ("Cast", "Challenged"),
        ("Cast", "Challenged", "Spoiled"),
        ("Cast", "Cast", "Challenged"),
    }
