"""A touchscreen and a keyboard that a program moves: the kernel's uinput.

Linux, Documentation/input/uinput.rst and multi-touch-protocol.rst (type B); <linux/input-event-codes.h>.
"""

import fcntl
import os
import struct
import time
from collections.abc import Sequence

from vm.gadget import modprobe

RANGE = 4095
"""Coordinates go from 0 to here on both axes, whatever the screen has."""
_SET_EVENT, _SET_KEY, _SET_ABSOLUTE, _SET_PROPERTY = 0x40045564, 0x40045565, 0x40045567, 0x4004556E
_SETUP, _ABSOLUTE_SETUP, _CREATE = 0x405C5503, 0x401C5504, 0x5501
_EV_SYN, _EV_KEY, _EV_ABS = 0, 1, 3
_BTN_TOUCH, _PROP_DIRECT = 0x14A, 1
_X, _Y, _SLOT, _MT_X, _MT_Y, _TRACKING = 0x00, 0x01, 0x2F, 0x35, 0x36, 0x39
_HOLD_S = 0.1


class _Device:
    """An input device, there until the process ends."""

    def __init__(self, name: bytes) -> None:
        modprobe("uinput")
        modprobe("evdev")
        self.fd = os.open("/dev/uinput", os.O_WRONLY | os.O_NONBLOCK)
        self._name = name

    def create(self) -> None:
        fcntl.ioctl(self.fd, _SETUP, struct.pack("HHHH80sI", 3, 0x1D6B, 1, 1, self._name, 0))
        fcntl.ioctl(self.fd, _CREATE)

    def send(self, *events: tuple[int, int, int]) -> None:
        for kind, code, value in (*events, (_EV_SYN, 0, 0)):
            os.write(self.fd, struct.pack("llHHi", 0, 0, kind, code, value))


class Touchscreen(_Device):
    """One finger on a touchscreen."""

    def __init__(self) -> None:
        super().__init__(b"Sealmark test touchscreen")
        self._touches = 0
        for kind in (_EV_KEY, _EV_ABS):
            fcntl.ioctl(self.fd, _SET_EVENT, kind)
        fcntl.ioctl(self.fd, _SET_KEY, _BTN_TOUCH)
        fcntl.ioctl(self.fd, _SET_PROPERTY, _PROP_DIRECT)
        for axis, most in ((_X, RANGE), (_Y, RANGE), (_MT_X, RANGE), (_MT_Y, RANGE), (_SLOT, 4)):
            self._axis(axis, most)
        self._axis(_TRACKING, 0xFFFF)
        self.create()

    def tap(self, x: float, y: float) -> None:
        """Touch at fractions of the screen's width and height, and let go."""
        place = (round(x * RANGE), round(y * RANGE))
        self._touches += 1
        self.send(
            (_EV_ABS, _SLOT, 0),
            (_EV_ABS, _TRACKING, self._touches),
            (_EV_ABS, _MT_X, place[0]),
            (_EV_ABS, _MT_Y, place[1]),
            (_EV_KEY, _BTN_TOUCH, 1),
            (_EV_ABS, _X, place[0]),
            (_EV_ABS, _Y, place[1]),
        )
        time.sleep(_HOLD_S)
        self.send((_EV_ABS, _TRACKING, -1), (_EV_KEY, _BTN_TOUCH, 0))

    def _axis(self, code: int, most: int) -> None:
        fcntl.ioctl(self.fd, _SET_ABSOLUTE, code)
        fcntl.ioctl(self.fd, _ABSOLUTE_SETUP, struct.pack("Hxx6i", code, 0, 0, most, 0, 0, 0))


class Keyboard(_Device):
    """A keyboard with all keys that an ordinary one has."""

    def __init__(self) -> None:
        super().__init__(b"Sealmark test keyboard")
        fcntl.ioctl(self.fd, _SET_EVENT, _EV_KEY)
        for code in range(1, 128):
            fcntl.ioctl(self.fd, _SET_KEY, code)
        self.create()

    def press(self, *codes: int) -> None:
        """Press keys one after the other, then let all of them go."""
        self._all(codes, 1)
        time.sleep(_HOLD_S)
        self._all(codes, 0)

    def _all(self, codes: Sequence[int], value: int) -> None:
        for code in codes:
            self.send((_EV_KEY, code, value))
