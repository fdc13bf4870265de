"""The stock of blanks: filled between voters, bounded, each used once, gone when it has to be."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from support.engine_ballots import EVERY_KIND, EVERY_KIND_PLAIN, FIELD, keys_for, seeded
from support.small_group import SMALL

from device.electionguard.ballot import BallotShape, ContestShape
from device.electionguard.blank import Blank
from device.electionguard.blank_filling import BlankFiller
from device.electionguard.blank_making import BlankMaker
from device.electionguard.powers import PlainPowers, build_table_powers
from device.electionguard.verify_ballot import verify_ballot
from device.errors import EncryptionError, EntropyError
from device.voting.blank_pool import NO_BLANKS, BlankPlan, BlankPool

KEYS = keys_for(SMALL)
TABLES = build_table_powers(SMALL, KEYS, 300_000)
OTHER = BallotShape(7, (ContestShape(1, (1, 1), 1, 0),))
PATIENCE_S = 300.0


class WatchedMaker(BlankMaker):
    """Remembers every blank it made, and who made it; ``gate`` stops it between steps."""

    def __init__(self, powers=TABLES, random=None) -> None:
        super().__init__(SMALL, KEYS, powers, random or seeded(1))
        self.blanks: list[Blank] = []
        self.begun = 0
        self.steps_done = 0
        self.given_up = 0
        self.threads: set[int] = set()

    def steps(self, shape):
        self.begun += 1
        self.threads.add(threading.get_ident())
        steps = super().steps(shape)
        try:
            while True:
                try:
                    next(steps)
                except StopIteration as done:
                    self.blanks.append(done.value)
                    return done.value
                self.steps_done += 1
                yield
        except GeneratorExit:
            self.given_up += 1
            steps.close()
            raise


def until(holds: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline_s, "it never came about"
        time.sleep(0.002)


def wiped(blank: Blank) -> bool:
    return not any(blank._memory) and not any(blank.commitments)


@pytest.fixture
def pool() -> Iterator[BlankPool]:
    """With a worker."""
    made = BlankPool(BlankPlan(per_style=3, memory_bytes=10**7, rest_s=0.0))
    yield made
    made.close()


def by_hand(per_style=3, memory_bytes=10**7) -> BlankPool:
    return BlankPool(BlankPlan(per_style, memory_bytes, background=False))


def test_the_worker_fills_the_stock_on_a_thread_of_its_own(pool):
    maker = WatchedMaker()
    pool.keep(maker, [EVERY_KIND, OTHER])
    until(lambda: pool.count(EVERY_KIND) == 3 and pool.count(OTHER) == 3)
    assert threading.get_ident() not in maker.threads
    time.sleep(0.05)
    assert maker.begun == 6


def test_a_blank_that_was_taken_is_replaced_and_makes_a_ballot_that_verifies(pool):
    maker = WatchedMaker()
    pool.keep(maker, [EVERY_KIND])
    until(lambda: pool.count(EVERY_KIND) == 3)
    taken = pool.take(EVERY_KIND)
    assert taken is maker.blanks[0], "the oldest goes first"
    ballot = BlankFiller(SMALL, KEYS).fill(taken, EVERY_KIND_PLAIN, FIELD).ballot
    assert verify_ballot(SMALL, KEYS, EVERY_KIND, ballot, TABLES) == []
    until(lambda: pool.count(EVERY_KIND) == 3)
    assert len(maker.blanks) == 4


def test_no_blank_is_ever_given_out_twice_to_however_many_threads():
    pool = by_hand(per_style=40)
    pool.keep(WatchedMaker(), [OTHER])
    pool.fill()
    taken: list[Blank] = []

    def take_all() -> None:
        while (blank := pool.take(OTHER)) is not None:
            taken.append(blank)

    threads = [threading.Thread(target=take_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 40
    assert len({id(blank) for blank in taken}) == 40


def test_an_empty_stock_and_an_unknown_style_give_nothing():
    pool = by_hand()
    assert pool.take(EVERY_KIND) is None
    pool.keep(WatchedMaker(), [EVERY_KIND])
    assert pool.take(EVERY_KIND) is None
    pool.fill()
    assert pool.take(OTHER) is None
    assert [pool.take(EVERY_KIND) is not None for _ in range(4)] == [True, True, True, False]


def test_memory_is_bounded_and_shared_evenly_among_styles():
    maker = WatchedMaker()
    large, small = maker.memory_bytes(EVERY_KIND), maker.memory_bytes(OTHER)
    pool = by_hand(per_style=100, memory_bytes=3 * large + 3 * small + small // 2)
    pool.keep(maker, [EVERY_KIND, OTHER])
    pool.fill()
    assert (pool.count(EVERY_KIND), pool.count(OTHER)) == (3, 3)
    assert sum(blank.memory_bytes for blank in maker.blanks) == 3 * large + 3 * small


def test_a_stock_without_memory_stays_empty():
    pool = BlankPool(NO_BLANKS)
    maker = WatchedMaker()
    pool.keep(maker, [EVERY_KIND])
    pool.fill()
    assert maker.begun == 0


def test_nothing_is_made_while_a_voter_is_at_the_terminal(pool):
    maker = WatchedMaker()
    pool.keep(maker, [EVERY_KIND])
    until(lambda: maker.steps_done > 5)
    pool.hold()
    time.sleep(0.05)
    held_at = maker.steps_done
    time.sleep(0.1)
    assert maker.steps_done == held_at
    pool.take(EVERY_KIND)
    time.sleep(0.05)
    assert maker.steps_done == held_at
    pool.release()
    until(lambda: pool.count(EVERY_KIND) == 3)


@pytest.mark.parametrize("held", [False, True])
def test_emptying_destroys_the_stock_and_what_is_in_the_making(pool, held):
    maker = WatchedMaker()
    pool.keep(maker, [EVERY_KIND])
    until(lambda: len(maker.blanks) == 1 and maker.begun == 2)
    if held:
        pool.hold()
    pool.empty()
    assert pool.count(EVERY_KIND) == 0
    assert pool.take(EVERY_KIND) is None
    assert all(map(wiped, maker.blanks))
    done = maker.steps_done
    time.sleep(0.05)
    assert maker.steps_done == done
    assert maker.given_up == maker.begun - len(maker.blanks)


def test_another_maker_or_other_styles_destroy_what_was_in_stock():
    pool, maker = by_hand(), WatchedMaker()
    pool.keep(maker, [EVERY_KIND])
    pool.fill()
    pool.keep(maker, [EVERY_KIND])
    assert pool.count(EVERY_KIND) == 3, "asked for the same, nothing changes"
    pool.keep(maker, [OTHER])
    assert all(map(wiped, maker.blanks))
    pool.fill()
    pool.keep(WatchedMaker(), [OTHER])
    assert all(map(wiped, maker.blanks))
    assert pool.count(OTHER) == 0


def test_a_closed_pool_is_empty_and_stays_so():
    pool = BlankPool(BlankPlan(per_style=2, memory_bytes=10**7, rest_s=0.0))
    maker = WatchedMaker()
    pool.keep(maker, [EVERY_KIND])
    until(lambda: pool.count(EVERY_KIND) == 2)
    pool.close()
    assert all(map(wiped, maker.blanks))
    pool.keep(maker, [EVERY_KIND])
    assert pool.take(EVERY_KIND) is None
    assert maker.begun == len(maker.blanks) == 2
    assert not [each for each in threading.enumerate() if each.name.startswith("blanks")]


class BadPowers(PlainPowers):
    """Wrong from the given call on."""

    def __init__(self, right_calls: int) -> None:
        super().__init__(SMALL, KEYS)
        self.left = right_calls

    def g(self, exponent):
        self.left -= 1
        return super().g(exponent) if self.left > 0 else super().g(exponent) * 2 % SMALL.p


def test_an_element_that_is_wrong_destroys_the_whole_stock_for_good(pool):
    maker = WatchedMaker(BadPowers(100))
    pool.keep(maker, [EVERY_KIND])
    until(lambda: pool._failed)
    assert isinstance(pool.trouble(), EncryptionError)
    assert pool.trouble() is None, "told once"
    assert len(maker.blanks) >= 1
    assert all(map(wiped, maker.blanks))
    begun = maker.begun
    pool.keep(maker, [EVERY_KIND])
    time.sleep(0.05)
    assert maker.begun == begun
    assert pool.take(EVERY_KIND) is None


def test_randomness_that_breaks_down_destroys_the_whole_stock():
    source, left = seeded(3), [150]

    def breaking(count: int) -> bytes:
        left[0] -= 1
        if left[0] < 0:
            raise EntropyError("The source of randomness is broken.")
        return source(count)

    pool, maker = by_hand(per_style=20), WatchedMaker(random=breaking)
    pool.keep(maker, [EVERY_KIND])
    with pytest.raises(EntropyError):
        pool.fill()
    assert len(maker.blanks) >= 1
    assert all(map(wiped, maker.blanks))
    assert pool.take(EVERY_KIND) is None


def test_what_the_worker_did_not_expect_is_raised_where_the_program_can_end(pool):
    class Broken(WatchedMaker):
        def steps(self, shape):
            yield
            raise ZeroDivisionError

    pool.keep(Broken(), [EVERY_KIND])
    until(lambda: pool._work is not None and pool._work.done())
    with pytest.raises(ZeroDivisionError):
        pool.trouble()
    pool.empty()


def test_a_pool_with_a_worker_is_not_filled_by_hand(pool):
    with pytest.raises(ValueError, match="worker"):
        pool.fill()
