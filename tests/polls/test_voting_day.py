"""Between opening and closing at the real desk: gates, undecided ballots, printer, sticks, breaks."""

from pathlib import Path

import pytest
from support.polls_bench import CAPACITY, SECOND_STICK, STICK, Bench, sentence_of

from device.hal import JobState, Paper, PrinterStatus, Trouble
from device.polls.events import Refused, VoterMayStart
from device.polls.facts import Grade
from device.polls.tasks import Phase, Task
from device.records.ballot_state import BallotState
from device.records.event_kinds import EventKind
from device.records.print_journal import PrintPurpose

pytestmark = pytest.mark.usefixtures("small_world")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.open()
    return made


def activate(bench: Bench) -> object:
    return bench.run(Task.ACTIVATE, style_index=1).outcome


def test_a_voter_may_start_when_every_gate_is_open(bench: Bench) -> None:
    assert activate(bench) == VoterMayStart(1)
    last = bench.rooms.log.entries()[-1]
    assert last.kind is EventKind.BALLOT_ACTIVATED
    assert last.user == "poll_worker"
    assert not last.details


def test_only_styles_of_the_place_are_given_out(bench: Bench) -> None:
    assert "not in use" in sentence_of(bench.run(Task.ACTIVATE, style_index=2).outcome)


def test_an_undecided_ballot_stops_the_next_voter_until_it_is_resolved(bench: Bench) -> None:
    bench.vote()
    bench.record()
    assert "undecided" in sentence_of(activate(bench))
    bench.done(Task.RESOLVE)
    counts = bench.desk.snapshot().counts
    assert (counts.encrypted, counts.cast, counts.spoiled, counts.undecided) == (2, 1, 1, 0)
    spoiled = bench.rooms.log.entries()[-1]
    assert (spoiled.kind, spoiled.user) == (EventKind.BALLOT_SPOILED, "poll_worker")
    assert activate(bench) == VoterMayStart(1)
    assert isinstance(bench.run(Task.RESOLVE).outcome, Refused)


def test_nothing_the_poll_worker_sees_holds_the_code_of_an_undecided_ballot(bench: Bench) -> None:
    code = bench.record().hex().upper()
    seen = repr([bench.boot(), bench.desk.snapshot()])
    bench.log_in()
    seen += repr(bench.run(Task.RESOLVE)) + repr(bench.rooms.log.entries())
    assert "one ballot was encrypted but its voter did not decide" in seen
    assert not any(code[start : start + 12] in seen.upper() for start in range(53))


def test_an_unknown_print_job_stops_the_next_voter_until_the_printer_is_clear(bench: Bench) -> None:
    journal = bench.rooms.journal.begin(PrintPurpose.CODE_RECEIPT)
    journal(JobState.SENDING)
    assert "printer has to be cleared" in sentence_of(activate(bench))
    bench.printer.clears = False
    assert "did not confirm" in sentence_of(bench.run(Task.CLEAR_PRINTER).outcome)
    assert bench.desk.snapshot().printer_unclear
    bench.printer.clears = True
    bench.done(Task.CLEAR_PRINTER)
    assert activate(bench) == VoterMayStart(1)
    bench.boot()
    assert not bench.desk.snapshot().printer_unclear


def test_a_person_may_attest_a_printer_that_cannot_confirm(bench: Bench) -> None:
    bench.rooms.journal.begin(PrintPurpose.CODE_RECEIPT)(JobState.UNKNOWN)
    bench.done(Task.ATTEST_PRINTER)
    attested = bench.rooms.log.entries()[-1]
    assert (attested.kind, attested.user) == (EventKind.PRINTER_ATTESTED, "poll_worker")
    assert activate(bench) == VoterMayStart(1)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (PrinterStatus(Paper.OUT, frozenset((Trouble.PAPER_OUT,))), "out of paper"),
        (PrinterStatus(Paper.OUT, frozenset()), "out of paper"),
        (PrinterStatus(Paper.ENOUGH, frozenset((Trouble.COVER_OPEN,))), "cover is open"),
        (PrinterStatus(Paper.UNKNOWN, frozenset((Trouble.NO_ANSWER,))), "does not answer"),
    ],
)
def test_a_printer_that_cannot_print_stops_the_next_voter(
    bench: Bench, status: PrinterStatus, words: str
) -> None:
    bench.printer.now = status
    assert words in sentence_of(activate(bench))
    assert EventKind.PRINTER_TROUBLE in bench.kinds()
    bench.printer.now = PrinterStatus(Paper.ENOUGH, frozenset())
    assert activate(bench) == VoterMayStart(1)
    assert EventKind.PRINTER_READY in bench.kinds()


def test_unhealthy_randomness_stops_the_next_voter(bench: Bench) -> None:
    bench.entropy.break_down()
    assert isinstance(activate(bench), Refused)


def test_full_boxes_stop_the_next_voter_and_say_so_in_time(bench: Bench) -> None:
    for _ in range(CAPACITY - 1):
        bench.vote()
    assert bench.desk.snapshot().room == 1
    assert activate(bench) == VoterMayStart(1)
    bench.vote()
    assert "full" in sentence_of(activate(bench))
    assert bench.desk.snapshot().room == 0


