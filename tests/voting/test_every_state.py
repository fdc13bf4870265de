"""Every state of a session of a small ballot, found by trying everything that can happen.

The ballot has a choose-one contest with a write-in of one letter and an option with two votes: small
enough to visit whole, and every stage, screen and touch occurs.
"""

from collections import deque
from dataclasses import dataclass, replace
from functools import cache
from typing import get_args

from support.voter_story import CODE, LIMITS

from device.election.content import BallotContent, BallotText, ContestText, OptionText
from device.election.manifest import BallotStyle, Contest, Manifest, Option
from device.hal import JobState
from device.ui.screen import Screen
from device.ui.voter_screens import voter_screen
from device.ui.voter_screens_parts import VoterScreen
from device.ui.voter_screens_touches import offered_touches, voter_event
from device.voting.effects import Decide, Effect, EndSession, PrintChallenge, PrintCode, RecordBallot
from device.voting.events import (
    BallotRecorded,
    ChallengePrinted,
    ChooseLanguage,
    CodePrinted,
    DecisionFailed,
    DecisionRecorded,
    Event,
    RecordingFailed,
    Tick,
    Touch,
    TypeKey,
    WorkerAdmitted,
)
from device.voting.marks import BallotMarks
from device.voting.session import activate, is_busy, is_undecided, step
from device.voting.state import (
    Challenged,
    CodedBallot,
    Cover,
    Deciding,
    Ended,
    NotDecided,
    NotRecorded,
    PrintingChallenge,
    PrintingCode,
    Recording,
    Session,
    Stage,
    WritingIn,
    ballot_setup,
)

MANIFEST = Manifest(
    "tiny",
    (
        Contest(1, "one", (Option("a", 1), Option("b", 1)), 1, 2, 1),
        Contest(2, "two", (Option("c", 2), Option("d", 2)), 2, 0, 0),
    ),
    (BallotStyle(1, "all", (1, 2)),),
    b"",
)


def _text(language: str, name: str) -> BallotText:
    first = ContestText("One", "", "", "", (OptionText("A", "", ""), OptionText("B", "", "")))
    second = ContestText("Two", "", "", "", (OptionText("C", "", ""), OptionText("D", "", "")))
    return BallotText(language, name, "Tiny", "Town", "Today", {1: first, 2: second}, {1: "All"})


CONTENT = BallotContent((_text("en", "English"), _text("es", "Español")))
SETUP = ballot_setup(MANIFEST, 1, CONTENT.languages, LIMITS)
WORK = (RecordBallot, PrintCode, Decide, PrintChallenge)


@dataclass(frozen=True)
class Move:
    event: Event
    effects: tuple[Effect, ...]
    after: Session


def _timeless(session: Session) -> Session:
    return replace(session, now_s=0.0, touched_s=0.0, cover_s=0.0)


def screen_of(session: Session) -> Screen:
    return voter_screen(SETUP, session, CONTENT)


def _possible(session: Session) -> list[Event]:
    """What can happen in a state; typing only one letter, printing again only once, one language."""
    screen = screen_of(session)
    events: list[Event] = [
        event
        for event in (voter_event(screen, each) for each in sorted(offered_touches(screen)))
        if event is not None and not isinstance(event, ChooseLanguage)
    ]
    stage = session.stage
    typed = isinstance(stage, WritingIn) and stage.text != ""
    events = [
        each for each in events if not isinstance(each, TypeKey) or (each.character == "A" and not typed)
    ]
    if _reprints(stage) > 0:
        events = [each for each in events if each is not Touch.PRINT_AGAIN]
    return [*events, *_results(stage), WorkerAdmitted(), Tick(10.0**6)]


def _reprints(stage: Stage) -> int:
    ballot = getattr(stage, "ballot", None)
    return ballot.reprints if isinstance(ballot, CodedBallot) else getattr(stage, "reprints", 0)


def _results(stage: Stage) -> list[Event]:
    match stage:
        case Recording():
            paper = [BallotRecorded(CODE, each) for each in (JobState.CUT, JobState.UNKNOWN)]
            return [*paper, RecordingFailed("It failed.")]
        case PrintingCode():
            return [CodePrinted(JobState.CUT), CodePrinted(JobState.REFUSED)]
        case Deciding():
            return [DecisionRecorded(), DecisionFailed("It failed.")]
        case PrintingChallenge():
            return [ChallengePrinted(JobState.CUT), ChallengePrinted(JobState.REFUSED)]
    return []


@cache
def everything() -> dict[Session, list[Move]]:
    start = _timeless(activate(SETUP, 0.0))
    graph: dict[Session, list[Move]] = {}
    waiting = deque([start])
    while waiting:
        session = waiting.popleft()
        if session in graph:
            continue
        moves = []
        for event in _possible(session):
            result = step(SETUP, session, event)
            moves.append(Move(event, result.effects, _timeless(result.session)))
        graph[session] = moves
        waiting.extend(move.after for move in moves)
    return graph


def _marks_of(stage: Stage) -> BallotMarks | None:
    for part in (stage, getattr(stage, "ballot", None), getattr(stage, "contest", None)):
        found = getattr(part, "marks", None)
        if isinstance(found, BallotMarks):
            return found
    return None


