"""The colours of the screens, and the contrast rule that they keep.

VVSG 2.0 7.1-C wants at least 10:1 for everything that carries information, outlines included;
7.1-E gives green, blue and white to normal news, amber to warnings, red to errors. A colour never
speaks alone: each stands beside a drawn symbol or a shape.
"""

from dataclasses import asdict, dataclass

MIN_CONTRAST = 10.0


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as ``#RRGGBB``."""

    page: str = "#FAFAFA"
    side: str = "#EFF2F5"
    """Ground of the column that says what this screen is about."""
    card: str = "#FFFFFF"
    ink: str = "#222222"
    soft_ink: str = "#33383D"
    """Details and outlines."""
    accent: str = "#0C3560"
    on_accent: str = "#FFFFFF"
    accent_pressed: str = "#062442"
    chosen: str = "#E4EEF9"
    """Ground of a selected option."""
    pressed: str = "#E3E6EA"
    resting: str = "#EBEDEF"
    """Ground of what cannot be touched now."""
    hairline: str = "#C3CAD2"
    """Decoration between things that stand apart without it."""
    good: str = "#0A4526"
    good_ground: str = "#EEF7F1"
    warning_ground: str = "#FFD766"
    error: str = "#6E0D12"
    error_ground: str = "#FDF3F3"

    def as_map(self) -> dict[str, str]:
        """The colours by name, as QML gets them."""
        return asdict(self)


PALETTE = Palette()

INFORMATION: tuple[tuple[str, str], ...] = (
    ("ink", "page"),
    ("ink", "side"),
    ("ink", "card"),
    ("ink", "chosen"),
    ("ink", "pressed"),
    ("ink", "resting"),
    ("ink", "warning_ground"),
    ("ink", "good_ground"),
    ("ink", "error_ground"),
    ("soft_ink", "page"),
    ("soft_ink", "side"),
    ("soft_ink", "card"),
    ("soft_ink", "chosen"),
    ("soft_ink", "resting"),
    ("accent", "page"),
    ("accent", "side"),
    ("accent", "card"),
    ("accent", "chosen"),
    ("on_accent", "accent"),
    ("on_accent", "accent_pressed"),
    ("good", "page"),
    ("good", "good_ground"),
    ("good", "card"),
    ("error", "page"),
    ("error", "card"),
    ("error", "error_ground"),
)
"""Every pair of foreground and ground that QML draws; each keeps MIN_CONTRAST."""


def luminance(colour: str) -> float:
    """Relative luminance 0..1 of ``#RRGGBB`` (WCAG 2.0)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1..21 of two colours (WCAG 2.0)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
