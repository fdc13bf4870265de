"""Reading ``election_manifest_canonical.bin``.

The limits in the file are the *stated* ones; contests and options get their *effective* limits as
the ElectionGuard 2.1.0 serialization specification defines them ("Selection Limits"), with the
write-in count counted into the sum that bounds a contest's limit (ELECTION_RECORD.md, Manifest).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from device.election.manifest import BallotStyle, Contest, Manifest, Option
from device.election.texts import expect_label, expect_unique
from device.errors import FormatError
from device.formats.canonical import expect_integer, expect_list, expect_properties, read_canonical

MANIFEST_NAME = "election_manifest_canonical.bin"
MAX_MANIFEST_BYTES = 2 << 20
MAX_CONTESTS = 200
MAX_OPTIONS = 200
MAX_BALLOT_STYLES = 500
MAX_EFFECTIVE_LIMIT = 100
MAX_WRITE_INS = 25
MAX_DATA_BLOCKS = 128
MAX_STYLE_RESPONSES = 5_000
"""Proof responses on one ballot: what one terminal computes and stores in reasonable time."""

SMALL_INTEGER_MAX = (1 << 31) - 1
BLOCK_BYTES = 32
_LENGTH_BYTES = 2
_EMPTY_CONTEST_DATA = b'{"write_ins":[]}'


def read_manifest(data: bytes) -> Manifest:
    """The manifest with effective limits. Raises FormatError naming the contest or style."""
    root = read_canonical(data, MANIFEST_NAME, MAX_MANIFEST_BYTES)
    expect_properties(root, ("label", "contests", "ballot_styles"), MANIFEST_NAME)
    label = expect_label(root["label"], f"{MANIFEST_NAME}: the label")
    listed = expect_list(root["contests"], f"{MANIFEST_NAME}: contests", 1, MAX_CONTESTS)
    contests = tuple(_contest(value, index) for index, value in enumerate(listed, 1))
    expect_unique((contest.label for contest in contests), f"{MANIFEST_NAME}: the labels of the contests")
    listed = expect_list(root["ballot_styles"], f"{MANIFEST_NAME}: ballot styles", 1, MAX_BALLOT_STYLES)
    styles = tuple(_ballot_style(value, index, contests) for index, value in enumerate(listed, 1))
    expect_unique((style.label for style in styles), f"{MANIFEST_NAME}: the labels of the ballot styles")
    return Manifest(label, contests, styles, data)


def _contest(value: object, index: int) -> Contest:
    where = f"{MANIFEST_NAME}: contest {index}"
    order = ("label", "selection_limit", "options", "write_ins", "contest_data_blocks")
    members = expect_properties(
        value, order, where, ("selection_limit", "write_ins", "contest_data_blocks")
    )
    label = expect_label(members["label"], f"{where}: the label")
    stated = _stated_limit(members, "NO_LIMIT", where)
    write_ins = _count(members, "write_ins", MAX_WRITE_INS, where)
    blocks = _count(members, "contest_data_blocks", MAX_DATA_BLOCKS, where)
    _check_data_blocks(write_ins, blocks, where)
    listed = expect_list(members["options"], f"{where}: options", 0 if write_ins else 1, MAX_OPTIONS)
    options = [_stated_option(option, f"{where}, option {j}") for j, option in enumerate(listed, 1)]
    expect_unique((name for name, _limit in options), f"{where}: the labels of the options")
    limit, option_limits = effective_limits(stated, [limit for _name, limit in options], write_ins, where)
    if limit > MAX_EFFECTIVE_LIMIT:
        raise FormatError(f"{where} has a selection limit above {MAX_EFFECTIVE_LIMIT}.")
    effective = tuple(
        Option(name, option_limit)
        for (name, _stated), option_limit in zip(options, option_limits, strict=True)
    )
    return Contest(index, label, effective, limit, write_ins, blocks)


def effective_limits(
    stated: int | None, options: Sequence[int | None], write_ins: int, where: str
) -> tuple[int, tuple[int, ...]]:
    """Effective limits (L, (R, ...)) from the stated ones.

    ``stated`` is None for ``NO_LIMIT``, an option's is None for ``CONTEST_LIMIT``. Raises FormatError
    when neither a contest nor one of its options states a limit.
    """
    numbers = [limit for limit in options if limit is not None]
    total = sum(numbers) + write_ins
    if stated is None:
        if len(numbers) != len(options):
            raise FormatError(f"{where} has no limit, and neither has one of its options.")
        return total, tuple(numbers)
    limit = min(stated, total) if len(numbers) == len(options) else stated
    return limit, tuple(stated if option is None else min(option, stated) for option in options)


def _stated_option(value: object, where: str) -> tuple[str, int | None]:
    members = expect_properties(value, ("label", "selection_limit"), where, ("selection_limit",))
    return expect_label(members["label"], f"{where}: the label"), _stated_limit(
        members, "CONTEST_LIMIT", where
    )


def _stated_limit(members: dict[str, Any], unlimited: str, where: str) -> int | None:
    if "selection_limit" not in members:
        return 1
    value = members["selection_limit"]
    if value == unlimited:
        return None
    # A limit of 1 is never written, so that a manifest has one form only.
    return expect_integer(value, f"{where}: a stated selection limit", 2, SMALL_INTEGER_MAX)


def _count(members: dict[str, Any], name: str, maximum: int, where: str) -> int:
    if name not in members:
        return 0
    return expect_integer(members[name], f"{where}: {name}", 1, maximum)


def _check_data_blocks(write_ins: int, blocks: int, where: str) -> None:
    if not write_ins:
        return
    # The shortest names are single letters in quotes, with commas between.
    shortest = _LENGTH_BYTES + len(_EMPTY_CONTEST_DATA) + 4 * write_ins - 1
    if blocks * BLOCK_BYTES < shortest:
        raise FormatError(f"{where} has too few contest data blocks for its write-ins.")


def _ballot_style(value: object, index: int, contests: Sequence[Contest]) -> BallotStyle:
    where = f"{MANIFEST_NAME}: ballot style {index}"
    members = expect_properties(value, ("label", "contests"), where)
    label = expect_label(members["label"], f"{where}: the label")
    listed = expect_list(members["contests"], f"{where}: contests", 1, len(contests))
    indices = tuple(expect_integer(ix, f"{where}: a contest index", 1, len(contests)) for ix in listed)
    if any(later <= earlier for earlier, later in pairwise(indices)):
        raise FormatError(f"{where} does not list its contests once each in ascending order.")
    if sum(_responses(contests[ix - 1]) for ix in indices) > MAX_STYLE_RESPONSES:
        raise FormatError(f"{where} is too large for a terminal.")
    return BallotStyle(index, label, indices)


def _responses(contest: Contest) -> int:
    """Responses in a contest's range proofs and limit proof: R+1 a field, and L+1."""
    fields = sum(limit + 1 for limit in contest.shape().field_limits)
    return fields + contest.selection_limit + 1
