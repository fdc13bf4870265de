"""The entropy role, real and simulated: what a healthy source gives, and how a broken one is refused."""

import os
import random
import re
from collections.abc import Callable
from fractions import Fraction
from math import ceil, comb

import pytest

from device.errors import EntropyError
from device.hal import Entropy, random_below
from drivers import entropy_health, watched_entropy
from drivers.entropy_health import PROPORTION_CUTOFF, REPETITION_CUTOFF, WINDOW_BYTES, EntropyHealth
from drivers.kernel_entropy import KernelEntropy
from drivers.watched_entropy import START_UP_BYTES, WatchedEntropy
from hal_sim.entropy import SeededEntropy, SeededSource, SourceFault

BROKEN = [*SourceFault]


@pytest.fixture(params=["kernel", "seeded"])
def entropy(request: pytest.FixtureRequest) -> Entropy:
    return KernelEntropy() if request.param == "kernel" else SeededEntropy(b"1")


def refuses(entropy: Entropy, draws: int, count: int = 32) -> bool:
    for _ in range(draws):
        try:
            entropy.random_bytes(count)
        except EntropyError:
            return True
    return False


def test_randomness_has_the_length_asked_for_and_differs_each_time(entropy: Entropy) -> None:
    drawn = {entropy.random_bytes(33) for _ in range(50)}
    assert len(drawn) == 50
    assert {len(each) for each in drawn} == {33}
    assert [len(entropy.random_bytes(count)) for count in (0, 1, 255, 257, 100_000)] == [
        0, 1, 255, 257, 100_000,
    ]  # fmt: skip


def test_a_healthy_source_is_never_refused(entropy: Entropy) -> None:
    assert not refuses(entropy, 20_000)
    assert not refuses(entropy, 3, 1_000_000)


def test_random_below_reaches_every_number_through_the_role(entropy: Entropy) -> None:
    assert {random_below(entropy, 5) for _ in range(500)} == set(range(5))


@pytest.mark.parametrize("fault", BROKEN)
def test_a_source_that_is_broken_from_the_start_gives_nothing(fault: SourceFault) -> None:
    with pytest.raises(EntropyError):
        WatchedEntropy(SeededSource(b"broken", fault).read).random_bytes(1)


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("count", [1, 32, 500])
def test_a_source_that_breaks_down_later_is_refused_soon(fault: SourceFault, count: int) -> None:
    entropy = SeededEntropy(b"7")
    assert not refuses(entropy, 100, count)
    entropy.break_down(fault)
    assert refuses(entropy, 600, count)


def test_a_refused_source_stays_refused_even_if_it_recovers() -> None:
    source = SeededSource(b"7")
    entropy = WatchedEntropy(source.read)
    entropy.random_bytes(32)
    source.fault = SourceFault.STUCK
    assert refuses(entropy, 1)
    source.fault = None
    for _ in range(3):
        assert refuses(entropy, 1)
    assert not refuses(WatchedEntropy(source.read), 100)


def test_a_source_that_was_restored_to_an_earlier_state_is_refused() -> None:
    earlier = {"at": 0}
    source = SeededSource(b"machine")
    stream = source.read(1_000_000)

    def read(count: int) -> bytes:
        earlier["at"] += count
        return stream[earlier["at"] - count : earlier["at"]]

    entropy = WatchedEntropy(read)
    entropy.random_bytes(32)
    snapshot = earlier["at"]
    assert not refuses(entropy, 1000)
    earlier["at"] = snapshot
    assert refuses(entropy, 1)


def test_a_kernel_that_gives_little_at_a_time_is_asked_again() -> None:
    source = SeededSource(b"little")
    entropy = WatchedEntropy(lambda count: source.read(min(count, 7)))
    assert len(entropy.random_bytes(1000)) == 1000


