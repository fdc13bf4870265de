"""Documents as dots: sizes in millimetres, wrapping, codes that read."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from device.hal import DotImage
from device.paper.document import (
    Banner,
    Barred,
    Block,
    CodeGroups,
    Document,
    Facts,
    Heading,
    Paragraph,
    Qr,
    Rule,
    Selections,
    SignatureLine,
    Space,
    Title,
)
from device.paper.setting import set_document
from device.paper.text_setting import clean
from device.ui.application import gui_application

EDGE_DOTS = 16
CODE = "0123456789ABCDEF" * 4


def dots(*blocks: Block, width_dots: int = 576, dots_per_mm: float = 8.0) -> DotImage:
    gui_application()
    return set_document(Document(blocks), width_dots, dots_per_mm)


def picture(image: DotImage) -> Image.Image:
    """Black on white, as an eye sees it."""
    ink = Image.frombytes("1", (image.width_dots, image.height_dots), image.rows)
    return ink.convert("L").point(lambda level: 255 - level)


def box(image: DotImage) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is black."""
    found = Image.frombytes("1", (image.width_dots, image.height_dots), image.rows).getbbox()
    assert found is not None
    return found


def line_count(image: DotImage) -> int:
    """Lines of text, told apart by white rows."""
    rows = [any(image.rows[top : top + image.stride]) for top in range(0, len(image.rows), image.stride)]
    return sum(black for black, _ in groupby(rows))


# One capital I at a time, in every place where text stands.
PLACES = {
    "paragraph": Paragraph("I"),
    "bold": Paragraph("I", bold=True),
    "title": Title("I"),
    "heading": Heading("I"),
    "label": Facts((("I", ""),)),
    "value": Facts((("", "I"),)),
    "contest": Selections("I", ()),
    "selection": Selections("", ("I",)),
    "code": CodeGroups(("1",)),
}


@pytest.mark.parametrize("dots_per_mm", [8.0, 11.811])
@pytest.mark.parametrize("place", PLACES)
def test_a_capital_is_at_least_three_and_a_half_millimetres_tall(place: str, dots_per_mm: float) -> None:
    _, top, _, bottom = box(dots(PLACES[place], width_dots=832, dots_per_mm=dots_per_mm))
    assert bottom - top >= 3.5 * dots_per_mm


def test_the_label_of_a_signature_is_as_tall() -> None:
    _, _, _, bottom = box(dots(SignatureLine("I")))
    _, _, _, line = box(dots(SignatureLine("")))
    assert bottom - line >= 28


@pytest.mark.parametrize("module_mm", [0.5])
@pytest.mark.parametrize("text", [CODE, "https://example.org/" + "x" * 80, "Elección, 選挙"])
def test_a_qr_code_reads_and_has_its_quiet_zone(text: str, module_mm: float) -> None:
    image = dots(Qr(text))
    (found,) = zxingcpp.read_barcodes(picture(image))
    assert found.text == text
    left, top, right, bottom = box(image)
    finder = picture(image).crop((left, top, right, top + 1)).tobytes()
    module = (len(finder) - len(finder.lstrip(b"\0"))) / 7  # a finder pattern is seven modules wide
    assert module >= module_mm * 8
    assert min(left, top, image.width_dots - right, image.height_dots - bottom) >= 4 * module


def test_a_qr_code_that_would_be_too_fine_is_refused() -> None:
    with pytest.raises(ValueError, match="QR"):
        dots(Qr("x" * 1500))


def test_text_wraps_between_words() -> None:
    short = dots(Paragraph("ballot " * 3))
    long = dots(Paragraph("ballot " * 12))
    assert line_count(short) == 1
    assert line_count(long) == 3  # four words a line


