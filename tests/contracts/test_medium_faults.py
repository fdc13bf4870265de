"""What the real medium makes of a disk that fails, and that the simulated faults are what they say."""

import errno
from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.errors import FormatError, MediumError, MediumFailing, MediumFull, MediumLying, MediumMissing
from device.hal import SECTOR_BYTES, MediumState
from drivers.directory_medium import DirectoryMedium
from hal_sim.clock import SimulatedClock
from hal_sim.disk import SimulatedDisk
from hal_sim.faults import (
    CutPower,
    DiskFault,
    FailSync,
    Fault,
    FlipBit,
    LieAboutSync,
    NoSpace,
    PullStick,
    SlowDisk,
    read_fault,
)
from hal_sim.media import simulated_media
from hal_sim.power_supply import PowerCut, PowerSupply

DATA = bytes(range(1, 256)) + bytes(8 * SECTOR_BYTES - 255)
ALL_ONES = b"\xff" * (64 * SECTOR_BYTES)


def disk_in(directory: Path, *faults: DiskFault) -> SimulatedDisk:
    return SimulatedDisk(directory, "stick A", PowerSupply(), faults)


def on(disk: SimulatedDisk) -> DirectoryMedium:
    return DirectoryMedium(disk, "stick A", removable=True)


def landed(directory: Path, name: str = "box.bin") -> int:
    """How many sectors of ALL_ONES landed."""
    data = (directory / name).read_bytes()
    return sum(data[start : start + 512] == b"\xff" * 512 for start in range(0, len(data), 512))


def test_what_was_not_synced_is_not_on_the_medium(tmp_path: Path) -> None:
    file = disk_in(tmp_path).create("box.bin", 1024)
    file.pwrite(b"x" * 512, 0)
    assert file.pread_uncached(512, 0) == bytes(512)
    file.fsync()
    assert file.pread_uncached(512, 0) == b"x" * 512
    assert (tmp_path / "box.bin").read_bytes() == b"x" * 512 + bytes(512)


def test_a_pulled_stick_answers_as_a_stale_vfat_mount(tmp_path: Path) -> None:
    disk = disk_in(tmp_path)
    file = disk.create("a", 1024)
    disk.pull()
    assert file.pwrite(b"x" * 512, 0) == 512
    for ask in (
        file.fsync,
        lambda: file.pread_uncached(512, 0),
        lambda: disk.create("b", 512),
        disk.free_bytes,
        lambda: disk.remove("a"),
    ):
        with pytest.raises(OSError, match="pulled") as caught:
            ask()
        assert caught.value.errno == errno.EIO
    assert disk.list_files("") == []
    assert disk.exists("a")
    assert not disk.present()


def test_a_pulled_medium_is_missing_whatever_is_asked(tmp_path: Path) -> None:
    disk = disk_in(tmp_path)
    medium = on(disk)
    region = medium.create_region("box.bin", 8 * SECTOR_BYTES)
    medium.write_file("record/a", b"x")
    disk.pull()
    for ask in (
        lambda: region.write(0, DATA),
        lambda: region.read(0, 512),
        lambda: medium.has("box.bin"),
        lambda: medium.has("record/b"),
        lambda: medium.list_files("record"),
        lambda: medium.read_file("record/a", 10),
        lambda: medium.write_file("record/b", b"x"),
        lambda: medium.remove_tree("record"),
        medium.free_bytes,
    ):
        with pytest.raises(MediumMissing, match="stick A"):
            ask()
    assert medium.state() is MediumState.MISSING
    disk.put_back()
    assert medium.state() is MediumState.READY
    assert medium.list_files("record") == ["record/a"]


def test_a_region_opened_before_a_pull_stays_dead_after_the_stick_is_back(tmp_path: Path) -> None:
    disk = disk_in(tmp_path)
    region = on(disk).create_region("box.bin", 8 * SECTOR_BYTES)
    disk.pull()
    disk.put_back()
    with pytest.raises(MediumFailing):
        region.write(0, DATA)
    with pytest.raises(MediumFailing):
        region.read(0, SECTOR_BYTES)
    assert on(disk).open_region("box.bin").read(0, len(DATA)) == bytes(len(DATA))


def test_a_failed_sync_is_failing_and_is_never_tried_again(tmp_path: Path) -> None:
    disk = disk_in(tmp_path, FailSync("stick A", at_sync=1, landed="nothing"))
    medium = on(disk)
    region = medium.create_region("box.bin", 8 * SECTOR_BYTES)
    with pytest.raises(MediumFailing):
        region.write(0, DATA)
    assert disk.syncs == 1
    assert medium.state() is MediumState.FAILING
    assert region.read(0, len(DATA)) == bytes(len(DATA))


def test_after_a_failed_sync_the_next_one_answers_though_the_data_is_lost(tmp_path: Path) -> None:
    file = disk_in(tmp_path, FailSync("stick A", at_sync=1, landed="nothing")).create("a", 512)
    file.pwrite(b"x" * 512, 0)
    with pytest.raises(OSError, match="sync failed"):
        file.fsync()
    file.fsync()
    assert (tmp_path / "a").read_bytes() == bytes(512)


