"""Pictures in the byte stream: raster (GS v 0, GS ( L 112) and columns (ESC *, letters of ESC &)."""

from PIL import Image


def raster(dots: bytes, width_bytes: int, rows: int, scale_x: int, scale_y: int) -> Image.Image:
    """Rows from the top, most significant bit leftmost, 1 = black."""
    picture = Image.frombytes("1", (8 * width_bytes, rows), dots)
    return picture.resize((picture.width * scale_x, picture.height * scale_y))


def columns(dots: bytes, width: int, height_bytes: int, scale_x: int, scale_y: int) -> Image.Image:
    """Columns from the left, most significant bit topmost, 1 = black."""
    lying = Image.frombytes("1", (8 * height_bytes, width), dots)
    picture = lying.transpose(Image.Transpose.TRANSPOSE)
    return picture.resize((picture.width * scale_x, picture.height * scale_y))


COLUMN_MODES = {0: (1, 2, 3), 1: (1, 1, 3), 32: (3, 2, 1), 33: (3, 1, 1)}
"""ESC * m: bytes in a column, and how much wider and higher than a dot of the head its dots are."""
