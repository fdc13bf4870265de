"""What the polls can be asked to do, in which phase, and by whom (VVSG 2.0 Table 11-3).

Everything not granted here is refused. An election official may do whatever a poll worker may;
after closing nobody may vote again, open again or load another election.
"""

from enum import Enum

from device.election.settings import Role
from device.errors import AccessError, StateError


class Phase(Enum):
    """Where a terminal stands in an election; derived from the event log, kept nowhere else."""

    NO_ELECTION = "no election"
    READY = "ready"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Task(Enum):
    """What the polls can be asked to do; the value also names it on touches and in texts."""

    START = "start"
    LOOK = "look"
    CATCH_UP = "catch-up"
    LOG_IN = "log-in"
    LOG_OFF = "log-off"
    LOAD_PACKAGE = "load-package"
    READINESS = "readiness"
    OPEN = "open"
    FINISH_OPENING = "finish-opening"
    ACTIVATE = "activate"
    ASSIST_VOTER = "assist-voter"
    RESOLVE = "resolve"
    CLEAR_PRINTER = "clear-printer"
    ATTEST_PRINTER = "attest-printer"
    TEST_PRINTER = "test-printer"
    RESTORE_MEDIA = "restore-media"
    PRINT_REPORT = "print-report"
    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"
    EXPORT = "export"
    SHUT_DOWN = "shut-down"
    POWER_SUSPEND = "power-suspend"
    POWER_OFF = "power-off"


WITHOUT_ROLE = frozenset(
    (Task.START, Task.LOOK, Task.CATCH_UP, Task.LOG_IN, Task.LOG_OFF, Task.POWER_SUSPEND, Task.POWER_OFF)
)
"""What the terminal does by itself or for anybody. Of these only a failing power changes the polls,

and only towards safety: nothing here opens or resumes anything.
"""

_AT_WORK = frozenset(
    (
        Task.CLEAR_PRINTER,
        Task.ATTEST_PRINTER,
        Task.TEST_PRINTER,
        Task.RESTORE_MEDIA,
        Task.PRINT_REPORT,
        Task.CLOSE,
        Task.RESOLVE,
    )
)

_POLL_WORKER: dict[Phase, frozenset[Task]] = {
    Phase.NO_ELECTION: frozenset(),
    Phase.READY: frozenset(
        (
            Task.READINESS,
            Task.OPEN,
            Task.FINISH_OPENING,
            Task.CLEAR_PRINTER,
            Task.ATTEST_PRINTER,
            Task.TEST_PRINTER,
            Task.SHUT_DOWN,
        )
    ),
    Phase.OPEN: _AT_WORK | {Task.ACTIVATE, Task.ASSIST_VOTER, Task.SUSPEND},
    Phase.SUSPENDED: _AT_WORK | {Task.RESUME, Task.SHUT_DOWN},
    Phase.CLOSED: frozenset(
        (
            Task.EXPORT,
            Task.PRINT_REPORT,
            Task.CLEAR_PRINTER,
            Task.ATTEST_PRINTER,
            Task.TEST_PRINTER,
            Task.SHUT_DOWN,
        )
    ),
}

_OFFICIAL: dict[Phase, frozenset[Task]] = {
    phase: tasks | {Task.SHUT_DOWN} for phase, tasks in _POLL_WORKER.items()
}
_OFFICIAL[Phase.NO_ELECTION] |= {Task.LOAD_PACKAGE}
_OFFICIAL[Phase.READY] |= {Task.LOAD_PACKAGE}

PERMISSIONS = {Role.POLL_WORKER: _POLL_WORKER, Role.OFFICIAL: _OFFICIAL}

_WHY_NOT = {
    Phase.NO_ELECTION: "There is no election on this terminal yet: an election official has to load the"
    " election package first.",
    Phase.READY: "The polls have not been opened yet: open them first.",
    Phase.OPEN: "The polls are open: this cannot be done while people vote.",
    Phase.SUSPENDED: "Voting is suspended: resume it first.",
    Phase.CLOSED: "The polls are closed for good: nothing can be opened or voted again.",
}


def allowed(role: Role, phase: Phase, task: Task) -> bool:
    """Whether a person in ``role`` may do ``task`` in ``phase``."""
    return task in WITHOUT_ROLE or task in PERMISSIONS[role][phase]


def permit(role: Role | None, phase: Phase, task: Task) -> None:
    """Raise AccessError or StateError, with the sentence to show, unless ``task`` is allowed.

    ``role`` is None while nobody is logged in.
    """
    if task in WITHOUT_ROLE:
        return
    if role is None:
        raise AccessError("Enter your PIN first.")
    if allowed(role, phase, task):
        return
    if allowed(Role.OFFICIAL, phase, task):
        raise AccessError("Only an election official may do this.")
    raise StateError(_WHY_NOT[phase])
