"""Loading, readiness and opening at the real desk: what is let through, what is refused, and why."""

from dataclasses import replace
from pathlib import Path

import pytest
from support.polls_bench import PACKAGE, SECOND_STICK, STICK, Bench, preparation, sentence_of

from device.election.election import Chaining
from device.election.settings import Role
from device.hal import JobState, Paper, PrinterStatus, Trouble
from device.polls.events import Finished, PaperDoubtful, PinWrong, Refused
from device.polls.facts import Fact, Grade, worst
from device.polls.tasks import Phase, Task
from device.records.box_finding import BOX_NAME
from device.records.event_kinds import EventKind

pytestmark = pytest.mark.usefixtures("small_world")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def ready(bench: Bench) -> Bench:
    bench.boot()
    bench.load()
    bench.log_in()
    return bench


def fact(outcome: object, label: str) -> Fact:
    assert isinstance(outcome, Finished)
    return next(each for each in outcome.facts if each.label == label)


def test_a_fresh_terminal_starts_without_a_word(bench: Bench) -> None:
    assert bench.boot().outcome == Finished("", Grade.GOOD)
    assert bench.phase is Phase.NO_ELECTION


def test_a_package_is_loaded_with_the_pin_that_came_with_it(bench: Bench) -> None:
    bench.boot()
    outcome = bench.done(Task.LOAD_PACKAGE, role=Role.OFFICIAL, pin=bench.office.pins[Role.OFFICIAL])
    assert bench.phase is Phase.READY
    assert fact(outcome, "Election id").value == bench.office.election.election_id
    assert bench.rooms.access.who is None
    assert ("tables", 1.0) in bench.said


def test_a_wrong_pin_loads_nothing(bench: Bench) -> None:
    bench.boot()
    wrong = bench.run(Task.LOAD_PACKAGE, role=Role.OFFICIAL, pin=bench.office.pins[Role.POLL_WORKER])
    assert isinstance(wrong.outcome, PinWrong)
    assert bench.phase is Phase.NO_ELECTION
    assert not bench.rooms.packages.is_loaded()
    assert bench.kinds()[-1] is EventKind.LOGIN_REFUSED


