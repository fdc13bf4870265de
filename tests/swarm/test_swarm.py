"""The swarm itself: a thousand voters on bad days, a day that replays, and a broken promise that it finds.

Each in processes of its own: they compute in a small group, which no other test may ever see.
"""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from hal_sim.printer.faults import PaperEndsAfter
from hal_sim.swarm.plan import DayPlan, Planned, VoterPlan, plan_text
from hal_sim.swarm.troubles import PrinterFails

TOP = Path(__file__).parents[2]
SESSIONS = 1000
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
BREAK = """
import sys
from pathlib import Path
from device.polls.rooms import Rooms
from hal_sim.swarm.plan import read_plan
from hal_sim.swarm.playing import play
from hal_sim.swarm.small_world import shrink_the_world
from hal_sim.swarm.swarm import smallest
shrink_the_world()
plan = read_plan(Path(sys.argv[1]).read_text())
whole = play(plan)
Rooms.printer_unclear = property(lambda rooms: False)
broken = play(plan)
small = smallest(broken)
print(whole.failure, broken.invariant, len(small.plan.voters), len(small.plan.troubles), sep="|")
"""


def swarm(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hal_sim", "swarm", *arguments]
    return subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=900, check=False)


def test_a_thousand_voters_on_bad_days_find_every_promise_kept() -> None:
    done = swarm("--sessions", str(SESSIONS), "--seed", "20261103", "--jobs", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every promise held." in done.stdout
    found = re.search(r"Sessions: +(\d+),", done.stdout)
    assert found is not None
    assert int(found[1]) >= SESSIONS
    for number in range(1, 10):
        assert re.search(rf"^ +\d+  {number} ", done.stdout, re.MULTILINE), f"{number} is unchecked"


def test_a_day_replays_to_the_same_touches_troubles_and_checks() -> None:
    first, again = (swarm("--seed", "5", "--day", "8", "--jobs", "1") for _ in range(2))
    assert first.returncode == again.returncode == 0, first.stdout
    lines = [re.sub(r", [0-9.]+ a second", "", each.stdout) for each in (first, again)]
    assert lines[0] == lines[1]
    assert "touches" in lines[0]


def test_a_planned_day_is_played_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan_text(TORN_RECEIPT), encoding="utf-8")
    done = swarm("--plan", str(path), "--jobs", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Sessions: +2,", done.stdout)
    assert "1  PaperEndsAfter" in done.stdout


def test_a_forgotten_clearing_of_the_printer_is_found_and_the_day_made_small(
    tmp_path: Path,
) -> None:
    extra = [VoterPlan(number, 1, "es", ((), (), ()), "cast", "report") for number in (3, 4, 5)]
    plan = replace(TORN_RECEIPT, voters=(*TORN_RECEIPT.voters, *extra))
    path = tmp_path / "plan.json"
    path.write_text(plan_text(plan), encoding="utf-8")
    command = [sys.executable, "-c", BREAK, str(path)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.strip() == "|5 nobody gets another's code|2|1", done.stdout + done.stderr
