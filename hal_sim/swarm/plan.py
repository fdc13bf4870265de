"""A day as a value: who comes, what they want, and what goes wrong when. Prints, replays, shrinks."""

import ast
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from device.errors import FormatError
from hal_sim.swarm.troubles import TROUBLES, Trouble

OPENING, CLOSING = 0, 1_000_000
"""Numbers of the periods before the first voter and after the last; every voter is a period too."""


@dataclass(frozen=True, slots=True)
class VoterPlan:
    """One voter. ``contests``: what is touched in each contest, ``write:NAME`` for a name.

    ``ending``: how the visit ends. ``errand``: what the poll worker does before. ``patience``: how often
    the voter tries again. ``reprints``: how often a receipt is asked for again. ``returns``: whether the
    voter comes back after a power cut.
    """

    number: int
    style: int
    language: str
    contests: tuple[tuple[str, ...], ...]
    ending: str
    errand: str = ""
    patience: int = 2
    reprints: int = 0
    returns: bool = True


@dataclass(frozen=True, slots=True)
class Planned:
    """``trouble`` strikes in the period of voter ``voter`` before the touch ``touch`` (from 0)."""

    voter: int
    touch: int
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A whole day. ``printer``: the name of its kind. ``seed``: of all randomness of the terminal.

    ``blanks``: how many ballots of each style are prepared between voters.
    """

    seed: int
    day: int
    chaining: int
    without_stick: str
    sticks: int
    printer: str
    blanks: int
    voters: tuple[VoterPlan, ...]
    troubles: tuple[Planned, ...]


def plan_text(plan: DayPlan) -> str:
    """The plan as JSON, one voter and one trouble a line."""
    value = asdict(plan)
    value["voters"] = [asdict(voter) for voter in plan.voters]
    value["troubles"] = [
        {"voter": each.voter, "touch": each.touch, "trouble": repr(each.trouble)} for each in plan.troubles
    ]
    lines = [f"  {json.dumps(name)}: {_lines(member)}" for name, member in value.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_plan(text: str) -> DayPlan:
    """The plan that ``plan_text`` wrote. Raises FormatError."""
    try:
        value = json.loads(text)
        voters = tuple(_voter(each) for each in value.pop("voters"))
        troubles = tuple(
            Planned(int(each["voter"]), int(each["touch"]), read_trouble(each["trouble"]))
            for each in value.pop("troubles")
        )
        return DayPlan(**value, voters=voters, troubles=troubles)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise FormatError("This is not the plan of a day.") from exc


def read_trouble(text: str) -> Trouble:
    """The trouble that ``repr`` wrote as ``text``. Raises FormatError."""
    try:
        trouble: Trouble = _value(ast.parse(text.strip(), mode="eval").body)
        return trouble
    except (SyntaxError, ValueError, KeyError, TypeError) as exc:
        raise FormatError(f"There is no such trouble: {text}") from exc


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.args:
        return TROUBLES[node.func.id](**{str(each.arg): _value(each.value) for each in node.keywords})
    return ast.literal_eval(node)


def _voter(value: Mapping[str, Any]) -> VoterPlan:
    known = {field.name for field in fields(VoterPlan)}
    if set(value) != known:
        raise KeyError("a voter has other properties")
    contests = tuple(tuple(str(touch) for touch in contest) for contest in value["contests"])
    return VoterPlan(**{**value, "contests": contests})


def _lines(member: object) -> str:
    if not isinstance(member, list) or not member:
        return json.dumps(member)
    return "[\n    " + ",\n    ".join(json.dumps(each) for each in member) + "\n  ]"
