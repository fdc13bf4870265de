"""The printer's ear: real-time commands are heard wherever they stand, everything else is data.

Epson, "ESC/POS Command Reference": DLE EOT, DLE ENQ, DLE DC4. A printer obeys these as they arrive,
offline or not, inside raster data or not. What only begins like one is data.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_DLE, _EOT, _ENQ, _DC4 = 16, 4, 5, 20
_DC4_LENGTHS = {1: 5, 2: 5, 7: 4, 8: 10}  # pulse, power off, special status, clear buffers
_CLEAR = bytes((1, 3, 20, 1, 6, 2, 8))


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """DLE EOT n."""

    number: int


@dataclass(frozen=True, slots=True)
class Enquiry:
    """DLE ENQ n: 1 = go on from the failed line, 2 = go on after clearing the buffers."""

    number: int


@dataclass(frozen=True, slots=True)
class ClearRequest:
    """DLE DC4 fn 8."""


RealTime = StatusRequest | Enquiry | ClearRequest


class Receiver:
    """Takes the bytes as they arrive, in whatever portions."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes | RealTime]:
        """Data and real-time commands, in order."""
        plain = bytearray()
        at = 0
        while at < len(data):
            if not self._held:  # before the next DLE nothing can be a command
                start = data.find(_DLE, at)
                plain += data[at:] if start < 0 else data[at:start]
                if start < 0:
                    break
                at = start
            self._held.append(data[at])
            at += 1
            heard = self._judge(plain)
            if heard is not None:
                if plain:
                    yield bytes(plain)
                    plain.clear()
                yield heard
        if plain:
            yield bytes(plain)

    def _judge(self, plain: bytearray) -> RealTime | None:
        """The command that stands in what is held; what can be none any more goes to ``plain``."""
        held = self._held
        if held[0] != _DLE or (len(held) == 2 and held[1] not in (_EOT, _ENQ, _DC4)):
            last = held.pop() if len(held) == 2 and held[1] == _DLE else None
            plain += held
            held.clear()
            if last is not None:
                held.append(last)
            return None
        wanted = _length(held)
        if len(held) < wanted:
            return None
        command = bytes(held)
        held.clear()
        heard = _meaning(command)
        if heard is None:
            plain += command
        return heard


def _length(held: bytearray) -> int:
    if len(held) < 3 or held[1] != _DC4:
        return 3
    return _DC4_LENGTHS.get(held[2], 3)


def _meaning(command: bytes) -> RealTime | None:
    kind, number = command[1], command[2]
    if kind == _EOT and 1 <= number <= 4:
        return StatusRequest(number)
    if kind == _ENQ and number in (1, 2):
        return Enquiry(number)
    if kind == _DC4 and number == 8 and command[3:] == _CLEAR:
        return ClearRequest()
    return None
