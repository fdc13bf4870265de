"""A USB printer behind the kernel's driver ``usblp``: a ``ByteLink`` on ``/dev/usb/lpN``.

The kernel lets one program open it, resets nothing, answers for the port while no byte is taken, and
tells when the printer was unplugged (Linux, drivers/usb/class/usblp.c).
"""

import errno
import fcntl
import os
import select
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from device.errors import PrinterError
from drivers.descriptor_bytes import READ_BYTES, expect_no_hang_up, ready, write_all
from drivers.unit_names import unit_of_device
from drivers.usb_printer_class import port_status_of
from drivers.wire import LINK_GONE, PortStatus

_LPGETSTATUS = 0x060B
_EMPTY_PACKET_S = 0.01
_REFUSED = {
    errno.EBUSY: "Another program uses the printer at {path}: end it.",
    errno.EACCES: "The terminal may not use {path}: add its user to the group of printers.",
    errno.EPERM: "The terminal may not use {path}: add its user to the group of printers.",
}


def open_printer_device(path: str) -> int:
    """Open ``path`` without waiting and without ever making a file.

    Raises PrinterError for what is no device, or in use; OSError when there is none.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as problem:
        if problem.errno in _REFUSED:
            raise PrinterError(_REFUSED[problem.errno].format(path=path)) from problem
        raise
    if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise PrinterError(f"{path} is not a printer: it is no device. Nothing was written to it.")
    return descriptor


def line_status(descriptor: int) -> int:
    """The byte of GET_PORT_STATUS, asked by the kernel; 0.. 255. Raises OSError."""
    answer = bytearray(4)
    fcntl.ioctl(descriptor, _LPGETSTATUS, answer)
    return answer[0]


def unit_at(descriptor: int) -> str:
    """The name of the unit behind ``descriptor``."""
    return unit_of_device(os.fstat(descriptor).st_rdev)


class UsblpLink:
    """The printer at ``path``; opened at the first use, and anew at the first use after it was lost.

    The three functions are what only the kernel's device can do.
    """

    def __init__(
        self,
        path: str,
        *,
        open_device: Callable[[str], int] = open_printer_device,
        ask_port: Callable[[int], int] = line_status,
        name_unit: Callable[[int], str] = unit_at,
    ) -> None:
        self._path = path
        self._open_device = open_device
        self._ask_port = ask_port
        self._name_unit = name_unit
        self._descriptor: int | None = None

    def unit(self) -> str:
        """The printer's vendor, product and serial number. Raises PrinterError when it is gone."""
        with self._edge() as descriptor:
            return self._name_unit(descriptor)

    def port_status(self) -> PortStatus | None:
        """What the printer's port says; None when it does not answer. Raises PrinterError."""
        with self._edge() as descriptor:
            try:
                return port_status_of(self._ask_port(descriptor))
            except OSError as problem:
                if problem.errno == errno.ENODEV:
                    raise
                return None

    def write(self, data: bytes, timeout_s: float) -> int:
        """Write what the kernel takes within ``timeout_s``; exactly how many bytes. Raises PrinterError."""
        with self._edge() as descriptor:
            return write_all(descriptor, data, timeout_s)

    def write_urgent(self, data: bytes, timeout_s: float) -> int:
        """The same: USB has no lines that hold the flow."""
        return self.write(data, timeout_s)

    def drop_unsent(self) -> None:
        """Throw away what the kernel still holds: only closing its device does. Raises PrinterError."""
        with self._edge() as descriptor:
            if not ready(descriptor, select.POLLOUT, 0):
                self.close()

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, after at most ``timeout_s``; b"" if nothing. Raises PrinterError."""
        deadline = time.monotonic() + timeout_s
        with self._edge() as descriptor:
            while ready(descriptor, select.POLLIN, deadline - time.monotonic()):
                try:
                    data = os.read(descriptor, READ_BYTES)
                except BlockingIOError:
                    data = b""
                if data:
                    return data
                expect_no_hang_up(descriptor)
                if time.monotonic() >= deadline:
                    return b""
                time.sleep(_EMPTY_PACKET_S)  # some printers answer every poll with an empty packet
        return b""

    def close(self) -> None:
        """Give the device back; never raises."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            try:
                os.close(descriptor)
            except OSError:
                return  # the device is gone already

    @contextmanager
    def _edge(self) -> Iterator[int]:
        try:
            if self._descriptor is None:
                self._descriptor = self._open_device(self._path)
            yield self._descriptor
        except OSError as problem:
            self.close()
            raise PrinterError(LINK_GONE) from problem
