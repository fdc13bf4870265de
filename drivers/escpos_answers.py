"""What a printer sends back, told apart.

A printer's answers carry no length and no request number, and some bytes mean something only after
others: the parser keeps state. Byte identification: Epson TM-T88III specification, appendix G.

    0xx1xx10                      real-time status, the answer to DLE EOT
    0xx1xx00 0xx0xxxx 0xx0xxxx 0xx0xxxx    automatic status back, four bytes
    0xx0xxxx                      paper status, the answer to GS r
    37h 22h d1 d2 d3 d4 00h       process ID response, the answer to GS ( H
    37h 25h 00h                   buffers cleared, the answer to DLE DC4 fn 8
    37h / 3Dh / 5Fh ... 00h       other blocks
    11h, 13h                      XON, XOFF: may stand between any of these
"""

from dataclasses import dataclass

_XON_XOFF = (0x11, 0x13)
_BLOCK_HEADERS = (0x37, 0x3D, 0x5F)
_BLOCK_MAX_BYTES = 96
_STATUS_BACK_BYTES = 4


@dataclass(frozen=True, slots=True)
class RealTimeStatus:
    """The answer to DLE EOT n; which n it answers only the asker knows."""

    value: int


@dataclass(frozen=True, slots=True)
class StatusBack:
    """Automatic status back: four bytes that a printer sends whenever its state changes."""

    values: bytes


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """The answer to GS r 1."""

    value: int


@dataclass(frozen=True, slots=True)
class ProcessAnswer:
    """The answer to GS ( H: everything before the token is printed."""

    token: bytes


@dataclass(frozen=True, slots=True)
class BuffersCleared:
    """The answer to DLE DC4 fn 8."""


Answer = RealTimeStatus | StatusBack | PaperAnswer | ProcessAnswer | BuffersCleared


class AnswerParser:
    """Takes bytes as they arrive, gives answers when they are whole; drops what is none."""

    def __init__(self) -> None:
        self._status_back = bytearray()
        self._block = bytearray()

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that ``data`` completes, in order."""
        return [answer for byte in data if (answer := self._take(byte)) is not None]

    def _take(self, byte: int) -> Answer | None:
        if byte in _XON_XOFF:
            return None
        if self._block:
            return self._take_in_block(byte)
        if self._status_back and byte & 0x90 == 0x00:
            return self._take_status_back(byte)
        self._status_back.clear()  # a status back that is broken off is none
        if byte in _BLOCK_HEADERS:
            self._block.append(byte)
            return None
        return self._take_single(byte)

    def _take_single(self, byte: int) -> Answer | None:
        if byte & 0x93 == 0x12:
            return RealTimeStatus(byte)
        if byte & 0x93 == 0x10:
            self._status_back.append(byte)
            return None
        return PaperAnswer(byte) if byte & 0x90 == 0x00 else None

    def _take_status_back(self, byte: int) -> Answer | None:
        self._status_back.append(byte)
        if len(self._status_back) < _STATUS_BACK_BYTES:
            return None
        values = bytes(self._status_back)
        self._status_back.clear()
        return StatusBack(values)

    def _take_in_block(self, byte: int) -> Answer | None:
        if byte:
            self._block.append(byte)
            if len(self._block) > _BLOCK_MAX_BYTES:  # no answer is that long: noise looked like a header
                self._block.clear()
            return None
        block = bytes(self._block)
        self._block.clear()
        if block == b"\x37\x25":
            return BuffersCleared()
        if block.startswith(b"\x37\x22"):
            return ProcessAnswer(block[2:])
        return None
