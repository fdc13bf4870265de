"""What all voter screens share: their names, the words of a language, the header."""

from dataclasses import dataclass
from enum import Enum

from device.election.content import BallotContent, BallotText
from device.ui.screen import Button, Emphasis
from device.ui.texts import Texts, texts
from device.voting.events import Touch
from device.voting.session import is_closed
from device.voting.state import BallotSetup, Cover, Session

PART = "voter"
LANGUAGE_ID = "language-"
OPTION_ID = "option-"
MORE_ID = "more-"
LESS_ID = "less-"
WRITE_IN_ID = "write-in-"
CONTEST_ID = "contest-"
KEY_ID = "key-"

KEY_NAMES = {" ": "space", "-": "hyphen", "'": "apostrophe", ".": "period"}


class VoterScreen(Enum):
    """Every screen of a voter's session; the value is the screen's stable name."""

    INSTRUCTIONS = "voter-instructions"
    CONTEST = "voter-contest"
    WRITE_IN = "voter-write-in"
    REMOVE_WRITE_IN = "voter-remove-write-in"
    REVIEW = "voter-review"
    CONFIRM = "voter-confirm"
    RECORDING = "voter-recording"
    NOT_RECORDED = "voter-not-recorded"
    CODE = "voter-code"
    PRINTING_CODE = "voter-printing-code"
    QUESTION = "voter-question"
    CONFIRM_CHALLENGE = "voter-confirm-challenge"
    DECIDING = "voter-deciding"
    NOT_DECIDED = "voter-not-decided"
    CAST = "voter-cast"
    PRINTING_CHALLENGE = "voter-printing-challenge"
    CHALLENGED = "voter-challenged"
    ENDED = "voter-ended"
    STILL_THERE = "voter-still-there"
    HIDDEN = "voter-hidden"
    HELP = "voter-help"
    WORKER = "voter-worker"
    WORKER_END = "voter-worker-end"


@dataclass(frozen=True, slots=True)
class View:
    """A session with everything that is needed to show it in one language."""

    setup: BallotSetup
    session: Session
    content: BallotContent
    language: str

    @property
    def words(self) -> Texts:
        """The terminal's own sentences."""
        return texts(PART, self.language)

    @property
    def ballot(self) -> BallotText:
        """The election's texts."""
        return self.content.text(self.language)

    def button(
        self,
        touch: Touch,
        key: str,
        emphasis: Emphasis = Emphasis.PLAIN,
        *,
        enabled: bool = True,
        detail: str = "",
    ) -> Button:
        """A button for a touch, its text by key; ``detail`` is a key too."""
        words = self.words
        return Button(touch.value, words(key), emphasis, enabled, words(detail) if detail else "")

    def header(self) -> tuple[Button, ...]:
        """The languages by their own names, always (VVSG 2.0 7.3-M), and help where it can be called.

        The button of the language that is shown cannot be touched.
        """
        languages = tuple(
            Button(LANGUAGE_ID + each.language, each.language_name, enabled=each.language != self.language)
            for each in self.content.texts
        )
        if self.session.cover is Cover.NONE and not is_closed(self.session.stage):
            return (*languages, self.button(Touch.HELP, "help", Emphasis.QUIET))
        return languages

    def counted(self, key: str, count: int, /, **values: str | int) -> str:
        """The sentence for a number: ``key.none`` for 0 where it exists, ``key.one``, ``key.many``."""
        form = {0: "none", 1: "one"}.get(count, "many")
        return self.words(f"{key}.{form}", **values)


def view_of(setup: BallotSetup, session: Session, content: BallotContent) -> View:
    """The view of a session: a poll worker sees the election's default language, a voter their own."""
    worker = session.cover in {Cover.WORKER, Cover.WORKER_END}
    return View(setup, session, content, setup.languages[0] if worker else session.language)


def key_id(character: str) -> str:
    """The touch id of a key of the write-in keyboard."""
    return KEY_ID + KEY_NAMES.get(character, character)
