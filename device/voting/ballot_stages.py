"""Marking a ballot: instructions, contests in any order, write-ins and the review."""

from dataclasses import replace

from device.election.manifest import Contest
from device.voting.contest_rules import (
    AskRemoval,
    Marked,
    add_write_in,
    fewer_votes,
    may_write_in,
    more_votes,
    replace_write_in,
    touch_option,
    write_in_obstacle,
)
from device.voting.events import (
    FewerVotes,
    MoreVotes,
    OpenContest,
    Touch,
    TouchOption,
    TouchWriteIn,
    TypeKey,
    VoterEvent,
)
from device.voting.marks import ContestMarks
from device.voting.state import (
    BallotSetup,
    Confirming,
    InContest,
    Instructing,
    Notice,
    NoticeKind,
    RemovingWriteIn,
    Reviewing,
    WritingIn,
)
from device.voting.write_in import already_written, has_room, is_name, tidy, typed

MarkingStage = Instructing | InContest | WritingIn | RemovingWriteIn | Reviewing


def mark(setup: BallotSetup, stage: MarkingStage, event: VoterEvent) -> MarkingStage | Confirming:
    """The stage after a voter's touch; the same one for a touch that means nothing there."""
    match stage:
        case Instructing():
            return InContest(stage.marks, 0) if event is Touch.NEXT else stage
        case InContest():
            return _in_contest(setup, stage, event)
        case WritingIn():
            return _writing_in(setup, stage, event)
        case RemovingWriteIn():
            return _removing(setup, stage, event)
        case Reviewing():
            return _reviewing(setup, stage, event)


def contest_at(setup: BallotSetup, stage: InContest) -> tuple[Contest, ContestMarks]:
    """The contest that a stage stands in, and its marks."""
    return setup.contests[stage.position], stage.marks.contests[stage.position]


def _in_contest(
    setup: BallotSetup, stage: InContest, event: VoterEvent
) -> InContest | WritingIn | RemovingWriteIn | Reviewing | Instructing:
    contest, marks = contest_at(setup, stage)
    match event:
        case TouchOption(option) if 0 <= option < len(contest.options):
            return _marked(stage, touch_option(contest, marks, option))
        case MoreVotes(option) if 0 <= option < len(contest.options):
            return _marked(stage, more_votes(contest, marks, option))
        case FewerVotes(option) if 0 <= option < len(contest.options):
            return _marked(stage, fewer_votes(marks, option))
        case TouchWriteIn(slot) if 0 <= slot < len(marks.write_ins):
            return RemovingWriteIn(replace(stage, notice=None), slot)
        case Touch.ADD_WRITE_IN if may_write_in(contest, marks):
            return _start_write_in(contest, marks, stage)
        case Touch.REVIEW:
            return Reviewing(stage.marks)
        case Touch.NEXT | Touch.BACK if not stage.from_review:
            return _moved(setup, stage, 1 if event is Touch.NEXT else -1)
        case _:
            return stage


def _moved(setup: BallotSetup, stage: InContest, by: int) -> InContest | Reviewing | Instructing:
    position = stage.position + by
    if position < 0:
        return Instructing(stage.marks)
    if position == len(setup.contests):
        return Reviewing(stage.marks)
    return InContest(stage.marks, position)


def _marked(stage: InContest, result: Marked | AskRemoval) -> InContest | RemovingWriteIn:
    if isinstance(result, AskRemoval):
        return RemovingWriteIn(replace(stage, notice=None), result.slot, result.instead)
    marks = stage.marks.changed(stage.position, result.marks)
    return replace(stage, marks=marks, notice=result.notice)


def _start_write_in(contest: Contest, marks: ContestMarks, stage: InContest) -> InContest | WritingIn:
    notice = write_in_obstacle(contest, marks)
    if notice is None and not has_room(contest, marks):
        notice = Notice(NoticeKind.NO_ROOM)
    if notice is not None:
        return replace(stage, notice=notice)
    return WritingIn(replace(stage, notice=None))


def _writing_in(setup: BallotSetup, stage: WritingIn, event: VoterEvent) -> WritingIn | InContest:
    contest, marks = contest_at(setup, stage.contest)
    match event:
        case TypeKey(character):
            return WritingIn(stage.contest, typed(contest, marks, stage.text, character))
        case Touch.ERASE:
            return WritingIn(stage.contest, stage.text[:-1])
        case Touch.CANCEL_WRITE_IN:
            return stage.contest
        case Touch.ACCEPT_WRITE_IN if is_name(stage.text):
            return _accepted(setup, stage, tidy(stage.text))
        case _:
            return stage


def _accepted(setup: BallotSetup, stage: WritingIn, name: str) -> WritingIn | InContest:
    contest, marks = contest_at(setup, stage.contest)
    if already_written(marks, name):
        return replace(stage, notice=Notice(NoticeKind.SAME_WRITE_IN))
    result = add_write_in(contest, marks, name)
    ballot = stage.contest.marks.changed(stage.contest.position, result.marks)
    return replace(stage.contest, marks=ballot, notice=result.notice)


def _removing(setup: BallotSetup, stage: RemovingWriteIn, event: VoterEvent) -> RemovingWriteIn | InContest:
    if event is Touch.KEEP:
        return stage.contest
    if event is not Touch.REMOVE:
        return stage
    _, marks = contest_at(setup, stage.contest)
    if stage.instead is None:
        result = Marked(marks.without_write_in(stage.slot))
    else:
        result = replace_write_in(marks, stage.slot, stage.instead)
    ballot = stage.contest.marks.changed(stage.contest.position, result.marks)
    return replace(stage.contest, marks=ballot, notice=result.notice)


def _reviewing(
    setup: BallotSetup, stage: Reviewing, event: VoterEvent
) -> Reviewing | InContest | Confirming:
    match event:
        case OpenContest(index):
            for position, contest in enumerate(setup.contests):
                if contest.index == index:
                    return InContest(stage.marks, position, from_review=True)
            return stage
        case Touch.BACK:
            return InContest(stage.marks, len(setup.contests) - 1)
        case Touch.FINISH:
            return Confirming(stage.marks)
        case _:
            return stage
