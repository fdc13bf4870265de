"""What every test needs: Qt without a screen, and hypothesis without a clock."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from support.worlds import shrunken_world

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

# Machines are shared and noisy: nothing here may fail for being slow.
settings.register_profile("sealmark", deadline=None, max_examples=50)
settings.load_profile("sealmark")


@pytest.fixture(scope="module")
def small_world() -> Iterator[None]:
    """A file that computes in the small group; the fixtures that it uses must not outlive it."""
    with shrunken_world():
        yield
