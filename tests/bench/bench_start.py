"""From nothing to the first screen, and what a whole terminal needs of memory."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 3

_CHILD = """
import json, resource, shutil, sys, time
from datetime import datetime, timezone
from pathlib import Path
from hal_sim.machine import Machine
from hal_sim.office.new import DEVICE_FOLDER, OfficeOptions, new_office
from hal_sim.entropy import SeededEntropy
folder = Path(sys.argv[1])
if not (folder / "office").exists():
    new_office(folder / "office", OfficeOptions(), SeededEntropy(b"bench").random_bytes)
    shutil.copytree(folder / "office" / DEVICE_FOLDER, folder / "media" / "internal")
with Machine(folder / "media", b"bench", datetime(2026, 11, 3, tzinfo=timezone.utc)) as machine:
    machine.boot()
    machine.picture()
    print(json.dumps({"at": time.time(), "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def measure() -> dict[str, Any]:
    """Seconds from the start of the process to the first picture of the panel, and peak memory."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    seconds, memory = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS + 1):
            started = time.time()
            done = subprocess.run(
                [sys.executable, "-c", _CHILD, str(Path(folder))],
                check=True,
                capture_output=True,
                env=environment,
            )
            told = json.loads(done.stdout.splitlines()[-1])
            seconds.append(told["at"] - started)
            memory = told["mib"]
    # The first round also holds the office's key ceremony.
    return {"process_to_first_screen_s": median(seconds[1:]), "peak_memory_mib": memory}
