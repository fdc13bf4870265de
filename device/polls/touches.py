"""What can be touched on the polls' screens, and which tasks the menu offers."""

from enum import Enum

from device.hal import Proof
from device.polls.flow_state import PollsState
from device.polls.tasks import Phase, Task

MAX_PIN_DIGITS = 12


class Key(Enum):
    """Ids of touch targets; digits, ballot styles and tasks have ids of their own below."""

    POLL_WORKER = "poll-worker"
    OFFICIAL = "official"
    ENTER = "enter"
    ERASE = "erase"
    BACK = "back"
    LOCK = "lock"
    OK = "ok"
    YES = "yes"
    NO = "no"
    MENU = "menu"


_DIGIT = "digit-"
_STYLE = "style-"
_TASK = "task-"

MENU = (
    Task.ACTIVATE,
    Task.RESOLVE,
    Task.CLEAR_PRINTER,
    Task.TEST_PRINTER,
    Task.RESTORE_MEDIA,
    Task.OPEN,
    Task.RESUME,
    Task.READINESS,
    Task.PRINT_REPORT,
    Task.EXPORT,
    Task.LOAD_PACKAGE,
    Task.SUSPEND,
    Task.CLOSE,
    Task.SHUT_DOWN,
)
CONFIRMED = frozenset(
    (
        Task.OPEN,
        Task.SUSPEND,
        Task.CLOSE,
        Task.SHUT_DOWN,
        Task.LOAD_PACKAGE,
        Task.ATTEST_PRINTER,
        Task.TEST_PRINTER,
    )
)
"""Tasks that are asked about once more before they are done."""


def style_id(index: int) -> str:
    """The touch target of a ballot style."""
    return f"{_STYLE}{index}"


def task_id(task: Task) -> str:
    """The touch target that asks for ``task``."""
    return f"{_TASK}{task.value}"


def digit_of(touch_id: str) -> str:
    """The digit that was touched; empty if it was something else."""
    digit = touch_id.removeprefix(_DIGIT)
    return digit if touch_id.startswith(_DIGIT) and len(digit) == 1 and digit in "0123456789" else ""


def task_of(touch_id: str) -> Task | None:
    """The task that was touched; None if it was something else."""
    for task in Task:
        if touch_id == task_id(task):
            return task
    return None


def menu_tasks(state: PollsState) -> tuple[Task, ...]:
    """What the menu offers to the person who is logged in, most wanted first."""
    snapshot = state.snapshot
    needed = {
        Task.RESOLVE: snapshot.counts.undecided > 0,
        Task.CLEAR_PRINTER: snapshot.printer_unclear,
        Task.RESTORE_MEDIA: bool(snapshot.media_to_tend),
        Task.EXPORT: state.phase is Phase.CLOSED,
    }
    return tuple(task for task in MENU if state.may(task) and needed.get(task, True))


def may_activate(state: PollsState) -> bool:
    """Whether the next voter's style may be chosen; the job checks the hardware itself again."""
    snapshot = state.snapshot
    blocked = (
        snapshot.counts.undecided
        or snapshot.printer_unclear
        or snapshot.printer_untested
        or snapshot.stopped_without_stick
        or snapshot.contradicting_media
    )
    return state.may(Task.ACTIVATE) and not blocked


def looks_at_paper(state: PollsState) -> bool:
    """Whether the printer can prove nothing, so that a person has to look at every receipt."""
    return state.snapshot.proof in (Proof.STATUS_ONLY, Proof.NOTHING)
