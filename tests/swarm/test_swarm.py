"""The swarm itself: voters on bad days, a day that replays, and broken promises that it finds."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from device.hal import JobState
from device.polls import voting_day
from device.polls.rooms import Rooms
from device.voting.blank_pool import BlankPool
from drivers.escpos_printer import EscposPrinter
from hal_sim.commands.swarm import figures
from hal_sim.printer.faults import PaperEndsAfter
from hal_sim.swarm import model
from hal_sim.swarm.drawing import draw_day
from hal_sim.swarm.plan import DayPlan, Planned, VoterPlan, plan_text
from hal_sim.swarm.playing import play
from hal_sim.swarm.swarm import Totals, smallest
from hal_sim.swarm.troubles import PowerFails, PrinterFails

pytestmark = pytest.mark.usefixtures("small_world")
TOP = Path(__file__).parents[2]
SESSIONS = 25
# The paper ends within the first voter's receipt, and nobody asks for it again.
TORN_RECEIPT = DayPlan(
    seed=1,
    day=1,
    chaining=0,
    without_stick="continue",
    sticks=1,
    printer="proves all",
    blanks=0,
    voters=tuple(VoterPlan(number, 2, "en", (("option-1",),), "cast") for number in (1, 2)),
    troubles=(Planned(1, 9, PrinterFails(PaperEndsAfter(60.0))),),
)


def with_errand(errand: str) -> DayPlan:
    """A day without faults on which a poll worker has something to do before the second voter."""
    first, second = TORN_RECEIPT.voters
    return replace(TORN_RECEIPT, voters=(first, replace(second, errand=errand)), troubles=())


def test_the_command_plays_days_until_so_many_voters_came_and_checks_every_promise(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hal_sim", "swarm", "--sessions", str(SESSIONS), "--jobs", "1"]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert "Every promise held." in done.stdout
    found = re.search(r"Sessions: +(\d+),", done.stdout)
    assert found is not None
    assert int(found[1]) >= SESSIONS
    for number in range(1, 10):
        assert re.search(rf"^ +\d+  {number} ", done.stdout, re.MULTILINE), f"{number} is unchecked"
    assert re.search(r"claimed +whole +in part +nothing\n", done.stdout)


def test_a_planned_day_is_played_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan_text(TORN_RECEIPT), encoding="utf-8")
    command = [sys.executable, "-m", "hal_sim", "swarm", "--plan", str(path), "--jobs", "1"]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Sessions: +2,", done.stdout)
    assert "1  PaperEndsAfter" in done.stdout


def test_a_day_replays_to_the_same_touches_troubles_and_checks() -> None:
    first, again = (play(draw_day(5, 8)) for _ in range(2))
    assert first.failure == ""
    assert first.touches > 100
    assert first == again


def test_claims_and_paper_are_told_side_by_side() -> None:
    totals = Totals()
    totals.add(play(TORN_RECEIPT))
    lines = [" ".join(line.split()) for line in figures(totals, 1.0)]
    assert "proves all: unknown 0 1 0" in lines
    assert any(re.fullmatch(r"proves all: cut [1-9]\d* 0 0", line) for line in lines)


def test_a_forgotten_clearing_of_the_printer_is_found_and_the_day_made_small(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    extra = [VoterPlan(number, 1, "es", ((), (), ()), "cast", "report") for number in (3, 4)]
    plan = replace(TORN_RECEIPT, voters=(*TORN_RECEIPT.voters, *extra))
    assert play(plan).failure == ""
    monkeypatch.setattr(Rooms, "printer_unclear", property(lambda _rooms: False))
    broken = play(plan)
    assert broken.invariant == model.OWN_PAPER
    small = smallest(broken).plan
    assert (len(small.voters), len(small.troubles)) == (2, 1)


def forget_the_power(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(voting_day, "_expect_power", lambda _rooms: None)


def keep_blanks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(BlankPool, "empty", lambda _pool: None)


def claim_what_nothing_proves(patch: pytest.MonkeyPatch) -> None:
    send = EscposPrinter._send_unproven

    def claim(driver: EscposPrinter, *job: object) -> JobState:
        state = send(driver, *job)  # type: ignore[arg-type]
        return JobState.CUT if state is JobState.SENT else state

    patch.setattr(EscposPrinter, "_send_unproven", claim)


@pytest.mark.parametrize(
    ("plan", "break_it", "promise"),
    [
        (
            replace(TORN_RECEIPT, troubles=(Planned(2, 0, PowerFails("run_low", 300.0)),)),
            forget_the_power,
            model.POWER,
        ),
        (replace(with_errand("suspend"), blanks=1), keep_blanks, model.BLANKS),
        (
            replace(with_errand(""), printer="status only"),
            claim_what_nothing_proves,
            model.HONEST_PAPER,
        ),
    ],
)
def test_a_broken_promise_is_found(
    monkeypatch: pytest.MonkeyPatch,
    plan: DayPlan,
    break_it: Callable[[pytest.MonkeyPatch], None],
    promise: str,
) -> None:
    assert play(plan).failure == ""
    break_it(monkeypatch)
    assert play(plan).invariant == promise
