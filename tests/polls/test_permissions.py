"""Who may do what in which phase: the whole table, and what a refusal says."""

import itertools

import pytest

from device.election.settings import Role
from device.errors import AccessError, SealmarkError, StateError
from device.polls.tasks import WITHOUT_ROLE, Phase, Task, allowed, permit

NOBODY = frozenset(WITHOUT_ROLE)
PRINTER = {Task.CLEAR_PRINTER, Task.ATTEST_PRINTER, Task.TEST_PRINTER}
AT_WORK = PRINTER | {Task.RESTORE_MEDIA, Task.PRINT_REPORT, Task.CLOSE, Task.RESOLVE}

EXPECTED = {
    (Role.POLL_WORKER, Phase.NO_ELECTION): set(),
    (Role.OFFICIAL, Phase.NO_ELECTION): {Task.LOAD_PACKAGE, Task.SHUT_DOWN},
    (Role.POLL_WORKER, Phase.READY): PRINTER
    | {Task.READINESS, Task.OPEN, Task.FINISH_OPENING, Task.SHUT_DOWN},
    (Role.OFFICIAL, Phase.READY): PRINTER
    | {Task.READINESS, Task.OPEN, Task.FINISH_OPENING, Task.SHUT_DOWN, Task.LOAD_PACKAGE},
    (Role.POLL_WORKER, Phase.OPEN): AT_WORK | {Task.ACTIVATE, Task.ASSIST_VOTER, Task.SUSPEND},
    (Role.OFFICIAL, Phase.OPEN): AT_WORK | {Task.ACTIVATE, Task.ASSIST_VOTER, Task.SUSPEND, Task.SHUT_DOWN},
    (Role.POLL_WORKER, Phase.SUSPENDED): AT_WORK | {Task.RESUME, Task.SHUT_DOWN},
    (Role.OFFICIAL, Phase.SUSPENDED): AT_WORK | {Task.RESUME, Task.SHUT_DOWN},
    (Role.POLL_WORKER, Phase.CLOSED): PRINTER | {Task.EXPORT, Task.PRINT_REPORT, Task.SHUT_DOWN},
    (Role.OFFICIAL, Phase.CLOSED): PRINTER | {Task.EXPORT, Task.PRINT_REPORT, Task.SHUT_DOWN},
}


def test_the_table_is_exactly_this_one() -> None:
    for role, phase, task in itertools.product(Role, Phase, Task):
        expected = task in EXPECTED[role, phase] or task in NOBODY
        assert allowed(role, phase, task) is expected, (role, phase, task)


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("task", list(Task))
def test_without_a_pin_nothing_changes_the_polls(phase: Phase, task: Task) -> None:
    if task in WITHOUT_ROLE:
        permit(None, phase, task)
    else:
        with pytest.raises(AccessError, match="PIN"):
            permit(None, phase, task)


def test_after_closing_nobody_opens_votes_or_loads_again() -> None:
    for role in Role:
        for task in (Task.OPEN, Task.FINISH_OPENING, Task.ACTIVATE, Task.RESUME, Task.LOAD_PACKAGE):
            with pytest.raises(StateError, match="closed for good"):
                permit(role, Phase.CLOSED, task)


def test_a_poll_worker_is_sent_to_the_official_where_only_the_official_may() -> None:
    with pytest.raises(AccessError, match="election official"):
        permit(Role.POLL_WORKER, Phase.READY, Task.LOAD_PACKAGE)


def test_every_refusal_is_one_sentence() -> None:
    said = {refusal(role, phase, task) for role in Role for phase in Phase for task in Task} - {""}
    assert len(said) > len(Phase)
    for sentence in said:
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert ". " not in sentence


def refusal(role: Role, phase: Phase, task: Task) -> str:
    try:
        permit(role, phase, task)
    except SealmarkError as exc:
        return str(exc)
    return ""
