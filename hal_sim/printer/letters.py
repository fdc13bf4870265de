"""The letters that a simulated printer has inside: ASCII in cells of 12 by 24 dots."""

from functools import cache

from PIL import Image, ImageDraw, ImageFont

CELL_WIDTH_DOTS = 12
CELL_HEIGHT_DOTS = 24
_DRAWN_FROM = 20  # point size at which the font's letters fill the cell


@cache
def letter(character: str, scale_x: int, scale_y: int) -> Image.Image:
    """One character, white on black in mode 1, times ``scale_x`` by ``scale_y``."""
    cell = Image.new("1", (CELL_WIDTH_DOTS, CELL_HEIGHT_DOTS))
    font = ImageFont.load_default(_DRAWN_FROM)
    ImageDraw.Draw(cell).text((CELL_WIDTH_DOTS / 2, 20), character, fill=1, font=font, anchor="ms")
    return cell.resize((CELL_WIDTH_DOTS * scale_x, CELL_HEIGHT_DOTS * scale_y))
