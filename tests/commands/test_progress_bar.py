"""The progress bar: one line on a terminal, nothing in a file."""

import io

from drivers.commands.progress_bar import WIDTH, ProgressBar


class Window(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_moves_on_one_line_and_goes_away() -> None:
    window = Window()
    bar = ProgressBar("Verifying ballots", window)
    for done in range(1001):
        bar.show(done, 1000)
    drawn = window.getvalue()
    assert "\n" not in drawn
    assert drawn.count("\r") == 101  # once a percent
    assert f"[{'#' * WIDTH}] 100 % (1000 of 1000)" in drawn
    bar.clear()
    assert window.getvalue().endswith("\r\x1b[K")


def test_nothing_to_do_is_all_done() -> None:
    window = Window()
    ProgressBar("Verifying ballots", window).show(0, 0)
    assert "100 %" in window.getvalue()


def test_a_file_gets_no_bar() -> None:
    stream = io.StringIO()
    bar = ProgressBar("Verifying ballots", stream)
    bar.show(1, 2)
    bar.clear()
    assert stream.getvalue() == ""


def test_a_bar_that_was_never_shown_clears_nothing() -> None:
    window = Window()
    ProgressBar("Verifying ballots", window).clear()
    assert window.getvalue() == ""