@pytest.mark.parametrize(("how", "low", "high"), [("nothing", 0, 0), ("some", 1, 63), ("all", 64, 64)])
def test_a_failed_sync_lands_what_the_fault_says(tmp_path: Path, how: str, low: int, high: int) -> None:
    fault = read_fault(f"FailSync(label='stick A', at_sync=1, landed='{how}', seed=3)")
    assert isinstance(fault, FailSync)
    region = on(disk_in(tmp_path, fault)).create_region("box.bin", len(ALL_ONES))
    with pytest.raises(MediumFailing):
        region.write(0, ALL_ONES)
    assert low <= landed(tmp_path) <= high


def test_a_lie_about_a_sync_is_found_by_reading_back(tmp_path: Path) -> None:
    disk = disk_in(tmp_path, LieAboutSync("stick A", at_sync=2))
    region = on(disk).create_region("box.bin", 8 * SECTOR_BYTES)
    region.write(0, DATA)
    with pytest.raises(MediumLying, match="stick A"):
        region.write(0, ALL_ONES[: len(DATA)])


def test_a_lie_about_one_range_of_many_is_found(tmp_path: Path) -> None:
    disk = disk_in(tmp_path, FlipBit("stick A", at_sync=1, path="box.bin", bit=8 * 6 * SECTOR_BYTES))
    medium = on(disk)
    region = medium.create_region("box.bin", 8 * SECTOR_BYTES)
    with pytest.raises(MediumLying):
        region.write_all([(0, ALL_ONES[:SECTOR_BYTES]), (6 * SECTOR_BYTES, ALL_ONES[:SECTOR_BYTES])])
    assert medium.state() is MediumState.LYING


def test_many_ranges_cost_one_sync(tmp_path: Path) -> None:
    disk = disk_in(tmp_path)
    region = on(disk).create_region("box.bin", 64 * SECTOR_BYTES)
    region.write_all([(at * SECTOR_BYTES, ALL_ONES[:SECTOR_BYTES]) for at in range(0, 64, 2)])
    assert disk.syncs == 1
    assert landed(tmp_path) == 32


def test_a_unit_is_known_by_itself_in_whatever_slot_it_is(tmp_path: Path) -> None:
    slots = simulated_media(tmp_path / "in", {"stick A": tmp_path / "a", "stick B": tmp_path / "b"})
    first, second = slots.removable
    a, b = first.unit(), second.unit()
    assert a
    assert b not in ("", a)
    for label in slots.disks:
        slots.disks[label].pull()
    assert first.unit() == ""
    slots.fresh_stick("stick A", tmp_path / "b")
    slots.fresh_stick("stick B", tmp_path / "a")
    assert (first.unit(), second.unit()) == (b, a)


def test_trouble_is_of_the_unit_and_not_of_its_slot(tmp_path: Path) -> None:
    disk = disk_in(tmp_path / "a", FailSync("stick A", at_sync=1))
    medium = on(disk)
    region = medium.create_region("box.bin", 8 * SECTOR_BYTES)
    with pytest.raises(MediumFailing):
        region.write(0, DATA)
    assert medium.state() is MediumState.FAILING
    disk.insert(tmp_path / "b")  # before anybody looked
    assert medium.state() is MediumState.READY


def test_a_hidden_lie_shows_only_after_the_power_was_cut(tmp_path: Path) -> None:
    disk = disk_in(tmp_path, LieAboutSync("stick A", at_sync=2, hidden=True))
    region = on(disk).create_region("box.bin", 16 * SECTOR_BYTES)
    region.write(0, DATA)
    region.write(8 * SECTOR_BYTES, DATA)
    assert region.read(8 * SECTOR_BYTES, len(DATA)) == DATA
    disk.power.cut()
    disk.power.restore()
    again = on(disk).open_region("box.bin")
    assert again.read(0, len(DATA)) == DATA
    assert again.read(8 * SECTOR_BYTES, len(DATA)) == bytes(len(DATA))


def test_a_full_medium_still_takes_writes_into_its_regions(tmp_path: Path) -> None:
    disk = disk_in(tmp_path)
    medium = on(disk)
    region = medium.create_region("box.bin", 8 * SECTOR_BYTES)
    disk.fill()
    region.write(0, DATA)
    with pytest.raises(MediumFull):
        medium.write_file("record", b"x")
    with pytest.raises(MediumFull):
        medium.create_region("other", SECTOR_BYTES)
    assert medium.list_files("") == ["box.bin"]
    disk.make_room()
    medium.write_file("record", b"x")
    assert medium.state() is MediumState.READY


def test_no_space_can_strike_a_single_operation(tmp_path: Path) -> None:
    medium = on(disk_in(tmp_path, NoSpace("stick A", at_operation=2)))
    with pytest.raises(MediumFull):
        medium.create_region("a", SECTOR_BYTES)
    medium.create_region("a", SECTOR_BYTES)


