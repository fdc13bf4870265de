"""A screen as data for QML."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.panels import SMALL, WIDE
from support.sample_screens import CAST, COUNCIL, COUNCIL_FULL, INSTRUCTIONS, MEASURE, PIN, SAMPLES, STORING

from device.ui.metrics import metrics_of
from device.ui.screen import OptionList, Screen
from device.ui.screen_map import same_place, screen_map

METRICS = metrics_of(WIDE)
SMALL_METRICS = metrics_of(SMALL)


def _texts(screen: Screen) -> list[str]:
    items = screen_map(screen, SMALL_METRICS)["items"]
    assert isinstance(items, list)
    return [item["text"] for item in items if item["kind"] == "text"]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_screen_is_plain_json(name: str) -> None:
    shown = screen_map(SAMPLES[name], METRICS)
    assert json.loads(json.dumps(shown)).keys() == shown.keys()


@pytest.mark.parametrize(
    ("screen", "kind"),
    [(COUNCIL, "list"), (INSTRUCTIONS, "list"), (CAST, "message"), (PIN, "pin"), (STORING, "progress")],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_each_content_has_its_view(screen: Screen, kind: str) -> None:
    assert screen_map(screen, METRICS)["kind"] == kind


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=1500))
def test_long_texts_lose_no_word_when_they_are_parted(text: str) -> None:
    assert isinstance(MEASURE.content, OptionList)
    screen = replace(MEASURE, content=replace(MEASURE.content, description=text))
    parts = _texts(screen)
    assert " ".join(parts).split() == text.split()


def test_parts_are_cut_after_sentences_and_fit_a_page() -> None:
    sentence = "El municipio publicará las cuentas cada año. "
    parts = _texts(replace(INSTRUCTIONS, body=(sentence * 60,)))
    assert len(parts) > 2
    assert all(part.endswith(".") and len(part) <= SMALL_METRICS.part for part in parts)


def test_a_contest_is_the_same_place_with_other_marks_and_news() -> None:
    assert same_place(COUNCIL, COUNCIL_FULL)


def test_a_contest_is_the_same_place_in_another_language() -> None:
    assert same_place(COUNCIL, replace(COUNCIL, language="es", title="Concejo municipal"))


@pytest.mark.parametrize(
    "other",
    [
        None,
        replace(COUNCIL, title="School Board"),
        replace(COUNCIL, subtitle="Contest 4 of 9"),
        replace(COUNCIL, name="confirm"),
        replace(COUNCIL, content=None),
        MEASURE,
    ],
    ids=["nothing", "title", "subtitle", "name", "content", "contest"],
)
def test_another_screen_is_another_place(other: Screen | None) -> None:
    assert not same_place(other, COUNCIL)


def test_a_screen_tells_no_selection_in_its_repr() -> None:
    assert isinstance(COUNCIL.content, OptionList)
    marked = replace(COUNCIL.content.rows[0], selected=True)
    assert repr(marked) == repr(replace(marked, selected=False))
    assert "selected" not in repr(COUNCIL)
