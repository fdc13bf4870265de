"""Sizes, gaps and whole texts, on every page of every sample and on every panel."""

from dataclasses import replace

import pytest
from support.panels import PANELS, Finger, pages
from support.sample_screens import CAUTION, COUNCIL, KEYBOARD, MAYOR, MEASURE, REVIEW, SAMPLES

from device.fonts.loader import CAP_HEIGHT_EM
from device.hal import Panel
from device.ui.inspection import faults, texts
from device.ui.metrics import MIN_CAP_MM, MIN_GAP_MM, MIN_SMALL_CAP_MM, MIN_TARGET_MM, metrics_of
from device.ui.screen import Keyboard, OptionList, OptionRow, ReviewList, ReviewRow, Screen
from device.ui.window import ScreenWindow

LONG = (
    "Her Excellency the Honourable Wilhelmina Maximiliana Bartholomea-Featherstonehaugh van der"
    " Bergh-Östlund y Fernández-Villalobos de la Santísima Trinidad, Lieutenant Colonel (retired)"
)
STRESS: dict[str, Screen] = {
    "options of one hundred and eighty characters": replace(
        COUNCIL,
        content=OptionList(
            "Vote for up to 3.",
            "You can still choose 3.",
            tuple(OptionRow(f"option-{at}", LONG, LONG[:90]) for at in range(6)),
        ),
    ),
    "one hundred options": replace(
        COUNCIL,
        content=OptionList(
            "Vote for up to 3.",
            "You can still choose 3.",
            tuple(OptionRow(f"option-{at}", f"Candidate {at}") for at in range(100)),
        ),
    ),
    "a measure of three thousand characters": replace(
        MEASURE,
        content=OptionList(
            "Vote por 1.",
            "Todavía puede elegir 1.",
            (OptionRow("option-1", "Sí"), OptionRow("option-2", "No")),
            description="Se propone lo siguiente, sin que falte ni sobre nada; léase con calma, " * 40,
            single=True,
        ),
    ),
    "a review of thirty contests": replace(
        REVIEW,
        content=ReviewList(
            tuple(
                ReviewRow(
                    f"r{at}",
                    LONG[:100],
                    (LONG[:110],) if at % 3 else ("No choice made",),
                    "You can still choose 1.",
                )
                for at in range(30)
            ),
            "Change",
        ),
    ),
    "a full write-in": replace(
        KEYBOARD,
        content=replace(
            KEYBOARD.content, text="MARÍA DEL CARMEN WILHELMINA FERNÁNDEZ-VILLALOBOS DE LA PEÑA Y"
        )
        if isinstance(KEYBOARD.content, Keyboard)
        else None,
    ),
    "a warning that says much": replace(CAUTION, body=(LONG, LONG)),
}


def _faults_on_all_pages(window: ScreenWindow, screen: Screen) -> list[str]:
    finger = Finger(window)
    found: list[str] = []
    for page in range(pages(window, screen)):
        if page:
            finger.tap("page-next")
        window.grab()
        found += [f"page {page + 1}: {fault.problem}: {fault.what}" for fault in faults(window)]
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_a_screen_is_whole_and_its_targets_are_large_and_apart(name: str, any_window: ScreenWindow) -> None:
    assert _faults_on_all_pages(any_window, SAMPLES[name]) == []


@pytest.mark.parametrize("name", STRESS)
def test_long_names_and_lists_wrap_and_page(name: str, any_window: ScreenWindow) -> None:
    assert _faults_on_all_pages(any_window, STRESS[name]) == []


def test_paging_shows_every_option_once(any_window: ScreenWindow) -> None:
    screen = STRESS["one hundred options"]
    finger = Finger(any_window)
    seen: list[str] = []
    for page in range(pages(any_window, screen)):
        if page:
            finger.tap("page-next")
        ids = (str(target.property("touchId")) for target in any_window.targets())
        seen += [each for each in ids if each.startswith("option-")]
    assert seen == [f"option-{at}" for at in range(100)]


def test_the_contest_its_rule_and_what_remains_stay_in_sight(any_window: ScreenWindow) -> None:
    finger = Finger(any_window)
    for page in range(pages(any_window, COUNCIL)):
        if page:
            finger.tap("page-next")
        shown = {str(text.property("text")) for text in texts(any_window)}
        assert {"City Council at Large", "Vote for up to 3.", "You can still choose 1."} <= shown


def test_answers_that_fit_on_one_page_are_not_parted(any_window: ScreenWindow) -> None:
    finger = Finger(any_window)
    assert pages(any_window, STRESS["a measure of three thousand characters"]) > 1
    while any_window.center_of("page-next") is not None:
        assert any_window.center_of("option-1") is None
        finger.tap("page-next")
    assert any_window.center_of("option-1") is not None
    assert any_window.center_of("option-2") is not None


@pytest.mark.parametrize("name", SAMPLES)
def test_capitals_are_tall_enough(name: str, any_window: ScreenWindow) -> None:
    any_window.show(SAMPLES[name])
    metrics = any_window.metrics
    least = MIN_SMALL_CAP_MM if metrics.low else MIN_CAP_MM
    for text in texts(any_window):
        cap_mm = text.property("font").pixelSize() * CAP_HEIGHT_EM / metrics.mm
        assert cap_mm >= (MIN_SMALL_CAP_MM if text.property("secondary") else least), text.property("text")


@pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS)
def test_sizes_keep_the_smallest_lengths_in_millimetres(panel: Panel) -> None:
    metrics = metrics_of(panel)
    assert metrics.target / metrics.mm >= MIN_TARGET_MM
    assert metrics.row / metrics.mm >= MIN_TARGET_MM
    assert metrics.gap / metrics.mm >= MIN_GAP_MM


def test_a_cut_text_is_found(finger: Finger) -> None:
    finger.window.show(MAYOR)
    assert faults(finger.window) == []
    title = next(item for item in texts(finger.window) if item.property("text") == MAYOR.title)
    title.setHeight(20)
    assert {fault.problem for fault in faults(finger.window)} == {"a text is larger than its place"}


def test_overlapping_texts_are_found(finger: Finger) -> None:
    finger.window.show(MAYOR)
    title = next(item for item in texts(finger.window) if item.property("text") == MAYOR.title)
    title.setY(5)
    assert "two texts overlap" in {fault.problem for fault in faults(finger.window)}


def test_a_small_target_and_a_narrow_gap_are_found(finger: Finger) -> None:
    finger.window.show(MAYOR)
    targets = {str(target.property("touchId")): target for target in finger.window.targets()}
    targets["option-1"].setHeight(targets["option-1"].height() + finger.window.metrics.gap * 0.4)
    targets["next"].setHeight(10)
    problems = {fault.problem for fault in faults(finger.window)}
    assert {"two targets are too close", "a target is too small"} <= problems
