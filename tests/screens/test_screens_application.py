"""Qt as it is started: one application, the terminal's own fonts alone, nothing written to disk."""

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QFontDatabase, QFontInfo

from device.fonts.loader import font_family
from device.ui.application import gui_application

ROOT = Path(__file__).parents[2]
ALIASES = {"Monospace", "Sans Serif", "Serif"}

START = """
from PySide6.QtGui import QFontDatabase, QFont, QFontInfo
from device.hal import Panel
from device.ui.window import ScreenWindow
window = ScreenWindow(Panel(1280, 800, 217.0), print, moving=False)
print(*QFontDatabase.families(), sep="|")
print(QFontInfo(QFont("DejaVu Sans")).family())
window.close()
"""


def test_there_is_one_application_in_a_process() -> None:
    assert gui_application() is gui_application()


def test_regular_and_bold_are_there() -> None:
    gui_application()
    assert font_family() == "Noto Sans"
    assert {"Regular", "Bold"} <= set(QFontDatabase.styles(font_family()))
    assert QFontInfo(QFontDatabase.font(font_family(), "Bold", 12)).bold()


def test_a_new_process_knows_no_installed_font_and_writes_nothing(tmp_path: Path) -> None:
    clean = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
    }
    clean |= {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", START], env=clean, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    families, instead = done.stdout.splitlines()
    assert set(families.split("|")) - ALIASES == {"Noto Sans"}
    assert instead == "Noto Sans"
    assert list(tmp_path.rglob("*")) == []
