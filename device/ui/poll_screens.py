"""The polls' screens: from the state of their flow to a record that QML shows.

``poll_screen`` decides nothing; touch ids are those of ``device.polls.touches``. The voter's
screens are shown instead while the page is ``Voting``.
"""

from collections.abc import Callable
from math import ceil
from typing import Any

from device.paper.codes import groups_of
from device.polls.facts import Fact as KnownFact
from device.polls.facts import Grade
from device.polls.flow_state import PollsState
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
    Working,
)
from device.polls.tasks import Task
from device.polls.touches import Key, looks_at_paper, menu_tasks, style_id, task_id
from device.ui.poll_screens_home import home_screen
from device.ui.poll_screens_media import media_banner, media_screen
from device.ui.poll_screens_parts import LANGUAGE, LEVELS, PollScreen, role_name, screen
from device.ui.screen import Banner, Button, Choices, Emphasis, Fact, Facts, Level, PinPad, Progress, Screen
from device.ui.texts import Texts, texts

_GRAVE = (Grade.ERROR, Grade.WARNING)
_CAUTIOUS = frozenset((Task.CLOSE, Task.SHUT_DOWN))


def poll_screen(state: PollsState) -> Screen:
    """The screen of ``state``. Raises ValueError while a voter has the screen."""
    if isinstance(state.page, Voting):
        raise ValueError("the voter's screens are shown now")
    return _SCREENS[type(state.page)](state, state.page, texts("polls", LANGUAGE))


def _pin(state: PollsState, page: PinEntry, say: Texts) -> Screen:
    wait_s = state.snapshot.locked_until_s.get(page.role, 0.0) - state.now_s
    locked = wait_s > 0
    notice = say("pin.locked", seconds=ceil(wait_s)) if locked else page.sentence
    return screen(
        state,
        PollScreen.PIN,
        say("pin.title", role=role_name(page.role, say)),
        body=(say("pin.package"),) if page.task is Task.LOAD_PACKAGE else (),
        banner=Banner(Level.ERROR if locked else Level.WARNING, notice) if notice else None,
        content=PinPad(len(page.digits), say("pin.erase"), enabled=not locked),
        buttons=(
            Button(Key.BACK.value, say("back")),
            Button(Key.ENTER.value, say("pin.enter"), Emphasis.PRIMARY, bool(page.digits) and not locked),
        ),
    )


def _menu(state: PollsState, _page: Menu, say: Texts) -> Screen:
    counts = state.snapshot.counts
    rows = tuple(
        Button(
            task_id(task),
            say(f"task.{task.value}"),
            Emphasis.CAUTION if task in _CAUTIOUS else Emphasis.PLAIN,
            detail=say(f"task.{task.value}.detail"),
        )
        for task in menu_tasks(state)
    )
    body = say(
        "menu.body",
        encrypted=counts.encrypted,
        cast=counts.cast,
        challenged=counts.challenged,
        spoiled=counts.spoiled,
        undecided=counts.undecided,
    )
    return screen(
        state,
        PollScreen.MENU,
        say("menu.title", role=role_name(state.role, say) if state.role else ""),
        body=(body,),
        banner=media_banner(state, say),
        content=Choices(rows),
        buttons=(Button(Key.LOCK.value, say("lock"), Emphasis.QUIET),),
    )


def _style(state: PollsState, _page: StyleChoice, say: Texts) -> Screen:
    election = state.snapshot.election
    rows = tuple(Button(style_id(index), name) for index, name in (election.styles if election else ()))
    return screen(
        state,
        PollScreen.STYLE,
        say("style.title"),
        body=(say("style.body"),),
        banner=media_banner(state, say),
        content=Choices(rows),
        buttons=(Button(Key.BACK.value, say("back")),),
    )


