"""The printer that a command is told to use: one option for every kind of port."""

import argparse
import os
import re
import stat
from pathlib import Path

from device.errors import InputError
from drivers.serial_link import FlowControl, SerialLink
from drivers.usb_link import UsbLink, UsbPrinterName
from drivers.usblp_link import UsblpLink

PORT_HELP = (
    "/dev/usb/lp0 (kernel driver), usb or usb:VVVV:PPPP[:SERIAL] (without it),"
    " or a serial port as /dev/ttyUSB0"
)
_USB = re.compile(r"usb(?::([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})(?::([!-~]{1,64}))?)?\Z")
_USBLP = re.compile(r"/dev/(?:usb/)?lp[0-9]{1,3}\Z")
_USBLP_MAJOR = 180
_SAID = "The printer's port must be /dev/usb/lp0, usb, usb:VVVV:PPPP[:SERIAL] or a serial port"

PrinterLink = UsblpLink | UsbLink | SerialLink


def add_port_arguments(parser: argparse.ArgumentParser) -> None:
    """What a serial printer's port is set to, and a printer that cannot speak."""
    parser.add_argument("--baud", type=int, default=115200, metavar="N", help="speed of a serial port")
    parser.add_argument(
        "--flow-control",
        choices=[each.value for each in FlowControl],
        default=FlowControl.NONE.value,
        help="how a serial printer holds the flow (none)",
    )
    parser.add_argument(
        "--printer-silent",
        action="store_true",
        help="the printer has no back channel: its silence is no trouble, and nothing it prints is proven",
    )


def printer_link(port: str, arguments: argparse.Namespace) -> PrinterLink:
    """The link to the printer at ``port``; nothing is opened yet, and the printer may come later.

    Raises InputError for what can be no printer's port.
    """
    match = _USB.match(port)
    if match:
        vendor, product, serial = match.groups()
        if vendor is None:
            return UsbLink(UsbPrinterName())
        return UsbLink(UsbPrinterName(int(vendor, 16), int(product, 16), serial or ""))
    if not port.startswith("/"):
        raise InputError(f"{_SAID}, not '{port}'.")
    if _is_usblp(port):
        return UsblpLink(port)
    return SerialLink(port, arguments.baud, flow_control=FlowControl(arguments.flow_control))


def _is_usblp(port: str) -> bool:
    """Whether ``usblp`` stands behind ``port``, by its name or, under another name, by its number."""
    try:
        found = Path(port).stat()
    except OSError:
        return _USBLP.match(port) is not None
    if not stat.S_ISCHR(found.st_mode):
        raise InputError(f"{_SAID}: {port} is no device.")
    return _USBLP.match(port) is not None or os.major(found.st_rdev) == _USBLP_MAJOR
