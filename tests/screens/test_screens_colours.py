"""Contrast of at least 10:1, and no colour in QML that this does not know of."""

import re
from pathlib import Path

import pytest

from device.ui import palette
from device.ui.palette import INFORMATION, MIN_CONTRAST, PALETTE, contrast

QML = sorted((Path(palette.__file__).parent / "qml").glob("*.qml"))
DECORATION = {"hairline"}


@pytest.mark.parametrize(("front", "ground"), INFORMATION, ids="-".join)
def test_what_carries_information_has_contrast(front: str, ground: str) -> None:
    colours = PALETTE.as_map()
    assert contrast(colours[front], colours[ground]) >= MIN_CONTRAST


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF")


def test_every_colour_is_in_the_contrast_rule_or_is_decoration() -> None:
    ruled = {name for pair in INFORMATION for name in pair}
    assert set(PALETTE.as_map()) == ruled | DECORATION


@pytest.mark.parametrize("path", QML, ids=lambda path: path.name)
def test_qml_takes_its_colours_from_the_palette(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert re.search(r"[\"']#[0-9A-Fa-f]{3,8}[\"']|Qt\.(rgba|hsla|lighter|darker|tint)", source) is None
    named = set(re.findall(r"\bcolor:\s*\"(\w+)\"", source))
    assert named <= {"transparent"}
    assert set(re.findall(r"\bColours\.(\w+)", source)) <= set(PALETTE.as_map())


@pytest.mark.parametrize("path", QML, ids=lambda path: path.name)
def test_qml_draws_text_as_plain_words_only(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if path.name == "Words.qml":
        assert "textFormat: Text.PlainText" in source
        assert "elide" not in source
    else:
        assert re.search(r"^\s*(Text|TextEdit|TextInput|Label)\s*\{", source, re.MULTILINE) is None
        assert not re.search(r"textFormat|RichText|StyledText|elide|createQmlObject|clip:", source)
    assert set(re.findall(r"^import (\S+)", source, re.MULTILINE)) <= {"QtQuick", "Sealmark.Drawn"}
