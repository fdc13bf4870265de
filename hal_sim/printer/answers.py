"""Status bytes as a printer makes them, read from the manual a second time.

Epson TM-T88III specification: real-time status (DLE EOT), automatic status back (GS a), paper sensor
status (GS r).
"""

from hal_sim.printer.mechanism import Mechanism


def _bits(fixed: int, *flags: tuple[bool, int]) -> int:
    value = fixed
    for on, mask in flags:
        value |= mask if on else 0
    return value


def real_time_status(mechanism: Mechanism, request: int) -> bytes:
    """One byte 0xx1xx10; request 1 to 4."""
    state = mechanism
    fixed = 0b0001_0010
    byte = {
        1: _bits(fixed, (state.stopped, 1 << 3)),
        2: _bits(
            fixed,
            (state.cover_open, 1 << 2),
            (state.paper_out, 1 << 5),
            (state.knife_error or state.head.too_hot, 1 << 6),
        ),
        3: _bits(fixed, (state.knife_error, 1 << 3), (state.head.too_hot, 1 << 6)),
        4: _bits(fixed, (state.near_end, 0b0000_1100), (state.paper_out, 0b0110_0000)),
    }[request]
    return bytes((byte,))


def status_back(mechanism: Mechanism) -> bytes:
    """Four bytes, the first 0xx1xx00, the others 0xx0xxxx."""
    state = mechanism
    return bytes(
        (
            _bits(0b0001_0000, (state.stopped, 1 << 3), (state.cover_open, 1 << 5)),
            _bits(0, (state.knife_error, 1 << 3), (state.head.too_hot, 1 << 6)),
            _bits(0, (state.near_end, 0b0000_0011), (state.paper_out, 0b0000_1100)),
            0,
        )
    )


def paper_status(mechanism: Mechanism) -> bytes:
    """One byte 0xx0xxxx."""
    return bytes((_bits(0, (mechanism.near_end, 0b0000_0011), (mechanism.paper_out, 0b0000_1100)),))


def process_id(token: bytes) -> bytes:
    """The process ID response: header, identifier, the four characters, NUL."""
    return b"7\x22" + token + b"\x00"


BUFFERS_CLEARED = b"7\x25\x00"
