"""One line of text in the printer's own letters, until it is printed."""

from PIL import Image

from hal_sim.printer.letters import CELL_HEIGHT_DOTS, CELL_WIDTH_DOTS, letter

DEFAULT_SPACING_DOTS = 30


class TextLine:
    """The line buffer and the formats in force."""

    def __init__(self, width_dots: int) -> None:
        self._width_dots = width_dots
        self.initialize()

    def initialize(self) -> None:
        """Forget the line and all formats, as ESC @ does."""
        self.justify = 0
        self.scale_x = 1
        self.scale_y = 1
        self.spacing_dots = DEFAULT_SPACING_DOTS
        self.discard()

    def discard(self) -> None:
        """Forget the line, keep the formats."""
        self._letters: list[Image.Image] = []

    def add(self, character: str) -> None:
        """Put one character behind the others."""
        self._letters.append(letter(character, self.scale_x, self.scale_y))

    @property
    def full(self) -> bool:
        """Whether no further character of the present size fits."""
        used = sum(each.width for each in self._letters)
        return used + CELL_WIDTH_DOTS * self.scale_x > self._width_dots

    def take_rows(self) -> list[bytes]:
        """The line as rows of dots, with its line spacing; the line is empty afterwards."""
        letters = self._letters
        self._letters = []
        height = max([self.spacing_dots, *(each.height for each in letters)])
        line = Image.new("1", (self._width_dots, height))
        left = self.left_of(sum(each.width for each in letters))
        for each in letters:
            line.paste(each, (left, max(CELL_HEIGHT_DOTS, each.height) - each.height))
            left += each.width
        stride = (self._width_dots + 7) // 8
        dots = line.tobytes()
        return [dots[top : top + stride] for top in range(0, len(dots), stride)]

    def left_of(self, width_dots: int) -> int:
        """Where something of ``width_dots`` begins, by the justification in force."""
        return max(0, self._width_dots - width_dots) * self.justify // 2
