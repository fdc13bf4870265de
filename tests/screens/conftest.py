"""Windows and fingers for the tests of the screens."""

from collections.abc import Iterator

import pytest
from support.panels import PANELS, WIDE, Finger

from device.ui.window import ScreenWindow


@pytest.fixture(scope="module", params=PANELS)
def any_window(request: pytest.FixtureRequest) -> Iterator[ScreenWindow]:
    """A window on each panel, once per file."""
    window = ScreenWindow(PANELS[request.param], lambda _: None, moving=False)
    yield window
    window.close()


@pytest.fixture
def finger() -> Iterator[Finger]:
    """A finger on a new window of the reference panel; ``touched`` is what the window reported."""
    touched: list[str] = []
    window = ScreenWindow(WIDE, touched.append, moving=False)
    yield Finger(window, touched)
    window.close()
