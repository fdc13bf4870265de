"""Receipts and reports as data: blocks from top to bottom, without a word about dots.

Blocks that can hold a code or a selection keep it out of their ``repr``.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Title:
    """What the paper is; large and bold."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What the blocks below are about; bold."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str = field(repr=False)
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Banner:
    """White on black over the whole width: what nobody may overlook."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of a label and a value; a value that does not fit beside its label stands below it."""

    rows: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Selections:
    """One contest of a challenged ballot: its title, and a line for everything selected in it."""

    title: str
    lines: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeGroups:
    """Hexadecimal digits in groups, every character in a cell of its own, ``columns`` groups a row."""

    groups: tuple[str, ...] = field(repr=False)
    columns: int = 4


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code with its quiet zone."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Space:
    """White paper."""

    height_mm: float


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A line to sign on, with who signs below it."""

    label: str


Plain = (
    Title
    | Heading
    | Paragraph
    | Banner
    | Facts
    | Selections
    | CodeGroups
    | Qr
    | Rule
    | Space
    | SignatureLine
)


@dataclass(frozen=True, slots=True)
class Barred:
    """Blocks between two hatched bars: every scrap of this paper shows that it is not valid."""

    blocks: tuple[Plain, ...]


Block = Plain | Barred


@dataclass(frozen=True, slots=True)
class Document:
    """One piece of paper, of any length."""

    blocks: tuple[Block, ...]
