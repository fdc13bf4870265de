"""The manifest's rules: labels, limits, write-ins and ballot styles."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.package_surgery import compact, signed_files

from device.election.intake_manifest import effective_limits, read_manifest
from device.electionguard.ballot import ContestShape
from device.errors import FormatError

MANIFEST = signed_files()["election_manifest_canonical.bin"]


def manifest_of(*contests: dict[str, Any], styles: list[list[int]] | None = None) -> bytes:
    listed = [{"label": f"Contest {i}", **contest} for i, contest in enumerate(contests, 1)]
    every = [list(range(1, len(contests) + 1))] if styles is None else styles
    ballot_styles = [{"label": f"Style {i}", "contests": indices} for i, indices in enumerate(every, 1)]
    return compact({"label": "Election", "contests": listed, "ballot_styles": ballot_styles})


def options(*limits: object) -> list[dict[str, object]]:
    return [
        {"label": f"Option {i}", **({} if limit == 1 else {"selection_limit": limit})}
        for i, limit in enumerate(limits, 1)
    ]


def shape_of(contest: dict[str, Any]) -> ContestShape:
    return read_manifest(manifest_of(contest)).contests[0].shape()


@pytest.mark.parametrize(
    ("contest", "field_limits", "selection_limit"),
    [
        ({"options": options(1, 1)}, (1, 1), 1),
        ({"selection_limit": 3, "options": options(1, 1, 1, 1)}, (1, 1, 1, 1), 3),
        ({"selection_limit": 3, "options": options(1, 1)}, (1, 1), 2),
        ({"selection_limit": 5, "options": options(3, 3, 8)}, (3, 3, 5), 5),
        ({"options": options(375, "CONTEST_LIMIT")}, (1, 1), 1),
        ({"selection_limit": 4, "options": options("CONTEST_LIMIT", 2)}, (4, 2), 4),
        ({"selection_limit": "NO_LIMIT", "options": options(2, 1, 7)}, (2, 1, 7), 10),
        ({"selection_limit": 2147483647, "options": options(1, 2)}, (1, 2), 3),
        (
            {"selection_limit": 9, "options": options(1, 1), "write_ins": 2, "contest_data_blocks": 2},
            (1, 1, 2),
            4,
        ),
        ({"options": options(1, 1), "write_ins": 2, "contest_data_blocks": 2}, (1, 1, 2), 1),
        ({"selection_limit": "NO_LIMIT", "options": [], "write_ins": 3, "contest_data_blocks": 4}, (3,), 3),
    ],
)
def test_limits_are_the_effective_ones(
    contest: dict[str, Any], field_limits: tuple[int, ...], selection_limit: int
) -> None:
    shape = shape_of({key: contest[key] for key in _ORDER if key in contest})
    assert (shape.field_limits, shape.selection_limit) == (field_limits, selection_limit)


_ORDER = ("label", "selection_limit", "options", "write_ins", "contest_data_blocks")


@given(
    st.one_of(st.none(), st.integers(1, 50)),
    st.lists(st.one_of(st.none(), st.integers(1, 50)), min_size=1, max_size=6),
    st.integers(0, 3),
)
def test_effective_limits_never_exceed_stated_ones_nor_what_can_be_selected(
    stated: int | None, listed: list[int | None], write_ins: int
) -> None:
    if stated is None and None in listed:
        with pytest.raises(FormatError):
            effective_limits(stated, listed, write_ins, "x")
        return
    limit, each = effective_limits(stated, listed, write_ins, "x")
    assert limit == min(sum(each) + write_ins, stated if stated is not None else 10**9)
    assert all(
        r <= (stated or 10**9) and r <= (given or 10**9) for r, given in zip(each, listed, strict=True)
    )


def test_a_limit_too_large_to_prove_is_refused_unless_the_effective_one_is_smaller() -> None:
    """As in the serialization specification's own example."""
    root = json.loads(MANIFEST)
    root["contests"] = [
        {
            "label": "For Librarian-in-Chief of Smoothstone County",
            "selection_limit": 2147483647,
            "options": [{"label": "Élise Planetes", "selection_limit": "CONTEST_LIMIT"}],
        }
    ]
    root["ballot_styles"] = [{"label": "Ballot style 1 has 1 contest: 1", "contests": [1]}]
    with pytest.raises(FormatError, match="contest 1 has a selection limit above 100"):
        read_manifest(compact(root))
    root["contests"][0]["options"][0]["selection_limit"] = 2147483647
    with pytest.raises(FormatError, match="contest 1 has a selection limit above 100"):
        read_manifest(compact(root))
    del root["contests"][0]["selection_limit"]
    assert read_manifest(compact(root)).contests[0].shape() == ContestShape(1, (1,), 1, 0)


