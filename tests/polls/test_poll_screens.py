"""The polls' screens: every page in every phase has its texts, its touches work, nothing leaks."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.polls_flow import Player, snapshot

import device.ui.texts
from device.election.settings import Role, WithoutStick
from device.hal import Paper, PowerAlarm, Supply
from device.polls.facts import Fact, Grade, Snapshot, Station
from device.polls.flow_state import PollsState
from device.polls.pages import (
    AskPaper,
    Confirm,
    Home,
    MediaHelp,
    Menu,
    Page,
    PinEntry,
    PrinterHelp,
    Report,
    StyleChoice,
    Undecided,
    Voting,
    Working,
)
from device.polls.tasks import Phase, Task
from device.polls.touches import CONFIRMED, MENU, Key, task_id
from device.records.ballot_state import BallotCounts
from device.records.box_states import BoxReport, BoxState
from device.ui.poll_screens import poll_screen
from device.ui.poll_screens_parts import PollScreen
from device.ui.screen import Choices, Emphasis, Facts, Level, PinPad, Screen

STRINGS = Path(device.ui.texts.__file__).parent / "strings" / "polls.en.json"
FACTS = (
    Fact("Software", "1.0"),
    Fact("Power", "battery", Grade.WARNING),
    Fact("Paper", "out", Grade.ERROR, "Load a new roll."),
    Fact("Key", "0123456789AB", digits=True),
)
GONE = BoxReport(
    "stick A", removable=True, state=BoxState.MISSING, ballots=0, free_slots=0, problem="Gone."
)
BUSY = snapshot(Phase.OPEN, counts=BallotCounts(12, 7, 2, 1, 2), media=(GONE,), printer_unclear=True)

PAGES: list[Page] = [
    Home(),
    PinEntry(Role.POLL_WORKER),
    PinEntry(Role.OFFICIAL, "12", "Wrong.", Task.LOAD_PACKAGE),
    Menu(),
    StyleChoice(),
    *(Confirm(task) for task in sorted(CONFIRMED, key=lambda task: task.value)),
    *(Working(task, task.value) for task in Task if task not in (Task.LOOK, Task.LOG_OFF)),
    Report(Task.OPEN, Grade.GOOD, "Done."),
    AskPaper(Task.OPEN),
    Undecided(),
    PrinterHelp(),
    PrinterHelp(failed=True),
    MediaHelp(),
]


def shown(page: Page, at: Snapshot, role: Role | None = None) -> Screen:
    return poll_screen(PollsState(page, at, role))


def texts_of(screen: Screen) -> list[str]:
    found = [screen.title, *screen.body, *(button.text for button in screen.buttons)]
    if screen.banner:
        found.append(screen.banner.text)
    if isinstance(screen.content, Choices):
        found += [text for row in screen.content.rows for text in (row.text, row.detail)]
    return found


@pytest.mark.parametrize("page", PAGES, ids=repr)
def test_every_page_is_a_screen_in_every_phase(page: Page) -> None:
    for phase in Phase:
        for role in (*Role, None):
            screen = shown(page, snapshot(phase), role)
            assert PollScreen(screen.name)
            assert not any("{" in text for text in texts_of(screen))
            assert all(button.id and button.text for button in screen.buttons)
            assert sum(button.emphasis is Emphasis.PRIMARY for button in screen.buttons) <= 1


@pytest.mark.parametrize("task", [task for task in Task if task not in (Task.LOOK, Task.LOG_OFF)])
def test_every_task_has_its_report_and_its_progress(task: Task) -> None:
    screen = shown(Report(task, Grade.ERROR, "It is so.", FACTS), snapshot(Phase.OPEN), Role.OFFICIAL)
    assert isinstance(screen.content, Facts)
    assert screen.content.rows[0].value == "out. Load a new roll."
    assert screen.content.rows[0].level is Level.ERROR
    assert shown(Working(task, task.value, 0.5), snapshot(Phase.OPEN)).content is not None


def test_the_menu_has_a_name_and_an_explanation_for_every_task() -> None:
    screen = shown(Menu(), BUSY, Role.OFFICIAL)
    assert isinstance(screen.content, Choices)
    assert screen.content.rows[0].id == task_id(Task.ACTIVATE)
    assert all(row.text and row.detail for row in screen.content.rows)
    assert "12" in screen.body[0]


def test_the_phase_names_the_idle_screen() -> None:
    names = {phase: shown(Home(), snapshot(phase)).name for phase in Phase}
    assert names == {
        Phase.NO_ELECTION: "polls-no-election",
        Phase.READY: "polls-ready",
        Phase.OPEN: "polls-open",
        Phase.SUSPENDED: "polls-suspended",
        Phase.CLOSED: "polls-closed",
    }


def test_the_public_counter_stands_on_the_idle_screen_once_the_polls_were_opened() -> None:
    assert "Ballots: 12" in shown(Home(), BUSY).status
    assert "Ballots" not in shown(Home(), snapshot(Phase.READY)).status


@pytest.mark.parametrize(
    ("changes", "words", "level"),
    [
        ({"counts": BallotCounts(1, 0, 0, 0, 1)}, "resolve a ballot", Level.ERROR),
        ({"printer_unclear": True}, "clear the printer", Level.ERROR),
        ({"media": (GONE,)}, "tell a poll worker", Level.ERROR),
        ({"printer_ready": False}, "paper, cover or cable", Level.ERROR),
        ({"paper": Paper.NEAR_END}, "nearly used up", Level.WARNING),
        ({"supply": Supply.BATTERY}, "battery", Level.WARNING),
    ],
)
def test_the_idle_screen_says_what_needs_a_poll_worker(
    changes: dict[str, object], words: str, level: Level
) -> None:
    banner = shown(Home(), snapshot(Phase.OPEN, **changes)).banner
    assert banner is not None
    assert words in banner.text
    assert banner.level is level


@pytest.mark.parametrize(
    ("phase", "alarm", "words"),
    [
        (Phase.SUSPENDED, PowerAlarm.ENDING, "power is about to end"),
        (Phase.READY, PowerAlarm.ENDING, "power is about to end"),
        (Phase.CLOSED, PowerAlarm.ENDING, "power is about to end"),
        (Phase.OPEN, PowerAlarm.WEAK, "supply is too weak"),
    ],
)
def test_a_power_that_warns_is_told_to_everybody(phase: Phase, alarm: PowerAlarm, words: str) -> None:
    state = PollsState(Home(), snapshot(phase, paper=Paper.NEAR_END), alarm=alarm)
    banner = poll_screen(state).banner
    assert banner is not None
    assert words in banner.text


def test_a_missing_stick_is_told_apart_where_it_stops_voting() -> None:
    at = snapshot(Phase.OPEN, media=(GONE,))
    assert at.election is not None
    stopped = replace(at, election=replace(at.election, without_stick=WithoutStick.STOP))
    banner = shown(Home(), stopped).banner
    assert banner is not None
    assert "put the stick back" in banner.text


def test_nothing_is_asked_of_anybody_while_all_is_well() -> None:
    for phase in (Phase.OPEN, Phase.SUSPENDED, Phase.READY):
        assert shown(Home(), snapshot(phase)).banner is None
    done = Snapshot(Station(Phase.CLOSED, exported=True), "T-0001", snapshot(Phase.READY).election)
    assert shown(Home(), done).banner is None


def test_unfinished_opening_and_export_are_said() -> None:
    begun = snapshot(Phase.READY, station=Station(Phase.READY, opening_begun=True))
    for at, words in ((begun, "open them again"), (snapshot(Phase.CLOSED), "not on a stick yet")):
        banner = shown(Home(), at).banner
        assert banner is not None
        assert words in banner.text


def test_a_locked_pin_pad_says_how_long() -> None:
    state = PollsState(
        PinEntry(Role.OFFICIAL), snapshot(Phase.OPEN, locked_until_s={Role.OFFICIAL: 44.2}), now_s=30.0
    )
    screen = poll_screen(state)
    assert screen.banner is not None
    assert "15 seconds" in screen.banner.text
    assert isinstance(screen.content, PinPad)
    assert not screen.content.enabled


def test_the_pin_pad_counts_digits_and_shows_none() -> None:
    screen = shown(PinEntry(Role.OFFICIAL, "907"), snapshot(Phase.OPEN))
    assert isinstance(screen.content, PinPad)
    assert screen.content.entered == 3
    assert "907" not in repr(screen)


def test_the_voters_screens_are_not_the_polls_business() -> None:
    with pytest.raises(ValueError, match="voter"):
        shown(Voting(), snapshot(Phase.OPEN))


def test_closing_and_switching_off_look_dangerous() -> None:
    for task in (Task.CLOSE, Task.SHUT_DOWN):
        buttons = {button.id: button for button in shown(Confirm(task), BUSY, Role.OFFICIAL).buttons}
        assert buttons[Key.YES.value].emphasis is Emphasis.CAUTION
    assert "cannot be undone" in shown(Confirm(Task.CLOSE), BUSY).body[0]


def test_every_sentence_of_the_file_is_used_by_a_key_of_the_code() -> None:
    keys = set(json.loads(STRINGS.read_text(encoding="utf-8")))
    tasks = {task.value for task in Task}
    assert {f"task.{task.value}" for task in MENU} <= keys
    assert {f"confirm.{task.value}.title" for task in CONFIRMED} <= keys
    for key in keys:
        part, _, rest = key.partition(".")
        if part == "report":
            assert rest in tasks
        if part == "confirm" and rest != "no":
            assert rest.rpartition(".")[0] in {task.value for task in CONFIRMED}


def test_the_screen_of_a_played_day_never_fails() -> None:
    player = Player(snapshot(Phase.READY))
    player.log_in(Role.POLL_WORKER)
    player.ask(Task.OPEN)
    seen = [poll_screen(player.state).name]
    player.touch(Key.YES.value)
    seen.append(poll_screen(player.state).name)
    player.touch(Key.OK.value)
    seen.append(poll_screen(player.state).name)
    assert seen == ["polls-confirm", "polls-report", "polls-menu"]
