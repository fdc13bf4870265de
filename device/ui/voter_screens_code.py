"""From the recording of a ballot to the end of the session."""

from device.hal import JobState
from device.paper.codes import code_groups, code_text
from device.records.ballot_state import BallotState
from device.ui.screen import Banner, Button, Choices, CodeView, Emphasis, Level, Progress, Screen
from device.ui.voter_screens_parts import View, VoterScreen
from device.voting.effects import Outcome
from device.voting.events import Touch
from device.voting.state import (
    CastDone,
    Challenged,
    Deciding,
    Ended,
    NotDecided,
    NotRecorded,
    ShowingCode,
)

_DECIDING = {
    BallotState.CAST: "deciding.cast",
    BallotState.CHALLENGED: "deciding.challenge",
    BallotState.SPOILED: "deciding.spoiled",
}
_SYMBOLS = {Outcome.CAST: "tick", Outcome.UNRESOLVED: "warning"}
_ENDED = {outcome: f"ended.{outcome.value}" for outcome in Outcome}


def recording_screen(view: View) -> Screen:
    """The ballot is being encrypted and stored."""
    words = view.words
    return _waiting(
        view, VoterScreen.RECORDING, "recording.title", "recording.progress", words("recording.body")
    )


def not_recorded_screen(view: View, _stage: NotRecorded) -> Screen:
    """The problem, whose fault it was, and what can be done (VVSG 2.0 7.3-K)."""
    back = (view.button(Touch.BACK, "not_recorded.back"),)
    return _trouble(view, VoterScreen.NOT_RECORDED, "not_recorded", back)


def code_screen(view: View, stage: ShowingCode) -> Screen:
    """The tracking code, and plainly whether its receipt is proven to be printed."""
    words, ballot = view.words, stage.ballot
    again = (view.button(Touch.PRINT_AGAIN, "print_again"),) if not ballot.proven else ()
    lines = (words("code.line"),) if ballot.proven else ()  # the news about the paper comes first
    return Screen(
        name=VoterScreen.CODE.value,
        language=view.language,
        title=words("code.title"),
        body=(words("code.body"),),
        banner=_paper(view, "code", ballot.printed),
        content=CodeView(code_groups(ballot.code), code_text(ballot.code), lines),
        header=view.header(),
        buttons=(*again, view.button(Touch.CONTINUE, "code.continue", Emphasis.PRIMARY)),
    )


def printing_code_screen(view: View) -> Screen:
    """The receipt is being printed again."""
    return _waiting(view, VoterScreen.PRINTING_CODE, "printing.title", "printing.progress")


def question_screen(view: View) -> Screen:
    """Cast or challenge. Both stand in the middle of the screen, away from "Continue" before it."""
    rows = (
        view.button(Touch.CAST, "question.cast", Emphasis.PRIMARY, detail="question.cast.detail"),
        view.button(Touch.CHALLENGE, "question.challenge", detail="question.challenge.detail"),
    )
    return Screen(
        name=VoterScreen.QUESTION.value,
        language=view.language,
        title=view.words("question.title"),
        body=(view.words("question.body"),),
        content=Choices(rows),
        header=view.header(),
        buttons=(view.button(Touch.BACK, "question.back"),),
    )


def confirm_challenge_screen(view: View) -> Screen:
    """Challenge is often touched by mistake: say what it does, and make going back the primary."""
    words = view.words
    rows = (
        view.button(Touch.DECLINE_CHALLENGE, "challenge.no", Emphasis.PRIMARY),
        view.button(Touch.CONFIRM_CHALLENGE, "challenge.yes", Emphasis.CAUTION),
    )
    return Screen(
        name=VoterScreen.CONFIRM_CHALLENGE.value,
        language=view.language,
        title=words("challenge.title"),
        body=(words("challenge.one"), words("challenge.two")),
        banner=Banner(Level.WARNING, words("challenge.banner")),
        content=Choices(rows),
        header=view.header(),
    )


def deciding_screen(view: View, stage: Deciding) -> Screen:
    """The decision is being stored; nothing says "recorded" before it is."""
    return _waiting(view, VoterScreen.DECIDING, _DECIDING[stage.decision], "deciding.progress")


def not_decided_screen(view: View, _stage: NotDecided) -> Screen:
    """Nobody knows whether the decision is stored: the voter should stay."""
    return _trouble(view, VoterScreen.NOT_DECIDED, "not_decided")


def cast_screen(view: View, _stage: CastDone) -> Screen:
    """Recorded, and said only now (VVSG 2.0 7.3-J)."""
    words = view.words
    return Screen(
        name=VoterScreen.CAST.value,
        language=view.language,
        title=words("cast.title"),
        body=(words("cast.one"), words("cast.two")),
        header=view.header(),
        buttons=(view.button(Touch.DONE, "cast.done", Emphasis.PRIMARY),),
        symbol="tick",
    )


def printing_challenge_screen(view: View) -> Screen:
    """The challenge receipt is being printed."""
    return _waiting(view, VoterScreen.PRINTING_CHALLENGE, "challenge_printing.title", "printing.progress")


def challenged_screen(view: View, stage: Challenged) -> Screen:
    """This ballot is not counted; a fresh one comes next."""
    words = view.words
    again = (view.button(Touch.PRINT_AGAIN, "print_again"),) if not stage.proven else ()
    return Screen(
        name=VoterScreen.CHALLENGED.value,
        language=view.language,
        title=words("challenged.title"),
        body=(words("challenged.body"),),
        banner=_paper(view, "challenged", stage.printed),
        header=view.header(),
        buttons=(*again, view.button(Touch.VOTE_AGAIN, "challenged.again", Emphasis.PRIMARY)),
    )


def ended_screen(view: View, stage: Ended) -> Screen:
    """The session is over; the terminal goes on to its next screen by itself."""
    words = view.words
    return Screen(
        name=VoterScreen.ENDED.value,
        language=view.language,
        title=words("ended.title"),
        body=(words(_ENDED[stage.outcome]),),
        header=view.header(),
        symbol=_SYMBOLS.get(stage.outcome, "hand"),
    )


def _paper(view: View, key: str, printed: JobState) -> Banner:
    """Printed is said of proven paper alone."""
    said = {JobState.CUT: "printed", JobState.SENT: "sent", JobState.REFUSED: "refused"}
    level = Level.GOOD if printed is JobState.CUT else Level.WARNING
    return Banner(level, view.words(f"{key}.{said.get(printed, 'unknown')}"))


def _waiting(view: View, name: VoterScreen, title: str, progress: str, *body: str) -> Screen:
    return Screen(
        name=name.value,
        language=view.language,
        title=view.words(title),
        body=body,
        content=Progress(view.words(progress)),
        header=view.header(),
    )


def _trouble(view: View, name: VoterScreen, key: str, others: tuple[Button, ...] = ()) -> Screen:
    words = view.words
    return Screen(
        name=name.value,
        language=view.language,
        title=words(f"{key}.title"),
        body=(words(f"{key}.body"),),
        banner=Banner(Level.ERROR, words(f"{key}.banner")),
        header=view.header(),
        buttons=(
            view.button(Touch.POLL_WORKER, "poll_worker", Emphasis.QUIET),
            *others,
            view.button(Touch.RETRY, "retry", Emphasis.PRIMARY),
        ),
        symbol="warning",
    )
