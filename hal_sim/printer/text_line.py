"""One line of text in the printer's own letters, until it is printed."""

from PIL import Image, ImageOps

from hal_sim.printer.letters import letter
from hal_sim.printer.style import Style

_TAB_CHARACTERS = 8


class TextLine:
    """The line buffer; ``style`` is what ESC and GS set. ``text``: what stands in it, as characters."""

    def __init__(self, width_dots: int, style: Style) -> None:
        self._width_dots = width_dots
        self.style = style
        self._own: dict[str, Image.Image] = {}
        self.discard()

    def discard(self) -> None:
        """Forget the line, keep the formats."""
        self._placed: list[tuple[int, Image.Image]] = []
        self._used_dots = 0
        self.text = ""

    def define(self, character: str, picture: Image.Image) -> None:
        """ESC &: a letter of the host's own; printed while ESC % 1 is in force."""
        self._own[character] = picture

    def forget_own_letters(self) -> None:
        """ESC @: letters of the host's own are forgotten."""
        self._own.clear()

    def add(self, character: str) -> None:
        """Put one character behind the others."""
        self._append(self._picture(character))
        self.text += character

    def add_picture(self, picture: Image.Image) -> None:
        """Put a bit image into the line (ESC *)."""
        self._append(picture)

    def move_to(self, position_dots: int) -> None:
        """ESC $, ESC \\ and HT: what comes next begins there."""
        self._used_dots = max(0, position_dots)

    @property
    def position_dots(self) -> int:
        """Where the next character begins, from the left margin."""
        return self._used_dots

    @property
    def next_tab_dots(self) -> int:
        """Where the next default tab stop is."""
        step = _TAB_CHARACTERS * self.style.cell[0]
        return (self._used_dots // step + 1) * step

    @property
    def full(self) -> bool:
        """Whether no further character of the present size fits."""
        width = self.style.cell[0] * self.style.scale_x + self.style.extra_space_dots
        return bool(self._placed) and self._used_dots + width > self.style.width_on(self._width_dots)

    def take_rows(self) -> list[bytes]:
        """The line as rows of dots, with its line spacing; the line is empty afterwards."""
        placed, used = self._placed, self._used_dots
        self.discard()
        tallest = max((picture.height for _, picture in placed), default=0)
        line = Image.new("1", (self._width_dots, max(self.style.spacing_dots, tallest)))
        left = self.style.left_of(used, self._width_dots)
        for start, picture in placed:
            line.paste(picture, (left + start, tallest - picture.height))
        if self.style.upside_down:
            line = line.rotate(180)
        return rows_of(line)

    def _append(self, picture: Image.Image) -> None:
        self._placed.append((self._used_dots, picture))
        self._used_dots += picture.width

    def _picture(self, character: str) -> Image.Image:
        style = self.style
        if style.own_letters and character in self._own:
            drawn = self._own[character]
        else:
            drawn = letter(character, style.cell, bold=style.bold or style.struck_twice)
        if style.extra_space_dots:
            spaced = Image.new("1", (drawn.width + style.extra_space_dots, drawn.height))
            spaced.paste(drawn)
            drawn = spaced
        if style.underline_dots:
            drawn = drawn.copy()
            drawn.paste(1, (0, drawn.height - style.underline_dots, drawn.width, drawn.height))
        if style.inverted:
            drawn = ImageOps.invert(drawn.convert("L")).convert("1")
        return drawn.resize((drawn.width * style.scale_x, drawn.height * style.scale_y))


def rows_of(picture: Image.Image) -> list[bytes]:
    """The rows of dots of a picture in mode 1, each padded to whole bytes."""
    stride = (picture.width + 7) // 8
    dots = picture.tobytes()
    return [dots[top : top + stride] for top in range(0, len(dots), stride)]
