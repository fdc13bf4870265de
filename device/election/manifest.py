"""The manifest: contests, options and ballot styles, with the effective limits."""

from dataclasses import dataclass, field

from device.electionguard.ballot import BallotShape, ContestShape


@dataclass(frozen=True, slots=True)
class Option:
    """An option; ``limit`` is its effective selection limit R."""

    label: str
    limit: int


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest; ``index`` from 1; ``selection_limit`` is the effective L.

    ``write_ins``: number of write-in fields, 0 for none; ``data_blocks``: b, 0 for no contest data.
    """

    index: int
    label: str
    options: tuple[Option, ...]
    selection_limit: int
    write_ins: int
    data_blocks: int

    def shape(self) -> ContestShape:
        """Options in order, then the write-in count, whose range is 0..``write_ins``."""
        limits = tuple(option.limit for option in self.options)
        if self.write_ins:
            limits += (self.write_ins,)
        return ContestShape(self.index, limits, self.selection_limit, self.data_blocks)


@dataclass(frozen=True, slots=True)
class BallotStyle:
    """A ballot style; ``index`` from 1; ``contests``: ascending contest indices."""

    index: int
    label: str
    contests: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """An accepted manifest and ``raw``, the exact bytes that H_B hashes."""

    label: str
    contests: tuple[Contest, ...]
    ballot_styles: tuple[BallotStyle, ...]
    raw: bytes = field(repr=False)

    def style_contests(self, style_index: int) -> tuple[Contest, ...]:
        """The contests of a ballot style, in contest index order."""
        style = self.ballot_styles[style_index - 1]
        return tuple(self.contests[index - 1] for index in style.contests)

    def shape(self, style_index: int) -> BallotShape:
        """What the arithmetic needs of a ballot style."""
        contests = self.style_contests(style_index)
        return BallotShape(style_index, tuple(contest.shape() for contest in contests))