def test_a_write_protected_medium_reads_but_does_not_write(tmp_path: Path) -> None:
    disk = disk_in(tmp_path)
    medium = on(disk)
    medium.create_region("box.bin", 8 * SECTOR_BYTES).write(0, DATA)
    disk.write_protect()
    assert medium.open_region("box.bin").read(0, len(DATA)) == DATA
    with pytest.raises(MediumError, match="write-protected"):
        medium.open_region("box.bin").write(0, DATA)
    with pytest.raises(MediumError, match="write-protected"):
        medium.write_file("a", b"x")
    assert medium.state() is MediumState.READ_ONLY


def test_a_stick_torn_out_in_a_write_keeps_a_part_of_it(tmp_path: Path) -> None:
    disk = disk_in(tmp_path)
    region = on(disk).create_region("box.bin", len(ALL_ONES))
    disk.tear(seed=1)
    with pytest.raises(MediumMissing):
        region.write(0, ALL_ONES)
    assert 0 < landed(tmp_path) < 64


@pytest.mark.parametrize(
    ("moment", "sectors"), [("before", {0}), ("during", set(range(1, 64))), ("after", {64})]
)
def test_the_power_goes_before_during_or_after_a_write(
    tmp_path: Path, moment: str, sectors: set[int]
) -> None:
    fault = read_fault(f"CutPower(at_write=2, moment='{moment}', seed=5)")
    media = simulated_media(tmp_path / "in", {"stick A": tmp_path / "a"}, [fault])
    region = media.internal.create_region("box.bin", len(ALL_ONES))
    with pytest.raises(PowerCut):
        region.write(0, ALL_ONES)
    assert landed(tmp_path / "in") in sectors
    for ask in (media.removable[0].state, media.internal.free_bytes, lambda: media.internal.has("box.bin")):
        with pytest.raises(PowerCut):
            ask()
    media.power.restore()
    assert media.internal.open_region("box.bin").size_bytes == len(ALL_ONES)
    assert media.removable[0].state() is MediumState.READY


def test_the_power_counts_the_writes_of_all_disks_together(tmp_path: Path) -> None:
    media = simulated_media(tmp_path / "in", {"stick A": tmp_path / "a"}, [CutPower(at_write=4)])
    first = media.internal.create_region("a", 512)
    second = media.removable[0].create_region("a", 512)
    first.write(0, bytes(512))
    with pytest.raises(PowerCut):
        second.write(0, bytes(512))
    assert media.power.writes == 4


def test_a_pull_strikes_at_its_operation(tmp_path: Path) -> None:
    disk = disk_in(tmp_path, PullStick("stick A", at_operation=3, moment="after"))
    file = disk.create("a", 512)
    file.pwrite(b"x" * 512, 0)
    file.fsync()
    assert not disk.present()
    assert (tmp_path / "a").read_bytes() == b"x" * 512


def test_a_bit_flips_by_itself(tmp_path: Path) -> None:
    disk = disk_in(tmp_path, FlipBit("stick A", at_sync=1, path="box.bin", bit=8 * 600))
    region = on(disk).create_region("box.bin", 2 * SECTOR_BYTES)
    region.write(0, bytes(512))
    assert region.read(512, 512) == bytes(88) + b"\x80" + bytes(512 - 89)


def test_a_slow_disk_costs_simulated_time_only(tmp_path: Path) -> None:
    clock = SimulatedClock(datetime(2026, 11, 3, 7, tzinfo=UTC))
    disk = SimulatedDisk(tmp_path, "stick A", PowerSupply(), [SlowDisk("stick A", 60.0)], clock)
    before = clock.steady_s()
    on(disk).create_region("a", 512).write(0, bytes(512))
    assert clock.steady_s() - before >= 5 * 60


def test_a_fresh_stick_stands_in_the_same_slot(tmp_path: Path) -> None:
    media = simulated_media(tmp_path / "in", {"stick A": tmp_path / "a"})
    medium = media.removable[0]
    medium.write_file("x", b"x")
    media.disks["stick A"].pull()
    media.fresh_stick("stick A", tmp_path / "fresh")
    assert medium.list_files("") == []
    assert (tmp_path / "a" / "x").read_bytes() == b"x"


@pytest.mark.parametrize(
    "fault",
    [
        CutPower(17, "during", seed=4),
        PullStick("stick A", 3, "after"),
        FailSync("internal", 2, "all"),
        LieAboutSync("stick B", 5, 2, hidden=True),
        NoSpace("stick A", 9),
        FlipBit("internal", 1, "ballot_box/box.bin", 77),
        SlowDisk("stick A", 0.5),
    ],
)
def test_a_fault_is_printed_and_read_back(fault: Fault) -> None:
    assert read_fault(repr(fault)) == fault


@pytest.mark.parametrize(
    "text", ["", "CutPower", "Explode(at=1)", "CutPower(at=1)", "CutPower(1)", "print(x=open)"]
)
def test_what_is_no_fault_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        read_fault(text)
