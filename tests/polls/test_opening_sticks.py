"""What readiness says about sticks, and what opening then does: none, one and two, and bad ones."""

from pathlib import Path

import pytest
from support.polls_bench import SECOND_STICK, STICK, Bench, sentence_of

from device.election.settings import Role
from device.polls.events import Finished
from device.polls.facts import Fact, Grade, worst
from device.polls.tasks import Phase, Task
from device.records.box_finding import BOX_NAME
from hal_sim.faults import KeepsLess

POLICIES = ("continue", "stop")


def ready(bench: Bench) -> Bench:
    bench.boot()
    bench.load()
    bench.log_in()
    return bench


def storage(bench: Bench) -> dict[str, Fact]:
    """The lines of the readiness report about media and ballot boxes."""
    facts = bench.done(Task.READINESS).facts
    return {each.label: each for each in facts if "tick" in each.label or "nternal" in each.label}


@pytest.mark.parametrize("policy", POLICIES)
def test_with_both_sticks_in_nothing_is_to_be_done(tmp_path: Path, policy: str) -> None:
    bench = ready(Bench(tmp_path, without_stick=policy))
    assert worst(tuple(storage(bench).values())) is Grade.GOOD
    bench.done(Task.OPEN)


@pytest.mark.parametrize("policy", POLICIES)
def test_one_stick_is_enough_to_open_and_the_empty_slot_only_warns(tmp_path: Path, policy: str) -> None:
    bench = ready(Bench(tmp_path, without_stick=policy))
    bench.media.disks[SECOND_STICK].pull()
    facts = storage(bench)
    assert worst(tuple(facts.values())) is Grade.WARNING
    assert facts["Stick B"].value == "not there"
    assert "can be opened without it, with one copy of the ballots fewer" in facts["Stick B"].advice
    outcome = bench.done(Task.OPEN)
    assert bench.phase is Phase.OPEN
    said = next(each for each in outcome.facts if each.label == "Ballots, stick B")
    assert said.grade is Grade.WARNING


@pytest.mark.parametrize("policy", POLICIES)
def test_without_any_stick_readiness_says_what_opening_then_does(tmp_path: Path, policy: str) -> None:
    bench = ready(Bench(tmp_path, without_stick=policy))
    for stick in (STICK, SECOND_STICK):
        bench.media.disks[stick].pull()
    facts = storage(bench)
    for name in ("Stick A", "Stick B"):
        assert facts[name].grade is Grade.ERROR
        assert facts[name].advice.startswith("The polls cannot be opened without a stick")
    assert sentence_of(bench.run(Task.OPEN).outcome) == (
        "There is no stick in the terminal: put one in, then open the polls."
    )
    assert bench.phase is Phase.READY
    bench.media.disks[SECOND_STICK].put_back()
    assert storage(bench)["Stick A"].grade is Grade.WARNING
    bench.done(Task.OPEN)


@pytest.mark.parametrize("trouble", ["fill", "write_protect"])
def test_a_stick_that_takes_nothing_beside_a_good_one_does_not_forbid_opening(
    tmp_path: Path, trouble: str
) -> None:
    bench = ready(Bench(tmp_path))
    getattr(bench.media.disks[STICK], trouble)()
    facts = storage(bench)
    assert facts["Stick A"].grade is Grade.WARNING
    assert "one copy of the ballots fewer" in facts["Stick A"].advice
    bench.done(Task.OPEN)


def test_a_stick_with_anothers_box_forbids_opening_beside_a_good_one_and_readiness_says_so(
    tmp_path: Path,
) -> None:
    voted = Bench(tmp_path / "one")
    voted.open()
    voted.vote()
    bench = ready(Bench(tmp_path / "two"))
    bench.media.disks[SECOND_STICK].insert(tmp_path / "one" / "b")
    assert storage(bench)["Ballot box, stick B"].grade is Grade.ERROR
    assert "not empty" in sentence_of(bench.run(Task.OPEN).outcome)


def test_readiness_tells_a_stick_of_this_election_from_one_that_is_only_empty(tmp_path: Path) -> None:
    bench = ready(Bench(tmp_path / "one"))
    bench.printer.outcome = bench.printer.outcome.REFUSED  # opening stops once the boxes are made
    bench.run(Task.OPEN)
    assert storage(bench)["Ballot box, stick A"].value == "empty: 0 ballots; known"
    other = Bench(tmp_path / "two")
    ready(other)
    other.media.disks[STICK].insert(tmp_path / "one" / "a")
    assert storage(other)["Ballot box, stick A"].value.endswith("taken in when the polls are opened")


@pytest.mark.parametrize("second_stick", [False, True])
def test_a_stick_that_keeps_less_than_it_says_is_found_when_the_polls_are_opened(
    tmp_path: Path, second_stick: bool
) -> None:
    fault = KeepsLess(STICK, 64 * 1024)
    bench = ready(Bench(tmp_path, second_stick=second_stick, faults=[fault]))
    outcome = bench.run(Task.OPEN).outcome
    if second_stick:
        assert isinstance(outcome, Finished)
        said = next(each for each in outcome.facts if each.label == "Ballots, stick A")
        assert said.value == "loses what it is given"
        assert "put a fresh stick in its place" in said.advice
    else:
        assert "'stick A' loses what it is given to keep: put a fresh stick" in sentence_of(outcome)
        assert bench.phase is Phase.READY
    assert not bench.media.removable[0].has(BOX_NAME)
    assert any(key == "test-stick" for key, _ in bench.said)


def test_the_test_of_a_stick_says_how_far_it_is(tmp_path: Path) -> None:
    bench = ready(Bench(tmp_path, second_stick=False))
    bench.done(Task.OPEN)
    told = [fraction for key, fraction in bench.said if key == "test-stick"]
    assert told == sorted(told, key=lambda fraction: fraction or 0.0)
    assert told[-1] == 1.0
    bench.said.clear()
    bench.media.disks[STICK].insert(tmp_path / "fresh")
    bench.log_in(Role.POLL_WORKER)
    bench.done(Task.RESTORE_MEDIA)
    assert ("test-stick", 1.0) in bench.said
    assert bench.said[-1][0] == "restore-media"
