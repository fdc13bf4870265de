"""What the codes on a piece of paper say, read by a decoder that shares nothing with their maker.

The decoder is a tool of developers: a terminal and an election office have no use for it.
"""

from typing import Any

from device.errors import StateError
from hal_sim.printer.paper import PaperPiece

try:
    import zxingcpp
except ImportError:  # installed without the tools of developers
    _decoder: Any = None
else:
    _decoder = zxingcpp

CODE_DIGITS = 64


def expect_decoder() -> None:
    """Raise StateError, saying what to install, where nothing can read codes."""
    if _decoder is None:
        raise StateError("Codes on paper are read by zxing-cpp: install what requirements-dev.lock names.")


def codes_on(piece: PaperPiece) -> list[str]:
    """The tracking codes of a receipt; upright, which is all that these papers need."""
    if piece.blank:
        return []
    read = _decoder.read_barcodes(
        piece.picture().convert("L"),
        formats=_decoder.BarcodeFormat.QRCode,
        try_rotate=False,
        try_invert=False,
        try_downscale=False,
    )
    return [found.text for found in read if len(found.text) == CODE_DIGITS]
