"""What touches do on each page of the polls."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from device.election.settings import Role
from device.polls.events import Job
from device.polls.facts import Grade
from device.polls.flow_state import PollsState, Step, landing, leave, onward, run, show, trouble_page
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
)
from device.polls.tasks import Phase, Task
from device.polls.touches import (
    CONFIRMED,
    MAX_PIN_DIGITS,
    Key,
    digit_of,
    looks_at_paper,
    may_activate,
    menu_tasks,
    style_id,
    task_of,
)

_ROLE_KEYS = {Key.POLL_WORKER.value: Role.POLL_WORKER, Key.OFFICIAL.value: Role.OFFICIAL}


def touched(state: PollsState, touch_id: str) -> Step:
    """What follows from touching ``touch_id`` on the page of ``state``."""
    handler = _HANDLERS.get(type(state.page))
    if handler is None:
        return state, ()
    if touch_id in (Key.LOCK.value, Key.BACK.value) and state.role is None:
        return leave(state)
    if touch_id == Key.LOCK.value:
        return leave(state)
    return handler(state, state.page, touch_id)


def ask_for(state: PollsState, task: Task) -> Step:
    """The menu's way to ``task``: a page of its own, a question, or at once."""
    if not state.may(task):
        return state, ()
    if task is Task.ACTIVATE:
        return show(state, StyleChoice() if may_activate(state) else trouble_page(state) or Menu())
    if task is Task.RESOLVE:
        return show(state, Undecided())
    if task is Task.CLEAR_PRINTER:
        return show(state, PrinterHelp())
    if task is Task.RESTORE_MEDIA:
        return show(state, MediaHelp())
    if task in CONFIRMED:
        return show(state, Confirm(task))
    return run(state, Job(task))


def _home(state: PollsState, _page: Home, touch_id: str) -> Step:
    role = _ROLE_KEYS.get(touch_id)
    if role is None:
        return state, ()
    if state.phase is not Phase.NO_ELECTION:
        return show(state, PinEntry(role))
    # Without an election nobody's PIN is known: the official's is checked against the new package.
    return show(state, PinEntry(role, task=Task.LOAD_PACKAGE)) if role is Role.OFFICIAL else (state, ())


def _pin(state: PollsState, page: PinEntry, touch_id: str) -> Step:
    if state.snapshot.locked_until_s.get(page.role, 0.0) > state.now_s:
        return state, ()
    digit = digit_of(touch_id)
    if digit and len(page.digits) < MAX_PIN_DIGITS:
        return show(state, replace(page, digits=page.digits + digit, sentence=""))
    if touch_id == Key.ERASE.value:
        return show(state, replace(page, digits=page.digits[:-1]))
    if touch_id == Key.ENTER.value and page.digits:
        return run(state, Job(page.task, page.role, page.digits))
    return state, ()


def _menu(state: PollsState, _page: Menu, touch_id: str) -> Step:
    task = task_of(touch_id)
    return ask_for(state, task) if task in menu_tasks(state) and task is not None else (state, ())


def _style(state: PollsState, _page: StyleChoice, touch_id: str) -> Step:
    if touch_id == Key.BACK.value:
        return show(state, Menu())
    election = state.snapshot.election
    for index, _name in election.styles if election else ():
        if touch_id == style_id(index) and may_activate(state):
            return run(state, Job(Task.ACTIVATE, style_index=index))
    return state, ()


def _confirm(state: PollsState, page: Confirm, touch_id: str) -> Step:
    if touch_id == Key.YES.value and state.may(page.task):
        return run(state, Job(page.task))
    if touch_id in (Key.NO.value, Key.BACK.value):
        return landing(state) if page.task is Task.ATTEST_PRINTER else onward(state)
    return state, ()


def _report(state: PollsState, page: Report, touch_id: str) -> Step:
    if touch_id != Key.OK.value:
        return state, ()
    if page.task is Task.START and page.grade is Grade.ERROR:
        return run(state, Job(Task.START))  # once what was wrong is put right, it starts after all
    return leave(state) if state.role is None else landing(state)


def _ask_paper(state: PollsState, page: AskPaper, touch_id: str) -> Step:
    if touch_id == Key.YES.value:
        task = Task.FINISH_OPENING if page.task is Task.OPEN else Task.ATTEST_PRINTER
        return run(state, Job(task)) if state.may(task) else (state, ())
    if touch_id == Key.NO.value:
        return landing(state)
    return state, ()


def _undecided(state: PollsState, _page: Undecided, touch_id: str) -> Step:
    if task_of(touch_id) is Task.RESOLVE and state.may(Task.RESOLVE):
        return run(state, Job(Task.RESOLVE))
    return _to_menu(state, touch_id)


def _printer(state: PollsState, page: PrinterHelp, touch_id: str) -> Step:
    task = task_of(touch_id)
    if task is Task.CLEAR_PRINTER and state.may(task):
        return run(state, Job(task))
    if task is Task.ATTEST_PRINTER and state.may(task):
        if page.failed:
            return show(state, Confirm(task))
        if looks_at_paper(state):
            return run(state, Job(task))
    return _to_menu(state, touch_id)


def _media(state: PollsState, _page: MediaHelp, touch_id: str) -> Step:
    if task_of(touch_id) is Task.RESTORE_MEDIA and state.may(Task.RESTORE_MEDIA):
        return run(state, Job(Task.RESTORE_MEDIA))
    return _to_menu(state, touch_id)


def _to_menu(state: PollsState, touch_id: str) -> Step:
    if touch_id not in (Key.MENU.value, Key.BACK.value):
        return state, ()
    return onward(state)


# The values take the page that is their key; a dictionary cannot say so.
_HANDLERS: dict[type, Callable[[PollsState, Any, str], Step]] = {
    Home: _home,
    PinEntry: _pin,
    Menu: _menu,
    StyleChoice: _style,
    Confirm: _confirm,
    Report: _report,
    AskPaper: _ask_paper,
    Undecided: _undecided,
    PrinterHelp: _printer,
    MediaHelp: _media,
}