def _confirm(state: PollsState, page: Confirm, say: Texts) -> Screen:
    key = f"confirm.{page.task.value}"
    emphasis = Emphasis.CAUTION if page.task in _CAUTIOUS else Emphasis.PRIMARY
    return screen(
        state,
        PollScreen.CONFIRM,
        say(f"{key}.title"),
        body=(say(f"{key}.body"),),
        buttons=(
            Button(Key.NO.value, say("confirm.no")),
            Button(Key.YES.value, say(f"{key}.yes"), emphasis),
        ),
        symbol="warning" if page.task in _CAUTIOUS else "",
    )


def _working(state: PollsState, page: Working, say: Texts) -> Screen:
    progress = Progress(say(f"progress.{page.text_key}"), page.fraction)
    return screen(
        state,
        PollScreen.WORKING,
        say("working.title"),
        body=(say("working.body"),),
        content=progress,
    )


def _report(state: PollsState, page: Report, say: Texts) -> Screen:
    level = LEVELS[page.grade]
    # What somebody has to see to comes first; the rest keeps its order.
    rows = tuple(_row(fact) for fact in sorted(page.facts, key=_lack_of_gravity))
    return screen(
        state,
        PollScreen.REPORT,
        say(f"report.{page.task.value}"),
        banner=Banner(level, page.sentence) if page.sentence else None,
        content=Facts(rows) if rows else None,
        buttons=(Button(Key.OK.value, say("ok"), Emphasis.PRIMARY),),
        symbol="" if rows else {Level.GOOD: "tick", Level.ERROR: "stop"}.get(level, "warning"),
    )


def _lack_of_gravity(fact: KnownFact) -> int:
    return _GRAVE.index(fact.grade) if fact.grade in _GRAVE else len(_GRAVE)


def _row(fact: KnownFact) -> Fact:
    value = " ".join(groups_of(fact.value)) if fact.digits else fact.value
    said = f"{value.removesuffix('.')}. {fact.advice}" if fact.advice else value
    return Fact(fact.label, said, LEVELS[fact.grade])


def _ask_paper(state: PollsState, _page: AskPaper, say: Texts) -> Screen:
    return screen(
        state,
        PollScreen.PAPER,
        say("paper.title"),
        body=(say("paper.body"),),
        buttons=(
            Button(Key.NO.value, say("paper.no")),
            Button(Key.YES.value, say("paper.yes"), Emphasis.PRIMARY),
        ),
        symbol="warning",
    )


def _undecided(state: PollsState, _page: Undecided, say: Texts) -> Screen:
    count = state.snapshot.counts.undecided
    more = (say("undecided.more", count=count),) if count > 1 else ()
    return screen(
        state,
        PollScreen.UNDECIDED,
        say("undecided.title"),
        body=(say("undecided.body"), *more),
        buttons=(
            Button(Key.MENU.value, say("later")),
            Button(task_id(Task.RESOLVE), say("undecided.yes"), Emphasis.CAUTION),
        ),
        symbol="hand",
    )


def _printer(state: PollsState, page: PrinterHelp, say: Texts) -> Screen:
    attest = Button(
        task_id(Task.ATTEST_PRINTER), say("printer.attest" if page.failed else "printer.looked")
    )
    return screen(
        state,
        PollScreen.PRINTER,
        say("printer.title"),
        body=(say("printer.look" if looks_at_paper(state) else "printer.body"),),
        banner=Banner(Level.ERROR, say("printer.failed")) if page.failed else None,
        buttons=(
            Button(Key.MENU.value, say("later")),
            *((attest,) if page.failed or looks_at_paper(state) else ()),
            Button(task_id(Task.CLEAR_PRINTER), say("printer.clear"), Emphasis.PRIMARY),
        ),
        symbol="warning",
    )


# The values take the page that is their key; a dictionary cannot say so.
_SCREENS: dict[type, Callable[[PollsState, Any, Texts], Screen]] = {
    Home: home_screen,
    PinEntry: _pin,
    Menu: _menu,
    StyleChoice: _style,
    Confirm: _confirm,
    Working: _working,
    Report: _report,
    AskPaper: _ask_paper,
    Undecided: _undecided,
    PrinterHelp: _printer,
    MediaHelp: media_screen,
}
