"""A power-fail line on a GPIO: down while the supply still lasts for some seconds and then ends.

Supplies with a capacitor and most small UPS boards have such a line. It is read through the kernel's
character device (libgpiod), which also takes short spikes out.
"""

import re
from datetime import timedelta
from typing import Protocol

import gpiod
from gpiod.line import Direction, Value

from device.errors import InputError

_PLACE = re.compile(r"(/dev/gpiochip[0-9]{1,3}):([0-9]{1,3})(:low)?\Z")
_DEBOUNCE = timedelta(milliseconds=20)


class FailLine(Protocol):
    """Something that knows whether the power is about to end."""

    def is_down(self) -> bool:
        """Whether it says so now. Raises OSError when it cannot be read."""


class GpioFailLine:
    """The line at ``place``: ``/dev/gpiochip0:17``, with ``:low`` when a low level means failing.

    Raises InputError when there is no such line or somebody else uses it.
    """

    def __init__(self, place: str) -> None:
        match = _PLACE.match(place)
        if match is None:
            raise InputError("Write a power-fail line like /dev/gpiochip0:17 or /dev/gpiochip0:17:low.")
        self._line = int(match[2])
        settings = gpiod.LineSettings(
            direction=Direction.INPUT, active_low=match[3] is not None, debounce_period=_DEBOUNCE
        )
        try:
            self._request = gpiod.request_lines(match[1], {self._line: settings}, consumer="sealmark")
        except (OSError, ValueError) as exc:
            raise InputError(
                f"The power-fail line {place} cannot be used: is the chip right, and is the line free?"
            ) from exc

    def is_down(self) -> bool:
        """Whether the line says that the power is about to end."""
        return self._request.get_value(self._line) is Value.ACTIVE

    def close(self) -> None:
        """Give the line back."""
        self._request.release()
