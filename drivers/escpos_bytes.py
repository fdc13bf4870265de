"""Print data as ESC/POS bytes, built by python-escpos and never sent by it.

Importing python-escpos has side effects: it configures the root logger, and it leaves a folder with
a pickle of its printer table in the temporary folder. Both are undone here, and a pickle that was
there before is never read: the folder that it would come from is made anew for every process.
"""

import contextlib
import logging
import os
import re
from collections.abc import Callable
from pathlib import Path

_ROOT_HANDLERS = list(logging.root.handlers)
os.environ.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)

import escpos.capabilities  # noqa: E402 - what the import does is undone below, so it needs a before
from escpos.printer import Dummy  # noqa: E402
from PIL import Image  # noqa: E402

from device.hal.printer import DotImage  # noqa: E402
from drivers.escpos_codes import DLE, REAL_TIME_SECONDS  # noqa: E402

logging.root.handlers[:] = _ROOT_HANDLERS
with contextlib.suppress(OSError):
    Path(escpos.capabilities.pickle_path).unlink()
    Path(escpos.capabilities.pickle_dir).rmdir()

BAND_ROWS = 128
"""Raster rows in one command: small enough for any printer, and a height byte of its own."""

LONGEST_COMMAND_BYTES = 8 + BAND_ROWS * 128
"""No command built here is longer, on paper of up to 1024 dots."""

_INVERT = bytes(range(255, -1, -1))
_PROFILE = escpos.capabilities.Profile(features={"paperFullCut": True, "paperPartCut": True})
_PROFILE.profile_data = {**_PROFILE.profile_data, "media": {}}  # the driver knows how wide the paper is

# A dot alone in its byte (10h) before 04h, 05h or 14h reads as a real-time command. One dot more beside
# it, an eighth of a millimetre, is not seen by any reader and is no command.
_REAL_TIME = re.compile(rb"\x10(?=[" + REAL_TIME_SECONDS + rb"])")
_WIDER_DOT = b"\x18"


def start_bytes() -> bytes:
    """Initialize: forget formats and what stands in the line buffer."""
    return _built(lambda build: build.hw("INIT"))


def image_bytes(image: DotImage) -> bytes:
    """``image`` as raster bands; white on the right and white rows cost next to nothing."""
    return b"".join(_band_bytes(band) for band in _bands(image))


def line_bytes(text: str) -> bytes:
    """One line of ASCII in the printer's own font."""
    if not text.isascii() or not text.isprintable():
        raise ValueError("text in the printer's own font must be printable ASCII")
    return _built(lambda build: build.textln(text))


def cut_bytes() -> bytes:
    """Feed what is printed past the knife, and cut all but one point."""
    return _built(lambda build: build.cut(mode="PART"))


def holds_real_time_command(data: bytes) -> bool:
    """Whether a printer could take a part of ``data`` for a real-time command."""
    return any(bytes((DLE, second)) in data for second in REAL_TIME_SECONDS)


def _bands(image: DotImage) -> list[list[bytes]]:
    """Rows without the white on their right, in runs of white rows and of printed ones."""
    stride = image.stride
    bands: list[list[bytes]] = []
    for top in range(0, len(image.rows), stride):
        row = image.rows[top : top + stride].rstrip(b"\0")
        if bands and len(bands[-1]) < BAND_ROWS and bool(bands[-1][-1]) == bool(row):
            bands[-1].append(row)
        else:
            bands.append([row])
    return bands


def _band_bytes(rows: list[bytes]) -> bytes:
    width_bytes = max(1, *map(len, rows))
    dots = _REAL_TIME.sub(_WIDER_DOT, b"".join(row.ljust(width_bytes, b"\0") for row in rows))
    picture = Image.frombytes("1", (8 * width_bytes, len(rows)), dots.translate(_INVERT))
    return _built(lambda build: build.image(picture, impl="bitImageRaster", fragment_height=BAND_ROWS))


def _built(print_on: Callable[[Dummy], None]) -> bytes:
    build = Dummy(profile=_PROFILE)
    print_on(build)
    return bytes(build.output)
