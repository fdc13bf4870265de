"""``sealmark``: provisioning, identity and running, as somebody at a keyboard meets them."""

import argparse
import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from device.election.identity import KEY_NAME
from device.election.provisioning import load_identity
from device.errors import StateError
from device.formats.minisign import public_key_file, public_key_string
from device.hal import Panel
from device.records.event_kinds import EventKind
from device.records.event_log import EventLog
from device.terminal.assembly import TerminalProgram
from device.ui.application import gui_application
from drivers import stick_sockets
from drivers.__main__ import main
from drivers.commands import run
from drivers.directory_medium import DirectoryMedium
from drivers.posix_files import PosixFiles
from drivers.sole_use import sole_use
from drivers.system_clock import SystemClock
from hal_sim.printer.simulated_printer import SimulatedPrinter

AUTHORITY = bytes(range(32))
SEALMARK = (sys.executable, "-m", "drivers")
PATIENCE_S = 600.0


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    path = tmp_path / "authority.pub"
    path.write_bytes(public_key_file(AUTHORITY, "an authority"))
    return path


@pytest.fixture
def internal(tmp_path: Path, authority: Path) -> Path:
    """The internal medium of a provisioned terminal."""
    folder = tmp_path / "internal"
    folder.mkdir()
    assert main(provisioning(folder, authority)) == 0
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter() as made:
        yield made


def provisioning(folder: Path, authority: Path, device_id: str = "T-7") -> list[str]:
    who = ["--device-id", device_id, "--information", "Terminal seven"]
    return ["provision", str(folder), *who, "--authority", str(authority)]


def running(internal: Path, stick: Path, printer: str) -> list[str]:
    return ["run", "--internal", str(internal), "--stick", str(stick), "--printer", printer]


def medium(folder: Path) -> DirectoryMedium:
    return DirectoryMedium(PosixFiles(folder), "internal", removable=False)


def one_sentence(text: str) -> str:
    assert text.endswith("\n")
    assert text.count("\n") == 1
    return text