def test_every_stage_cover_screen_and_touch_occurs() -> None:
    graph = everything()
    assert {type(session.stage) for session in graph} == set(get_args(Stage))
    assert {session.cover for session in graph} == set(Cover)
    assert {screen_of(session).name for session in graph} == {each.value for each in VoterScreen}
    offered = set().union(*(offered_touches(screen_of(session)) for session in graph))
    assert {each.value for each in Touch} <= offered


def test_every_way_can_still_lead_to_the_end() -> None:
    graph = everything()
    before: dict[Session, set[Session]] = {}
    for session, moves in graph.items():
        for move in moves:
            before.setdefault(move.after, set()).add(session)
    reached = {session for session in graph if isinstance(session.stage, Ended)}
    waiting = deque(reached)
    while waiting:
        for earlier in before.get(waiting.popleft(), set()) - reached:
            reached.add(earlier)
            waiting.append(earlier)
    assert reached == set(graph)


def test_everything_that_has_a_result_is_asked_for_once_and_awaited() -> None:
    for session, moves in everything().items():
        for move in moves:
            work = [each for each in move.effects if isinstance(each, WORK)]
            if work:
                assert len(work) == 1
                assert is_busy(move.after.stage)
                assert not is_busy(session.stage) or isinstance(work[0], PrintChallenge)
            elif not is_busy(session.stage):
                assert not is_busy(move.after.stage), "nothing waits for what was never asked"


def test_a_busy_session_is_never_covered_and_no_touch_changes_it() -> None:
    for session, moves in everything().items():
        if not is_busy(session.stage):
            continue
        assert session.cover is Cover.NONE
        assert all(
            move.after == session and not move.effects
            for move in moves
            if isinstance(move.event, Touch | Tick | WorkerAdmitted)
        )


def test_a_decision_is_asked_for_only_about_a_recorded_ballot() -> None:
    for session, moves in everything().items():
        for move in moves:
            if any(isinstance(each, Decide) for each in move.effects):
                assert is_undecided(session.stage) or isinstance(session.stage, NotDecided)


def test_a_failed_decision_is_never_followed_by_another_one() -> None:
    for session, moves in everything().items():
        if isinstance(session.stage, NotDecided):
            wanted = session.stage.deciding.decision
            for move in moves:
                assert all(each.decision is wanted for each in move.effects if isinstance(each, Decide))


def test_inactivity_never_casts_or_ends_anything_undecided() -> None:
    for session, moves in everything().items():
        for move in moves:
            if isinstance(move.event, Tick) and _marks_of(session.stage) is not None:
                assert move.after.stage == session.stage
                assert not any(isinstance(each, (*WORK, EndSession)) for each in move.effects)


def test_the_end_is_told_once_and_holds_nothing() -> None:
    for session, moves in everything().items():
        for move in moves:
            ends = [each for each in move.effects if isinstance(each, EndSession)]
            ended = isinstance(move.after.stage, Ended) and not isinstance(session.stage, Ended)
            assert len(ends) == int(ended)
            if isinstance(move.after.stage, Ended):
                assert _marks_of(move.after.stage) is None
                assert not hasattr(move.after.stage, "code")


def test_marks_live_only_where_they_are_needed() -> None:
    for session in everything():
        if isinstance(session.stage, Deciding) and session.stage.marks is not None:
            assert session.stage.decision.value == "Challenged"
        if isinstance(session.stage, NotRecorded | Challenged | PrintingChallenge):
            assert _marks_of(session.stage) is not None


def test_no_contest_is_ever_overvoted() -> None:
    for session in everything():
        marks = _marks_of(session.stage)
        for contest, each in zip(MANIFEST.contests, marks.contests if marks else (), strict=bool(marks)):
            assert each.used <= contest.selection_limit
            assert len(each.write_ins) <= contest.write_ins
            assert all(
                0 <= votes <= option.limit
                for votes, option in zip(each.votes, contest.options, strict=True)
            )


def test_every_screen_has_its_words_in_both_languages_and_offers_the_same() -> None:
    for session in everything():
        worker = session.cover in {Cover.WORKER, Cover.WORKER_END}
        changed = step(SETUP, session, ChooseLanguage("es")).session
        assert changed.stage == session.stage
        if worker:
            assert changed == session
            continue
        if session.cover is not Cover.WARNING:
            assert replace(changed, language=session.language) == replace(session, cover_s=changed.cover_s)
        english, spanish = screen_of(session), screen_of(replace(session, language="es"))
        assert (english.language, spanish.language) == ("en", "es")
        assert english.name == spanish.name
        assert offered_touches(english) - {"language-es"} == offered_touches(spanish) - {"language-en"}
        for screen in (english, spanish):
            assert screen.title
            assert [button.text for button in screen.header][:2] == ["English", "Español"]
            assert "{" not in f"{screen.title}{screen.body}{screen.banner and screen.banner.text}"
        assert english.title != spanish.title or english.name in {"voter-contest", "voter-instructions"}


def test_every_screen_has_at_most_one_primary_and_no_id_twice() -> None:
    for session in everything():
        screen = screen_of(session)
        buttons = [*screen.header, *screen.buttons]
        rows = getattr(screen.content, "rows", ())
        ids = [button.id for button in buttons] + [row.id for row in rows]
        assert len(ids) == len(set(ids))
        emphases = [each.emphasis.value for each in (*buttons, *rows) if hasattr(each, "emphasis")]
        assert emphases.count("primary") <= 1
