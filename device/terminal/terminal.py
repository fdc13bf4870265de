"""The running terminal: touches and time go in, screens come out, work goes to the hardware thread.

The polls' flow and the voter's session are pure; this is the one place that carries out what they
ask for. A voter's screens are shown while the polls' flow stands on its page ``Voting``. Everything
here runs on the UI thread and none of it blocks: blocking work is handed to the worker.
"""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

from device.hal import Rig
from device.polls import events as polls
from device.polls.flow import step
from device.polls.flow_state import Step, begin
from device.polls.pages import Voting
from device.terminal.back_room import BackRoom
from device.terminal.seat import VoterSeat
from device.ui.poll_screens import poll_screen
from device.ui.screen import Screen
from device.ui.work import Worker
from device.voting import effects as voting
from device.voting.events import ResultEvent, WorkerAdmitted
from device.voting.events import Tick as VoterTick
from device.voting.work import Work

Result = TypeVar("Result")


class VotingTerminal:
    """Shows screens through ``show``; takes touches by id and ticks about once a second.

    ``fail`` is called with an error that nobody expected, once it is logged: the program has to end
    and start anew, because after it nothing in memory can be trusted (VVSG 2.0 2.6-A).
    """

    def __init__(
        self,
        back_room: BackRoom,
        rig: Rig,
        worker: Worker,
        show: Callable[[Screen], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        self._back_room = back_room
        self._clock = rig.clock
        self._power = rig.power
        self._worker = worker
        self._show = show
        self._fail = fail
        self._seat: VoterSeat | None = None
        self._pending = 0
        self._polls, first = begin(back_room.first_snapshot(), rig.clock.steady_s())
        self._first_effects = first
        self.screen = poll_screen(self._polls)

    def start(self) -> None:
        """Show the first screen, and look at everything."""
        self._take((self._polls, self._first_effects))
        self._refresh()

    def touch(self, touch_id: str) -> None:
        """A target of the shown screen was touched."""
        if self._seat is not None and self._voter_is_seen:
            self._carry_out(self._seat.touched(touch_id))
        else:
            self._take(step(self._polls, polls.Touch(touch_id)))
        self._refresh()

    def tick(self) -> None:
        """Time passed."""
        now_s = self._clock.steady_s()
        self._take(step(self._polls, polls.Tick(now_s, self._power.alarm())))
        if self._seat is not None:
            self._carry_out(self._seat.happened(VoterTick(now_s)))
        self._refresh()

    @property
    def busy(self) -> bool:
        """Whether work is under way on the hardware thread."""
        return self._pending > 0

    @property
    def _voter_is_seen(self) -> bool:
        return isinstance(self._polls.page, Voting)

    def _refresh(self) -> None:
        if self._seat is not None and self._voter_is_seen:
            self.screen = self._seat.screen()
        else:
            self.screen = poll_screen(self._polls)
        self._show(self.screen)

    def _take(self, moved: Step) -> None:
        self._polls, effects = moved
        for effect in effects:
            match effect:
                case polls.RunJob(job):
                    self._run(job)
                case polls.StartVoterSession(style_index):
                    self._seat = self._back_room.seat_voter(style_index, self._clock.steady_s())
                case polls.AdmitToVoterSession():
                    if self._seat is not None:
                        self._carry_out(self._seat.happened(WorkerAdmitted()))

    def _run(self, job: polls.Job) -> None:
        self._submit(
            lambda: self._back_room.run(job, self._moved), lambda result: self._hear(polls.JobDone(result))
        )

    def _moved(self, text_key: str, fraction: float | None) -> None:
        self._worker.deliver(lambda: self._hear(polls.JobMoved(text_key, fraction)))

    def _hear(self, event: polls.Event) -> None:
        self._take(step(self._polls, event))
        self._refresh()

    def _carry_out(self, effects: tuple[voting.Effect, ...]) -> None:
        for effect in effects:
            match effect:
                case voting.CallPollWorker(reason):
                    self._submit(partial(self._back_room.note_call, reason))
                case voting.AdmitPollWorker():
                    self._take(step(self._polls, polls.VoterNeedsHelp()))
                case voting.EndSession(outcome):
                    self._end_session(outcome)
                case _:
                    self._work_for(effect)

    def _work_for(self, work: Work) -> None:
        seat = self._seat
        if seat is None:
            raise ValueError("work for a voter who is not there")

        def arrived(result: ResultEvent) -> None:
            # A session that ended meanwhile waits for nothing any more.
            if self._seat is seat:
                self._carry_out(seat.happened(result))
                self._refresh()

        self._submit(lambda: seat.work.carry_out(work), arrived)

    def _end_session(self, outcome: voting.Outcome) -> None:
        self._seat = None
        self._submit(partial(self._back_room.note_end, outcome))
        self._take(step(self._polls, polls.VoterSessionEnded(polls.VoterOutcome(outcome.value))))

    def _submit(self, job: Callable[[], Result], then: Callable[[Result], None] | None = None) -> None:
        def finished(future: Future[Result]) -> None:
            self._pending -= 1
            error = future.exception()
            if error is not None:
                self._give_up(error)
            elif then is not None:
                then(future.result())

        self._pending += 1
        self._worker.submit(job, finished)

    def _give_up(self, error: BaseException) -> None:
        if not isinstance(error, Exception):
            self._fail(error)
            return
        self._worker.submit(lambda: self._back_room.note_crash(error), lambda _logged: self._fail(error))
