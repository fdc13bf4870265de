"""The power is cut before, in the middle of and after every durable write of a voter's session.

Checked from outside: what stood on the screen, what came out of the printer, what the media hold.
"""

from pathlib import Path

import pytest
from support.day_cuts import Cut, Scene, cuts, starts_again
from support.day_election import SOUTH, day_election
from support.day_media import opened
from support.example_election import DEVICE_ID

from device.election.election import Chaining
from device.records.record_files import FolderFiles
from device.records.verify_all import Verifier


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
    """A poll worker resolves what waits, the next voter casts, the polls close; all final states."""
    before = now.terminal.states()
    waiting = [code for code, state in before.items() if not state]
    assert now.put_in_order() == len(waiting), (where, "not every undecided ballot was offered")
    after = now.terminal.states()
    assert {code: after[code] for code in before} == {
        code: state or "Spoiled" for code, state in before.items()
    }, where
    now.vote()
    now.close()
    final = now.terminal.states()
    assert len(final) == len(before) + 1, where
    assert now.terminal.known_codes() <= set(final), where
    files = {path.stem for path in (record_folder(now) / "ballots").glob("*.json")}
    assert files == set(final), where
    assert (record_folder(now) / "SHA256SUMS.minisig").exists(), where
    return sorted(final.values())


def record_folder(now: Scene, chaining: Chaining = Chaining.NONE) -> Path:
    (folder,) = (now.terminal.folder / "stick" / "sealmark").glob(f"*/{DEVICE_ID}")
    assert folder.parent.name in {day_election(each).election.election_id for each in Chaining}
    return folder


def expect_verified(now: Scene, chaining: Chaining) -> None:
    verifier = Verifier(day_election(chaining).election, None, lambda _done, _all: None)
    assert verifier.verify([FolderFiles(record_folder(now))]).holds


@pytest.mark.parametrize("chaining", [Chaining.NONE, Chaining.SIMPLE])
def test_a_session_that_casts_can_be_cut_anywhere(tmp_path: Path, chaining: Chaining) -> None:
    outcomes = set()
    for now, where in cuts(
        tmp_path, opened(chaining), up_to_the_last_question, confirm_and_cast, chaining=chaining
    ):
        starts_again(now)
        expect_nothing_lost(now, where)
        ended = expect_the_day_goes_on(now, where)
        if tuple(ended) not in outcomes:
            expect_verified(now, chaining)
        outcomes.add(tuple(ended))
    assert outcomes == {("Cast",), ("Cast", "Spoiled"), ("Cast", "Cast")}


def test_a_session_that_challenges_can_be_cut_anywhere(tmp_path: Path) -> None:
    outcomes = set()
    for now, where in cuts(
        tmp_path, opened(), up_to_the_last_question, confirm_challenge_and_cast, moments=("during", "after")
    ):
        starts_again(now)
        expect_nothing_lost(now, where)
        ended = expect_the_day_goes_on(now, where)
        if tuple(ended) not in outcomes:
            expect_verified(now, Chaining.NONE)
        outcomes.add(tuple(ended))
    assert outcomes == {
        ("Cast",),
        ("Cast", "Spoiled"),
        ("Cast", "Challenged"),
        ("Cast", "Challenged", "Spoiled"),
        ("Cast", "Cast", "Challenged"),
    }
