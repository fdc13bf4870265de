"""The world of a test's arithmetic: the standard group, or for whole files one of 511 bits.

Where power is cut at every write, or every digit of a record changed, the size of the numbers decides
nothing but the time it takes. Such files ask for ``small_world``; each file gives back what it found.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from types import ModuleType
from typing import ParamSpec, TypeVar

import qrcode

from device.electionguard.parameters import STANDARD, Group
from hal_sim.swarm import small_world

_P = ParamSpec("_P")
_T = TypeVar("_T")


def cache_per_world(make: Callable[_P, _T]) -> Callable[_P, _T]:
    """As ``functools.cache``, for what is made of numbers: one world's never turns up in the other."""

    @cache
    def made(_group: tuple[int, ...], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        return make(*args, **kwargs)

    @wraps(make)
    def cached(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        return made((int(STANDARD.p), int(STANDARD.g)), *args, **kwargs)  # type: ignore[arg-type]

    return cached


@contextmanager
def shrunken_world() -> Iterator[None]:
    """Compute in the swarm's small group; afterwards everything is as it was."""
    group = {name: getattr(STANDARD, name) for name in Group.__slots__}
    patched = [each for each in vars(small_world).values() if isinstance(each, ModuleType)]
    before = [(module, dict(vars(module))) for module in patched]
    mask, threshold = qrcode.QRCode.best_mask_pattern, gc.get_threshold()
    small_world.shrink_the_world()
    try:
        yield
    finally:
        for module, names in before:
            vars(module).update(names)
        qrcode.QRCode.best_mask_pattern = mask
        gc.set_threshold(*threshold)
        gc.unfreeze()  # what is frozen is in no list of what is alive, and escapes the test of secrecy
        for name, value in group.items():
            object.__setattr__(STANDARD, name, value)
