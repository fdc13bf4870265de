"""The polls' flow, played by touches: what each page leads to, and what no touch can do."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.polls_flow import AFTER, Player, snapshot

from device.election.settings import Role, WithoutStick
from device.polls.events import (
    AdmitToVoterSession,
    Finished,
    Job,
    Outcome,
    PaperDoubtful,
    PinWrong,
    Refused,
    StartVoterSession,
    VoterNeedsHelp,
    VoterOutcome,
    VoterSessionEnded,
)
from device.polls.facts import Grade
from device.polls.pages import (
    AskPaper,
    Confirm,
    Home,
    MediaHelp,
    Menu,
    PinEntry,
    PrinterHelp,
    Report,
    StyleChoice,
    Undecided,
    Voting,
)
from device.polls.tasks import Phase, Task, allowed
from device.polls.touches import MAX_PIN_DIGITS, Key, menu_tasks, style_id, task_id
from device.records.ballot_state import BallotCounts
from device.records.box_states import BoxReport, BoxState

ONE_UNDECIDED = BallotCounts(3, 1, 1, 0, 1)
STICK_GONE = (
    BoxReport("internal", removable=False, state=BoxState.IN_STEP, ballots=3, free_slots=9, problem=""),
    BoxReport("stick A", removable=True, state=BoxState.MISSING, ballots=0, free_slots=0, problem="Gone."),
)


def open_polls(**changes: object) -> Player:
    return Player(snapshot(Phase.OPEN, **changes))


def test_the_terminal_looks_at_itself_before_anything_is_shown() -> None:
    player = Player(snapshot(Phase.READY))
    assert player.jobs == [Job(Task.START)]
    assert player.state.page == Home()


def test_what_was_found_at_start_is_shown_until_somebody_read_it() -> None:
    def after_a_power_cut(job: Job) -> Outcome | None:
        return Finished("It was not shut down in order.", Grade.WARNING) if job.task is Task.START else None

    player = Player(snapshot(Phase.OPEN), after_a_power_cut)
    assert isinstance(player.state.page, Report)
    player.touch(Key.OK.value)
    assert player.state.page == Home()


def test_a_start_that_failed_stays_on_the_screen_and_is_tried_again_by_a_touch() -> None:
    answers = [Refused("Put in every stick."), Refused("Put in every stick."), None]
    player = Player(snapshot(Phase.OPEN), lambda job: answers.pop(0) if job.task is Task.START else None)
    player.tick(10_000.0)
    assert player.state.page == Report(Task.START, Grade.ERROR, "Put in every stick.")
    player.touch(Key.OK.value)
    assert isinstance(player.state.page, Report)
    player.touch(Key.OK.value)
    assert player.jobs.count(Job(Task.START)) == 3


def test_a_day_from_package_to_closing() -> None:
    player = Player(snapshot(Phase.NO_ELECTION))
    player.log_in(Role.OFFICIAL)
    assert player.jobs[-1].task is Task.LOAD_PACKAGE
    assert player.state.phase is Phase.READY
    player.touch(Key.OK.value)
    assert player.state.role is None
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.OPEN)
    assert player.state.page == Confirm(Task.OPEN)
    player.touch(Key.YES.value, Key.OK.value)
    assert player.state.phase is Phase.OPEN
    player.ask(Task.ACTIVATE)
    player.touch(style_id(3))
    assert player.effects == [StartVoterSession(3)]
    player.send(VoterSessionEnded(VoterOutcome.CAST))
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.CLOSE)
    player.touch(Key.YES.value)
    assert player.state.phase is Phase.CLOSED


def test_the_pin_is_shown_nowhere_and_forgotten_after_it_was_wrong() -> None:
    player = open_polls()
    player.answer = lambda job: PinWrong("That PIN is wrong.") if job.task is Task.LOG_IN else None
    player.touch(Key.POLL_WORKER.value, "digit-4", "digit-7")
    assert "47" not in repr(player.state)
    player.touch(Key.ENTER.value)
    assert "47" not in repr(player.jobs[-1])
    assert player.state.page == PinEntry(Role.POLL_WORKER, "", "That PIN is wrong.")


def test_a_pin_has_an_end_and_can_be_erased() -> None:
    player = open_polls()
    player.touch(Key.OFFICIAL.value, *["digit-1"] * 40, Key.ERASE.value, Key.ENTER.value)
    assert player.jobs[-1].pin == "1" * (MAX_PIN_DIGITS - 1)


def test_a_locked_role_takes_no_digits_until_its_time_is_over() -> None:
    player = open_polls(locked_until_s={Role.POLL_WORKER: 30.0})
    player.touch(Key.POLL_WORKER.value, "digit-1", Key.ENTER.value)
    assert player.state.page == PinEntry(Role.POLL_WORKER)
    player.tick(30.0)
    player.touch("digit-1")
    assert player.state.page == PinEntry(Role.POLL_WORKER, "1")


def test_a_worker_screen_left_alone_locks_itself() -> None:
    player = open_polls()
    player.log_in(Role.POLL_WORKER)
    player.tick(119.0)
    assert isinstance(player.state.page, Menu)
    player.tick(120.0)
    assert player.state.page == Home()
    assert player.state.role is None
    assert player.jobs[-1].task is Task.LOG_OFF


def test_a_touch_keeps_the_worker_screen() -> None:
    player = open_polls()
    player.log_in(Role.POLL_WORKER)
    player.tick(100.0)
    player.touch("nothing")
    player.tick(219.0)
    assert isinstance(player.state.page, Menu)
    player.tick(220.0)
    assert player.state.page == Home()


def test_a_voter_is_never_interrupted_by_time() -> None:
    player = open_polls()
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.ACTIVATE)
    player.touch(style_id(1))
    jobs = len(player.jobs)
    player.tick(100_000.0)
    assert player.state.page == Voting()
    assert len(player.jobs) == jobs


def test_the_poll_worker_is_logged_off_before_the_voter_starts() -> None:
    player = open_polls()
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.ACTIVATE)
    player.touch(style_id(1))
    assert player.state.role is None
    assert player.jobs[-1].task is Task.LOG_OFF


@pytest.mark.parametrize(
    ("trouble", "page"),
    [
        ({"counts": ONE_UNDECIDED}, Undecided()),
        ({"printer_unclear": True}, PrinterHelp()),
        ({"media": STICK_GONE}, MediaHelp()),
    ],
)
def test_trouble_comes_before_the_menu(trouble: dict[str, object], page: object) -> None:
    player = open_polls(**trouble)
    player.log_in(Role.POLL_WORKER)
    assert player.state.page == page
    player.touch(Key.MENU.value)
    assert player.state.page == Menu()


@pytest.mark.parametrize("trouble", [{"counts": ONE_UNDECIDED}, {"printer_unclear": True}])
def test_no_voter_starts_while_trouble_waits(trouble: dict[str, object]) -> None:
    player = open_polls(**trouble)
    player.log_in(Role.POLL_WORKER)
    player.touch(Key.MENU.value)
    player.ask(Task.ACTIVATE)
    assert not isinstance(player.state.page, StyleChoice)


def test_without_a_stick_the_policy_decides_about_the_next_voter() -> None:
    start = snapshot(Phase.OPEN, media=STICK_GONE)
    assert start.election is not None
    for policy, page in ((WithoutStick.CONTINUE, StyleChoice()), (WithoutStick.STOP, MediaHelp())):
        player = Player(replace(start, election=replace(start.election, without_stick=policy)))
        player.log_in(Role.POLL_WORKER)
        player.touch(Key.MENU.value)
        player.ask(Task.ACTIVATE)
        assert player.state.page == page


def test_a_printer_that_will_not_confirm_can_be_attested_only_after_it_failed() -> None:
    player = open_polls(printer_unclear=True)
    player.answer = lambda job: Refused("No.") if job.task is Task.CLEAR_PRINTER else None
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.ATTEST_PRINTER)
    assert player.state.page == PrinterHelp()
    player.ask(Task.CLEAR_PRINTER)
    assert player.state.page == PrinterHelp(failed=True)
    player.ask(Task.ATTEST_PRINTER)
    player.touch(Key.YES.value)
    assert player.jobs[-1].task is Task.ATTEST_PRINTER


def test_an_unproven_zero_report_opens_the_polls_only_after_a_person_saw_it() -> None:
    player = Player(snapshot(Phase.READY))
    player.answer = lambda job: PaperDoubtful() if job.task is Task.OPEN else None
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.OPEN)
    player.touch(Key.YES.value)
    assert player.state.page == AskPaper(Task.OPEN)
    player.touch(Key.NO.value)
    assert player.state.phase is Phase.READY
    player.ask(Task.OPEN)
    player.touch(Key.YES.value, Key.YES.value)
    assert player.jobs[-1].task is Task.FINISH_OPENING
    assert player.state.phase is Phase.OPEN


def test_a_voters_call_needs_a_pin_and_then_the_voters_session_goes_on() -> None:
    player = open_polls()
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.ACTIVATE)
    player.touch(style_id(1))
    player.send(VoterNeedsHelp())
    assert player.state.page == PinEntry(Role.POLL_WORKER)
    player.touch("digit-1", Key.ENTER.value)
    assert player.effects[-1] == AdmitToVoterSession()
    assert player.state.page == Voting()
    assert player.state.role is None


def test_a_call_that_nobody_answers_gives_the_voters_screen_back() -> None:
    player = open_polls()
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.ACTIVATE)
    player.touch(style_id(1))
    player.send(VoterNeedsHelp())
    player.touch(Key.BACK.value)
    assert player.state.page == Voting()
    player.send(VoterNeedsHelp())
    player.tick(1000.0)
    assert player.state.page == Voting()
    assert AdmitToVoterSession() not in player.effects


def test_during_a_session_the_voters_own_undecided_ballot_is_no_trouble() -> None:
    player = open_polls()
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.ACTIVATE)
    player.touch(style_id(1))
    player.world = replace(player.world, counts=ONE_UNDECIDED)
    player.send(VoterNeedsHelp())
    player.touch("digit-1", Key.ENTER.value)
    assert player.effects[-1] == AdmitToVoterSession()


def test_after_a_voter_the_terminal_looks_at_its_counts_again() -> None:
    player = open_polls()
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.ACTIVATE)
    player.touch(style_id(1))
    player.world = replace(player.world, counts=ONE_UNDECIDED)
    player.send(VoterSessionEnded(VoterOutcome.UNRESOLVED))
    assert player.state.page == Home()
    assert player.state.snapshot.counts == ONE_UNDECIDED


def test_the_menu_offers_exactly_what_is_allowed_and_needed() -> None:
    for role in Role:
        for phase in Phase:
            state = replace(Player(snapshot(phase)).state, role=role)
            offered = menu_tasks(state)
            assert all(allowed(role, phase, task) for task in offered)
            assert (Task.ACTIVATE in offered) is (phase is Phase.OPEN)
            assert Task.RESOLVE not in offered
            assert (Task.CLOSE in offered) is (phase in (Phase.OPEN, Phase.SUSPENDED))


TOUCHES = (
    [key.value for key in Key]
    + [task_id(task) for task in Task]
    + [style_id(index) for index in (0, 1, 2, 3)]
    + ["digit-1", "digit-x", ""]
)
NEXT = {
    Phase.NO_ELECTION: {Phase.READY},
    Phase.READY: {Phase.READY, Phase.OPEN},
    Phase.OPEN: {Phase.SUSPENDED, Phase.CLOSED},
    Phase.SUSPENDED: {Phase.OPEN, Phase.CLOSED},
    Phase.CLOSED: set(),
}


@given(
    st.sampled_from(list(Phase)),
    st.lists(
        st.sampled_from(TOUCHES)
        | st.sampled_from([Key.POLL_WORKER.value, Key.ENTER.value, "digit-1", Key.YES.value, Key.OK.value])
        | st.sampled_from([VoterNeedsHelp(), VoterSessionEnded(VoterOutcome.CAST)])
        | st.integers(0, 200),
        max_size=60,
    ),
    st.randoms(use_true_random=False),
)
def test_no_touches_make_an_illegal_phase_change(
    phase: Phase, events: list[object], chance: Random
) -> None:
    def answer(job: Job) -> Outcome | None:
        if job.task in AFTER and chance.random() < 0.2:
            return PaperDoubtful() if job.task is Task.OPEN else Refused("No.")
        return None

    player = Player(snapshot(phase))
    player.answer = answer
    seen, now_s = player.state.phase, 0.0
    for event in events:
        if isinstance(event, str):
            player.touch(event)
        elif isinstance(event, int):
            now_s += event
            player.tick(now_s)
        else:
            player.send(event)  # type: ignore[arg-type]
        if player.state.phase is not seen:
            assert player.state.phase in NEXT[seen]
            assert player.jobs[-1].task in AFTER
            seen = player.state.phase
        assert not isinstance(player.state.page, Voting) or player.state.role is None


def test_a_catching_up_that_was_refused_is_not_asked_for_again_at_once() -> None:
    back = (
        BoxReport("internal", removable=False, state=BoxState.IN_STEP, ballots=3, free_slots=9, problem=""),
        BoxReport("stick A", removable=True, state=BoxState.RETURNED, ballots=0, free_slots=0, problem=""),
    )
    refusals = 0

    def refused(job: Job) -> Outcome | None:
        nonlocal refusals
        if job.task is not Task.CATCH_UP:
            return None
        refusals += 1
        assert refusals < 20, "asked for ever"
        return Refused("The source of randomness is unhealthy.")

    player = Player(snapshot(Phase.OPEN, media=back), refused)
    assert refusals == 1
    player.tick(10.0)
    assert refusals == 2, "asked again at the next look"
