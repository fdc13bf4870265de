"""Which stick goes into which slot, with sockets that a test puts folders into."""

import threading
from pathlib import Path

import pytest
from support.folder_sticks import FolderSockets

from drivers.stick_bay import StickBay
from drivers.stick_slot import StickSlot
from drivers.stick_watch import KernelDiskEvents, StickWatch


@pytest.fixture
def sticks(tmp_path: Path) -> dict[str, Path]:
    folders = {name: tmp_path / name for name in ("one", "two", "three")}
    for folder in folders.values():
        folder.mkdir()
    return folders


class Bench:
    def __init__(self, *ports: str, slots: int = 2) -> None:
        self.slots = [StickSlot() for _ in range(slots)]
        self.sockets = FolderSockets()
        self.bay = StickBay(self.slots, ports, self.sockets)

    def units(self) -> list[str]:
        self.bay.look()
        return [slot.unit() for slot in self.slots]


def test_sticks_fill_the_slots_in_order_and_a_third_is_left_alone(sticks: dict[str, Path]) -> None:
    bench = Bench()
    assert bench.units() == ["", ""]
    for name, folder in zip(("sda", "sdb", "sdc"), sticks.values(), strict=True):
        bench.sockets.insert(name, folder)
    assert bench.units() == ["one", "two"]
    bench.sockets.pull("sda")
    assert bench.units() == ["three", "two"]


def test_a_look_at_what_has_not_changed_mounts_nothing(sticks: dict[str, Path]) -> None:
    bench = Bench()
    bench.sockets.insert("sda", sticks["one"])
    for _ in range(3):
        assert bench.units() == ["one", ""]
    assert bench.sockets.mounts == 1


def test_a_stick_that_comes_back_goes_where_it_was(sticks: dict[str, Path]) -> None:
    bench = Bench()
    bench.sockets.insert("sda", sticks["one"])
    bench.sockets.insert("sdb", sticks["two"])
    assert bench.units() == ["one", "two"]
    bench.sockets.pull("sda")
    bench.sockets.pull("sdb")
    assert bench.units() == ["", ""]
    bench.sockets.insert("sda", sticks["two"])
    assert bench.units() == ["", "two"]
    bench.sockets.insert("sdb", sticks["three"])
    assert bench.units() == ["three", "two"]


def test_another_stick_under_the_same_name_is_another_stick(sticks: dict[str, Path]) -> None:
    bench = Bench()
    bench.sockets.insert("sda", sticks["one"])
    assert bench.units() == ["one", ""]
    first = bench.slots[0].stick
    bench.sockets.insert("sda", sticks["two"])
    assert bench.units() == ["two", ""]
    assert first is not None
    with pytest.raises(OSError, match="taken out"):
        first.expect_there()


def test_the_same_stick_pulled_and_put_back_between_two_looks_is_mounted_anew(
    sticks: dict[str, Path],
) -> None:
    bench = Bench()
    bench.sockets.insert("sda", sticks["one"])
    assert bench.units() == ["one", ""]
    first = bench.slots[0].stick
    bench.sockets.insert("sda", sticks["one"])
    assert bench.units() == ["one", ""]
    assert bench.slots[0].stick is not first


def test_slots_with_ports_take_only_what_is_in_their_port(sticks: dict[str, Path]) -> None:
    bench = Bench("1-1.3", "1-1.2")
    bench.sockets.insert("sda", sticks["one"], port="1-1.2")
    bench.sockets.insert("sdb", sticks["two"], port="1-1.4")
    assert bench.units() == ["", "one"]
    bench.sockets.insert("sdc", sticks["three"], port="1-1.3")
    assert bench.units() == ["three", "one"]


def test_a_stick_that_cannot_be_mounted_takes_its_slot(sticks: dict[str, Path]) -> None:
    bench = Bench()
    bench.sockets.insert("sda", None)
    bench.sockets.insert("sdb", sticks["two"])
    assert bench.units() == ["", "two"]
    assert bench.slots[0].present()
    bench.sockets.pull("sda")
    bench.bay.look()
    assert not bench.slots[0].present()


class Script:
    """Events that a test makes happen, one action before each."""

    def __init__(self, *actions: object) -> None:
        self.actions = list(actions)
        self.waits = 0

    def wait(self, timeout_s: float) -> None:
        self.waits += 1
        if self.actions:
            action = self.actions.pop(0)
            assert callable(action)
            action()
        else:
            raise InterruptedError("the script is over")

    def wake(self) -> None:
        pass


def test_the_watch_looks_at_the_start_and_after_every_event(sticks: dict[str, Path]) -> None:
    bench = Bench()
    bench.sockets.insert("sda", sticks["one"])
    seen: list[list[str]] = []

    def note() -> None:
        seen.append([slot.unit() for slot in bench.slots])

    def insert() -> None:
        note()
        bench.sockets.insert("sdb", sticks["two"])

    def pull() -> None:
        note()
        bench.sockets.pull("sda")

    failures: list[BaseException] = []
    over = threading.Event()

    def failed(error: BaseException) -> None:
        failures.append(error)
        over.set()

    watch = StickWatch(bench.bay, Script(insert, pull, note), failed)
    watch.start()
    assert over.wait(10)
    watch.close()
    assert seen == [["one", ""], ["one", "two"], ["", "two"]]
    assert [slot.unit() for slot in bench.slots] == ["", ""]
    assert [type(each) for each in failures] == [InterruptedError]  # told, not swallowed


def test_whoever_waits_for_the_kernel_is_woken_at_the_end() -> None:
    try:
        events = KernelDiskEvents()
    except OSError as exc:
        pytest.skip(f"the kernel tells nothing about disks here: {exc}")
    returned = threading.Event()

    def wait() -> None:
        events.wait(3600.0)
        returned.set()

    threading.Thread(target=wait, daemon=True).start()
    events.wake()
    assert returned.wait(10)
