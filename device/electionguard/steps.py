"""Long work in small steps, so that whoever does it beside the screens can rest in between."""

from collections.abc import Generator
from typing import TypeVar

_Result = TypeVar("_Result")

Steps = Generator[None, None, _Result]
"""Work that pauses at every yield and returns its result."""


def finished(steps: Steps[_Result]) -> _Result:
    """The result, without a pause."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: _Result = done.value
            return result
