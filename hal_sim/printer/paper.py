"""Paper that came out of a printer, as dots and as pictures."""

from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from device.hal.printer import DotImage

_WHITE_EDGE_DOTS = 32  # 80 mm paper, of which a head of 576 dots reaches 72 mm
_PAPER_COLOUR, _INK_COLOUR = (253, 252, 247), (34, 34, 38)


@dataclass(frozen=True, slots=True)
class PaperPiece:
    """A piece of paper: cut off by the printer's knife, torn off by hand, or still hanging."""

    image: DotImage = field(repr=False)
    torn: bool = False
    hanging: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is printed on it."""
        return not any(self.image.rows)

    def picture(self) -> Image.Image:
        """The piece as a picture, with the white edges that a head does not reach."""
        size = (self.image.width_dots, max(1, self.image.height_dots))
        ink = Image.frombytes("1", size, self.image.rows or bytes(self.image.stride))
        picture = Image.new("RGB", (size[0] + 2 * _WHITE_EDGE_DOTS, size[1]), _PAPER_COLOUR)
        picture.paste(_INK_COLOUR, (_WHITE_EDGE_DOTS, 0), ink)
        return picture

    def png(self, path: Path) -> None:
        """Write the picture, one pixel a dot."""
        self.picture().save(path, "PNG")
