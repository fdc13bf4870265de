"""What poll workers read about sticks: missing ones, returning ones, contradicting ones, and all well."""

from dataclasses import replace

import pytest
from support.polls_flow import Player, snapshot

from device.election.settings import Role, WithoutStick
from device.polls.facts import Snapshot
from device.polls.flow_state import PollsState
from device.polls.pages import MediaHelp, Menu, Page
from device.polls.tasks import Phase, Task
from device.polls.touches import Key, task_id
from device.records.box_states import BoxReport, BoxState, problem_of
from device.ui.poll_screens import poll_screen
from device.ui.screen import Emphasis, Level, Screen


def stick(state: BoxState, label: str = "stick A") -> BoxReport:
    return BoxReport(
        label, removable=True, state=state, ballots=0, free_slots=0, problem=problem_of(state, label)
    )


def at(*sticks: BoxReport, stop: bool = False) -> Snapshot:
    plain = snapshot(Phase.OPEN, media=sticks)
    assert plain.election is not None
    policy = WithoutStick.STOP if stop else WithoutStick.CONTINUE
    return replace(plain, election=replace(plain.election, without_stick=policy))


def shown(page: Page, now: Snapshot) -> Screen:
    return poll_screen(PollsState(page, now, Role.POLL_WORKER))


def banner(now: Snapshot) -> str:
    found = shown(Menu(), now).banner
    return found.text if found else ""


def test_whether_voting_goes_on_without_a_stick_is_said_as_the_office_decided() -> None:
    gone = stick(BoxState.MISSING)
    assert banner(at(gone)).endswith("Until then ballots are kept in the terminal alone.")
    assert banner(at(gone, stop=True)).endswith("Until then nobody can vote.")
    other = stick(BoxState.IN_STEP, "stick B")
    assert banner(at(gone, other, stop=True)) == gone.problem
    assert "Nobody can vote" not in " ".join(shown(MediaHelp(), at(gone)).body)
    assert "Nobody can vote" in " ".join(shown(MediaHelp(), at(gone, stop=True)).body)


def test_a_returning_stick_says_whether_voters_wait_for_it() -> None:
    back = stick(BoxState.RETURNED)
    assert "Voting can go on" in banner(at(back))
    assert "Nobody can vote until that is done" in banner(at(back, stop=True))
    assert "Voting can go on" in banner(at(back, stick(BoxState.IN_STEP, "stick B"), stop=True))


@pytest.mark.parametrize("stop", [False, True])
def test_boxes_that_contradict_each_other_send_for_the_official_before_anything_else(stop: bool) -> None:
    now = at(stick(BoxState.MISSING), stick(BoxState.CONTRADICTING, "stick B"), stop=stop)
    assert "'stick B' and the internal ballot box contradict each other: stop voting" in banner(now)
    page = shown(MediaHelp(), now)
    assert page.title == "Stop voting"
    words = " ".join(page.body)
    assert "call the election official" in words
    assert "brought up to date by itself" not in words
    assert all(button.emphasis is not Emphasis.PRIMARY for button in page.buttons)


def test_the_page_about_sticks_goes_on_looking_and_finds_that_all_is_well() -> None:
    gone, well = stick(BoxState.MISSING), stick(BoxState.IN_STEP)
    player = Player(at(gone))
    player.log_in(Role.POLL_WORKER)
    assert isinstance(player.state.page, MediaHelp)
    player.tick(player.state.now_s + 5.0)
    assert player.jobs[-1].task is Task.LOOK
    player.state = replace(player.state, snapshot=at(well))
    page = poll_screen(player.state)
    assert page.title == "Every stick takes ballots again"
    assert page.banner is None or page.banner.level is not Level.ERROR
    assert {button.id for button in page.buttons} >= {Key.MENU.value, task_id(Task.RESTORE_MEDIA)}
    player.touch(Key.MENU.value)
    assert isinstance(player.state.page, Menu)
