"""Names that tell one printer from another, from what the kernel knows of its device.

A name is only given where it is stable and the unit's own: a USB device without a serial number has
none, because another of the same model would have the same.
"""

import os
from pathlib import Path

MAX_SERIAL = 64
_SYSFS = Path("/sys")
_MAX_STEPS_UP = 5


def usb_unit(vendor: int, product: int, serial: str | None) -> str:
    """``usb 04b8:0e15 ABC123``; "" for a unit without a serial number of printable characters."""
    told = (serial or "").strip()
    if not told or len(told) > MAX_SERIAL or not told.isascii() or not told.isprintable():
        return ""
    return f"usb {vendor:04x}:{product:04x} {told}"


def unit_of_device(device_number: int, sysfs: Path = _SYSFS) -> str:
    """The name of the unit behind a character device; "" when nothing stable tells it apart.

    A USB printer or adapter is named by its serial number, a port of the board by its own name.
    """
    node = sysfs / "dev" / "char" / f"{os.major(device_number)}:{os.minor(device_number)}"
    if not (node / "device").exists():
        return ""
    place = (node / "device").resolve()
    for folder in (place, *place.parents[:_MAX_STEPS_UP]):
        if (folder / "idVendor").exists():
            return _usb_unit_at(folder)
    name = node.resolve().name
    return f"port {name}" if "/usb" not in str(place) else ""


def _usb_unit_at(folder: Path) -> str:
    try:
        vendor, product = (int(_read(folder / name), 16) for name in ("idVendor", "idProduct"))
        return usb_unit(vendor, product, _read(folder / "serial"))
    except (OSError, ValueError):
        return ""


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace").strip()
