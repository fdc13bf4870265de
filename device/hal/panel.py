"""The panel role: the touch screen's geometry. Qt itself delivers the touches."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Panel:
    """A touch panel as it really is: every size on screen is computed from these, in millimetres.

    VVSG 2.0 7.1-G wants text in millimetres of the real panel, never from a reported DPI.
    """

    width_px: int
    height_px: int
    width_mm: float

    @property
    def px_per_mm(self) -> float:
        """Pixels in a millimetre; pixels are square."""
        return self.width_px / self.width_mm