LABELS = {
    "empty": ("", "must have 1 to 300 characters"),
    "too long": ("x" * 301, "must have 1 to 300 characters"),
    "line feed": ("a\nb", "line break"),
    "carriage return": ("a\rb", "line break"),
    "tab": ("a\tb", "control character"),
    "next line": ("a\x85b", "control character"),
    "line separator": ("a\u2028b", "line break"),
    "paragraph separator": ("a\u2029b", "line break"),
    "delete": ("a\x7fb", "control character"),
    "leading space": (" a", "begins or ends with a space"),
    "trailing space": ("a ", "begins or ends with a space"),
    "trailing ideographic space": ("a\u3000", "begins or ends with a space"),
    "two spaces": ("a  b", "two spaces in a row"),
    "no-break space": ("a\u00a0b", "no-break space"),
    "narrow no-break space": ("a\u202fb", "no-break space"),
    "right-to-left override": ("a\u202eb", "direction of writing"),
    "isolate": ("a\u2066b", "direction of writing"),
    "a number": (7, "must be a string"),
    "null in a list": (["a"], "must be a string"),
}


@pytest.mark.parametrize("kind", LABELS)
@pytest.mark.parametrize("place", ["election", "contest", "option", "style"])
def test_labels_keep_the_rules_of_the_serialization_specification(kind: str, place: str) -> None:
    bad, cause = LABELS[kind]
    root = json.loads(MANIFEST)
    owner = {
        "election": root,
        "contest": root["contests"][2],
        "option": root["contests"][2]["options"][1],
        "style": root["ballot_styles"][1],
    }[place]
    owner["label"] = bad
    with pytest.raises(FormatError, match=cause) as refusal:
        read_manifest(compact(root))
    assert "election_manifest_canonical.bin" in str(refusal.value)


def test_labels_are_unique_in_their_scope_however_accents_are_written() -> None:
    twice = [{"label": "Peña"}, {"label": "Pen\u0303a"}]
    with pytest.raises(FormatError, match="contest 1: the labels of the options are not all different"):
        read_manifest(manifest_of({"options": twice}))
    root = json.loads(manifest_of({"options": options(1)}, {"options": options(1)}, styles=[[1], [2]]))
    root["contests"][1]["label"] = "Contest 1"
    with pytest.raises(FormatError, match="labels of the contests are not all different"):
        read_manifest(compact(root))
    root["contests"][1]["label"] = "Contest 2"
    root["ballot_styles"][1]["label"] = "Style 1"
    with pytest.raises(FormatError, match="labels of the ballot styles are not all different"):
        read_manifest(compact(root))


