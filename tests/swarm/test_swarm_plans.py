"""A day of the swarm as a value: the same for the same seed, written and read back, and made smaller."""

from dataclasses import replace

import pytest

from device.errors import FormatError
from hal_sim.swarm.drawing import draw_day
from hal_sim.swarm.plan import CLOSING, OPENING, DayPlan, plan_text, read_plan, read_trouble
from hal_sim.swarm.shrinking import Shrinker
from hal_sim.swarm.troubles import StickOut, name_of
from hal_sim.swarm.voter import ENDINGS

DAYS = [draw_day(3, number) for number in range(1, 201)]


def test_a_seed_and_a_number_give_the_same_day_every_time() -> None:
    assert [draw_day(3, number) for number in range(1, 201)] == DAYS
    assert draw_day(4, 1) != draw_day(3, 1)


def test_a_plan_is_read_back_as_it_was_written() -> None:
    assert [read_plan(plan_text(plan)) for plan in DAYS] == DAYS


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"seed": 1}', plan_text(DAYS[0]).replace("style", "stile")]
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        read_plan(text)


@pytest.mark.parametrize(
    "text", ["", "open('x')", "StickOut(label=open)", "StickOut()", "StickOut('a')", "__import__('os')"]
)
def test_what_is_no_trouble_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        read_trouble(text)


def test_days_differ_in_everything_that_may_matter() -> None:
    assert {plan.printer for plan in DAYS} >= {"proves all", "paper request only", "status only", "mute"}
    assert {plan.sticks for plan in DAYS} == {1, 2}
    assert {plan.chaining for plan in DAYS} == {0, 1}
    assert {plan.without_stick for plan in DAYS} == {"continue", "stop"}
    assert {voter.ending for plan in DAYS for voter in plan.voters} == set(ENDINGS)
    assert {0} < {len(plan.troubles) for plan in DAYS}
    periods = {each.voter for plan in DAYS for each in plan.troubles}
    assert {OPENING, CLOSING} < periods


def test_every_kind_of_trouble_is_drawn() -> None:
    drawn = {name_of(each.trouble) for number in range(1, 801) for each in draw_day(5, number).troubles}
    assert {name.split()[0] for name in drawn} == {
        "CoverOpened", "CoverOpensAfter", "CutterJamsAtCut", "FailSync", "FlipBit", "HangsAfter",
        "KeepsLess",
        "HeadOverheatsAfter", "LieAboutSync", "LosesAnswer", "NoSpace", "OtherStick",
        "PaperEndsAfter", "PowerFailsAfter", "PowerGoes", "PrinterOff", "PullStick", "SaysBeforeAnswer",
        "SlowDisk", "EntropyFails", "PowerFails",
        "StickFull", "StickIn", "StickOut", "StickProtected", "SticksSwapped", "UnpluggedAfter",
    }  # fmt: skip


def test_a_failing_day_shrinks_to_what_it_takes() -> None:
    plan = max(DAYS, key=lambda day: len(day.troubles))
    culprit, victim = plan.troubles[len(plan.troubles) // 2], plan.voters[3]

    def fails(day: DayPlan) -> bool:
        return culprit in day.troubles and any(voter.number == victim.number for voter in day.voters)

    small = Shrinker(fails).shrink(plan)
    assert small.troubles == (culprit,)
    assert [voter.number for voter in small.voters] == [victim.number]
    assert small.voters[0].ending == "cast"


def test_shrinking_keeps_a_day_that_needs_everything() -> None:
    plan = replace(DAYS[0], troubles=(), sticks=1)
    assert Shrinker(lambda day: day == plan).shrink(plan) == plan


def test_shrinking_ends_after_so_many_tries() -> None:
    tries: list[DayPlan] = []

    def fails(day: DayPlan) -> bool:
        tries.append(day)
        return False

    assert Shrinker(fails, most_tries=7).shrink(DAYS[1]) == DAYS[1]
    assert len(tries) == 7


def test_a_trouble_prints_as_it_is_read() -> None:
    assert read_trouble(repr(StickOut("stick a"))) == StickOut("stick a")
