"""A screen as a record: what QML shows, and the ids that it reports when they are touched.

View models make these from the state of a voter's session or of the polls; QML decides nothing.
Every text is plain text in the screen's language. Lists too long for the panel are paged by QML
itself; paging changes no state.
"""

from dataclasses import dataclass, field
from enum import Enum


class Emphasis(Enum):
    """How a button looks. There is at most one PRIMARY on a screen."""

    PLAIN = "plain"
    PRIMARY = "primary"
    CAUTION = "caution"
    QUIET = "quiet"


class Level(Enum):
    """What kind of news a banner or a fact is (VVSG 2.0 7.1-E); never shown by colour alone."""

    NORMAL = "normal"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Button:
    """Something to touch; ``id`` is what a touch reports."""

    id: str
    text: str = field(repr=False)
    emphasis: Emphasis = Emphasis.PLAIN
    enabled: bool = True
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """News above the content: a notice, a warning, an error."""

    level: Level
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option of a contest. ``count`` is None for an option that is on or off; else its votes,

    and QML shows ``less_id`` and ``more_id`` buttons beside it (``can_less``, ``can_more``).
    """

    id: str
    text: str = field(repr=False)
    detail: str = ""
    selected: bool = field(default=False, repr=False)
    count: int | None = field(default=None, repr=False)
    less_id: str = ""
    more_id: str = ""
    can_less: bool = field(default=False, repr=False)
    can_more: bool = field(default=False, repr=False)


@dataclass(frozen=True, slots=True)
class OptionList:
    """A contest. ``rule`` stays in sight ("Vote for up to 3"), and so does ``remaining``.

    ``single``: one option excludes the others, which shows as round marks instead of boxes.
    """

    rule: str
    remaining: str = field(repr=False)
    rows: tuple[OptionRow, ...] = field(repr=False)
    description: str = ""
    single: bool = False


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One contest on the review screen; touching it (``id``) goes to the contest."""

    id: str
    title: str
    lines: tuple[str, ...] = field(repr=False)
    warning: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReviewList:
    """All contests with what is selected in them. ``change_text`` labels the touch target."""

    rows: tuple[ReviewRow, ...]
    change_text: str


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The on-screen keyboard: ``keys`` by row; ``remaining`` says how many characters are left."""

    text: str = field(repr=False)
    keys: tuple[tuple[Button, ...], ...] = field(repr=False)
    remaining: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CodeView:
    """A tracking code: ``groups`` of characters, and the text that its QR code carries."""

    groups: tuple[str, ...] = field(repr=False)
    qr_text: str = field(repr=False)
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PinPad:
    """Digits 0-9 (ids ``digit-0`` to ``digit-9``), ``erase``; dots for ``entered`` digits."""

    entered: int
    erase_text: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """A menu: one button a row."""

    rows: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """Something is being done; ``fraction`` 0..1, or None while nobody knows how long."""

    text: str
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a report on screen."""

    label: str
    value: str
    level: Level = Level.NORMAL


@dataclass(frozen=True, slots=True)
class Facts:
    """A report on screen: readiness, counts, what happened."""

    rows: tuple[Fact, ...]


Content = OptionList | ReviewList | Keyboard | CodeView | PinPad | Choices | Progress | Facts


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. ``name`` is stable (tests and pictures go by it); ``language`` a BCP 47 tag.

    ``buttons``: the footer, from left to right. ``header``: small always-there buttons (languages,
    help, call a poll worker). ``status``: one line for poll workers in the corner.
    """

    name: str
    language: str
    title: str
    subtitle: str = ""
    body: tuple[str, ...] = field(default=(), repr=False)
    banner: Banner | None = field(default=None, repr=False)
    content: Content | None = field(default=None, repr=False)
    header: tuple[Button, ...] = ()
    buttons: tuple[Button, ...] = field(default=(), repr=False)
    status: str = ""
    symbol: str = ""
    """A large drawn symbol above the text: ``tick``, ``warning``, ``stop``, ``hand`` or none."""
