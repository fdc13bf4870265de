"""The manifest: labels, limits and styles (EG 2.1.0 sec. 3.1.3 and the serialization specification)."""

import re
from dataclasses import dataclass
from typing import Any

from independent.findings import require
from independent.strict_json import items, members, number, read


@dataclass(frozen=True)
class Contest:
    """One contest as the proofs see it."""

    index: int
    label: str
    options: tuple[str, ...]
    write_ins: int
    blocks: int  # b_Λ
    ranges: tuple[int, ...]  # R of every ciphertext: the options, then the write-in count
    limit: int  # L, effective


@dataclass(frozen=True)
class Manifest:
    """All contests, and the styles as tuples of contest indices."""

    label: str
    contests: tuple[Contest, ...]
    styles: tuple[tuple[int, ...], ...]

    def of_style(self, style_ix: int) -> tuple[Contest, ...]:
        """The contests of a ballot style, in contest index order. Raises Refused."""
        require(1 <= style_ix <= len(self.styles), "has a ballot style that does not exist")
        return tuple(self.contests[ix - 1] for ix in self.styles[style_ix - 1])


def label(value: Any) -> str:
    """A label by the serialization specification's MUSTs. Raises Refused."""
    require(isinstance(value, str) and value != "", "has an empty label")
    require(
        value == value.strip() and not re.search(r"\s\s", value), "has white space in excess in a label"
    )
    forbidden = "\u00a0\u202f\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
    require(not set(forbidden) & set(value), "has a line break or no-break space in a label")
    return str(value)


def _unique(labels: list[str]) -> list[str]:
    require(len(set(labels)) == len(labels), "has the same label twice in one scope")
    return labels


def _contest(index: int, value: Any) -> Contest:
    members(value, "label", "selection_limit?", "options", "write_ins?", "contest_data_blocks?")
    for name, least in (("selection_limit", 2), ("write_ins", 1), ("contest_data_blocks", 1)):
        require(name not in value or value[name] == "NO_LIMIT" or number(value[name], least) > 0, name)
    stated = value.get("selection_limit", 1)
    options = [members(option, "label", "selection_limit?") for option in items(value["options"])]
    limits = [option.get("selection_limit", 1) for option in options]
    for limit in (option["selection_limit"] for option in options if "selection_limit" in option):
        require(limit == "CONTEST_LIMIT" or number(limit, 2) > 0, "selection_limit")
    write_ins = value.get("write_ins", 0)
    blocks = value.get("contest_data_blocks", 0)
    require(write_ins == 0 or blocks > 0, "has write-ins and no contest data")
    bounds = [*limits, write_ins] if write_ins else limits
    total = sum(bounds) if all(isinstance(bound, int) for bound in bounds) else None
    limit = min(bound for bound in (stated, total) if isinstance(bound, int))
    ranges = [min(bound for bound in (own, stated) if isinstance(bound, int)) for own in limits]
    return Contest(
        index,
        label(value["label"]),
        tuple(_unique([label(option["label"]) for option in options])),
        write_ins,
        blocks,
        tuple(ranges + ([write_ins] if write_ins else [])),
        limit,
    )


def read_manifest(data: bytes) -> Manifest:
    """The manifest from its canonical bytes. Raises Refused."""
    value = members(read(data), "label", "contests", "ballot_styles")
    contests = [_contest(ix, contest) for ix, contest in enumerate(items(value["contests"]), 1)]
    _unique([contest.label for contest in contests])
    styles = []
    for style in items(value["ballot_styles"]):
        members(style, "label", "contests")
        chosen = [number(ix, 1, len(contests)) for ix in items(style["contests"])]
        require(chosen == sorted(set(chosen)) and chosen != [], "has a style whose contests do not ascend")
        styles.append(tuple(chosen))
    _unique([label(style["label"]) for style in value["ballot_styles"]])
    return Manifest(label(value["label"]), tuple(contests), tuple(styles))