def test_a_bad_package_is_refused_with_its_cause_on_screen_and_in_the_log(bench: Bench) -> None:
    package = bytearray(bench.office.package)
    package[len(package) // 2] ^= 1
    (bench.folder / "a" / PACKAGE).write_bytes(bytes(package))
    bench.boot()
    outcome = bench.run(Task.LOAD_PACKAGE, role=Role.OFFICIAL, pin="1").outcome
    assert isinstance(outcome, Refused)
    assert outcome.sentence.startswith("The election package is refused")
    refused = next(e for e in bench.rooms.log.entries() if e.kind is EventKind.PACKAGE_REFUSED)
    assert refused.details["problem"] == outcome.sentence
    assert bench.phase is Phase.NO_ELECTION
    assert EventKind.LOGIN_REFUSED not in bench.kinds()


def test_without_a_stick_or_with_several_packages_the_sentence_says_so(bench: Bench) -> None:
    (bench.folder / "a" / PACKAGE).rename(bench.folder / "a" / "one.ZIP")
    bench.boot()
    (bench.folder / "b" / "two.zip").write_bytes(bench.office.package)
    several = bench.run(Task.LOAD_PACKAGE, role=Role.OFFICIAL, pin="1").outcome
    assert "several ZIP files" in sentence_of(several)
    for stick in (STICK, SECOND_STICK):
        bench.media.disks[stick].pull()
    none = bench.run(Task.LOAD_PACKAGE, role=Role.OFFICIAL, pin="1").outcome
    assert "no election package" in sentence_of(none)


def test_another_package_replaces_one_that_was_never_opened(ready: Bench) -> None:
    ready.run(Task.LOG_OFF)
    other = preparation(Chaining.SIMPLE)
    (ready.folder / "a" / PACKAGE).write_bytes(other.package)
    ready.log_in(Role.OFFICIAL)
    ready.done(Task.LOAD_PACKAGE)
    assert ready.rooms.loaded_election().election_id == other.election.election_id
    assert ready.rooms.access.who is None
    ready.boot()
    assert ready.rooms.loaded_election().election_id == other.election.election_id
    assert ready.phase is Phase.READY


def test_no_other_package_once_boxes_were_made(ready: Bench) -> None:
    ready.printer.outcome = JobState.REFUSED
    ready.run(Task.OPEN)
    ready.run(Task.LOG_OFF)
    ready.log_in(Role.OFFICIAL)
    assert "boxes" in sentence_of(ready.run(Task.LOAD_PACKAGE).outcome)
    assert ready.phase is Phase.READY


def test_a_poll_worker_cannot_load_and_nobody_does_anything_without_a_pin(ready: Bench) -> None:
    assert "election official" in sentence_of(ready.run(Task.LOAD_PACKAGE).outcome)
    ready.run(Task.LOG_OFF)
    assert "PIN" in sentence_of(ready.run(Task.OPEN).outcome)
    assert ready.kinds()[-1] is EventKind.ACTION_REFUSED
    assert ready.phase is Phase.READY


def test_readiness_tests_everything_prints_it_and_changes_nothing(ready: Bench) -> None:
    outcome = ready.done(Task.READINESS)
    assert outcome.grade is Grade.GOOD
    assert outcome.sentence == "The terminal is ready."
    assert fact(outcome, "Software").value == "Sealmark 1.2.3-test"
    assert fact(outcome, "Terminal's key").value == ready.rooms.identity.public_key.hex().upper()
    assert fact(outcome, "Ballot box, stick A").grade is Grade.GOOD
    assert fact(outcome, "Encryption test").grade is Grade.GOOD
    assert len(ready.printer.sheets) == 1
    assert EventKind.TEST_BALLOT in ready.kinds()
    assert ready.phase is Phase.READY
    assert not ready.media.internal.has(BOX_NAME)


def test_readiness_says_what_is_wrong_and_what_to_do(ready: Bench) -> None:
    ready.printer.now = PrinterStatus(Paper.NEAR_END, frozenset((Trouble.COVER_OPEN,)))
    ready.printer.outcome = JobState.REFUSED
    ready.power.unplug()
    ready.media.disks[STICK].pull()
    ready.media.disks[SECOND_STICK].fill()
    outcome = ready.done(Task.READINESS)
    assert outcome.grade is Grade.ERROR
    assert "close it" in fact(outcome, "Printer").advice
    assert fact(outcome, "Paper").grade is Grade.WARNING
    assert fact(outcome, "Power").grade is Grade.WARNING
    assert fact(outcome, "Stick A").advice.endswith("Put one in.")
    assert "use another one" in fact(outcome, "Stick B").advice
    assert fact(outcome, "Report on paper").value == "not printed"
    tested = next(e for e in ready.rooms.log.entries() if e.kind is EventKind.READINESS_TESTED)
    assert tested.disposition.value == "failure"


def test_readiness_finds_unhealthy_randomness(ready: Bench) -> None:
    ready.entropy.break_down()
    outcome = ready.done(Task.READINESS)
    assert fact(outcome, "Randomness").grade is Grade.ERROR
    assert fact(outcome, "Encryption test").grade is Grade.ERROR


def test_readiness_tells_whether_memory_may_reach_a_disk(ready: Bench) -> None:
    grades = {}
    for guarded in (True, False, None):
        ready.rooms.terminal = replace(ready.rooms.terminal, memory_guarded=guarded)
        grades[guarded] = fact(ready.done(Task.READINESS), "Memory").grade
    assert grades == {True: Grade.GOOD, False: Grade.WARNING, None: Grade.PLAIN}


def test_chaining_is_told_with_what_it_means_for_secrecy(tmp_path: Path) -> None:
    bench = Bench(tmp_path, chaining=Chaining.SIMPLE)
    bench.boot()
    bench.load()
    bench.log_in()
    outcome = bench.done(Task.READINESS)
    assert "order of encrypted ballots is public" in fact(outcome, "Chaining").value
    assert worst(outcome.facts) is Grade.WARNING


def test_opening_makes_empty_boxes_prints_the_zero_report_and_opens(ready: Bench) -> None:
    outcome = ready.done(Task.OPEN)
    assert ready.phase is Phase.OPEN
    assert [fact(outcome, f"Ballots, {label}").value for label in ("internal", STICK)] == ["0", "0"]
    assert len(ready.printer.sheets) == 1
    kinds = ready.kinds()
    order = [
        EventKind.BOXES_CREATED,
        EventKind.ZERO_CHECKED,
        EventKind.REPORT_PRINTED,
        EventKind.POLLS_OPENED,
    ]
    assert [kind for kind in kinds if kind in order] == order


def test_opening_twice_is_refused(ready: Bench) -> None:
    ready.done(Task.OPEN)
    assert "polls are open" in sentence_of(ready.run(Task.OPEN).outcome)


def test_without_paper_the_polls_do_not_open_and_the_next_try_does(ready: Bench) -> None:
    ready.printer.now = PrinterStatus(Paper.OUT, frozenset((Trouble.PAPER_OUT,)))
    assert "out of paper" in sentence_of(ready.run(Task.OPEN).outcome)
    assert not ready.media.internal.has(BOX_NAME)
    ready.printer.now = PrinterStatus(Paper.ENOUGH, frozenset())
    ready.printer.outcome = JobState.REFUSED
    assert "not printed" in sentence_of(ready.run(Task.OPEN).outcome)
    assert ready.phase is Phase.READY
    ready.printer.outcome = JobState.CUT
    ready.done(Task.OPEN)
    assert ready.phase is Phase.OPEN
    assert ready.kinds().count(EventKind.BOXES_CREATED) == 1


def test_a_zero_report_nobody_can_prove_needs_a_person_who_saw_it(ready: Bench) -> None:
    assert "printed first" in sentence_of(ready.run(Task.FINISH_OPENING).outcome)
    ready.printer.outcome = JobState.UNKNOWN
    assert ready.run(Task.OPEN).outcome == PaperDoubtful()
    assert ready.phase is Phase.READY
    assert ready.desk.snapshot().printer_unclear
    ready.done(Task.FINISH_OPENING)
    assert ready.phase is Phase.OPEN
    assert not ready.desk.snapshot().printer_unclear


def test_an_unproven_zero_report_is_not_remembered_over_a_restart(ready: Bench) -> None:
    ready.printer.outcome = JobState.UNKNOWN
    ready.run(Task.OPEN)
    ready.boot()
    ready.log_in()
    assert isinstance(ready.run(Task.FINISH_OPENING).outcome, Refused)
    assert ready.phase is Phase.READY


def test_without_any_stick_the_polls_do_not_open(ready: Bench) -> None:
    for stick in (STICK, SECOND_STICK):
        ready.media.disks[stick].pull()
    assert "no stick" in sentence_of(ready.run(Task.OPEN).outcome)
    assert ready.phase is Phase.READY
    ready.media.disks[STICK].put_back()
    ready.done(Task.OPEN)


def test_unhealthy_randomness_opens_nothing(ready: Bench) -> None:
    ready.entropy.break_down()
    assert isinstance(ready.run(Task.OPEN).outcome, Refused)
    assert not ready.media.internal.has(BOX_NAME)


def test_a_box_that_is_not_empty_stops_the_opening_and_is_logged(tmp_path: Path) -> None:
    voted = Bench(tmp_path / "one")
    voted.open()
    voted.vote()
    ready = Bench(tmp_path / "two")
    ready.boot()
    ready.load()
    ready.log_in()
    # The stick of a terminal that voted: same election, same terminal, ballots in its box.
    ready.media.disks[STICK].insert(tmp_path / "one" / "a")
    refused = ready.run(Task.OPEN).outcome
    assert "not empty: 1 ballots" in sentence_of(refused)
    assert EventKind.BOX_NOT_EMPTY in ready.kinds()
    assert ready.phase is Phase.READY
    again = ready.run(Task.OPEN).outcome
    assert "not empty" in sentence_of(again)
    assert (tmp_path / "one" / "a" / BOX_NAME).stat().st_size > 0


def test_a_stick_of_another_election_is_to_be_taken_out(tmp_path: Path) -> None:
    other = Bench(tmp_path / "one", chaining=Chaining.SIMPLE)
    other.open()
    ready = Bench(tmp_path / "two")
    ready.boot()
    ready.load()
    ready.log_in()
    ready.media.disks[SECOND_STICK].insert(tmp_path / "one" / "b")
    assert "take it out" in sentence_of(ready.run(Task.OPEN).outcome)
    ready.media.disks[SECOND_STICK].insert(tmp_path / "fresh")
    ready.done(Task.OPEN)


def test_readiness_says_when_the_log_is_full_before_the_boxes(ready: Bench) -> None:
    facts = {fact.label: fact for fact in ready.done(Task.READINESS).facts}
    assert facts["Event log"].grade is Grade.GOOD
    for _ in range(ready.rooms.log.room() - 100):
        ready.rooms.note(EventKind.PRINTER_READY)
    facts = {fact.label: fact for fact in ready.done(Task.READINESS).facts}
    assert facts["Event log"].grade is Grade.WARNING
    assert "about 5 voters" in facts["Event log"].value
