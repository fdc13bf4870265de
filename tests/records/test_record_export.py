"""The election record on its way to a stick: whole or not complete, the same every time."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from support.record_surgery import files_of
from support.small_records import device_key

from device.errors import FormatError, MediumError, SignatureError, StorageError
from device.formats.hexadecimal import hex_of_bytes
from device.records.record_export import RecordSource, export_record, verify_export
from hal_sim.faults import CutPower
from hal_sim.media import SimulatedMedia, simulated_media
from hal_sim.power_supply import PowerCut

KEY = device_key("T-1")
BODIES = {sha256(b"%d" % number).digest(): b"ballot %d" % number for number in range(5)}
FIXED = {"device.json": b"{}", "guardians/guardian_1.json": b"{1}", "README.txt": b"read me\n"}
SOURCE = RecordSource("A" * 16, "T-1", FIXED, tuple(sorted(BODIES)), BODIES.__getitem__)
FILES = len(FIXED) + len(BODIES) + 2


def quiet(_done: int, _total: int) -> None:
    return


def media_in(folder: Path, *faults: CutPower) -> SimulatedMedia:
    return simulated_media(folder / "internal", {"stick A": folder / "stick"}, faults)


def written(folder: Path) -> Path:
    return folder / "stick" / SOURCE.folder


def test_a_record_is_written_whole_and_reads_back(tmp_path: Path) -> None:
    (stick,) = media_in(tmp_path).removable
    steps: list[tuple[int, int]] = []
    export_record(stick, SOURCE, KEY, lambda done, total: steps.append((done, total)))
    assert steps == [(number, FILES - 2) for number in range(1, FILES - 1)]
    verify_export(stick, SOURCE, KEY, quiet)
    files = files_of(written(tmp_path))
    assert len(files) == FILES
    assert {files[f"ballots/{hex_of_bytes(code)}.json"] for code in BODIES} == set(BODIES.values())


def test_all_files_carry_one_time(tmp_path: Path) -> None:
    (stick,) = media_in(tmp_path).removable
    export_record(stick, SOURCE, KEY, quiet)
    times = {path.stat().st_mtime_ns for path in written(tmp_path).rglob("*") if path.is_file()}
    assert len(times) == 1


def test_ballots_are_written_in_the_order_of_their_codes(tmp_path: Path) -> None:
    names: list[str] = []
    (stick,) = media_in(tmp_path).removable
    write = stick.write_file

    def noted(name: str, data: bytes) -> None:
        names.append(name.removeprefix(f"{SOURCE.folder}/"))
        write(name, data)

    stick.write_file = noted  # type: ignore[method-assign]
    export_record(stick, SOURCE, KEY, quiet)
    ballots = [name for name in names if name.startswith("ballots/")]
    assert ballots == sorted(ballots)
    assert names[-2:] == ["SHA256SUMS", "SHA256SUMS.minisig"]


def reads_back(media: SimulatedMedia) -> bool:
    try:
        verify_export(media.removable[0], SOURCE, KEY, quiet)
    except (MediumError, StorageError, SignatureError, FormatError):
        return False
    return True


def test_after_a_cut_at_any_write_the_record_is_whole_or_not_complete(tmp_path: Path) -> None:
    export_record(media_in(tmp_path / "whole").removable[0], SOURCE, KEY, quiet)
    expected = files_of(written(tmp_path / "whole"))
    incomplete = 0
    for at_write in range(1, 200):
        folder = tmp_path / str(at_write)
        media = media_in(folder, CutPower(at_write, "during", seed=at_write))
        try:
            export_record(media.removable[0], SOURCE, KEY, quiet)
            break
        except PowerCut:
            media.power.restore()
        if reads_back(media):  # only its last file's time was not set yet
            assert files_of(written(folder)) == expected
        else:
            incomplete += 1
        export_record(media.removable[0], SOURCE, KEY, quiet)
        assert reads_back(media)
        assert files_of(written(folder)) == expected
    assert incomplete >= FILES


def test_writing_again_takes_away_what_an_earlier_try_left(tmp_path: Path) -> None:
    (stick,) = media_in(tmp_path).removable
    stray = written(tmp_path) / "ballots" / "old.json"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"of an earlier try")
    export_record(stick, SOURCE, KEY, quiet)
    assert not stray.exists()
    verify_export(stick, SOURCE, KEY, quiet)


def change_byte(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-2] + bytes([data[-2] ^ 1]) + data[-1:])


def add_file(path: Path) -> None:
    (path.parent / "more").write_bytes(b"")


@pytest.mark.parametrize("name", ["device.json", "ballot", "SHA256SUMS", "SHA256SUMS.minisig"])
@pytest.mark.parametrize("change", [change_byte, Path.unlink, add_file])
def test_a_record_that_differs_on_the_stick_is_found(
    tmp_path: Path, name: str, change: Callable[[Path], None]
) -> None:
    (stick,) = media_in(tmp_path).removable
    export_record(stick, SOURCE, KEY, quiet)
    folder = written(tmp_path)
    change(sorted((folder / "ballots").iterdir())[2] if name == "ballot" else folder / name)
    with pytest.raises((StorageError, SignatureError, MediumError, FormatError)):
        verify_export(stick, SOURCE, KEY, quiet)


def test_a_record_signed_with_another_key_is_not_the_one_written(tmp_path: Path) -> None:
    (stick,) = media_in(tmp_path).removable
    export_record(stick, SOURCE, device_key("T-2"), quiet)
    with pytest.raises(SignatureError):
        verify_export(stick, SOURCE, KEY, quiet)
