"""The gate before a voter when a stick contradicts, is coming back, or is not there; and what opens it."""

from pathlib import Path

from support.polls_bench import STICK, Bench, sentence_of

from device.polls.events import VoterMayStart
from device.polls.facts import Grade
from device.polls.tasks import Task
from device.records.ballot_record import final_record
from device.records.ballot_state import BallotState
from device.records.box_finding import find_box
from device.records.box_states import BoxState
from device.records.event_kinds import EventKind
from hal_sim.entropy import SeededEntropy
from hal_sim.media import simulated_media


def activate(bench: Bench) -> object:
    return bench.run(Task.ACTIVATE, style_index=1).outcome


def state_of(bench: Bench, label: str = STICK) -> BoxState:
    return next(each.state for each in bench.desk.snapshot().media if each.label == label)


def catch_up(bench: Bench) -> None:
    bench.run(Task.LOOK)
    while bench.desk.snapshot().returning_media:
        bench.done(Task.CATCH_UP)


def cast_on_the_stick_alone(bench: Bench, code: bytes) -> None:
    """Another copy of this terminal, with this stick, took the undecided ballot as cast."""
    stick = simulated_media(bench.folder / "elsewhere", {STICK: bench.folder / "a"}).removable[0]
    box = find_box(stick)
    assert box is not None
    box.scan(lambda _ballot: None)
    _, signature = final_record(box.read(code).body, BallotState.CAST, bench.rooms.identity.signing_key)
    box.decide(code, BallotState.CAST, signature, SeededEntropy(b"elsewhere"))
    box.close()


def test_a_stick_that_contradicts_the_terminal_lets_no_voter_start_until_it_is_replaced(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path)
    bench.open()
    code = bench.record()
    bench.media.disks[STICK].pull()
    bench.done(Task.RESOLVE)
    assert activate(bench) == VoterMayStart(1), "the other stick takes ballots"
    cast_on_the_stick_alone(bench, code)
    bench.media.disks[STICK].put_back()
    catch_up(bench)
    assert bench.desk.snapshot().contradicting_media
    assert "contradict each other: stop voting, keep the stick and call" in sentence_of(activate(bench))
    assert EventKind.MEDIUM_LEFT_OUT in bench.kinds()
    bench.media.disks[STICK].pull()
    bench.run(Task.LOOK)
    assert "contradict each other" in sentence_of(activate(bench)), "pulling it mends nothing"
    bench.media.disks[STICK].put_back()
    assert bench.done(Task.RESTORE_MEDIA).grade is Grade.WARNING
    assert "contradict each other" in sentence_of(activate(bench)), "taking it in again mends nothing"
    assert bench.desk.snapshot().counts.spoiled == 1, "nobody chose between two truths"
    bench.media.disks[STICK].insert(tmp_path / "fresh")
    assert bench.done(Task.RESTORE_MEDIA).grade is Grade.GOOD
    assert activate(bench) == VoterMayStart(1)
    assert {each.ballots for each in bench.desk.snapshot().media} == {1}


def test_who_must_not_vote_without_a_stick_waits_until_the_returned_one_has_everything(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path, without_stick="stop", second_stick=False)
    bench.open()
    bench.media.disks[STICK].pull()
    bench.vote()  # who votes when it is pulled votes to the end
    assert "No stick takes ballots" in sentence_of(activate(bench))
    bench.media.disks[STICK].put_back()
    bench.run(Task.LOOK)
    assert state_of(bench) is BoxState.RETURNED
    assert bench.desk.snapshot().stopped_without_stick
    assert "still being brought up to date: wait a moment" in sentence_of(activate(bench))
    catch_up(bench)
    assert activate(bench) == VoterMayStart(1)
    assert {each.ballots for each in bench.desk.snapshot().media} == {1}


def test_a_strange_stick_in_the_slot_does_not_open_the_gate_until_it_is_taken_in(tmp_path: Path) -> None:
    bench = Bench(tmp_path, without_stick="stop", second_stick=False)
    bench.open()
    bench.vote()
    bench.media.disks[STICK].insert(tmp_path / "fresh")
    catch_up(bench)
    assert state_of(bench) is BoxState.UNENROLLED
    assert "No stick takes ballots" in sentence_of(activate(bench))
    bench.done(Task.RESTORE_MEDIA)
    assert activate(bench) == VoterMayStart(1)
