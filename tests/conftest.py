"""What every test needs: Qt without a screen, and hypothesis without a clock."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

# Machines are shared and noisy: nothing here may fail for being slow.
settings.register_profile("sealmark", deadline=None, max_examples=50)
settings.load_profile("sealmark")
