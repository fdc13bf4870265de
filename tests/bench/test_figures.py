"""The bench says of every figure whether it was reached."""

from bench.figures import TARGETS, Target, target_lines

AT_LEAST = Target("twice as fast", ("a", "b"), 2)
AT_MOST = Target("small", ("a", "b"), 2, at_least=False)


def test_a_figure_is_reached_or_not() -> None:
    for value, reached in ((1.9, False), (2, True), (2.1, True)):
        assert AT_LEAST.line({"a": {"b": value}}).endswith(f": {'reached' if reached else 'NOT REACHED'}")
    for value, reached in ((1.9, True), (2, True), (2.1, False)):
        assert AT_MOST.line({"a": {"b": value}}).endswith(f": {'reached' if reached else 'NOT REACHED'}")


def test_what_was_not_measured_is_neither() -> None:
    for figures in ({}, {"a": {}}, {"a": {"left_out": "for a reason"}}, {"a": "nothing"}):
        assert AT_LEAST.line(figures) == "twice as fast: at least 2; not measured"


def test_every_target_has_a_line() -> None:
    assert len(list(target_lines({}))) == len(TARGETS) == len({target.path for target in TARGETS})
