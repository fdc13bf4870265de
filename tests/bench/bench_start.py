"""A whole terminal: how soon its first screen is there, and what it takes of memory at the most.

Every figure comes from a process of its own that runs the real program on simulated hardware, which it
pays for too. For memory the election has one ballot of 100 options in 25 contests. On its first day the
terminal accepts the package, builds the tables of the default budget, opens the polls and makes 20
blanks; then it is started anew, reads the tables from its medium, and makes 20 blanks again.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench.bench_engine import CONTESTS, OPTIONS_PER_CONTEST

from device.election.settings import Role
from device.electionguard.tables import DEFAULT_BUDGET_BYTES
from device.polls.tasks import Task
from device.ui.poll_screens_parts import PollScreen
from device.voting.blank_pool import BlankPlan
from hal_sim.entropy import SeededEntropy
from hal_sim.machine import Machine
from hal_sim.office.new import DEVICE_FOLDER, PACKAGE_NAME, PINS_NAME, OfficeOptions, new_office
from hal_sim.people import PollWorkers

ROUNDS = 3
DAY = datetime(2026, 11, 3, 6, tzinfo=UTC)
IN_STOCK = BlankPlan(per_style=20, memory_bytes=1 << 30, background=False)
LIMIT_MIB = 300


def measure() -> dict[str, Any]:
    """Seconds from the start of the process to the first picture of the panel, and peaks of memory."""
    seconds, memory = [], 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _child("office", folder)
        for _ in range(ROUNDS):
            started = time.time()
            told = _child("picture", folder)
            seconds.append(told["at"] - started)
            memory = told["peak_mib"]
        first_day, started_again = _child("first_day", folder), _child("started_again", folder)
    return {
        "process_to_first_screen_s": round(median(seconds), 2),
        "peak_mib": {
            "first_screen_without_election": memory,
            "tables_built_and_20_blanks": first_day["peak_mib"],
            "tables_read_and_20_blanks": started_again["peak_mib"],
        },
        "start_with_tables_s": started_again["boot_s"],
    }


def child(what: str, folder: Path) -> dict[str, Any]:
    """What one process does; ``office``: found the office and put the terminal's media together."""
    if what == "office":
        return _found(folder)
    with Machine(
        folder / "media", b"bench", DAY, table_budget_bytes=DEFAULT_BUDGET_BYTES, blanks=IN_STOCK
    ) as machine:
        start = time.perf_counter()
        machine.boot()
        boot_s = time.perf_counter() - start
        if what == "first_day":
            _open(machine, folder)
        if what != "picture":
            machine.fill_blanks()
        machine.picture()
        return {"at": time.time(), "boot_s": round(boot_s, 2), "peak_mib": _peak_mib()}


def _found(folder: Path) -> dict[str, Any]:
    (folder / "election.json").write_text(json.dumps(_election()), encoding="utf-8")
    options = OfficeOptions(guardians=1, quorum=1, election_file=folder / "election.json")
    new_office(folder / "office", options, SeededEntropy(b"bench").random_bytes)
    shutil.copytree(folder / "office" / DEVICE_FOLDER, folder / "media" / "internal")
    (folder / "media" / "stick").mkdir()
    shutil.copy(folder / "office" / PACKAGE_NAME, folder / "media" / "stick" / PACKAGE_NAME)
    return {}


def _open(machine: Machine, folder: Path) -> None:
    pins = json.loads((folder / "office" / PINS_NAME).read_bytes())
    workers = PollWorkers(machine, {role: pins[role.value] for role in Role})
    if machine.screen.name == PollScreen.REPORT.value:
        workers.accept_report()  # the pictures before it left the terminal without switching it off
    workers.log_in(Role.OFFICIAL)
    workers.accept_report()
    workers.log_in()
    workers.do(Task.OPEN)
    workers.accept_report()
    workers.lock()


def _election() -> dict[str, Any]:
    contests = [
        {
            "label": f"Contest {number}",
            "title": f"Contest {number}",
            "instructions": "Vote for one.",
            "options": [{"label": f"Option {option}"} for option in range(1, OPTIONS_PER_CONTEST + 1)],
        }
        for number in range(1, CONTESTS + 1)
    ]
    return {
        "label": "Bench election",
        "info": "Bench",
        "date": "2026-11-03",
        "languages": [{"language": "en", "language_name": "English"}],
        "election_title": "Bench Election",
        "jurisdiction": "Bench County",
        "date_text": "November 3, 2026",
        "contests": contests,
        "ballot_styles": [
            {"label": "All", "name": "All", "contests": [contest["label"] for contest in contests]}
        ],
        "polling_places": [{"name": "Town Hall", "ballot_styles": ["All"]}],
        "limits": {"voter_idle_s": 180, "voter_warning_s": 30, "worker_idle_s": 120},
        "policies": {"without_stick": "continue", "ballot_capacity": 100},
    }


def _peak_mib() -> float:
    """Of this program alone: what a process inherits of its parent's peak is not in VmHWM."""
    found = re.search(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    if found is None:
        raise SystemExit("this system does not tell the peak memory of a process")
    return round(int(found[1]) / 1024, 1)


def _child(what: str, folder: Path) -> dict[str, Any]:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    command = [sys.executable, "-m", "bench.bench_start", what, str(folder)]
    # What it says on its standard error is shown: a bench that fails has to say why.
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.stdout.write(json.dumps(child(sys.argv[1], Path(sys.argv[2]))) + "\n")
    else:
        sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
