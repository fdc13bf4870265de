"""The small world as tests borrow it: really another group, and nothing of it is left behind."""

import gc
import sys

import pytest
import qrcode
from support.worlds import cache_per_world, shrunken_world

from device.electionguard.parameters import STANDARD, Group

PRODUCT = ("device.", "drivers.", "hal_sim.")


def everything() -> dict[tuple[str, str], int]:
    """Which object every name of the product's modules and of their classes stands for."""
    found = {}
    for name, module in list(sys.modules.items()):
        if not name.startswith(PRODUCT):
            continue
        for member, value in list(vars(module).items()):
            found[name, member] = id(value)
            if isinstance(value, type) and value.__module__ == name:
                found |= {(f"{name}.{member}", each): id(held) for each, held in vars(value).items()}
    return found


def world() -> tuple[object, ...]:
    """What else the small world changes."""
    group = tuple(getattr(STANDARD, name) for name in Group.__slots__)
    return group, qrcode.QRCode.best_mask_pattern, gc.get_threshold(), gc.get_freeze_count()


def fail_in_the_small_world(outside: dict[tuple[str, str], int]) -> None:
    with shrunken_world():
        assert everything() != outside
        raise RuntimeError(STANDARD.p.bit_length())


def test_a_borrowed_world_is_given_back_whole_even_by_a_test_that_fails() -> None:
    names, rest = everything(), world()
    assert STANDARD.p.bit_length() == 4096
    with pytest.raises(RuntimeError, match="511"):
        fail_in_the_small_world(names)
    assert world() == rest
    assert everything() == names


def test_what_is_made_in_one_world_never_turns_up_in_the_other() -> None:
    made: list[int] = []

    @cache_per_world
    def bits(times: int) -> int:
        made.append(STANDARD.p.bit_length() * times)
        return made[-1]

    assert bits(1) == bits(1) == 4096
    with shrunken_world():
        assert bits(1) == bits(1) == 511
    assert (bits(1), bits(2)) == (4096, 8192)
    assert made == [4096, 511, 8192]