@pytest.mark.parametrize(
    ("contest", "cause"),
    [
        ({"selection_limit": 1, "options": options(1)}, "a stated selection limit must lie between 2"),
        ({"selection_limit": 0, "options": options(1)}, "must lie between 2"),
        ({"selection_limit": -1, "options": options(1)}, "must lie between 2"),
        ({"selection_limit": 2147483648, "options": options(1)}, "must lie between 2"),
        ({"selection_limit": True, "options": options(1)}, "must be an integer"),
        ({"selection_limit": "CONTEST_LIMIT", "options": options(1)}, "must be an integer"),
        ({"selection_limit": 101, "options": options("CONTEST_LIMIT")}, "selection limit above 100"),
        ({"selection_limit": "NO_LIMIT", "options": options("CONTEST_LIMIT")}, "has no limit"),
        ({"options": [{"label": "A", "selection_limit": 1}]}, "option 1: a stated selection limit"),
        (
            {"options": [{"label": "A", "selection_limit": "NO_LIMIT"}]},
            "option 1: a stated selection limit",
        ),
        ({"options": []}, "options must have 1 to 200"),
        ({"options": options(*[1] * 201)}, "options must have 1 to 200"),
        ({"options": {}}, "options must be a list"),
        ({"options": [{"label": "A", "limit": 2}]}, "unknown property"),
        ({"options": options(1), "write_ins": 0, "contest_data_blocks": 2}, "write_ins must lie between"),
        ({"options": options(1), "write_ins": 26, "contest_data_blocks": 99}, "write_ins must lie between"),
        ({"options": options(1), "write_ins": 1}, "too few contest data blocks"),
        ({"options": options(1), "write_ins": 4, "contest_data_blocks": 1}, "too few contest data blocks"),
        ({"options": options(1), "contest_data_blocks": 0}, "contest_data_blocks must lie between"),
        ({"options": options(1), "contest_data_blocks": 129}, "contest_data_blocks must lie between"),
        ({"options": options(1), "contest_data_blocks": 2, "write_ins": 1}, "another order"),
    ],
)
def test_a_contest_that_no_ballot_could_hold_is_refused(contest: dict[str, Any], cause: str) -> None:
    with pytest.raises(FormatError, match=cause) as refusal:
        read_manifest(manifest_of(contest))
    assert "contest 1" in str(refusal.value)


def test_the_shortest_write_ins_fit_the_fewest_blocks() -> None:
    shortest = {"options": options(1), "write_ins": 3, "contest_data_blocks": 1}
    assert shape_of(shortest).data_blocks == 1
    payload = compact({"write_ins": ["a", "b", "c"]})
    assert 2 + len(payload) <= 32
    assert 2 + len(compact({"write_ins": ["a", "b", "c", "d"]})) > 32


@pytest.mark.parametrize(
    ("styles", "cause"),
    [
        ([], "ballot styles must have 1 to"),
        ([[]], "contests must have 1 to 3"),
        ([[0]], "must lie between 1 and 3"),
        ([[4]], "must lie between 1 and 3"),
        ([[1, 1]], "once each in ascending order"),
        ([[2, 1]], "once each in ascending order"),
        ([[1, 2], [1, 3, 2]], "ballot style 2 does not list"),
        ([[True]], "must be an integer"),
        ([["1"]], "must be an integer"),
    ],
)
def test_a_ballot_style_with_wrong_contests_is_refused(styles: list[list[int]], cause: str) -> None:
    contest = {"options": options(1)}
    with pytest.raises(FormatError, match=cause):
        read_manifest(manifest_of(contest, contest, contest, styles=styles))


def test_a_ballot_too_large_for_a_terminal_is_refused() -> None:
    contest = {"selection_limit": 100, "options": options(*["CONTEST_LIMIT"] * 24)}
    assert read_manifest(manifest_of(contest)).shape(1).contests[0].selection_limit == 100
    with pytest.raises(FormatError, match="ballot style 1 is too large for a terminal"):
        read_manifest(manifest_of(contest, contest))


def test_styles_become_shapes_in_contest_order() -> None:
    manifest = read_manifest(MANIFEST)
    shape = manifest.shape(3)
    assert [contest.index for contest in shape.contests] == [1, 3, 6, 7, 10, 11]
    assert manifest.shape(1).contests[3].field_limits == (1, 1, 1, 1, 1, 2)
    assert manifest.shape(1).contests[3].selection_limit == 2
    assert manifest.shape(1).contests[6].field_limits == (3, 3, 3, 3)
    assert manifest.raw == MANIFEST
