"""A USB printer for pyusb without USB: its backend's other end is the simulated printer.

The device is a composite one whose printer is not its first interface, has two alternate settings and
none of the endpoint addresses that programs like to guess.
"""

import array
import errno
import os
import select
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import usb.backend
from usb.core import USBError, USBTimeoutError

from hal_sim.printer.simulated_printer import SimulatedPrinter

VENDOR, PRODUCT = 0x0416, 0x5011
PRINTER_INTERFACE = 1
OUT, IN = 0x03, 0x84
GOOD_PORT, NO_PAPER_PORT, ERROR_PORT = 0x18, 0x38, 0x10
_HID, _PRINTER = 3, 7
_GET_DESCRIPTOR, _STRING, _ENGLISH = 6, 3, 0x0409
_BULK = 2


class UsbPrinters(usb.backend.IBackend):
    """A bus with one printer on it, or with ``others`` of the same model besides.

    ``port``: the byte that GET_PORT_STATUS answers, None for none; it says by itself that there is no
    paper. ``stalls``: endpoints that stall at their next use, once each. ``done``: what was done to the
    device apart from moving bytes.
    """

    def __init__(self, paper: SimulatedPrinter, *, others: int = 0) -> None:
        super().__init__()
        self.paper = paper
        self.others = others
        self.port: int | None = GOOD_PORT
        self.configured = 1
        self.usblp_bound = False
        self.stalls: list[int] = []
        self.done: list[str] = []
        self.alternate = 0

    @property
    def serial(self) -> str:
        """The printer's serial number; "" if it has none."""
        return self.paper.unit.removeprefix(f"usb {VENDOR:04x}:{PRODUCT:04x} ")

    # The bus

    def enumerate_devices(self) -> Iterator[str]:
        if os.path.lexists(self.paper.path):
            yield "printer"
        for number in range(self.others):
            yield f"other {number}"

    def get_device_descriptor(self, dev: str) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=VENDOR, idProduct=PRODUCT, bcdDevice=0x0100,
            iManufacturer=0, iProduct=0, iSerialNumber=3 if self.serial else 0, bNumConfigurations=1,
            address=7, bus=1, port_number=1, port_numbers=(1,), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: str, config: int) -> SimpleNamespace:
        _expect_index(config, 1)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=0, bNumInterfaces=2, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=0, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: str, intf: int, alt: int, config: int) -> SimpleNamespace:
        _expect_index(intf, 2)
        _expect_index(alt, 2 if intf == PRINTER_INTERFACE else 1)
        is_printer = intf == PRINTER_INTERFACE
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=intf, bAlternateSetting=alt,
            bNumEndpoints=(1 + alt) if is_printer else 0, bInterfaceClass=_PRINTER if is_printer else _HID,
            bInterfaceSubClass=1, bInterfaceProtocol=1 + alt, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(
        self, dev: str, ep: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(OUT, IN)[ep], bmAttributes=_BULK,
            wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    # The device

    def open_device(self, dev: str) -> int:
        try:
            return os.open(self.paper.path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError:
            raise _gone() from None

    def close_device(self, dev_handle: int) -> None:
        os.close(dev_handle)

    def get_configuration(self, dev_handle: int) -> int:
        return self.configured

    def set_configuration(self, dev_handle: int, config_value: int) -> None:
        self.done.append("set configuration")
        self.configured = config_value

    def set_interface_altsetting(self, dev_handle: int, intf: int, altsetting: int) -> None:
        self.alternate = altsetting

    def claim_interface(self, dev_handle: int, intf: int) -> None:
        if self.usblp_bound:
            raise USBError("busy", errno=errno.EBUSY)

    def release_interface(self, dev_handle: int, intf: int) -> None:
        self.done.append("release")

    def is_kernel_driver_active(self, dev_handle: int, intf: int) -> bool:
        return self.usblp_bound

    def detach_kernel_driver(self, dev_handle: int, intf: int) -> None:
        self.done.append("detach")
        self.usblp_bound = False

    def attach_kernel_driver(self, dev_handle: int, intf: int) -> None:
        self.done.append("attach")
        self.usblp_bound = True

    def reset_device(self, dev_handle: int) -> None:
        self.done.append("reset")

    def clear_halt(self, dev_handle: int, ep: int) -> None:
        self.done.append(f"clear halt {ep:02x}")

    def bulk_write(self, dev_handle: int, ep: int, intf: int, data: Any, timeout: int) -> int:
        self._expect_use(dev_handle, ep, OUT)
        left, sent = bytes(data), 0
        while left and self._ready(dev_handle, select.POLLOUT, timeout):
            count = os.write(dev_handle, left[:64])
            left, sent = left[count:], sent + count
        if not sent:
            raise USBTimeoutError("timed out", errno=errno.ETIMEDOUT)
        return sent

    def bulk_read(self, dev_handle: int, ep: int, intf: int, buff: Any, timeout: int) -> int:
        self._expect_use(dev_handle, ep, IN)
        assert self.alternate == 1, "the setting without an endpoint to read from"
        if not self._ready(dev_handle, select.POLLIN, timeout):
            raise USBTimeoutError("timed out", errno=errno.ETIMEDOUT)
        data = os.read(dev_handle, len(buff))
        buff[: len(data)] = array.array("B", data)
        return len(data)

    def ctrl_transfer(
        self,
        dev_handle: int,
        bmRequestType: int,  # noqa: N803 - pyusb's names
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: Any,
        timeout: int,
    ) -> int:
        if not self._is_there(dev_handle):
            raise _gone()
        if (bmRequestType, bRequest, wValue >> 8) == (0x80, _GET_DESCRIPTOR, _STRING):
            return _answer(data, self._string(wValue & 0xFF))
        asked = (bmRequestType, bRequest, wValue, wIndex)
        assert asked == (0xA1, 1, 0, PRINTER_INTERFACE), asked
        if self.port is None:
            raise USBError("no such request", errno=errno.EPIPE)
        no_paper = self.paper.paper_left_mm <= 0
        return _answer(data, bytes((NO_PAPER_PORT if no_paper else self.port,)))

    def _string(self, index: int) -> bytes:
        text = _ENGLISH.to_bytes(2, "little") if index == 0 else self.serial.encode("utf-16-le")
        return bytes((2 + len(text), _STRING)) + text

    def _expect_use(self, handle: int, endpoint: int, only: int) -> None:
        assert endpoint == only
        if endpoint in self.stalls:
            self.stalls.remove(endpoint)
            raise USBError("stalled", errno=errno.EPIPE)
        if not self._is_there(handle):
            raise _gone()

    def _ready(self, handle: int, wanted: int, timeout_ms: int) -> bool:
        poll = select.poll()
        poll.register(handle, wanted)
        events = [event for _, event in poll.poll(timeout_ms)]
        if events and events[0] & (select.POLLHUP | select.POLLERR):
            raise _gone()
        return bool(events)

    def _is_there(self, handle: int) -> bool:
        if not os.path.lexists(self.paper.path):
            return False  # the printer's thread may still keep its end open for a moment
        poll = select.poll()
        poll.register(handle, 0)
        return not poll.poll(0)


def _expect_index(index: int, count: int) -> None:
    if index >= count:
        raise IndexError(index)


def _answer(buffer: Any, data: bytes) -> int:
    count = min(len(buffer), len(data))
    buffer[:count] = array.array("B", data[:count])
    return count


def _gone() -> USBError:
    return USBError("no such device", errno=errno.ENODEV)
