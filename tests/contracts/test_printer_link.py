"""The serial link: exact counts, finite waits, one kind of error, and coming back after a re-plug."""

import os
import time
import tty
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import serial

from device.errors import PrinterError
from drivers.serial_link import FlowControl, SerialLink


@dataclass
class Cable:
    """A pseudo-terminal whose far end the test holds."""

    path: Path
    far: int = -1
    near: int = -1

    def plug_in(self) -> None:
        self.far, self.near = os.openpty()
        tty.setraw(self.near)
        self.path.symlink_to(os.ttyname(self.near))

    def pull(self) -> None:
        self.path.unlink()
        os.close(self.far)
        os.close(self.near)


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    cable = Cable(tmp_path / "port")
    cable.plug_in()
    yield cable
    if cable.path.is_symlink():
        cable.pull()


@pytest.fixture
def link(cable: Cable) -> Iterator[SerialLink]:
    link = SerialLink(str(cable.path))
    yield link
    link.close()


def test_bytes_go_both_ways_unchanged(cable: Cable, link: SerialLink) -> None:
    everything = bytes(range(256))
    assert link.write(everything, 1.0) == 256
    assert os.read(cable.far, 4096) == everything
    os.write(cable.far, everything)
    seen = b""
    while len(seen) < 256 and (part := link.read(1.0)):
        seen += part
    assert seen == everything


def test_a_write_that_runs_out_of_time_says_exactly_how_much_left(cable: Cable, link: SerialLink) -> None:
    data = bytes(range(256)) * 400
    before = time.monotonic()
    taken = link.write(data, 0.2)
    assert 0.15 < time.monotonic() - before < 60
    assert 0 < taken < len(data)
    arrived = b""
    os.set_blocking(cable.far, False)
    while len(arrived) < taken:
        arrived += os.read(cable.far, 65536)
    with pytest.raises(BlockingIOError):
        os.read(cable.far, 1)
    assert arrived == data[:taken]


def test_a_read_waits_no_longer_than_asked(link: SerialLink) -> None:
    before = time.monotonic()
    assert link.read(0.1) == b""
    assert 0.09 < time.monotonic() - before < 60


@pytest.mark.usefixtures("cable")
def test_a_port_that_is_not_there_is_a_printer_error(tmp_path: Path) -> None:
    with pytest.raises(PrinterError, match="not connected"):
        SerialLink(str(tmp_path / "nothing")).read(0)


def test_what_is_no_serial_port_is_a_printer_error_and_not_written_to(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(PrinterError):
        SerialLink(str(file)).write(b"receipt", 0.1)
    assert file.read_bytes() == b""


@pytest.mark.parametrize("use", ["write", "write_urgent", "read", "drop_unsent"])
def test_a_pulled_cable_is_a_printer_error_and_a_plugged_one_heals_by_itself(
    cable: Cable, link: SerialLink, use: str
) -> None:
    link.write(b"a", 1.0)
    cable.pull()
    uses = {
        "write": lambda: link.write(b"b", 0.2),
        "write_urgent": lambda: link.write_urgent(b"b", 0.2),
        "read": lambda: link.read(0.2),
        "drop_unsent": link.drop_unsent,
    }
    with pytest.raises(PrinterError):
        uses[use]()
    with pytest.raises(PrinterError):
        uses[use]()
    cable.plug_in()
    assert link.write(b"c", 1.0) == 1
    assert os.read(cable.far, 10) == b"c"


def test_closing_never_raises_and_is_no_end(cable: Cable, link: SerialLink) -> None:
    link.write(b"a", 1.0)
    link.close()
    link.close()
    assert link.write(b"b", 1.0) == 1
    cable.pull()
    link.close()


def test_a_second_program_cannot_open_the_port(cable: Cable, link: SerialLink) -> None:
    link.write(b"a", 1.0)
    with pytest.raises(PrinterError):
        SerialLink(str(cable.path)).write(b"b", 0.1)
    with pytest.raises(serial.SerialException):
        serial.Serial(str(cable.path), exclusive=True)


def test_dropping_frees_the_way_for_what_is_sent_next(cable: Cable, link: SerialLink) -> None:
    taken = link.write(b"x" * 60_000, 0.2)
    link.drop_unsent()
    assert link.write(b"now", 0.5) == 3
    os.set_blocking(cable.far, False)
    arrived = b""
    time.sleep(0.05)
    while True:
        try:
            arrived += os.read(cable.far, 65536)
        except BlockingIOError:
            break
    assert arrived.endswith(b"now")
    assert len(arrived) < taken


@pytest.mark.parametrize("flow_control", FlowControl)
def test_urgent_bytes_do_not_heed_flow_control_and_leave_it_on(
    cable: Cable, flow_control: FlowControl
) -> None:
    link = SerialLink(str(cable.path), flow_control=flow_control)
    assert link.write_urgent(b"\x10\x04\x01", 0.5) == 3
    assert os.read(cable.far, 10) == b"\x10\x04\x01"
    assert link.write(b"on", 0.5) == 2
    link.close()
