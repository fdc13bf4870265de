"""A USB printer without a kernel driver: a ``ByteLink`` through pyusb.

Interface and endpoints come from the descriptors (Printing Devices 1.1, section 5). The device is
never reset, and is configured only where it was not: both would lose what it is printing. pyusb
returns a short count when time runs out in the middle, so that every count is looked at.
"""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import usb.backend
import usb.core
import usb.util

from device.errors import PrinterError
from drivers.unit_names import usb_unit
from drivers.usb_printer_class import GET_PORT_STATUS, PRINTER_CLASS, port_status_of
from drivers.wire import LINK_GONE, PortStatus

CHUNK_BYTES = 4096
"""At once: a multiple of every packet size, so that no packet overflows what is read."""
_PORT_STATUS_S = 0.5
_STANDARD_PROTOCOLS = (2, 1)  # bidirectional, unidirectional; others wrap the bytes in their own
_GONE = frozenset({errno.ENODEV, errno.ENOENT, errno.ENXIO})
_STALLED = errno.EPIPE
_NO_LIBRARY = "USB printers need the library libusb: install it, or use the kernel's /dev/usb/lp0."
_TOO_MANY = "More than one USB printer fits: name the one to use by vendor, product and serial number."
_IN_USE = {
    errno.EBUSY: "Another program uses the USB printer: end it.",
    errno.EACCES: "The terminal may not use the USB printer: let its user use printers.",
}


@dataclass(frozen=True, slots=True)
class UsbPrinterName:
    """Which USB printer: None and "" are any."""

    vendor: int | None = None
    product: int | None = None
    serial: str = ""


@dataclass(frozen=True, slots=True)
class _Connection:
    device: Any  # pyusb has no types
    interface: int
    endpoint_out: int
    endpoint_in: int | None
    detached: bool


