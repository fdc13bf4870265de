"""Printers on USB: which is taken, what is done to it, exact counts, and what every failure becomes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.usb_printer import ERROR_PORT, IN, NO_PAPER_PORT, OUT, UsbPrinters

from device.errors import InputError, PrinterError
from drivers.__main__ import main
from drivers.printer_port import printer_link
from drivers.serial_link import FlowControl, SerialLink
from drivers.unit_names import unit_of_device, usb_unit
from drivers.usb_link import UsbLink, UsbPrinterName
from drivers.usblp_link import UsblpLink, open_printer_device
from drivers.wire import PortStatus
from hal_sim.printer.kinds import MUTE
from hal_sim.printer.simulated_printer import SimulatedPrinter

STATUS = b"\x10\x04\x01"


@pytest.fixture
def bus() -> Iterator[UsbPrinters]:
    with SimulatedPrinter() as paper:
        yield UsbPrinters(paper)


@pytest.fixture
def link(bus: UsbPrinters) -> Iterator[UsbLink]:
    link = UsbLink(UsbPrinterName(), bus)
    yield link
    link.close()


def test_interface_and_endpoints_come_from_the_descriptors_and_nothing_is_reset(
    bus: UsbPrinters, link: UsbLink
) -> None:
    assert link.write(STATUS, 1.0) == 3
    assert link.read(1.0) == b"\x12"
    assert link.unit() == bus.paper.unit
    assert bus.alternate == 1, "the setting that can be read from"
    assert bus.done == []


def test_a_device_without_a_configuration_gets_one(bus: UsbPrinters, link: UsbLink) -> None:
    bus.configured = 0
    assert link.write(STATUS, 1.0) == 3
    assert bus.done == ["set configuration"]


def test_usblp_is_taken_off_only_where_it_is_bound_and_gets_the_printer_back(
    bus: UsbPrinters, link: UsbLink
) -> None:
    bus.usblp_bound = True
    assert link.write(STATUS, 1.0) == 3
    assert bus.done == ["detach"]
    link.close()
    assert bus.done == ["detach", "release", "attach"]


def test_a_write_that_runs_out_of_time_says_exactly_how_much_was_taken(
    bus: UsbPrinters, link: UsbLink
) -> None:
    bus.paper.open_cover()
    bus.paper.close_cover()
    data = b"\x1bJ\x00" * 200_000
    bus.paper.paper_ends_after_mm(0)
    taken = link.write(data, 0.3)
    assert 0 < taken < len(data)
    assert link.write(b"more", 0.1) == 0


def test_a_stalled_write_ends_the_job_because_nobody_knows_what_was_taken(
    bus: UsbPrinters, link: UsbLink
) -> None:
    link.write(STATUS, 1.0)
    bus.stalls = [OUT]
    with pytest.raises(PrinterError):
        link.write(b"receipt", 1.0)
    assert f"clear halt {OUT:02x}" in bus.done
    assert link.write(STATUS, 1.0) == 3, "the next job is not stalled"


def test_a_stalled_read_is_cleared_once_and_asked_again(bus: UsbPrinters, link: UsbLink) -> None:
    link.write(STATUS, 1.0)
    bus.stalls = [IN]
    assert link.read(1.0) == b"\x12"
    bus.stalls = [IN, IN]
    with pytest.raises(PrinterError):
        link.read(0.1)


def test_an_unplugged_printer_is_a_printer_error_and_a_plugged_one_heals_by_itself(
    bus: UsbPrinters, link: UsbLink
) -> None:
    link.write(STATUS, 1.0)
    bus.paper.unplug()
    for _ in range(2):
        with pytest.raises(PrinterError, match="not connected"):
            link.write(STATUS, 0.1)
    bus.paper.plug_in()
    assert link.write(STATUS, 1.0) == 3


def test_the_port_tells_paper_and_errors_and_may_tell_nothing(bus: UsbPrinters, link: UsbLink) -> None:
    assert link.port_status() == PortStatus(paper_out=False, selected=True, error=False)
    bus.port = NO_PAPER_PORT
    assert link.port_status() == PortStatus(paper_out=True, selected=True, error=False)
    bus.port = ERROR_PORT
    assert link.port_status() == PortStatus(paper_out=False, selected=True, error=True)
    bus.port = None
    assert link.port_status() is None


def test_of_several_printers_one_has_to_be_named(bus: UsbPrinters) -> None:
    bus.others = 1
    with pytest.raises(PrinterError, match="name the one"):
        UsbLink(UsbPrinterName(), bus).unit()
    with pytest.raises(PrinterError, match="not connected"):
        UsbLink(UsbPrinterName(0x04B8, 0x0E15), bus).unit()


def test_a_printer_without_a_serial_number_has_no_name(bus: UsbPrinters, link: UsbLink) -> None:
    bus.paper.unit = ""
    assert link.unit() == ""
    assert usb_unit(0x416, 0x5011, "with\x00noise") == ""
    assert usb_unit(0x416, 0x5011, " 0001 ") == "usb 0416:5011 0001"


# The kernel's device


def test_a_path_that_is_no_device_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    file = tmp_path / "lp0"
    with pytest.raises(PrinterError, match="not connected"):
        UsblpLink(str(file)).write(b"receipt", 0.1)
    assert not file.exists()
    file.write_bytes(b"")
    with pytest.raises(PrinterError, match="is not a printer"):
        UsblpLink(str(file)).write(b"receipt", 0.1)
    assert file.read_bytes() == b""


def test_a_device_is_opened_without_waiting_and_closed_to_programs_started_later() -> None:
    descriptor = open_printer_device("/dev/null")
    assert not os.get_blocking(descriptor)
    assert not os.get_inheritable(descriptor)
    os.close(descriptor)


def test_closing_is_what_drops_bytes_that_a_printer_does_not_take() -> None:
    """``usblp`` keeps a request under way for as long as the device is open."""
    near, far = os.openpty()
    opened: list[int] = []

    def reopen(_path: str) -> int:
        opened.append(os.dup(near))
        os.set_blocking(opened[-1], False)
        return opened[-1]

    link = UsblpLink("lp0", open_device=reopen, ask_port=lambda _: 0, name_unit=lambda _: "")
    link.drop_unsent()
    assert len(opened) == 1
    while link.write(b"x" * 4096, 0.0):
        continue
    link.drop_unsent()
    link.port_status()
    assert len(opened) == 2
    link.close()
    for descriptor in (near, far):
        os.close(descriptor)


def test_a_port_that_answers_no_question_tells_nothing() -> None:
    link = UsblpLink("/dev/null")
    assert link.port_status() is None
    assert link.unit() == ""
    link.close()


# Names and options


def sysfs(top: Path, number: str, device: Path) -> Path:
    node = device / "class" / "node0"
    node.mkdir(parents=True)
    (node / "device").symlink_to(device)
    (top / "dev" / "char").mkdir(parents=True)
    (top / "dev" / "char" / number).symlink_to(node)
    return top


def test_the_kernel_tells_the_serial_number_of_a_usb_printer_or_adapter(tmp_path: Path) -> None:
    usb = tmp_path / "devices" / "usb1" / "1-1"
    top = sysfs(tmp_path, "180:0", usb / "1-1:1.0")
    for name, value in (("idVendor", "04b8\n"), ("idProduct", "0e15\n"), ("serial", "J5TF 01\n")):
        (usb / name).write_text(value)
    assert unit_of_device(os.makedev(180, 0), top) == "usb 04b8:0e15 J5TF 01"
    (usb / "serial").unlink()
    assert unit_of_device(os.makedev(180, 0), top) == ""


def test_a_port_of_the_board_is_named_by_itself(tmp_path: Path) -> None:
    top = sysfs(tmp_path, "4:64", tmp_path / "devices" / "platform" / "serial")
    assert unit_of_device(os.makedev(4, 64), top) == "port node0"
    assert unit_of_device(os.makedev(5, 5), top) == ""


class Options:
    baud = 9600
    flow_control = FlowControl.CHARACTERS.value


def test_one_option_names_every_kind_of_port(tmp_path: Path) -> None:
    options: object = Options()
    for text, kind in (
        ("/dev/usb/lp0", UsblpLink),
        ("usb", UsbLink),
        ("usb:04b8:0E15", UsbLink),
        ("usb:04b8:0e15:J5TF01", UsbLink),
        ("/dev/ttyUSB0", SerialLink),
        ("/dev/serial/by-id/usb-FTDI", SerialLink),
    ):
        assert type(printer_link(text, options)) is kind  # type: ignore[arg-type]
    (tmp_path / "file").write_bytes(b"")
    for wrong in ("lp0", "usb:", "usb:4b8:e15", "usb:04b8:0e15:", "", str(tmp_path / "file")):
        with pytest.raises(InputError, match="port must be"):
            printer_link(wrong, options)  # type: ignore[arg-type]


def test_the_installers_command_prints_a_line_and_says_what_it_proves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with SimulatedPrinter() as paper:
        assert main(["printer", paper.path]) == 0
        paper.settle()
        assert len([piece for piece in paper.pieces() if not piece.blank]) == 1
    assert "may say “printed”" in capsys.readouterr().out
    with SimulatedPrinter(MUTE) as paper:
        assert main(["printer", paper.path]) == 1
        paper.settle()
        assert not paper.pieces()
    assert "--printer-silent" in capsys.readouterr().out
    assert main(["printer", "lp0"]) == 2
    assert "port must be" in capsys.readouterr().err
