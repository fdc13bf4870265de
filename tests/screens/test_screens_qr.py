"""The QR code on the screen, read from the picture of it."""

from dataclasses import replace

import zxingcpp
from PySide6.QtGui import QColor
from support.panels import Finger
from support.sample_screens import CODE, TRACKING_CODE

from device.ui.drawn import QUIET_ZONE_MODULES, qr_modules
from device.ui.screen import CodeView
from device.ui.window import ScreenWindow


def test_the_code_is_read_back_from_the_panel(any_window: ScreenWindow) -> None:
    any_window.show(TRACKING_CODE)
    found = zxingcpp.read_barcodes(any_window.grab())
    assert [code.text for code in found] == [CODE]


def test_another_code_takes_the_place_of_the_last(finger: Finger) -> None:
    finger.window.show(TRACKING_CODE)
    other = "0123456789ABCDEF" * 4
    groups = tuple(other[at : at + 4] for at in range(0, 64, 4))
    finger.window.show(replace(TRACKING_CODE, content=CodeView(groups, other)))
    assert [code.text for code in zxingcpp.read_barcodes(finger.window.grab())] == [other]


def test_the_modules_have_a_quiet_zone_of_four() -> None:
    modules = qr_modules(CODE)
    edge = [*modules[:QUIET_ZONE_MODULES], *modules[-QUIET_ZONE_MODULES:]]
    assert not any(any(row) for row in edge)
    assert not any(any(row[:QUIET_ZONE_MODULES]) or any(row[-QUIET_ZONE_MODULES:]) for row in modules)
    assert modules[QUIET_ZONE_MODULES][QUIET_ZONE_MODULES]


def test_modules_are_pure_black_on_white(any_window: ScreenWindow) -> None:
    any_window.show(TRACKING_CODE)
    picture = any_window.grab()
    corner = zxingcpp.read_barcodes(picture)[0].position.top_left
    assert picture.pixelColor(corner.x + 2, corner.y + 2) == QColor("black")
    assert picture.pixelColor(corner.x - 4, corner.y - 4) == QColor("white")
