"""Disks as sysfs lists them: on a sysfs of files laid out as the kernel's."""

from pathlib import Path

import pytest

from drivers.block_device import BlockDevice, block_devices, find_device, still_there
from drivers.mounting import KINDS, mount_options, numbers_mounted_outside


def sysfs(root: Path, place: str, name: str, **values: str) -> Path:
    """A disk ``name`` at ``place`` in the tree of devices, linked as the kernel links it."""
    folder = root / "devices" / place / "block" / name
    folder.mkdir(parents=True)
    numbers = {"dev": "8:0", "size": "2048", "ro": "0", "removable": "1", "diskseq": "5", **values}
    for key, value in numbers.items():
        (folder / key).write_text(f"{value}\n")
    for parent in ("block", "dev/block"):
        (root / parent).mkdir(parents=True, exist_ok=True)
    (root / "block" / name).symlink_to(folder)
    (root / "dev/block" / numbers["dev"]).symlink_to(folder)
    return folder


def partition(root: Path, disk: Path, number: int, dev: str) -> None:
    folder = disk / f"{disk.name}{number}"
    folder.mkdir()
    for key, value in {"dev": dev, "size": "1024", "ro": "0", "partition": str(number)}.items():
        (folder / key).write_text(f"{value}\n")
    (root / "dev/block" / dev).symlink_to(folder)


def usb_device(root: Path, place: str, serial: str = "") -> None:
    folder = root / "devices" / place
    folder.mkdir(parents=True)
    values = {"idVendor": "0951", "idProduct": "1666"} | ({"serial": serial} if serial else {})
    for key, value in values.items():
        (folder / key).write_text(f"{value}\n")


STICK = "pci0/usb1/1-1/1-1.2"


def test_a_usb_stick_is_listed_with_its_partitions_its_port_and_its_serial_number(tmp_path: Path) -> None:
    usb_device(tmp_path, "pci0/usb1")  # the hub of the machine itself
    usb_device(tmp_path, STICK, serial="60A44C42")
    disk = sysfs(tmp_path, f"{STICK}/1-1.2:1.0/host0", "sda")
    partition(tmp_path, disk, 1, "8:1")
    whole, part = block_devices(tmp_path)
    assert whole == BlockDevice(
        name="sda",
        disk="sda",
        number="8:0",
        sequence=5,
        size_bytes=1 << 20,
        read_only=False,
        removable=True,
        usb=True,
        port="1-1.2",
        hardware="0951:1666:60A44C42",
    )
    assert (part.name, part.disk, part.number, part.sequence) == ("sda1", "sda", "8:1", 5)
    assert (part.size_bytes, part.port, part.hardware) == (1 << 19, whole.port, whole.hardware)


def test_a_stick_without_a_serial_number_has_no_name_of_its_own(tmp_path: Path) -> None:
    usb_device(tmp_path, STICK)
    sysfs(tmp_path, f"{STICK}/host0", "sda")
    (stick,) = block_devices(tmp_path)
    assert (stick.port, stick.hardware) == ("1-1.2", "")


def test_a_disk_inside_is_no_usb_disk_and_its_port_is_its_name(tmp_path: Path) -> None:
    sysfs(tmp_path, "platform/mmc0", "mmcblk0", removable="0")
    (found,) = block_devices(tmp_path)
    assert (found.usb, found.port, found.removable) == (False, "mmcblk0", False)


def test_a_card_reader_without_a_card_holds_nothing(tmp_path: Path) -> None:
    usb_device(tmp_path, STICK)
    sysfs(tmp_path, f"{STICK}/host0", "sda", size="0")
    assert block_devices(tmp_path) == ()


def test_the_switch_of_a_disk_protects_its_partitions(tmp_path: Path) -> None:
    disk = sysfs(tmp_path, "virtual", "sda", ro="1")
    partition(tmp_path, disk, 1, "8:1")
    assert [each.read_only for each in block_devices(tmp_path)] == [True, True]


def test_a_disk_that_goes_while_it_is_looked_at_is_not_listed(tmp_path: Path) -> None:
    sysfs(tmp_path, "virtual/one", "sda")
    gone = sysfs(tmp_path, "virtual/two", "sdb", dev="8:16")
    (gone / "size").unlink()
    assert [each.name for each in block_devices(tmp_path)] == ["sda"]
    assert block_devices(tmp_path / "nowhere") == ()


@pytest.mark.parametrize("of_partition", [False, True])
def test_another_disk_of_the_same_name_and_number_is_not_the_same(
    tmp_path: Path, *, of_partition: bool
) -> None:
    folder = sysfs(tmp_path, "virtual", "sda")
    partition(tmp_path, folder, 1, "8:1")
    device = block_devices(tmp_path)[of_partition]
    assert still_there(device, tmp_path)
    (folder / "diskseq").write_text("6\n")
    assert not still_there(device, tmp_path)
    (folder / "diskseq").write_text("5\n")
    assert still_there(device, tmp_path)
    (tmp_path / "dev/block" / device.number).unlink()
    assert not still_there(device, tmp_path)


def test_a_file_that_is_no_block_device_stands_for_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    assert find_device(tmp_path / "file") is None
    assert find_device(tmp_path / "nothing") is None


def test_every_file_system_stops_writing_on_errors_and_fat_belongs_to_the_terminal_alone() -> None:
    assert mount_options("ext4", 7, 8) == "errors=remount-ro,data=ordered"
    assert mount_options("vfat", 7, 8) == "uid=7,gid=8,umask=077,utf8,errors=remount-ro,tz=UTC"
    assert mount_options("exfat", 7, 8) == "uid=7,gid=8,umask=077,iocharset=utf8,errors=remount-ro"
    assert all("errors=remount-ro" in mount_options(kind, 0, 0) for kind in KINDS)
    with pytest.raises(ValueError, match="not a file system"):
        mount_options("ntfs", 0, 0)


def test_what_is_mounted_elsewhere_is_told_from_our_own_mounts(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(
        "22 1 254:0 / / rw - ext4 /dev/vda rw\n"
        "30 22 8:1 / /run/sealmark/sticks/sda1-5-1 rw - vfat /dev/sda1 rw\n"
        "31 22 8:17 / /run/sealmark/sticksandmore rw - vfat /dev/sdb1 rw\n"
    )
    assert numbers_mounted_outside(Path("/run/sealmark/sticks"), table) == {"254:0", "8:17"}
    assert numbers_mounted_outside(Path("/"), tmp_path / "nothing") == set()
