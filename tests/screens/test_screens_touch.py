"""What a finger does, and what is reported of it: completed taps on enabled targets, once each."""

from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from support.panels import Finger, pages
from support.sample_screens import (
    CAST,
    COUNCIL,
    COUNCIL_FULL,
    KEYBOARD,
    MAYOR,
    MEASURE,
    PIN,
    PRIORITIES,
    REVIEW,
)

from device.ui.screen import Banner, Level, OptionList
from device.ui.window import BOUNCE_MS


def test_a_tap_is_reported_once(finger: Finger) -> None:
    finger.window.show(MAYOR)
    finger.tap("option-2")
    assert finger.touched == ["option-2"]


def test_the_whole_row_is_the_target_and_nothing_beside_it(finger: Finger) -> None:
    finger.window.show(MAYOR)
    row = next(item for item in finger.window.targets() if item.property("touchId") == "option-1")
    corner = row.mapToScene(QPoint(0, 0)).toPoint()
    right, bottom = int(row.width()) - 1, int(row.height()) - 1
    finger.tap_at(corner + QPoint(1, 1))
    finger.tap_at(corner + QPoint(right - 1, bottom - 1))
    assert finger.touched == ["option-1", "option-1"]
    finger.tap_at(corner + QPoint(right // 2, -3))
    finger.tap_at(corner + QPoint(right // 2, bottom + 4))
    assert finger.touched == ["option-1", "option-1"]


def test_a_slip_inside_the_target_is_still_a_tap(finger: Finger) -> None:
    finger.window.show(MAYOR)
    start = finger.place("option-2")
    finger.down(start)
    for step in range(1, 10):
        finger.move(start + QPoint(40 * step, 3 * step))
    finger.up(start + QPoint(360, 27))
    assert finger.touched == ["option-2"]


def test_a_long_press_is_still_a_tap(finger: Finger) -> None:
    finger.window.show(MAYOR)
    finger.down(finger.place("option-2"))
    QTest.qWait(1100)
    finger.up(finger.place("option-2"))
    assert finger.touched == ["option-2"]


def test_dragging_out_cancels_even_when_the_finger_comes_back(finger: Finger) -> None:
    finger.window.show(MAYOR)
    start, other = finger.place("option-2"), finger.place("option-0")
    finger.down(start)
    finger.move(other)
    finger.up(other)
    finger.down(start)
    finger.move(other)
    finger.move(start)
    finger.up(start)
    assert finger.touched == []


def test_a_double_tap_is_two_taps(finger: Finger) -> None:
    finger.window.show(MAYOR)
    place = finger.place("option-2")
    finger.tap_at(place)
    finger.tap_at(place, after_ms=60)
    assert finger.touched == ["option-2", "option-2"]


def test_a_finger_that_bounces_does_not_touch_the_next_screen(finger: Finger) -> None:
    finger.window.show(MAYOR)
    place = finger.place("next")
    _tap_soon_after_a_tap(finger, place, BOUNCE_MS // 2)
    assert finger.touched == ["next"]
    finger.tap_at(place)
    assert finger.touched == ["next", "next"]


def test_a_second_tap_that_takes_its_time_touches_the_next_screen(finger: Finger) -> None:
    finger.window.show(MAYOR)
    _tap_soon_after_a_tap(finger, finger.place("next"), BOUNCE_MS + 50)
    assert finger.touched == ["next", "next"]


def _tap_soon_after_a_tap(finger: Finger, place: QPoint, after_ms: int) -> None:
    """Tap, let the screen change, and tap again at the same place ``after_ms`` later."""
    finger.tap_at(place)
    finger.window.show(COUNCIL)
    finger.tap_at(place, after_ms)


def test_what_is_disabled_cannot_be_touched(finger: Finger) -> None:
    finger.window.show(MAYOR)
    disabled = next(item for item in finger.window.targets() if item.property("touchId") == "language-en")
    assert finger.window.center_of("language-en") is None
    finger.tap_at(disabled.mapToScene(QPoint(20, 20)).toPoint())
    finger.window.show(PRIORITIES)
    more = next(item for item in finger.window.targets() if item.property("touchId") == "a-more")
    finger.tap_at(more.mapToScene(QPoint(20, 20)).toPoint())
    assert finger.touched == []


def test_a_finger_that_came_down_on_another_screen_touches_nothing(finger: Finger) -> None:
    finger.window.show(MAYOR)
    place = finger.place("next")
    finger.down(place)
    finger.window.show(PIN)
    finger.up(place)
    finger.window.show(MAYOR)
    row = finger.place("option-1")
    finger.down(row)
    finger.window.show(MEASURE)
    finger.up(row)
    assert finger.touched == []


def test_a_button_that_changes_its_meaning_under_the_finger_is_not_touched(finger: Finger) -> None:
    finger.window.show(MAYOR)
    other = tuple(replace(button, id=f"other-{button.id}") for button in MAYOR.buttons)
    place = finger.place("next")
    finger.down(place)
    finger.window.show(replace(MAYOR, buttons=other))
    finger.up(place)
    assert finger.touched == []
    finger.tap_at(place)
    assert finger.touched == ["other-next"]


def test_a_finger_stays_on_its_target_while_news_arrive(finger: Finger) -> None:
    finger.window.show(COUNCIL)
    place = finger.place("option-2")
    finger.down(place)
    finger.window.show(COUNCIL_FULL)
    finger.window.show(replace(COUNCIL_FULL, banner=Banner(Level.NORMAL, "The printer is ready again.")))
    finger.up(place)
    assert finger.touched == ["option-2"]


def test_fingers_on_a_touch_screen_are_reported_like_the_mouse(finger: Finger) -> None:
    finger.window.show(MAYOR)
    device, view = QTest.createTouchDevice(), finger.window.view
    for touch_id in ("option-0", "option-3"):
        QTest.touchEvent(view, device).press(0, finger.place(touch_id), view).commit()
        QTest.touchEvent(view, device).release(0, finger.place(touch_id), view).commit()
    assert finger.touched == ["option-0", "option-3"]


def test_counts_have_their_own_buttons_and_the_row_is_no_target(finger: Finger) -> None:
    finger.window.show(PRIORITIES)
    finger.tap("b-more")
    finger.tap("a-less")
    assert finger.touched == ["b-more", "a-less"]
    assert finger.window.center_of("b") is None


def test_digits_and_keys_are_touched_by_their_ids(finger: Finger) -> None:
    finger.window.show(PIN)
    for digit in "1029":
        finger.tap(f"digit-{digit}")
    finger.tap("erase")
    finger.window.show(KEYBOARD)
    finger.tap("key-Ñ")
    assert finger.touched == ["digit-1", "digit-0", "digit-2", "digit-9", "erase", "key-Ñ"]


def test_turning_pages_is_reported_to_nobody(finger: Finger) -> None:
    assert pages(finger.window, COUNCIL) > 1
    assert finger.touched == []


def test_a_mark_on_a_later_page_leaves_the_list_there(finger: Finger) -> None:
    finger.window.show(COUNCIL)
    finger.tap("page-next")
    finger.tap("option-6")
    finger.window.show(COUNCIL_FULL)
    assert finger.window.center_of("option-6") is not None
    assert finger.window.center_of("option-0") is None


def test_another_contest_begins_on_its_first_page(finger: Finger) -> None:
    finger.window.show(COUNCIL)
    finger.tap("page-next")
    finger.window.show(replace(COUNCIL, title="School Board", subtitle="Contest 4 of 9"))
    assert finger.window.center_of("option-0") is not None


def test_another_language_leaves_the_list_on_its_page(finger: Finger) -> None:
    finger.window.show(COUNCIL)
    finger.tap("page-next")
    row = next(f"option-{at}" for at in range(12) if finger.window.center_of(f"option-{at}"))
    finger.window.show(
        replace(COUNCIL, language="es", title="Concejo municipal", subtitle="Contienda 3 de 9")
    )
    assert finger.window.center_of(row) is not None


def test_the_review_is_on_its_page_again_after_a_contest_and_its_keyboard(finger: Finger) -> None:
    finger.window.show(REVIEW)
    finger.tap("page-next")
    assert finger.window.center_of("r1") is None
    for between in (COUNCIL, KEYBOARD, COUNCIL):
        finger.window.show(between)
    finger.window.show(REVIEW)
    assert finger.window.center_of("r1") is None


def test_the_next_voters_review_begins_on_its_first_page(finger: Finger) -> None:
    finger.window.show(REVIEW)
    finger.tap("page-next")
    for between in (CAST, COUNCIL, REVIEW):
        finger.window.show(between)
    assert finger.window.center_of("r1") is not None


def test_rows_are_updated_in_place(finger: Finger) -> None:
    finger.window.show(COUNCIL)
    before = list(finger.window.targets())
    assert isinstance(COUNCIL.content, OptionList)
    rows = tuple(replace(row, selected=not row.selected) for row in COUNCIL.content.rows)
    finger.window.show(replace(COUNCIL, content=replace(COUNCIL.content, rows=rows)))
    assert list(finger.window.targets()) == before


def test_a_closed_window_shows_and_reports_nothing(finger: Finger) -> None:
    finger.window.show(MAYOR)
    finger.window.close()
    assert finger.window.screen is None
    assert finger.window.view.rootObject() is None