@pytest.mark.parametrize("word", ["W" * 200, "x" * 500, "1" * 77])
@pytest.mark.parametrize(
    "place",
    [
        Paragraph,
        Title,
        Banner,
        lambda word: Facts(((word, word),)),
        lambda word: Barred((Selections(word, (word,)),)),
    ],
    ids=["paragraph", "title", "banner", "facts", "selections"],
)
def test_a_word_wider_than_the_paper_is_broken_and_nothing_leaves_the_paper(place, word: str) -> None:
    image = dots(place(word))
    left, _, right, _ = box(image)
    assert left >= EDGE_DOTS - 3  # a letter may reach a hair beyond its cell
    assert right <= 576 - EDGE_DOTS + 3


def test_every_letter_of_a_broken_word_is_on_the_paper() -> None:
    once = dots(Paragraph("I" * 20))
    many = dots(Paragraph("I" * 200))
    per_letter = _black(once) / 20
    assert _black(many) == pytest.approx(200 * per_letter, rel=0.02)


def test_a_value_stands_beside_its_label_or_below_it_but_never_over_it() -> None:
    beside = dots(Facts((("Cast", "12"),)))
    below = dots(Facts((("Cast", "a value that is much too long to stand beside"),)))
    assert line_count(beside) == 1
    assert line_count(below) >= 3
    apart = _black(dots(Facts((("Cast", ""),)))) + _black(dots(Facts((("", "12"),))))
    assert _black(beside) == apart


def test_bars_run_along_every_millimetre_of_barred_blocks() -> None:
    contests = tuple(Selections(f"Contest {number}", ("Yes",)) for number in range(5))
    image = dots(Barred(contests))
    column = [image.rows[top + 3] for top in range(0, len(image.rows), image.stride)]  # dots 24 to 31
    longest_gap = max(len(list(run)) for black, run in groupby(map(bool, column)) if not black)
    assert longest_gap < 3 * 8


def test_a_document_may_be_longer_than_any_painting() -> None:
    image = dots(*(Paragraph(f"Line {number}") for number in range(800)))
    assert image.height_dots > 40_000
    assert line_count(image) == 800


def test_white_space_and_rules_have_their_height() -> None:
    assert dots(Space(10.0)).height_dots == 80
    _, top, _, bottom = box(dots(Rule()))
    assert bottom - top == 4


def test_letters_with_accents_do_not_touch_the_line_above() -> None:
    assert line_count(dots(Paragraph("gjpqy ÅÉÑÜ\nÅÉÑÜ gjpqy\nÅÉÑÜ"))) == 3


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("Ann\x1b@\x10\x04", "Ann@"),
        ("Ann\u202eetov", "Annetov"),
        ("Ann\tB\u2028C", "Ann B C"),
        ("two\nlines", "two\nlines"),
        ("e\u0301", "\u00e9"),
        ("\ud800", ""),
        ("क\u200dष", "क\u200dष"),
    ],
)
def test_control_and_direction_characters_do_not_reach_the_paper(given_text: str, kept: str) -> None:
    assert clean(given_text) == kept


@settings(max_examples=40)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_set(label: str, value: str) -> None:
    image = dots(Paragraph(value), Facts(((label, value),)), Barred((Selections(label, (value,)),)))
    assert len(image.rows) == image.stride * image.height_dots


def test_the_same_document_gives_the_same_dots_in_any_thread() -> None:
    blocks = (Title("Your tracking code"), CodeGroups(("2D71", "1642")), Qr(CODE), Paragraph("Keep it."))
    here = dots(*blocks)
    with ThreadPoolExecutor(4) as pool:
        others = list(pool.map(lambda _: set_document(Document(blocks), 576, 8.0), range(8)))
    assert others == [here] * 8


def test_without_a_started_screen_setting_says_so() -> None:
    code = (
        "from device.errors import StateError\n"
        "from device.paper.document import Document, Paragraph\n"
        "from device.paper.setting import set_document\n"
        "try:\n"
        "    set_document(Document((Paragraph('I'),)), 576, 8.0)\n"
        "except StateError:\n"
        "    print('refused')\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout == "refused\n", run.stderr


def _black(image: DotImage) -> int:
    return sum(byte.bit_count() for byte in image.rows)
