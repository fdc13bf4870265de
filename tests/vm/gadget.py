"""The device's side of USB, in the kernel: gadgets behind a ``dummy_hcd``, plugged in and pulled.

Linux, Documentation/usb/gadget_configfs.rst. A gadget stays bound as long as the machine runs: to
unbind a printer whose ``/dev/g_printer0`` is open locks Linux 6.1 up. Plugs are pulled on the host's side.
"""

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

_GADGETS = Path("/sys/kernel/config/usb_gadget")
_DEVICES = Path("/sys/bus/usb/devices")
_ENGLISH = "strings/0x409"
PORTS = 3
PATIENCE_S = 30.0


def modprobe(*arguments: str) -> None:
    """Load modules. Raises CalledProcessError."""
    subprocess.run(["modprobe", *arguments], check=True)


def wait_for(done: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Wait until ``done``; fail with ``what`` if it takes too long."""
    deadline_s = time.monotonic() + patience_s
    while not done():
        assert time.monotonic() < deadline_s, f"waited in vain: {what}"
        time.sleep(0.02)


class Gadget:
    """A USB device on port ``port`` (0 to PORTS-1) with one function, known by ``serial``.

    ``attributes`` are files below the function's folder and what to write to them.
    """

    def __init__(
        self, port: int, serial: str, function: str, attributes: Mapping[str, str], product: int
    ) -> None:
        modprobe("dummy_hcd", f"num={PORTS}")
        modprobe("libcomposite")
        self.serial = serial
        self.function = _GADGETS / serial / "functions" / function
        self._controller = f"dummy_udc.{port}"
        gadget = _GADGETS / serial
        for folder in (gadget / _ENGLISH, gadget / "configs/c.1", self.function):
            folder.mkdir(parents=True)
        # The Linux Foundation's numbers for gadgets.
        files = {"idVendor": "0x1d6b", "idProduct": hex(product), f"{_ENGLISH}/serialnumber": serial}
        for name, value in files.items():
            (gadget / name).write_text(value, encoding="ascii")
        for name, value in attributes.items():
            (self.function / name).write_text(value, encoding="utf-8")
        (gadget / "configs/c.1" / function).symlink_to(self.function)
        self._udc = gadget / "UDC"

    def bind(self) -> None:
        """Plug it in for the first time."""
        self._udc.write_text(self._controller, encoding="ascii")
        wait_for(lambda: self.device is not None, f"USB device {self.serial}")

    @property
    def device(self) -> Path | None:
        """Where the host lists it; None while it is not there."""
        for serial in _DEVICES.glob("*/serial"):
            try:
                if serial.read_text(encoding="ascii").strip() == self.serial:
                    return serial.parent
            except OSError:
                continue
        return None

    def pull(self) -> None:
        """Pull the plug: the host's drivers lose it at once, whatever they are doing."""
        self._authorize("0")

    def put_back(self) -> None:
        """Put the plug back."""
        self._authorize("1")

    def _authorize(self, value: str) -> None:
        assert self.device is not None
        (self.device / "authorized").write_text(value, encoding="ascii")

    def unbind(self) -> None:
        """Take the device away altogether. Never for a printer: see above."""
        if self._udc.read_text(encoding="ascii").strip():
            self._udc.write_text("\n", encoding="ascii")
            wait_for(lambda: self.device is None, f"USB device {self.serial} to go")
