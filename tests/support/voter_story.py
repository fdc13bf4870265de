"""A small election, and a voter who touches only what the screen offers."""

from collections.abc import Callable

from device.election.content import BallotContent, BallotText, ContestText, OptionText
from device.election.manifest import BallotStyle, Contest, Manifest, Option
from device.election.settings import TimeLimits
from device.hal import JobState
from device.ui.screen import Screen
from device.ui.voter_screens import voter_screen
from device.ui.voter_screens_parts import key_id
from device.ui.voter_screens_touches import offered_touches, voter_event
from device.voting.effects import Decide, Effect, PrintChallenge, PrintCode, RecordBallot
from device.voting.events import (
    BallotRecorded,
    ChallengePrinted,
    CodePrinted,
    DecisionRecorded,
    Event,
    Tick,
    WorkerAdmitted,
)
from device.voting.session import activate, step
from device.voting.state import BallotSetup, Session, ballot_setup

LIMITS = TimeLimits(voter_idle_s=180, voter_warning_s=30, worker_idle_s=120)
CODE = bytes(range(32))

MAYOR, COUNCIL, MEASURE, BOARD, POINTS = 1, 2, 3, 4, 5


def _contest(
    index: int, limits: tuple[int, ...], limit: int, write_ins: int = 0, blocks: int = 0
) -> Contest:
    options = tuple(Option(f"option-{index}-{number}", each) for number, each in enumerate(limits, start=1))
    return Contest(index, f"contest-{index}", options, limit, write_ins, blocks)


MANIFEST = Manifest(
    "story",
    (
        _contest(MAYOR, (1, 1, 1), 1, write_ins=1, blocks=2),
        _contest(COUNCIL, (1, 1, 1, 1, 1), 3),
        _contest(MEASURE, (1, 1), 1),
        _contest(BOARD, (1, 1, 1), 2, write_ins=2, blocks=3),
        _contest(POINTS, (3, 1, 2), 4),
    ),
    (BallotStyle(1, "all", (1, 2, 3, 4, 5)), BallotStyle(2, "short", (1, 3))),
    b"",
)

_WORDS = {
    "en": ("English", "Election", "Contest", "Option", "Ballot", "What it is about."),
    "es": ("Español", "Elección", "Contienda", "Opción", "Boleta", "De qué se trata."),
}


def _text(language: str) -> BallotText:
    name, election, contest, option, ballot, about = _WORDS[language]
    contests = {
        each.index: ContestText(
            f"{contest} {each.index}",
            "",
            about if each.index == MEASURE else "",
            "",
            tuple(
                OptionText(f"{option} {each.index}.{number + 1}", "", "")
                for number in range(len(each.options))
            ),
        )
        for each in MANIFEST.contests
    }
    styles = {style.index: f"{ballot} {style.index}" for style in MANIFEST.ballot_styles}
    return BallotText(language, name, election, "Ñuñoa", "2026-11-03", contests, styles)


CONTENT = BallotContent((_text("en"), _text("es")))


def setup_of(style_index: int = 1) -> BallotSetup:
    return ballot_setup(MANIFEST, style_index, CONTENT.languages, LIMITS)


class Voter:
    """A voter at the terminal. Effects wait in ``effects`` until the story answers them."""

    def __init__(self, style_index: int = 1) -> None:
        self.setup = setup_of(style_index)
        self.session: Session = activate(self.setup, 1000.0)
        self.effects: list[Effect] = []

    @property
    def screen(self) -> Screen:
        return voter_screen(self.setup, self.session, CONTENT)

    @property
    def name(self) -> str:
        return self.screen.name.removeprefix("voter-")

    @property
    def banner(self) -> str:
        banner = self.screen.banner
        return "" if banner is None else banner.text

    def send(self, event: Event) -> None:
        result = step(self.setup, self.session, event)
        self.session = result.session
        self.effects += result.effects

    def touch(self, *touch_ids: str) -> "Voter":
        for touch_id in touch_ids:
            screen = self.screen
            event = voter_event(screen, touch_id)
            assert event is not None, f"{screen.name} does not offer {touch_id}: {offered_touches(screen)}"
            self.send(event)
        return self

    def type(self, name: str) -> "Voter":
        return self.touch(*(key_id(character) for character in name))

    def wait(self, duration_s: float) -> "Voter":
        self.send(Tick(self.session.now_s + duration_s))
        return self

    def admit_worker(self) -> "Voter":
        self.send(WorkerAdmitted())
        return self

    def to_contest(self, position: int) -> "Voter":
        return self.touch(*["next"] * (position + 1))

    def to_recording(self) -> "Voter":
        return self.touch("review", "finish", "confirm")

    def to_code(self, printed: JobState = JobState.CUT) -> "Voter":
        self.to_recording()
        self.answer(lambda effect: BallotRecorded(CODE, printed))
        return self

    def answer(self, result: Callable[[Effect], Event] | None = None) -> Effect:
        """Carry out the last effect with a result: ``result``'s, or the one that everybody hopes for."""
        effect = self.effects[-1]
        self.send((result or hoped_for)(effect))
        return effect


def hoped_for(effect: Effect) -> Event:
    match effect:
        case RecordBallot():
            return BallotRecorded(CODE, JobState.CUT)
        case PrintCode():
            return CodePrinted(JobState.CUT)
        case Decide():
            return DecisionRecorded()
        case PrintChallenge():
            return ChallengePrinted(JobState.CUT)
        case _:
            raise AssertionError(f"{effect} has no result")
