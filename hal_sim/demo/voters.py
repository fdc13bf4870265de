"""The voters of the demo: what each wants, and what each is like. Drawn from a seed, then fixed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from random import Random

from device.election.manifest import Contest, Manifest
from hal_sim.demo.write_in_names import WRITE_IN_NAMES


class Way(Enum):
    """What is special about a voter; the value is what the report says."""

    PLAIN = "votes and casts"
    UNDERVOTE = "leaves some contests open"
    BLANK = "selects nothing at all"
    WRITE_IN = "writes in a name"
    CHANGE = "changes a selection on the review screen"
    SWITCH_LANGUAGE = "switches the language in the middle"
    TOO_MANY = "tries to select one too many"
    CHALLENGE = "challenges the machine, then votes again and casts"
    WALK_AWAY = "walks away after the tracking code was printed"
    FORGETS = "walks away before finishing"
    PAPER_ENDS = "runs into the end of the paper in the middle of the receipt"
    POWER_CUT = "loses the power between tracking code and decision"
    STICK_PULLED = "votes while the stick is missing"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a voter wants in one contest: votes by option, in order, and names to write in."""

    contest_index: int
    votes: tuple[int, ...] = field(repr=False)
    write_ins: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Voter:
    """One voter. ``wishes``: one for each contest of the style, in its order."""

    number: int
    style_index: int
    language: str
    way: Way
    wishes: tuple[Wish, ...] = field(repr=False)


_SPECIAL_WAYS = (
    Way.UNDERVOTE,
    Way.WRITE_IN,
    Way.CHALLENGE,
    Way.CHANGE,
    Way.PAPER_ENDS,
    Way.SWITCH_LANGUAGE,
    Way.WALK_AWAY,
    Way.STICK_PULLED,
    Way.TOO_MANY,
    Way.POWER_CUT,
    Way.FORGETS,
    Way.BLANK,
)
"""Every demo of at least as many voters shows them all, spread over the day."""


def draw_voters(
    manifest: Manifest, styles: Sequence[int], languages: Sequence[str], count: int, seed: int
) -> tuple[Voter, ...]:
    """``count`` voters with ballots of ``styles``; the same seed gives the same ones."""
    draw = Random(seed)  # noqa: S311 - a rehearsal that can be repeated, no secret
    ways = _spread(count)
    return tuple(
        _voter(manifest, styles, languages, number, ways[number - 1], draw)
        for number in range(1, count + 1)
    )


def _spread(count: int) -> list[Way]:
    ways = [Way.PLAIN] * count
    shown = _SPECIAL_WAYS[:count]
    for position, way in enumerate(shown):
        ways[(2 * position + 1) * count // (2 * len(shown))] = way
    return ways


def _voter(
    manifest: Manifest, styles: Sequence[int], languages: Sequence[str], number: int, way: Way, draw: Random
) -> Voter:
    if way is Way.WRITE_IN:
        styles = [index for index in styles if any(c.write_ins for c in manifest.style_contests(index))]
    style_index = styles[number % len(styles)]
    language = languages[1] if len(languages) > 1 and number % 4 == 0 else languages[0]
    contests = manifest.style_contests(style_index)
    wishes = tuple(_wish(contest, way, draw) for contest in contests)
    if way is Way.UNDERVOTE:
        wishes = tuple(
            replace(wish, votes=(0,) * len(wish.votes), write_ins=()) if place % 3 == 1 else wish
            for place, wish in enumerate(wishes)
        )
    return Voter(number, style_index, language, way, wishes)


def _wish(contest: Contest, way: Way, draw: Random) -> Wish:
    votes = [0] * len(contest.options)
    if way is Way.BLANK:
        return Wish(contest.index, tuple(votes))
    write_ins: tuple[str, ...] = ()
    if way is Way.WRITE_IN and contest.write_ins:
        write_ins = tuple(draw.sample(WRITE_IN_NAMES, min(contest.write_ins, contest.selection_limit)))
    left = contest.selection_limit - len(write_ins)
    if way is Way.UNDERVOTE:
        left = draw.randint(0, left)
    while left:
        open_options = [i for i, option in enumerate(contest.options) if votes[i] < option.limit]
        if not open_options:
            break
        votes[draw.choice(open_options)] += 1
        left -= 1
    return Wish(contest.index, tuple(votes), write_ins)
