"""``sealmark-sim``: the office's commands end to end, and what they refuse."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from device.election.election import Chaining
from device.election.package import accept_package_for_reading
from device.formats.minisign import parse_public_key
from drivers.__main__ import main as sealmark
from hal_sim.__main__ import main
from hal_sim.commands import demo


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two of three guardians needed, and simple chaining."""
    folder = tmp_path_factory.mktemp("founded") / "office"
    assert (
        main(["office", "new", str(folder), "--guardians", "3", "--quorum", "2", "--chaining", "simple"])
        == 0
    )
    return folder


def test_a_new_office_is_what_was_asked_for(founded: Path) -> None:
    key = parse_public_key((founded / "authority.pub").read_bytes(), "key")
    parameters = accept_package_for_reading((founded / "package.zip").read_bytes(), key).parameters
    assert (parameters.guardians, parameters.quorum) == (3, 2)
    assert parameters.chaining is Chaining.SIMPLE
    names = {path.name for path in (founded / "secret").iterdir()}
    assert {"guardian_1.json", "guardian_2.json", "guardian_3.json", "pins.json", "authority.key"} <= names


def test_the_office_never_writes_over_an_office(founded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (founded / "package.zip").read_bytes()
    for command in (["office", "new", str(founded)], ["office", "authority", str(founded)]):
        assert main(command) == 2
        assert "not empty" in capsys.readouterr().err
    assert (founded / "package.zip").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["--guardians", "2", "--quorum", "3"],
        ["--guardians", "0"],
        ["--election", "no-such-file.json"],
        ["--device", "no-such-file.json"],
    ],
)
def test_what_no_office_can_be_is_refused(
    tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["office", "new", str(tmp_path / "office"), *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert not (tmp_path / "office" / "package.zip").exists()


def test_a_terminal_is_provisioned_before_its_election(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Authority, terminal, election: the order of a real office."""
    office, internal, device = tmp_path / "office", tmp_path / "internal", tmp_path / "device.json"
    internal.mkdir()
    assert main(["office", "authority", str(office)]) == 0
    key = str(office / "authority.pub")
    who = ["--device-id", "T-42", "--information", "Terminal 42"]
    assert sealmark(["provision", str(internal), *who, "--authority", key]) == 0
    capsys.readouterr()
    assert sealmark(["identity", str(internal), "--json"]) == 0
    device.write_text(capsys.readouterr().out)
    command = ["office", "new", str(office), "--guardians", "1", "--quorum", "1"]
    assert main([*command, "--device", str(device)]) == 0
    assert "T-42" in capsys.readouterr().out
    package = (office / "package.zip").read_bytes()
    entry = accept_package_for_reading(package, None).settings.device("T-42")
    assert entry.signing_key.hex().upper() == json.loads(device.read_text())["signing_key"]


def test_a_tally_needs_records(founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret, out = str(founded / "secret"), tmp_path / "tally.json"
    for record, word in ((tmp_path / "none", "There is no folder"), (tmp_path, "do not hold")):
        assert main(["office", "tally", str(record), "--secret", secret, "--out", str(out)]) == 2
        assert word in capsys.readouterr().err
    assert not out.exists()


def test_the_demo_wants_a_folder_of_its_own_and_voters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "something").write_bytes(b"")
    assert main(["demo", "--out", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err
    for number in ("0", "-3", "many", str(demo.MAX_VOTERS + 1)):
        with pytest.raises(SystemExit):
            main(["demo", "--out", str(tmp_path / "out"), "--voters", number])
    assert not (tmp_path / "out").exists()


def test_a_command_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["office"], ["no-such-command"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2


def test_both_programs_are_installed_under_their_names() -> None:
    for name in ("sealmark", "sealmark-sim"):
        program = shutil.which(name, path=str(Path(sys.executable).parent))
        if program is None:
            pytest.skip("the distribution is not installed here")
        done = subprocess.run([program, "--help"], check=True, capture_output=True, text=True)
        assert done.stdout.startswith(f"usage: {name} ")
