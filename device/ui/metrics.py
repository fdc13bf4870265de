"""Sizes on the panel, in pixels computed from millimetres of the panel as it really is.

Capital letters stand at least 4.8 mm tall, targets measure at least 12.7 mm and keep 2.54 mm apart
(VVSG 2.0 7.1-G, 7.2-I); both with a little to spare, for panels are glued with tolerances.

A panel lower than 150 mm is for development: 8.1-A allows none below 12 inches to voters. It gets the
smallest range of 7.1-G, so that everything still has room.
"""

import math
from dataclasses import asdict, dataclass

from device.fonts.loader import CAP_HEIGHT_EM
from device.hal import Panel

MIN_CAP_MM = 4.8
MIN_SMALL_CAP_MM = 3.5
"""Secondary text (the status line of poll workers) may stand in the smallest range of 7.1-G."""
MIN_TARGET_MM = 12.7
MIN_GAP_MM = 2.54

_WIDE_MM = 280.0
"""From this width on a screen has a column beside its content; below, all stands in one column."""
_LOW_MM = 150.0
_LINE_EM = 1.5
_CHARACTER_EM = 0.56


@dataclass(frozen=True, slots=True)
class Metrics:
    """All lengths in whole pixels; ``mm`` is pixels in a millimetre.

    ``wide``: there is a side column. ``low``: there is little height, for development only.
    """

    width: int
    height: int
    mm: float
    wide: bool
    low: bool
    text: int
    small: int
    title: int
    long_title: int
    code: int
    digit: int
    target: int
    button: int
    """Width that a button of the footer has at least."""
    row: int
    """Height that a row of a list has at least."""
    gap: int
    margin: int
    padding: int
    side: int
    """Width of the side column, 0 where there is none."""
    column: int
    """Greatest width of running text: longer lines are hard to follow."""
    symbol: int
    mark: int
    """Box or circle beside an option."""
    line: int
    thick: int
    radius: int
    key: int
    """Greatest side of a key of the keyboard or the PIN pad."""
    qr: int
    """Greatest side of a QR code."""
    part: int
    """Characters of running text that fit in somewhat less than half of the panel's height."""

    def as_map(self) -> dict[str, float | bool]:
        """The lengths by name, as QML gets them."""
        return asdict(self)


def metrics_of(panel: Panel) -> Metrics:
    """The sizes for ``panel``."""
    mm = panel.px_per_mm
    wide = panel.width_mm >= _WIDE_MM
    height_mm = panel.height_px / mm
    low = height_mm < _LOW_MM

    def px(length_mm: float) -> int:
        return round(length_mm * mm)

    def at_least(length_mm: float) -> int:
        return math.ceil(length_mm * mm)

    def font(cap_mm: float) -> int:
        return math.ceil(cap_mm * mm / CAP_HEIGHT_EM)

    text = font(4.0 if low else 5.0)
    side = px(0.335 * panel.width_mm) if wide else 0
    line_characters = (panel.width_px - side) / (text * _CHARACTER_EM)
    return Metrics(
        width=panel.width_px,
        height=panel.height_px,
        mm=mm,
        wide=wide,
        low=low,
        text=text,
        small=font(3.6 if low else 3.7),
        title=font(5.0 if low else 6.8),
        long_title=font(4.2 if low else 5.6),
        code=font(5.0 if low else 6.0),
        digit=font(6.0 if low else 7.5),
        target=at_least(13.0),
        button=px(36.0 if low else 44.0),
        row=at_least(13.0 if low else 17.0),
        gap=at_least(2.7 if low else 3.2),
        margin=px(4.0 if low else 9.0),
        padding=px(3.5 if low else 5.5),
        side=side,
        column=px(240.0),
        symbol=px(20.0 if low else 34.0),
        mark=px(7.5 if low else 9.0),
        line=max(1, px(0.4)),
        thick=max(2, px(1.0)),
        radius=px(2.6),
        key=px(20.0),
        qr=px(46.0 if low else 64.0),
        part=int(line_characters * 0.45 * panel.height_px / (text * _LINE_EM)),
    )
