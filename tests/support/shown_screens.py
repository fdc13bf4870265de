"""Every screen that voters of the example election and poll workers can meet, as records.

Voters are found by touching everything that is offered, poll workers by every page in every phase.
"""

from collections import deque
from collections.abc import Iterator
from functools import cache

from support.example_election import example_election
from support.polls_flow import snapshot

from device.election.settings import Role
from device.hal import JobState
from device.polls.facts import Fact, Grade
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
    Working,
)
from device.polls.tasks import Phase, Task
from device.polls.touches import CONFIRMED
from device.ui.poll_screens import poll_screen
from device.ui.screen import Keyboard, OptionList, Screen
from device.ui.voter_screens import voter_screen
from device.ui.voter_screens_touches import offered_touches, voter_event
from device.voting.events import (
    BallotRecorded,
    ChallengePrinted,
    CodePrinted,
    DecisionFailed,
    DecisionRecorded,
    Event,
    RecordingFailed,
    Tick,
    WorkerAdmitted,
)
from device.voting.session import activate, step
from device.voting.state import Deciding, PrintingChallenge, PrintingCode, Recording, Session, ballot_setup

CODE = bytes(range(7, 39))
REASON = "The internal ballot box could not be written to."
_PAPER = (JobState.CUT, JobState.SENT, JobState.REFUSED, JobState.UNKNOWN)
_KEPT_KEYS = {"key-A", "key-Ñ", "key-space"}

FACTS = (
    Fact(
        "Removable ballot box in the upper slot", "Missing", Grade.ERROR, "Put the stick back in its slot."
    ),
    Fact("Paper", "Near its end", Grade.WARNING, "Have a new roll at hand."),
    Fact("Fingerprint of the terminal’s key", "5D2E 90AA 71C4 08BF 3D11 E6F0 2A9C 47B3", Grade.GOOD),
    *(Fact(f"Check {number}", "Holds", Grade.GOOD) for number in range(1, 12)),
)
_TASKS = tuple(task for task in Task if task not in (Task.LOOK, Task.LOG_OFF))
_PAGES: tuple[Page, ...] = (
    Home(),
    PinEntry(Role.POLL_WORKER, "1234"),
    PinEntry(Role.OFFICIAL, "123456", "That PIN is wrong.", Task.LOAD_PACKAGE),
    Menu(),
    StyleChoice(),
    *(Confirm(task) for task in sorted(CONFIRMED, key=lambda task: task.value)),
    *(Working(task, task.value, 0.4) for task in _TASKS),
    *(Report(task, Grade.ERROR, REASON, FACTS) for task in _TASKS),
    Report(Task.CLOSE, Grade.GOOD, "The election record is written and read back.", FACTS),
    AskPaper(Task.OPEN),
    Undecided(),
    PrinterHelp(),
    PrinterHelp(failed=True),
    MediaHelp(),
)


@cache
def voter_screens() -> tuple[Screen, ...]:
    """Screens of all ballot styles in all languages, one for each look that differs in more than marks."""
    election = example_election().election
    found: dict[tuple[object, ...], Screen] = {}
    for style in election.manifest.ballot_styles:
        setup = ballot_setup(
            election.manifest, style.index, election.content.languages, election.settings.limits
        )
        waiting = deque([activate(setup, 0.0)])
        while waiting:
            session = waiting.popleft()
            screen = voter_screen(setup, session, election.content)
            if _look(screen) in found:
                continue
            found[_look(screen)] = screen
            waiting.extend(step(setup, session, event).session for event in _possible(screen, session))
    return tuple(found.values())


@cache
def poll_worker_screens() -> tuple[Screen, ...]:
    """Every page of the polls in every phase and role, once where they do not differ."""
    found: dict[str, Screen] = {}
    for phase in Phase:
        for role in (*Role, None):
            for page in _PAGES:
                screen = poll_screen(PollsState(page, snapshot(phase), role))
                found[repr(screen)] = screen
    return tuple(found.values())


def _look(screen: Screen) -> tuple[object, ...]:
    news = None if screen.banner is None else screen.banner.text[:20]
    typed = screen.content.text if isinstance(screen.content, Keyboard) else ""
    rows = len(screen.content.rows) if isinstance(screen.content, OptionList) else len(typed[:2])
    return (screen.name, screen.language, screen.title, screen.subtitle, news, len(screen.buttons), rows)


def _possible(screen: Screen, session: Session) -> Iterator[Event]:
    for touch_id in sorted(offered_touches(screen)):
        event = voter_event(screen, touch_id)
        if event is not None and (not touch_id.startswith("key-") or touch_id in _KEPT_KEYS):
            yield event
    yield from (WorkerAdmitted(), Tick(session.now_s + 185.0), Tick(session.now_s + 10_000.0))
    match session.stage:
        case Recording():
            yield from (BallotRecorded(CODE, paper) for paper in _PAPER)
            yield RecordingFailed(REASON)
        case PrintingCode():
            yield from (CodePrinted(paper) for paper in _PAPER)
        case Deciding():
            yield from (DecisionRecorded(), DecisionFailed(REASON))
        case PrintingChallenge():
            yield from (ChallengePrinted(paper) for paper in _PAPER)