def test_the_kernel_is_asked_and_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def zeros(count: int) -> bytes:
        asked.append(count)
        return bytes(count)

    monkeypatch.setattr(os, "getrandom", zeros)
    entropy = KernelEntropy()
    assert sum(asked) >= START_UP_BYTES >= 1024
    with pytest.raises(EntropyError) as refused:
        entropy.random_bytes(32)
    assert re.fullmatch(r"[^\n]+\.", str(refused.value))


def test_nothing_that_was_tested_at_the_start_or_as_a_witness_is_handed_out() -> None:
    source = SeededSource(b"open")
    read: list[bytes] = []

    def reading(count: int) -> bytes:
        read.append(source.read(count))
        return read[-1]

    entropy = WatchedEntropy(reading)
    drawn = entropy.random_bytes(32)
    everything = b"".join(read)
    assert everything.endswith(drawn)
    assert len(everything) == START_UP_BYTES + watched_entropy.WITNESS_BYTES + 32


def test_the_cut_offs_are_those_of_the_standard() -> None:
    """SP 800-90B sec. 4.4.1 and 4.4.2, recomputed with exact fractions."""
    entropy_bits, alpha_bits = entropy_health.CLAIMED_BITS, entropy_health.FALSE_ALARM_BITS
    assert 1 + ceil(Fraction(alpha_bits, entropy_bits)) == REPETITION_CUTOFF
    p, reached, critical = Fraction(1, 2**entropy_bits), Fraction(0), -1
    while reached < 1 - Fraction(1, 2**alpha_bits):
        critical += 1
        ways = comb(WINDOW_BYTES, critical)
        reached += ways * p**critical * (1 - p) ** (WINDOW_BYTES - critical)
    assert 1 + critical == PROPORTION_CUTOFF


def chunked(data: bytes, sizes: random.Random) -> list[bytes]:
    chunks, start = [], 0
    while start < len(data):
        end = start + sizes.choice((1, 2, 3, 8, 31, 600))
        chunks.append(data[start:end])
        start = end
    return chunks


def naive_repetition(data: bytes) -> bool:
    """SP 800-90B sec. 4.4.1 as its steps say it."""
    a, b = data[0], 1
    for x in data[1:]:
        if x == a:
            b += 1
            if b >= REPETITION_CUTOFF:
                return False
        else:
            a, b = x, 1
    return True


def naive_proportion(data: bytes) -> bool:
    """SP 800-90B sec. 4.4.2 as its steps say it."""
    for start in range(0, len(data), WINDOW_BYTES):
        window = data[start : start + WINDOW_BYTES]
        if sum(x == window[0] for x in window) >= PROPORTION_CUTOFF:
            return False
    return True


@pytest.mark.parametrize(
    ("distribution", "naive"),
    [
        (lambda draw: 0 if draw.random() < 0.3 else draw.randrange(256), naive_repetition),
        (lambda draw: draw.randrange(8), naive_proportion),
        (lambda draw: draw.randrange(10), naive_proportion),
    ],
)
def test_the_tests_say_what_the_steps_of_the_standard_say_however_bytes_are_drawn(
    distribution: Callable[[random.Random], int], naive: Callable[[bytes], bool]
) -> None:
    draw, verdicts = random.Random(5), set()  # noqa: S311  the same every time
    for _ in range(150):
        data = bytes(distribution(draw) for _ in range(draw.choice((300, 1500, 4000))))
        health = EntropyHealth()
        holds = all(health.holds(chunk) for chunk in chunked(data, draw))
        assert holds == (naive_repetition(data) and naive_proportion(data))
        verdicts.add(naive(data))
    assert verdicts == {True, False}


def test_a_run_is_found_across_draws_and_one_below_the_cut_off_is_not() -> None:
    health = EntropyHealth()
    assert all(health.holds(b"\x00") for _ in range(REPETITION_CUTOFF - 1))
    assert health.holds(b"\x01")
    assert health.holds(b"\x00" * (REPETITION_CUTOFF - 1))
    assert not health.holds(b"\x00")
