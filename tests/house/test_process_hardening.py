"""No byte of the process reaches a disk by a dump or by swap: shown on processes of their own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from drivers import process_hardening
from drivers.process_hardening import has_swap

GUARDED = "from drivers.process_hardening import guard_memory; guarded = guard_memory()\n"
UNLIMITED = (
    "import resource; hard = resource.getrlimit(resource.RLIMIT_CORE)[1]\n"
    "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
)
ROOT = Path(__file__).parents[2]


def child(script: str, folder: Path) -> tuple[int, str]:
    """The wait status and the output of a Python that runs ``script``."""
    reading, writing = os.pipe()
    arguments = [sys.executable, "-c", f"import os; os.chdir({str(folder)!r})\n{script}"]
    actions = [(os.POSIX_SPAWN_DUP2, writing, 1)]
    pid = os.posix_spawn(
        sys.executable, arguments, {**os.environ, "PYTHONPATH": str(ROOT)}, file_actions=actions
    )
    os.close(writing)
    with os.fdopen(reading) as output:
        text = output.read()
    return os.waitpid(pid, 0)[1], text


def test_a_guarded_process_that_crashes_leaves_no_dump(tmp_path: Path) -> None:
    status, _ = child(UNLIMITED + "os.abort()", tmp_path)
    assert os.WTERMSIG(status) == signal.SIGABRT
    if not os.WCOREDUMP(status):
        pytest.skip("nothing is dumped on this system anyway")
    status, _ = child(UNLIMITED + GUARDED + "os.abort()", tmp_path)
    assert os.WTERMSIG(status) == signal.SIGABRT
    assert not os.WCOREDUMP(status)


def test_a_guarded_process_says_so_to_the_kernel(tmp_path: Path) -> None:
    script = GUARDED + (
        "import ctypes, resource\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    status, output = child(script, tmp_path)
    assert (status, output) == (0, "0 0\n")


def locked_bytes(prelude: str, folder: Path) -> tuple[bool, int]:
    script = prelude + (
        "more = bytearray(os.urandom(8_000_000))\n"
        "line = next(l for l in open('/proc/self/status') if l.startswith('VmLck'))\n"
        "print(int(locked), 1024 * int(line.split()[1]))"
    )
    status, output = child(script, folder)
    assert status == 0
    locked, amount = output.split()
    return locked == "1", int(amount)


def test_memory_is_locked_also_what_is_taken_later_or_is_said_not_to_be(tmp_path: Path) -> None:
    locked, amount = locked_bytes(
        "from drivers.process_hardening import lock_memory; locked = lock_memory()\n", tmp_path
    )
    if locked:
        assert amount > 8_000_000
    else:
        assert amount == 0


def test_with_a_limit_memory_is_not_locked_at_all(tmp_path: Path) -> None:
    """A limit that is reached later would stop the terminal in the middle of a vote."""
    locked, amount = locked_bytes(
        "import resource; resource.setrlimit(resource.RLIMIT_MEMLOCK, (10**6, 10**6))\n"
        "from drivers import process_hardening as guard\n"
        "guard._may_lock_all = lambda: False\n"
        "locked = guard.lock_memory()\n",
        tmp_path,
    )
    assert (locked, amount) == (False, 0)


def test_no_swap_is_as_good_as_locked_memory_and_a_dump_never_is(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = {
        (True, True, True): True,
        (True, True, False): True,
        (True, False, False): True,
        (True, False, True): False,
        (False, True, False): False,
    }
    for (no_dumps, locked, swap), guarded in expected.items():
        monkeypatch.setattr(process_hardening, "forbid_dumps", lambda no_dumps=no_dumps: no_dumps)
        monkeypatch.setattr(process_hardening, "lock_memory", lambda locked=locked: locked)
        monkeypatch.setattr(process_hardening, "has_swap", lambda swap=swap: swap)
        assert process_hardening.guard_memory() is guarded


def test_swap_is_read_from_the_kernel_and_expected_where_it_does_not_say(tmp_path: Path) -> None:
    swaps = tmp_path / "swaps"
    assert has_swap(swaps)
    swaps.write_text("Filename\tType\tSize\tUsed\tPriority\n")
    assert not has_swap(swaps)
    swaps.write_text(swaps.read_text() + "/dev/zram0\tpartition\t1\t0\t100\n")
    assert has_swap(swaps)


def test_a_guarded_process_can_still_start_another(tmp_path: Path) -> None:
    """Without dumps a process may not list its own open files; starting programs must not need that."""
    status, output = child(GUARDED + "import subprocess; subprocess.run(['true'], check=True)", tmp_path)
    assert (status, output) == (0, "")


def test_only_two_files_call_into_c_by_hand() -> None:
    found = subprocess.run(
        ["grep", "-rlE", r"\b(ctypes|cffi)\b", "--include=*.py", "device", "drivers", "hal_sim"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert sorted(found) == ["drivers/mounting.py", "drivers/process_hardening.py"]
