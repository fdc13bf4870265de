"""The letters that a simulated printer has inside, drawn into cells of a fixed size."""

from functools import cache
from importlib.resources import as_file, files

from PIL import Image, ImageDraw, ImageFont

_BASELINE = 5 / 6
_POINTS = 5 / 6  # of the cell's height: the size at which the letters fill it


def letter(character: str, cell: tuple[int, int], *, bold: bool) -> Image.Image:
    """One character, white on black in mode 1, in a cell of ``cell`` dots (width, height)."""
    return _drawn(character, cell, bold)


@cache
def _drawn(character: str, cell: tuple[int, int], bold: bool) -> Image.Image:
    width, height = cell
    font = _font(height, bold)
    wide = max(width, round(font.getlength(character)))
    drawn = Image.new("1", (wide, height))
    place = (wide / 2, round(height * _BASELINE))
    ImageDraw.Draw(drawn).text(place, character, fill=1, font=font, anchor="ms")
    return drawn.resize(cell)  # a letter that is wider than the cell is made narrower


@cache
def _font(height_dots: int, bold: bool) -> ImageFont.FreeTypeFont:
    name = "NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf"
    with as_file(files("device.fonts") / name) as path:
        return ImageFont.truetype(path, round(height_dots * _POINTS))
