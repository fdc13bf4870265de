"""Ballots prepared in advance: how fast they are filled, against what, and what the screens notice of it.

The floor is what EG 2.1.0 makes unavoidable once the voter has chosen: writing the elements of a
ballot as bytes and hashing them into challenges, contest hashes and the code, once. The floor of a
ballot on its way to the ballot box is that and writing its record. Several ballots take turns, so that
nothing is measured on data that the processor still has at hand. Ballots are measured in processor time
of the thread: a busy machine interrupts the longer paths more often than the floor.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from bench.bench_engine import PLAIN, SHAPE
from gmpy2 import mpz
from PySide6.QtCore import QEventLoop, Qt, QTimer
from support.engine_ballots import FIELD, keys_for
from support.panels import WIDE
from support.sample_screens import MENU, PIN

from device.electionguard.ballot import EncryptedContest, PlainContest, RangeProof
from device.electionguard.blank import Blank
from device.electionguard.blank_filling import BlankFiller
from device.electionguard.blank_making import BlankMaker
from device.electionguard.challenges import (
    CommitmentPair,
    aggregate,
    confirmation_code,
    contest_hash,
    limit_challenge,
    range_challenge,
)
from device.electionguard.encryption import BallotEncryptor, Encryption
from device.electionguard.nonces import selection_nonce
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import PlainPowers, Powers, build_table_powers
from device.electionguard.range_proof import expected_exponents
from device.electionguard.tables import DEFAULT_BUDGET_BYTES
from device.records.ballot_record import ballot_body
from device.ui.application import gui_application
from device.ui.window import ScreenWindow
from device.voting.blank_pool import BlankPlan, BlankPool

KEYS = keys_for(STANDARD)
SCREEN_S = 6.0
SCREENS, BLANKS = 20, 3
FRAME_MS = 5
IN_STOCK = 20

Action = Callable[[], object]


def measure(rounds: int = 15) -> dict[str, Any]:
    """All figures of blanks; ``rounds`` ballots a path, of which the median counts."""
    powers = build_table_powers(STANDARD, KEYS, DEFAULT_BUDGET_BYTES)
    # Memory first: what others gave back would be taken again unseen.
    memory = measure_memory(powers)
    return {
        "ballot": measure_ballot(powers, rounds),
        "background": measure_background(powers),
        "memory": memory,
    }


def measure_ballot(powers: Powers, rounds: int) -> dict[str, Any]:
    """(b) and (c): 100 options in 25 contests until the code is there, and until its record is."""
    blanks = BlankMaker(STANDARD, KEYS, powers, os.urandom)
    filler = BlankFiller(STANDARD, KEYS)
    by_table = BallotEncryptor(STANDARD, KEYS, powers, os.urandom)
    by_powmod = BallotEncryptor(STANDARD, KEYS, PlainPowers(STANDARD, KEYS), os.urandom)
    taken: dict[str, list[float]] = {
        name: [] for name in ("making", "blank", "table", "powmod", "floor", "record")
    }

    def clocked(name: str, action: Action) -> Any:
        start = time.thread_time()
        result = action()
        taken[name].append(time.thread_time() - start)
        return result

    floors = [floor_of(powers, by_table.encrypt(SHAPE, PLAIN, FIELD)) for _ in range(5)]
    for number in range(rounds):
        blank: Blank = clocked("making", lambda: blanks.make(SHAPE))
        clocked("table", lambda: by_table.encrypt(SHAPE, PLAIN, FIELD))
        made: Encryption = clocked("blank", lambda b=blank: filler.fill(b, PLAIN, FIELD))
        clocked("floor", floors[number % len(floors)])
        clocked("record", lambda e=made: ballot_body(e.ballot, "bench"))
        if number < 3:
            clocked("powmod", lambda: by_powmod.encrypt(SHAPE, PLAIN, FIELD))
    ms = {f"{name}_ms": 1000 * median(times) for name, times in taken.items()}
    to_record = (ms["blank_ms"] + ms["record_ms"]) / (ms["floor_ms"] + ms["record_ms"])
    return {
        **{name: round(value, 2) for name, value in ms.items()},
        "table_to_blank": round(ms["table_ms"] / ms["blank_ms"], 1),
        "powmod_to_blank": round(ms["powmod_ms"] / ms["blank_ms"], 1),
        "blank_to_floor": round(ms["blank_ms"] / ms["floor_ms"], 2),
        "blank_to_floor_with_record": round(to_record, 2),
    }


def floor_of(powers: Powers, made: Encryption) -> Action:
    """The hashing of one ballot, elements written as bytes, with everything else made ready."""
    ballot, h_i = made.ballot, made.ballot.identifier_hash
    ready = [
        (contest, *_commitments(powers, made, contest, plain), aggregate(STANDARD, contest.ciphertexts))
        for contest, plain in zip(ballot.contests, PLAIN.contests, strict=True)
    ]

    def hash_all() -> None:
        hashes = []
        for contest, ranges, limit, total in ready:
            for j, (ciphertext, pairs) in enumerate(zip(contest.ciphertexts, ranges, strict=True), start=1):
                range_challenge(STANDARD, h_i, contest.index, j, ciphertext, pairs)
            limit_challenge(STANDARD, h_i, contest.index, total, limit)
            hashes.append(contest_hash(STANDARD, h_i, contest.index, contest.ciphertexts, contest.data))
        if confirmation_code(h_i, hashes, ballot.chaining_field) != ballot.confirmation_code:
            raise ValueError("the floor does not hash what the ballot hashes")

    return hash_all


def _commitments(
    powers: Powers, made: Encryption, contest: EncryptedContest, plain: PlainContest
) -> tuple[list[list[CommitmentPair]], list[CommitmentPair]]:
    h_i = made.ballot.identifier_hash

    def pairs(proof: RangeProof, nonce: mpz, value: int) -> list[CommitmentPair]:
        exponents = expected_exponents(STANDARD, proof, nonce, value)
        return [(powers.g(a), powers.vote_key(b)) for a, b in exponents]

    nonces = [
        selection_nonce(STANDARD, h_i, contest.index, j, made.nonce)
        for j in range(1, len(plain.values) + 1)
    ]
    of_fields = zip(contest.range_proofs, nonces, plain.values, strict=True)
    return [pairs(*each) for each in of_fields], pairs(contest.limit_proof, sum(nonces), sum(plain.values))


def measure_background(powers: Powers) -> dict[str, Any]:
    """(e): blanks a second beside idle screens, and how long screens wait, without and with the worker."""
    window = ScreenWindow(WIDE, lambda _touch: None, moving=False)
    try:
        alone = {**_idle(), **_touched(window)}
        with _working(powers) as made:
            start = time.perf_counter()
            idle = _idle(lambda: made() >= BLANKS)
            rate = made() / (time.perf_counter() - start)
            beside = {**idle, **_touched(window)}
    finally:
        window.close()
    return {"blanks_a_second": round(rate, 2), "screens_alone": alone, "screens_beside_worker": beside}


def _idle(enough: Callable[[], bool] = lambda: True) -> dict[str, float]:
    """How late an idle screen's turns come that are due every few milliseconds; for a while at least."""
    application, turns, timer = gui_application(), [time.perf_counter()], QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: turns.append(time.perf_counter()))
    timer.start(FRAME_MS)
    end = time.perf_counter() + SCREEN_S
    while time.perf_counter() < end or not enough():
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    timer.stop()
    late = sorted(later - earlier - FRAME_MS / 1000 for earlier, later in pairwise(turns))
    return {
        "longest_pause_ms": round(1000 * late[-1], 1),
        "pause_ms_99_of_100": round(1000 * late[len(late) * 99 // 100], 1),
    }


def _touched(window: ScreenWindow) -> dict[str, float]:
    """How long another screen takes to be drawn, as after a touch, three times a second."""
    application = gui_application()
    taken: list[float] = []
    while len(taken) < SCREENS:
        pause_end = time.perf_counter() + 0.3
        while time.perf_counter() < pause_end:
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        start = time.perf_counter()
        window.show((MENU, PIN)[len(taken) % 2])
        window.grab()
        taken.append(time.perf_counter() - start)
    return {"drawn_ms": round(1000 * median(taken), 1), "longest_drawn_ms": round(1000 * max(taken), 1)}


@contextmanager
def _working(powers: Powers) -> Iterator[Callable[[], int]]:
    """A worker that always has something to do; gives the number of blanks made so far."""
    pool = BlankPool(BlankPlan(per_style=100_000, memory_bytes=2**31))
    pool.keep(BlankMaker(STANDARD, KEYS, powers, os.urandom), [SHAPE])
    try:
        yield lambda: pool.count(SHAPE)
    finally:
        pool.close()


def measure_memory(powers: Powers) -> dict[str, Any]:
    """What 20 blanks of 100 options take: resident memory, their buffers, and Python objects."""
    pool = BlankPool(BlankPlan(IN_STOCK, 2**30, background=False))
    maker = BlankMaker(STANDARD, KEYS, powers, os.urandom)
    maker.make(SHAPE).destroy()
    gc.collect()
    before, objects = _resident_bytes(), len(gc.get_objects())
    pool.keep(maker, [SHAPE])
    pool.fill()
    gc.collect()
    after, objects_after = _resident_bytes(), len(gc.get_objects())
    pool.close()
    return {
        "blanks": IN_STOCK,
        "buffers_mib": round(IN_STOCK * maker.memory_bytes(SHAPE) / 2**20, 1),
        "resident_mib": round((after - before) / 2**20, 1),
        "tracked_objects": objects_after - objects,
    }


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