def test_a_pulled_stick_is_noticed_logged_and_brought_in_step_again(bench: Bench) -> None:
    bench.vote()
    bench.media.disks[STICK].pull()
    bench.run(Task.LOOK)
    assert [each.label for each in bench.desk.snapshot().missing_media] == [STICK]
    assert EventKind.MEDIUM_MISSING in bench.kinds()
    assert "not in the terminal" in sentence_of(bench.run(Task.RESTORE_MEDIA).outcome)
    bench.vote()
    bench.media.disks[STICK].put_back()
    bench.run(Task.LOOK)
    assert bench.desk.snapshot().missing_media
    assert EventKind.MEDIUM_RETURNED in bench.kinds()
    outcome = bench.done(Task.RESTORE_MEDIA)
    assert outcome.grade is Grade.GOOD
    assert not bench.desk.snapshot().missing_media
    assert {report.ballots for report in bench.desk.snapshot().media} == {2}


def test_a_look_logs_a_change_once(bench: Bench) -> None:
    bench.media.disks[STICK].pull()
    for _ in range(3):
        bench.run(Task.LOOK)
    assert bench.kinds().count(EventKind.MEDIUM_MISSING) == 1
    bench.power.unplug()
    for _ in range(3):
        bench.run(Task.LOOK)
    assert bench.kinds().count(EventKind.POWER_SOURCE_CHANGED) == 1


def test_the_policy_decides_whether_a_voter_starts_without_any_stick(tmp_path: Path) -> None:
    for policy in ("continue", "stop"):
        bench = Bench(tmp_path / policy, without_stick=policy)
        bench.open()
        bench.media.disks[STICK].pull()
        assert activate(bench) == VoterMayStart(1)
        bench.media.disks[SECOND_STICK].pull()
        if policy == "continue":
            assert activate(bench) == VoterMayStart(1)
        else:
            assert "No stick takes ballots" in sentence_of(activate(bench))
            assert bench.desk.snapshot().stopped_without_stick


def test_suspending_keeps_the_counts_and_resuming_goes_on(bench: Bench) -> None:
    bench.vote()
    bench.done(Task.SUSPEND)
    assert bench.phase is Phase.SUSPENDED
    assert "suspended" in sentence_of(activate(bench))
    bench.boot()
    assert bench.phase is Phase.SUSPENDED
    bench.log_in()
    bench.done(Task.RESUME)
    assert bench.phase is Phase.OPEN
    assert bench.desk.snapshot().counts.cast == 1


def test_a_broken_printer_does_not_stop_suspending(bench: Bench) -> None:
    bench.printer.outcome = JobState.REFUSED
    outcome = bench.done(Task.SUSPEND)
    assert bench.phase is Phase.SUSPENDED
    assert outcome.facts[-1].value == "not printed"


def test_the_counts_can_be_printed_all_day(bench: Bench) -> None:
    bench.vote(BallotState.CHALLENGED)
    sheets = len(bench.printer.sheets)
    outcome = bench.done(Task.PRINT_REPORT)
    assert ("Challenged", "1") in [(fact.label, fact.value) for fact in outcome.facts]
    assert len(bench.printer.sheets) == sheets + 1


def test_switching_off_in_order_is_not_taken_for_a_power_cut(bench: Bench) -> None:
    bench.done(Task.SUSPEND)
    bench.done(Task.SHUT_DOWN)
    assert bench.power.is_off
    assert sentence_of(bench.boot().outcome) == ""
    assert EventKind.POWER_CUT_FOUND not in bench.kinds()


def test_a_power_cut_is_said_and_logged(bench: Bench) -> None:
    outcome = bench.boot().outcome
    assert "not shut down in order" in repr(outcome)
    assert EventKind.POWER_CUT_FOUND in bench.kinds()


def test_a_receipt_cut_off_by_the_power_waits_for_a_poll_worker(bench: Bench) -> None:
    bench.rooms.journal.begin(PrintPurpose.CODE_RECEIPT)(JobState.SENT)
    outcome = bench.boot().outcome
    assert "nobody knows whether a tracking code receipt came out" in repr(outcome)
    bench.log_in()
    assert "printer has to be cleared" in sentence_of(activate(bench))


def test_a_power_that_is_about_to_end_suspends_voting_and_lets_nobody_start(bench: Bench) -> None:
    bench.power.run_low()
    sheets = len(bench.printer.sheets)
    assert "power is about to end" in sentence_of(activate(bench))
    bench.done(Task.POWER_SUSPEND)
    assert bench.phase is Phase.SUSPENDED
    assert len(bench.printer.sheets) == sheets, "nothing is printed on what is left of the power"
    assert bench.kinds()[-2:] == [EventKind.POWER_ALARM, EventKind.POLLS_SUSPENDED]
    assert "power is about to end" in sentence_of(bench.run(Task.RESUME).outcome)
    bench.power.plug_in()
    bench.done(Task.RESUME)
    assert bench.phase is Phase.OPEN


def test_a_terminal_that_switched_itself_off_starts_suspended_and_in_order(bench: Bench) -> None:
    bench.power.run_low()
    bench.done(Task.POWER_SUSPEND)
    bench.done(Task.POWER_OFF)
    assert bench.power.is_off
    bench.power.plug_in()
    bench.boot()
    assert bench.phase is Phase.SUSPENDED
    assert EventKind.POWER_CUT_FOUND not in bench.kinds()


def test_every_change_of_what_the_power_warns_of_is_logged_once(bench: Bench) -> None:
    for _ in range(2):
        bench.power.sag()
        bench.run(Task.LOOK)
        bench.run(Task.LOOK)
        bench.power.plug_in()
        bench.run(Task.LOOK)
    assert bench.kinds().count(EventKind.POWER_ALARM) == 4
