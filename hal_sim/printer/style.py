"""How text and codes are to look: what ESC and GS have set since the last ESC @."""

from dataclasses import dataclass, field

DEFAULT_SPACING_DOTS = 30
FONT_A = (12, 24)
FONT_B = (9, 17)


@dataclass(slots=True)
class Style:
    """The formats in force. ``area_dots`` is the width that may be printed on, None for all of it."""

    justify: int = 0
    scale_x: int = 1
    scale_y: int = 1
    bold: bool = False
    struck_twice: bool = False
    underline_dots: int = 0
    inverted: bool = False
    upside_down: bool = False
    cell: tuple[int, int] = FONT_A
    code_page: int = field(default=0, repr=False)  # a house rule hides whatever is called a code
    own_letters: bool = False
    extra_space_dots: int = 0
    spacing_dots: int = DEFAULT_SPACING_DOTS
    left_dots: int = 0
    area_dots: int | None = None
    bar_height_dots: int = 162
    bar_module_dots: int = 3
    bar_text: int = 0

    def set_modes(self, modes: int) -> None:
        """ESC ! n: font, weight, height, width and underline at once."""
        self.cell = FONT_B if modes & 1 else FONT_A
        self.bold = bool(modes & 8)
        self.scale_y = 2 if modes & 16 else 1
        self.scale_x = 2 if modes & 32 else 1
        self.underline_dots = 1 if modes & 128 else 0

    def width_on(self, paper_dots: int) -> int:
        """How many dots of paper may be printed on."""
        left = max(0, paper_dots - self.left_dots)
        return left if self.area_dots is None else min(left, self.area_dots)

    def left_of(self, width_dots: int, paper_dots: int) -> int:
        """Where something of ``width_dots`` begins, by margin and justification."""
        return self.left_dots + max(0, self.width_on(paper_dots) - width_dots) * self.justify // 2
