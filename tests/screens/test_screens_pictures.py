"""Every kind of screen as a picture."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.panels import PANELS, Finger
from support.pictures import assert_picture
from support.sample_screens import COUNCIL, MAYOR, SAMPLES

from device.ui.window import ScreenWindow

GOLDEN = Path(__file__).parent / "golden"
ELSEWHERE = ("council-full", "review", "keyboard", "code", "pin", "failed")
"""Screens that differ most on other panels than the reference."""


@pytest.fixture(scope="module")
def windows() -> Iterator[dict[str, ScreenWindow]]:
    made = {name: ScreenWindow(panel, lambda _: None, moving=False) for name, panel in PANELS.items()}
    yield made
    for window in made.values():
        window.close()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_screen_looks_as_accepted(name: str, windows: dict[str, ScreenWindow], tmp_path: Path) -> None:
    windows["wide"].show(SAMPLES[name])
    assert_picture(windows["wide"].grab(), GOLDEN / f"wide-{name}.png", tmp_path)


@pytest.mark.parametrize("panel", ["tall", "small"])
@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_screen_looks_as_accepted_on_other_panels(
    panel: str, name: str, windows: dict[str, ScreenWindow], tmp_path: Path
) -> None:
    windows[panel].show(SAMPLES[name])
    assert_picture(windows[panel].grab(), GOLDEN / f"{panel}-{name}.png", tmp_path)


def test_the_last_page_of_a_long_contest_looks_as_accepted(
    windows: dict[str, ScreenWindow], tmp_path: Path
) -> None:
    finger = Finger(windows["wide"])
    finger.window.show(COUNCIL)
    while finger.window.center_of("page-next") is not None:
        finger.tap("page-next")
    assert_picture(finger.window.grab(), GOLDEN / "wide-council-last-page.png", tmp_path)


def test_a_held_option_looks_as_accepted(windows: dict[str, ScreenWindow], tmp_path: Path) -> None:
    finger = Finger(windows["wide"])
    finger.window.show(MAYOR)
    place = finger.place("option-2")
    finger.down(place)
    try:
        assert_picture(finger.window.grab(), GOLDEN / "wide-mayor-held.png", tmp_path)
    finally:
        finger.up(place)


def test_a_changed_pixel_is_noticed(
    windows: dict[str, ScreenWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEALMARK_ACCEPT_PICTURES", raising=False)
    windows["wide"].show(MAYOR)
    picture = windows["wide"].grab()
    golden = tmp_path / "one.png"
    picture.save(str(golden))
    assert_picture(picture, golden, tmp_path)
    picture.setPixel(100, 100, picture.pixel(100, 100) ^ 0x000001)
    with pytest.raises(AssertionError, match="1 pixels differ"):
        assert_picture(picture, golden, tmp_path)
    assert (tmp_path / "one.actual.png").is_file()
    assert (tmp_path / "one.diff.png").is_file()
