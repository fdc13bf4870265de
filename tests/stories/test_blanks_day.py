"""Days on which ballots are prepared in advance: voters see no difference, no blank outlives its use."""

import time
from collections.abc import Callable

from support.day_election import NORTH, SOUTH
from support.example_election import DEVICE_ID
from support.story import Day, day
from support.story_steps import (
    Ends,
    Logged,
    PollWorkerStarts,
    PowerGoes,
    Sees,
    SwitchesOn,
    TakesReceipt,
    Touches,
    Types,
)

from device.election.election import Chaining
from device.electionguard.blank import Blank
from device.electionguard.encryption import BallotEncryptor
from device.polls.tasks import Task
from device.records.event_kinds import EventKind
from device.records.record_files import FolderFiles
from device.records.verify_all import Verifier
from device.ui.poll_screens_parts import PollScreen
from device.ui.voter_screens_parts import VoterScreen
from device.voting.blank_pool import BlankPlan, BlankPool

BY_HAND = BlankPlan(per_style=2, memory_bytes=2**20, background=False)
BY_WORKER = BlankPlan(per_style=2, memory_bytes=2**20)
VOTES_SOUTH = (Touches("next", "option-2", "next", "finish", "confirm"), TakesReceipt())
CASTS = (Touches("continue", "cast"), Sees(VoterScreen.CAST), Touches("done"))


def pool_of(today: Day) -> BlankPool:
    return today.machine._running()._blanks


def counts(today: Day) -> tuple[int, int]:
    manifest = today.office.election.manifest
    return pool_of(today).count(manifest.shape(NORTH)), pool_of(today).count(manifest.shape(SOUTH))


def in_stock(today: Day) -> list[Blank]:
    return [blank for ready in pool_of(today)._stock.values() for blank in ready]


def wiped(blanks: list[Blank]) -> bool:
    return bool(blanks) and not any(any(blank._memory) or any(blank.commitments) for blank in blanks)


def until(today: Day, holds: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < deadline_s, "it never came about"
        today.machine.settle()
        time.sleep(0.01)


def no_other_encryption(monkeypatch) -> list[int]:
    """Counts the ballots that were encrypted without a blank."""
    calls: list[int] = []
    right = BallotEncryptor.encrypt

    def counted(self, shape, plain, chaining_field):
        calls.append(1)
        return right(self, shape, plain, chaining_field)

    monkeypatch.setattr(BallotEncryptor, "encrypt", counted)
    return calls


def test_voters_get_prepared_ballots_and_the_stock_is_filled_between_them(monkeypatch) -> None:
    others = no_other_encryption(monkeypatch)
    with day("prepared", chaining=Chaining.SIMPLE, blanks=BY_HAND) as today:
        today.play(SwitchesOn())
        assert counts(today) == (0, 0)
        today.machine.fill_blanks()
        assert counts(today) == (2, 2)
        others.clear()  # the self-test at the start
        for left in (1, 0):
            today.play(PollWorkerStarts(SOUTH), *VOTES_SOUTH)
            assert counts(today) == (2, left)
            today.play(*CASTS)
        assert not others
        today.play(PollWorkerStarts(SOUTH), *VOTES_SOUTH, *CASTS)
        assert len(others) == 1, "an empty stock is no reason to wait"
        today.machine.fill_blanks()
        assert counts(today) == (2, 2)
        today.play(Ends(cast=3))


def test_a_day_of_prepared_ballots_closes_with_a_record_that_verifies(monkeypatch) -> None:
    others = no_other_encryption(monkeypatch)
    with day("verified", chaining=Chaining.SIMPLE, blanks=BY_HAND) as today:
        today.play(SwitchesOn())
        today.machine.fill_blanks()
        others.clear()  # the self-test at the start
        today.play(
            PollWorkerStarts(NORTH),
            Touches("next", "option-2", "next", "option-1", "write-in-add"),
            Types("ANA PEÑA"),
            Touches("next", "option-1", "next", "finish", "confirm"),
            TakesReceipt(),
            *CASTS,
            PollWorkerStarts(SOUTH),
            *VOTES_SOUTH,
            *CASTS,
        )
        assert not others
        today.workers.log_in()
        today.workers.do(Task.CLOSE)
        record = today.stick / "sealmark" / today.office.election.election_id / DEVICE_ID
        verification = Verifier(today.office.election, None, lambda _done, _all: None).verify(
            [FolderFiles(record)]
        )
        assert verification.holds, [check for check in verification.records[0].checks if check.problems]
        assert len(verification.records) == 1


def test_the_worker_prepares_ballots_beside_the_screens() -> None:
    with day("worker", blanks=BY_WORKER) as today:
        today.play(SwitchesOn())
        until(today, lambda: counts(today) == (2, 2))
        today.play(PollWorkerStarts(SOUTH), *VOTES_SOUTH)
        time.sleep(0.1)
        assert counts(today) == (2, 1), "none is made while a voter is there"
        today.play(*CASTS)
        until(today, lambda: counts(today) == (2, 2))
        today.play(Ends(cast=1))


def test_blanks_are_destroyed_when_voting_is_suspended_and_made_anew_after_it() -> None:
    with day("suspended", blanks=BY_HAND) as today:
        today.play(SwitchesOn())
        today.machine.fill_blanks()
        stock = in_stock(today)
        today.workers.log_in()
        today.workers.do(Task.SUSPEND)
        assert wiped(stock)
        today.machine.fill_blanks()
        assert counts(today) == (0, 0)
        today.workers.accept_report()
        today.workers.do(Task.RESUME)
        today.machine.fill_blanks()
        assert counts(today) == (2, 2)


def test_blanks_are_destroyed_when_the_polls_close() -> None:
    with day("closed", blanks=BY_HAND) as today:
        today.play(SwitchesOn())
        today.machine.fill_blanks()
        stock = in_stock(today)
        today.workers.log_in()
        today.workers.do(Task.CLOSE)
        assert wiped(stock)
        today.machine.fill_blanks()
        assert counts(today) == (0, 0)


def test_no_blank_survives_the_power_and_none_is_on_any_medium() -> None:
    with day("cut", blanks=BY_HAND) as today:
        today.play(SwitchesOn())
        today.machine.fill_blanks()
        stock = in_stock(today)
        pieces = [bytes(blank._memory[at : at + 32]) for blank in stock for at in (0, 32, 64, 200)]
        today.play(PowerGoes())
        assert wiped(stock)
        written = [path.read_bytes() for path in today.folder.rglob("*") if path.is_file()]
        assert written
        for data in written:
            assert not any(piece in data or piece.hex().upper().encode() in data for piece in pieces)
        today.play(SwitchesOn(), Sees(PollScreen.REPORT))
        assert counts(today) == (0, 0)


def test_a_blank_that_changed_in_memory_is_refused_and_all_are_destroyed() -> None:
    with day("flipped", blanks=BY_HAND) as today:
        today.play(SwitchesOn())
        today.machine.fill_blanks()
        stock = in_stock(today)
        for blank in stock:
            blank._memory[1000] ^= 1
        today.play(PollWorkerStarts(SOUTH), Touches("next", "option-2", "next", "finish", "confirm"))
        assert wiped(stock)
        assert counts(today) == (0, 0)
        today.play(
            Sees(VoterScreen.NOT_RECORDED), Touches("back", "finish", "confirm"), Sees(VoterScreen.CODE)
        )
        today.play(TakesReceipt(), *CASTS, Logged(EventKind.ENCRYPTION_CHECK_FAILED), Ends(cast=1))