def test_provisioning_prints_who_the_terminal_is(
    tmp_path: Path, authority: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(provisioning(tmp_path, authority)) == 0
    identity = load_identity(medium(tmp_path))
    assert (identity.device_id, identity.device_information) == ("T-7", "Terminal seven")
    assert identity.authority_key == AUTHORITY
    assert public_key_string(identity.public_key) in capsys.readouterr().out
    assert (tmp_path / KEY_NAME).stat().st_mode & 0o077 == 0


def test_provisioning_refuses_in_one_sentence(
    tmp_path: Path, internal: Path, authority: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere"
    for arguments, word in (
        (provisioning(nowhere, authority), f"There is no folder {nowhere}"),
        (provisioning(internal, authority), "provisioned already"),
        (provisioning(tmp_path, tmp_path / "no.pub"), "There is no file"),
        (provisioning(tmp_path, internal / KEY_NAME), "not a minisign public key"),
        (provisioning(tmp_path, authority, "no/slash"), "device_id"),
    ):
        capsys.readouterr()
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert word in one_sentence(err)


def test_identity_is_for_people_and_for_the_office(
    internal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["identity", str(internal)]) == 0
    shown = capsys.readouterr().out
    identity = load_identity(medium(internal))
    assert public_key_string(identity.public_key) in shown
    assert "█" in shown
    assert main(["identity", str(internal), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "device_id": "T-7",
        "device_information": "Terminal seven",
        "signing_key": identity.public_key.hex().upper(),
    }


def test_identity_of_no_terminal_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identity", str(tmp_path)]) == 2
    assert "not provisioned" in one_sentence(capsys.readouterr().err)


def test_running_needs_a_provisioned_terminal_and_folders_of_their_own(
    tmp_path: Path, internal: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    for arguments, word in (
        (running(stick, internal, "/dev/none"), "not provisioned"),
        (running(internal, internal, "/dev/none"), "different folders"),
        (running(tmp_path / "nowhere", stick, "/dev/none"), "There is no folder"),
    ):
        assert main(arguments) == 2
        assert word in one_sentence(capsys.readouterr().err)


def test_slots_and_folders_of_sticks_are_not_mixed_up(
    tmp_path: Path, internal: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    given = running(internal, stick, "/dev/none")
    slots = ["run", "--internal", str(internal), "--printer", "/dev/none"]
    for arguments, word in (
        ([*given, "--stick-port", "1-1.2"], "not both"),
        ([*given, "--stick", str(tmp_path / "b"), "--stick", str(tmp_path / "c")], "at most 2"),
        ([*slots, "--stick-slots", "1", "--stick-port", "1-1", "--stick-port", "1-2"], "a port for each"),
    ):
        assert main(arguments) == 2
        assert word in one_sentence(capsys.readouterr().err)


def test_slots_that_may_not_mount_say_what_to_do(
    tmp_path: Path, internal: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def forbidden(_folder: Path) -> None:
        raise PermissionError(errno.EPERM, "not permitted")

    capsys.readouterr()
    monkeypatch.setattr(stick_sockets, "unmount", forbidden)
    mounts = str(tmp_path / "sticks")
    arguments = ["run", "--internal", str(internal), "--printer", "/dev/none", "--stick-mounts", mounts]
    assert main(arguments) == 2
    assert "--stick" in one_sentence(capsys.readouterr().err)


def test_two_programs_never_share_a_terminal(
    internal: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    with sole_use(internal):
        assert main(running(internal, stick, "/dev/none")) == 2
        assert "Another program" in one_sentence(capsys.readouterr().err)
        with pytest.raises(StateError), sole_use(internal):
            pass
    with sole_use(internal):
        pass


@pytest.mark.parametrize("text", ["1920x1080", "1920x1080x0", "x1080x344", "1920x1080x344mm", "-1x2x3", ""])
def test_a_panel_that_is_none_is_refused(
    internal: Path, stick: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*running(internal, stick, "/dev/none"), f"--panel={text}"])
    assert ended.value.code == 2
    assert "1920x1080x344" in capsys.readouterr().err


def test_a_panel_has_pixels_and_millimetres() -> None:
    assert run.panel("1280x800x216.5") == Panel(1280, 800, 216.5)


@pytest.mark.parametrize("text", ["0", "3", "1025", "-64", "64.5", "64MiB", "²", ""])
def test_a_budget_for_tables_that_is_none_is_refused(
    internal: Path, stick: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*running(internal, stick, "/dev/none"), f"--table-budget-mib={text}"])
    assert ended.value.code == 2
    assert "whole number of MiB from 4 to 1024" in capsys.readouterr().err


def test_tables_have_64_mib_unless_told_otherwise() -> None:
    parser = argparse.ArgumentParser()
    run.add_arguments(parser)
    places = ["--internal", "/i", "--stick", "/s", "--printer", "/p"]
    assert parser.parse_args(places).table_budget_mib == 64
    assert parser.parse_args([*places, "--table-budget-mib", "112"]).table_budget_mib == 112


def test_the_terminal_runs_until_the_system_asks_it_to_end(
    internal: Path, stick: Path, printer: SimulatedPrinter
) -> None:
    program = start(running(internal, stick, printer.path))
    wait_for_first_look(internal, program)
    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE_S) == 0
    assert program.communicate() == ("", "")
    assert printer.complaints == ()
    kinds = [entry.kind for entry in log_of(internal).entries()]
    assert kinds[0] is EventKind.LOG_STARTED


def test_a_terminal_starts_without_printer_and_stick(internal: Path, tmp_path: Path) -> None:
    program = start(running(internal, tmp_path / "no stick yet", str(tmp_path / "no printer yet")))
    wait_for_first_look(internal, program)
    program.send_signal(signal.SIGINT)
    assert program.wait(PATIENCE_S) == 0


@pytest.mark.parametrize("method", ["start", "tick"])
def test_an_unexpected_error_ends_the_program_with_one_sentence(
    internal: Path,
    stick: Path,
    method: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(_program: TerminalProgram) -> None:
        raise KeyError("what a voter chose")

    capfd.readouterr()
    gui_application()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(run, "TICK_MS", 10)
    monkeypatch.setattr(TerminalProgram, method, broken)
    try:
        status = main(running(internal, stick, "/dev/none"))
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert status == 1
    said = one_sentence(capfd.readouterr().err)
    assert "KeyError" in said
    assert "chose" not in said


def test_a_supervisor_is_told_of_a_failure_on_the_hardware_thread(
    internal: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The program tells its loop; the loop ends with status 1."""
    capfd.readouterr()
    loop = run._Loop(gui_application())
    QTimer.singleShot(0, lambda: loop.fail(OSError("words")))
    assert gui_application().exec() == 1
    assert "OSError" in one_sentence(capfd.readouterr().err)


def start(arguments: list[str]) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    return subprocess.Popen(
        [*SEALMARK, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    )


def wait_for_first_look(internal: Path, program: subprocess.Popen[str]) -> None:
    """Until the terminal has looked at itself: its journal is the last thing a start opens."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not (internal / "print_journal").exists():
        assert program.poll() is None, program.communicate()
        assert time.monotonic() < deadline_s
        time.sleep(0.05)
    time.sleep(1.0)


def log_of(internal: Path) -> EventLog:
    return EventLog.open(medium(internal), SystemClock())
