"""Voters who touch anything at all, with failing hardware: what must hold whatever they do."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from support.voter_story import CODE, CONTENT, MANIFEST, Voter, hoped_for

from device.hal import JobState
from device.ui.screen import Choices, Emphasis
from device.ui.voter_screens import voter_screen
from device.ui.voter_screens_touches import offered_touches
from device.voting.effects import Decide, EndSession, PrintChallenge, PrintCode, RecordBallot
from device.voting.events import (
    BallotRecorded,
    ChallengePrinted,
    ChooseLanguage,
    CodePrinted,
    DecisionFailed,
    Event,
    RecordingFailed,
)
from device.voting.marks import BallotMarks
from device.voting.plain_ballot import plain_ballot
from device.voting.session import is_busy, step
from device.voting.state import Asking, AskingChallenge, Ended, ShowingCode, WritingIn

WORK = (RecordBallot, PrintCode, Decide, PrintChallenge)


def marks_of(voter: Voter) -> BallotMarks | None:
    stage = voter.session.stage
    for part in (stage, getattr(stage, "ballot", None), getattr(stage, "contest", None)):
        found = getattr(part, "marks", None)
        if isinstance(found, BallotMarks):
            return found
    return None


class RandomVoter(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.voter = Voter()
        self.answered = 0

    @property
    def work(self) -> list[object]:
        return [each for each in self.voter.effects if isinstance(each, WORK)]

    @precondition(lambda self: not isinstance(self.voter.session.stage, Ended))
    @rule(data=st.data())
    def touch_anything(self, data: st.DataObject) -> None:
        offered = sorted(offered_touches(self.voter.screen))
        if offered:
            self.voter.touch(data.draw(st.sampled_from(offered)))

    @rule(data=st.data())
    def mark_something(self, data: st.DataObject) -> None:
        marking = ("option-", "more-", "write-in-", "key-", "remove-")
        offered = sorted(each for each in offered_touches(self.voter.screen) if each.startswith(marking))
        if offered:
            self.voter.touch(data.draw(st.sampled_from(offered)))

    @rule()
    def go_on(self) -> None:
        screen = self.voter.screen
        rows = screen.content.rows if isinstance(screen.content, Choices) else ()
        for button in (*screen.buttons, *rows):
            if button.emphasis is Emphasis.PRIMARY and button.enabled:
                self.voter.touch(button.id)
                return

    @precondition(lambda self: len(self.work) > self.answered)
    @rule(fails=st.booleans())
    def result_arrives(self, fails: bool) -> None:
        effect = self.work[-1]
        self.answered += 1
        self.voter.send(failed(effect) if fails else hoped_for(effect))  # type: ignore[arg-type]

    @rule(duration_s=st.sampled_from([1, 30, 179, 181]))
    def time_passes(self, duration_s: int) -> None:
        marks = marks_of(self.voter)
        self.voter.wait(duration_s)
        assert marks_of(self.voter) == marks

    @rule()
    def poll_worker_comes(self) -> None:
        self.voter.admit_worker()

    @invariant()
    def one_thing_at_a_time(self) -> None:
        assert len(self.work) - self.answered == int(is_busy(self.voter.session.stage))

    @invariant()
    def no_overvote(self) -> None:
        marks = marks_of(self.voter)
        if marks is not None:
            plain = plain_ballot(MANIFEST.contests, marks)  # raises for anything beyond a limit
            assert [sum(each.values) for each in plain.contests] == [each.used for each in marks.contests]

    @invariant()
    def a_language_changes_only_the_words(self) -> None:
        voter = self.voter
        for language in ("es", "en"):
            changed = step(voter.setup, voter.session, ChooseLanguage(language))
            assert changed.effects == ()
            assert changed.session.stage == voter.session.stage
            screen = voter_screen(voter.setup, changed.session, CONTENT)
            assert screen.title

    @invariant()
    def no_decision_without_a_code(self) -> None:
        kinds = [type(each) for each in self.work]
        records = kinds.count(RecordBallot)
        if Decide in kinds or isinstance(self.voter.session.stage, ShowingCode | Asking | AskingChallenge):
            assert records
            assert kinds.index(RecordBallot) == 0
        decided = {each.decision for each in self.voter.effects if isinstance(each, Decide)}
        assert len(decided) <= 1 or records > 1, "a ballot gets one decision"
        assert sum(isinstance(each, EndSession) for each in self.voter.effects) <= 1

    @invariant()
    def names_fit(self) -> None:
        stage = self.voter.session.stage
        if isinstance(stage, WritingIn):
            assert len(stage.text) <= 40
            assert "  " not in stage.text
            assert not stage.text.startswith(" ")


def failed(effect: object) -> Event:
    match effect:
        case RecordBallot():
            return RecordingFailed("It failed.")
        case PrintCode():
            return CodePrinted(JobState.UNKNOWN)
        case Decide():
            return DecisionFailed("It failed.")
        case _:
            return ChallengePrinted(JobState.REFUSED)


TestRandomVoter = RandomVoter.TestCase
TestRandomVoter.settings = settings(max_examples=30, stateful_step_count=60, deadline=None)


def test_a_random_voter_can_reach_the_end() -> None:
    """The machine above is worth something only if its steps lead through a whole session."""
    machine = RandomVoter()
    for _ in range(40):
        machine.go_on()
        if len(machine.work) > machine.answered:
            machine.result_arrives(fails=False)
    assert isinstance(machine.voter.session.stage, Ended)
    assert machine.work == [machine.work[0], Decide(CODE, machine.work[1].decision)]  # type: ignore[attr-defined]
    assert isinstance(hoped_for(machine.work[0]), BallotRecorded)  # type: ignore[arg-type]