class UsbLink:
    """The printer that ``name`` tells; found at the first use, and anew after it was lost.

    ``backend``: pyusb's own choice if None.
    """

    def __init__(self, name: UsbPrinterName, backend: usb.backend.IBackend | None = None) -> None:
        self._name = name
        self._backend = backend
        self._live: _Connection | None = None

    def unit(self) -> str:
        """The printer's vendor, product and serial number. Raises PrinterError when it is gone."""
        with self._edge() as live:
            return usb_unit(live.device.idVendor, live.device.idProduct, _serial_of(live.device))

    def port_status(self) -> PortStatus | None:
        """What the printer's port says; None when it does not answer. Raises PrinterError."""
        with self._edge() as live:
            kind = usb.util.build_request_type(
                usb.util.CTRL_IN, usb.util.CTRL_TYPE_CLASS, usb.util.CTRL_RECIPIENT_INTERFACE
            )
            try:
                answer = live.device.ctrl_transfer(
                    kind, GET_PORT_STATUS, 0, live.interface, 1, _milliseconds(_PORT_STATUS_S)
                )
            except usb.core.USBError as problem:
                if problem.errno in _GONE:
                    raise
                return None
            return port_status_of(answer[0]) if len(answer) == 1 else None

    def write(self, data: bytes, timeout_s: float) -> int:
        """Write what the printer takes within ``timeout_s``; exactly how many bytes.

        Raises PrinterError when it is gone, and when it stalls: nobody knows then how much it took.
        """
        deadline = time.monotonic() + timeout_s
        sent = 0
        with self._edge() as live:
            while sent < len(data):
                chunk = data[sent : sent + CHUNK_BYTES]
                taken = _write(live, chunk, max(0.0, deadline - time.monotonic()))
                sent += taken
                if taken < len(chunk):
                    break  # its time ran out
        return sent

    def write_urgent(self, data: bytes, timeout_s: float) -> int:
        """The same: USB has no lines that hold the flow."""
        return self.write(data, timeout_s)

    def drop_unsent(self) -> None:
        """Nothing is ever kept: what was taken is in the printer. Raises PrinterError when it is gone."""
        with self._edge():
            return

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, after at most ``timeout_s``; b"" if nothing. Raises PrinterError."""
        deadline = time.monotonic() + timeout_s
        with self._edge() as live:
            if live.endpoint_in is None:
                time.sleep(timeout_s)
                return b""
            while True:
                data = _read(live, live.endpoint_in, max(0.0, deadline - time.monotonic()))
                if data or time.monotonic() >= deadline:
                    return data

    def close(self) -> None:
        """Give the printer back, to ``usblp`` where it was taken from it; never raises."""
        live, self._live = self._live, None
        if live is None:
            return
        with suppress(OSError, NotImplementedError):
            usb.util.release_interface(live.device, live.interface)
        if live.detached:
            with suppress(OSError, NotImplementedError):
                live.device.attach_kernel_driver(live.interface)
        with suppress(OSError, NotImplementedError):
            usb.util.dispose_resources(live.device)

    @contextmanager
    def _edge(self) -> Iterator[_Connection]:
        try:
            if self._live is None:
                self._live = _connect(_find(self._name, self._backend))
            yield self._live
        except usb.core.NoBackendError as problem:
            raise PrinterError(_NO_LIBRARY) from problem
        except OSError as problem:  # every error of pyusb is one
            self.close()
            raise PrinterError(_IN_USE.get(problem.errno or 0, LINK_GONE)) from problem


def _find(name: UsbPrinterName, backend: usb.backend.IBackend | None) -> Any:
    wanted = {"idVendor": name.vendor, "idProduct": name.product}
    given = {key: value for key, value in wanted.items() if value is not None}
    found = [
        device
        for device in usb.core.find(find_all=True, backend=backend, **given)
        if _printer_interfaces(device) and name.serial in ("", _serial_of(device))
    ]
    if not found:
        raise PrinterError(LINK_GONE)
    if len(found) > 1:
        raise PrinterError(_TOO_MANY)
    return found[0]


def _connect(device: Any) -> _Connection:
    detached = False
    number = _printer_interfaces(device)[0].bInterfaceNumber
    with suppress(NotImplementedError):  # a system without kernel drivers for USB
        if device.is_kernel_driver_active(number):
            device.detach_kernel_driver(number)
            detached = True
    try:
        _configure(device)
        usb.util.claim_interface(device, number)
        chosen = min(
            (each for each in _printer_interfaces(device) if each.bInterfaceNumber == number),
            key=lambda each: _STANDARD_PROTOCOLS.index(each.bInterfaceProtocol),
        )
        if chosen.bAlternateSetting:
            device.set_interface_altsetting(number, chosen.bAlternateSetting)
    except OSError:
        if detached:
            with suppress(OSError):
                device.attach_kernel_driver(number)
        usb.util.dispose_resources(device)
        raise
    endpoint_out, endpoint_in = _bulk(chosen, usb.util.ENDPOINT_OUT), _bulk(chosen, usb.util.ENDPOINT_IN)
    if endpoint_out is None:
        raise PrinterError("The USB printer has no way in for data: it is of no use here.")
    return _Connection(device, number, endpoint_out, endpoint_in, detached)


def _configure(device: Any) -> None:
    try:
        device.get_active_configuration()
    except usb.core.USBError as problem:
        if problem.errno is not None:
            raise
        device.set_configuration()  # it says of itself that it has none


def _printer_interfaces(device: Any) -> list[Any]:
    return [
        interface
        for configuration in device
        for interface in configuration
        if interface.bInterfaceClass == PRINTER_CLASS
        and interface.bInterfaceProtocol in _STANDARD_PROTOCOLS
    ]


def _bulk(interface: Any, direction: int) -> int | None:
    for endpoint in interface:
        is_bulk = usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        if is_bulk and usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction:
            return int(endpoint.bEndpointAddress)
    return None


def _serial_of(device: Any) -> str:
    try:
        return str(usb.util.get_string(device, device.iSerialNumber) or "")
    except (OSError, ValueError):
        return ""  # it has none that it tells


def _write(live: _Connection, chunk: bytes, timeout_s: float) -> int:
    try:
        return int(live.device.write(live.endpoint_out, chunk, _milliseconds(timeout_s)))
    except usb.core.USBTimeoutError:
        return 0
    except usb.core.USBError as problem:
        if problem.errno == _STALLED:
            with suppress(OSError):
                live.device.clear_halt(live.endpoint_out)  # for the next job; this one ends here
        raise


def _read(live: _Connection, endpoint: int, timeout_s: float) -> bytes:
    try:
        return _read_once(live, endpoint, timeout_s)
    except usb.core.USBError as problem:
        if problem.errno != _STALLED:
            raise
        live.device.clear_halt(endpoint)  # nothing was taken from it: asking again loses nothing
        return _read_once(live, endpoint, timeout_s)


def _read_once(live: _Connection, endpoint: int, timeout_s: float) -> bytes:
    try:
        return bytes(live.device.read(endpoint, CHUNK_BYTES, _milliseconds(timeout_s)))
    except usb.core.USBTimeoutError:
        return b""


def _milliseconds(timeout_s: float) -> int:
    """At least one: for pyusb 0 is for ever."""
    return max(1, round(timeout_s * 1000))
