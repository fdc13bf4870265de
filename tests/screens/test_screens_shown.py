"""The screens that the terminal really shows: whole, touchable, drawable, on every panel."""

from support.panels import Finger, each_page
from support.shown_screens import poll_worker_screens, voter_screens

from device.ui.glyphs import missing_glyphs
from device.ui.inspection import faults, texts
from device.ui.screen import OptionList, Screen
from device.ui.voter_screens_parts import VoterScreen
from device.ui.voter_screens_touches import offered_touches
from device.ui.window import ScreenWindow


def _faults(window: ScreenWindow, screens: tuple[Screen, ...]) -> list[str]:
    finger, found = Finger(window), list[str]()
    for screen in screens:
        for page in each_page(finger, screen):
            shown = f"{screen.name} ({screen.language}) “{screen.title}”, page {page}"
            found += [f"{shown}: {fault.problem}: {fault.what}" for fault in faults(window)]
            letters = "".join(str(text.property("text")) for text in texts(window))
            found += [f"{shown}: cannot draw {glyph}" for glyph in missing_glyphs(letters)]
    return found


def test_every_screen_of_a_voter_can_be_read_and_touched(any_window: ScreenWindow) -> None:
    assert _faults(any_window, voter_screens()) == []


def test_every_screen_of_the_polls_can_be_read_and_touched(any_window: ScreenWindow) -> None:
    assert _faults(any_window, poll_worker_screens()) == []


def test_all_voter_screens_were_met_in_both_languages() -> None:
    met = {(screen.name, screen.language) for screen in voter_screens()}
    assert {name for name, _ in met} == {each.value for each in VoterScreen}
    assert {language for name, language in met if name == VoterScreen.CONTEST.value} == {"en", "es"}


def test_every_touch_that_a_voters_screen_offers_is_on_one_of_its_pages(any_window: ScreenWindow) -> None:
    finger = Finger(any_window)
    for screen in voter_screens():
        found: set[str] = set()
        for _ in each_page(finger, screen):
            found |= {str(item.property("touchId")) for item in any_window.targets() if item.isEnabled()}
        assert found - {"page-next", "page-back"} == offered_touches(screen) - _rows_with_counts(screen)


def _rows_with_counts(screen: Screen) -> set[str]:
    """Options with several votes are changed by their buttons; the row itself is no target."""
    rows = screen.content.rows if isinstance(screen.content, OptionList) else ()
    return {row.id for row in rows if row.count is not None}
