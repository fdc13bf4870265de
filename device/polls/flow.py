"""The polls' flow: a pure function from a state and an event to a state and effects.

It decides nothing about ballots: whatever changes the polls is a job, and the desk that runs it
checks role and phase again against the event log. A touch that the page does not offer changes
nothing.
"""

from dataclasses import replace

from device.election.settings import Role
from device.polls.events import (
    AdmitToVoterSession,
    Event,
    Finished,
    Job,
    JobDone,
    JobMoved,
    JobResult,
    LoggedIn,
    PaperDoubtful,
    PinWrong,
    Refused,
    RunJob,
    StartVoterSession,
    Tick,
    Touch,
    VoterMayStart,
    VoterNeedsHelp,
    VoterSessionEnded,
)
from device.polls.facts import Grade
from device.polls.flow_power import about_power, alarmed
from device.polls.flow_state import PollsState, Step, catch_up, landing, leave, look, show
from device.polls.flow_touches import touched
from device.polls.pages import (
    AskPaper,
    Home,
    MediaHelp,
    Page,
    PinEntry,
    PrinterHelp,
    Report,
    Voting,
    Working,
)
from device.polls.tasks import Phase, Task

LOOK_EVERY_S = 5.0
IDLE_WITHOUT_ELECTION_S = 120
_QUIET = frozenset((Task.LOOK, Task.LOG_OFF))
_UNATTENDED = (Home, Voting, Working)


def step(state: PollsState, event: Event) -> Step:
    """What follows from ``event``; the state stays as it is where nothing does."""
    match event:
        case Touch(touch_id):
            return touched(replace(state, touched_s=state.now_s), touch_id)
        case Tick(now_s, alarm):
            state = alarmed(replace(state, now_s=now_s), alarm)
            return about_power(state) or _ticked(state)
        case JobMoved(text_key, fraction):
            return _moved(state, text_key, fraction)
        case JobDone(result):
            moved, effects = _done(replace(state, snapshot=result.snapshot), result)
            if isinstance(result.outcome, Refused):
                return moved, effects  # what was refused is not asked again at once
            moved, more = catch_up(moved)
            return moved, effects + more
        case VoterNeedsHelp():
            return _called(replace(state, touched_s=state.now_s))
        case VoterSessionEnded():
            return _voter_ended(state)


def _ticked(state: PollsState) -> Step:
    election = state.snapshot.election
    limit_s = election.worker_idle_s if election else IDLE_WITHOUT_ELECTION_S
    if _is_attended(state.page) and state.now_s - state.touched_s >= limit_s:
        return leave(state)
    waiting = isinstance(state.page, (Home, MediaHelp)) and state.phase in (Phase.OPEN, Phase.SUSPENDED)
    if waiting and state.now_s - state.looked_s >= LOOK_EVERY_S:
        return look(state)
    return state, ()


def _is_attended(page: Page) -> bool:
    """Whether somebody who went away would leave something behind that others must not touch."""
    if isinstance(page, Report) and page.task is Task.START and page.grade is Grade.ERROR:
        return False  # the terminal did not start: that stays on the screen until it does
    return not isinstance(page, _UNATTENDED)


def _moved(state: PollsState, text_key: str, fraction: float | None) -> Step:
    if not isinstance(state.page, Working):
        return state, ()
    return show(state, Working(state.page.task, text_key, fraction))


def _called(state: PollsState) -> Step:
    if not isinstance(state.page, Voting):
        return state, ()
    return show(state, PinEntry(Role.POLL_WORKER))


def _voter_ended(state: PollsState) -> Step:
    ended, effects = leave(replace(state, voter=False))
    looking, more = look(ended)
    return looking, effects + more


def _done(state: PollsState, result: JobResult) -> Step:
    job, outcome = result.job, result.outcome
    if job.task is Task.LOOK:
        return replace(state, looking=False), ()
    if job.task is Task.CATCH_UP:
        return replace(state, catching_up=False), ()
    if job.task in _QUIET or not isinstance(state.page, Working) or state.page.task is not job.task:
        return state, ()
    state = replace(state, touched_s=state.now_s)
    match outcome:
        case LoggedIn(role):
            return landing(replace(state, role=role))
        case PinWrong(sentence):
            return show(state, _pin_again(job, sentence))
        case VoterMayStart(style_index):
            started = replace(state, page=Voting(), role=None, voter=True)
            return started, (RunJob(Job(Task.LOG_OFF)), StartVoterSession(style_index))
        case PaperDoubtful():
            return show(state, AskPaper(job.task))
        case Refused(sentence, facts):
            if job.task is Task.CLEAR_PRINTER:
                return show(state, PrinterHelp(failed=True))
            return show(state, Report(job.task, Grade.ERROR, sentence, facts))
        case Finished():
            return _finished(state, job.task, outcome)


def _finished(state: PollsState, task: Task, outcome: Finished) -> Step:
    if task in (Task.SHUT_DOWN, Task.POWER_OFF):
        return state, ()  # the current goes off in a moment
    if task is Task.POWER_SUSPEND:
        return leave(state)  # the idle screen says it to everybody
    if task is Task.ASSIST_VOTER:
        handed_over, effects = leave(state)
        return handed_over, (*effects, AdmitToVoterSession())
    if task is Task.START and outcome.grade is Grade.GOOD:
        return show(state, Home())
    report: Page = Report(task, outcome.grade, outcome.sentence, outcome.facts)
    if task is Task.LOAD_PACKAGE:
        state = replace(state, role=None)  # the PINs are new ones
    return show(state, report)


def _pin_again(job: Job, sentence: str) -> PinEntry:
    if job.role is None:
        raise ValueError("a PIN that belongs to no role")
    return PinEntry(job.role, sentence=sentence, task=job.task)
