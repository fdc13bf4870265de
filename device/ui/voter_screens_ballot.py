"""Before and after the contests: instructions, the review of all choices, and the last question."""

from device.election.manifest import Contest
from device.ui.screen import Banner, Choices, Emphasis, Level, ReviewList, ReviewRow, Screen
from device.ui.texts import texts
from device.ui.voter_screens_parts import CONTEST_ID, PART, View, VoterScreen
from device.ui.voter_screens_selections import selections
from device.voting.events import Touch
from device.voting.marks import BallotMarks, ContestMarks, votes_left
from device.voting.state import Confirming, Instructing, Reviewing


def instructions_screen(view: View, _stage: Instructing) -> Screen:
    """Which ballot this is, how it works, and how to change the language, said in each of them."""
    words, ballot = view.words, view.ballot
    steps = tuple(words(f"instructions.{number}") for number in ("one", "two", "three", "four"))
    others = tuple(
        texts(PART, each.language)("instructions.switch")
        for each in view.content.texts
        if each.language != view.language
    )
    return Screen(
        name=VoterScreen.INSTRUCTIONS.value,
        language=view.language,
        title=ballot.election_title,
        subtitle=words(
            "instructions.subtitle",
            style=ballot.style_names[view.setup.style_index],
            jurisdiction=ballot.jurisdiction,
            date=ballot.date_text,
        ),
        body=(*others, *steps),
        header=view.header(),
        buttons=(view.button(Touch.NEXT, "instructions.start", Emphasis.PRIMARY),),
    )


def review_screen(view: View, stage: Reviewing) -> Screen:
    """All contests, with what is left to choose named for each (VVSG 2.0 7.3-G, 7.3-I)."""
    words = view.words
    return Screen(
        name=VoterScreen.REVIEW.value,
        language=view.language,
        title=words("review.title"),
        body=(words("review.body"),),
        banner=_undervotes(view, stage.marks),
        content=ReviewList(_rows(view, stage.marks), words("review.change")),
        header=view.header(),
        buttons=(
            view.button(Touch.BACK, "contest.back"),
            view.button(Touch.FINISH, "review.finish", Emphasis.PRIMARY),
        ),
    )


def confirm_screen(view: View, stage: Confirming) -> Screen:
    """The last question before encryption. Its answers stand elsewhere than the review's buttons,

    so that a finger that touches twice does not answer it.
    """
    words = view.words
    return Screen(
        name=VoterScreen.CONFIRM.value,
        language=view.language,
        title=words("confirm.title"),
        body=(words("confirm.body"),),
        banner=_undervotes(view, stage.marks),
        content=Choices(
            (
                view.button(Touch.CONFIRM, "confirm.yes", Emphasis.PRIMARY),
                view.button(Touch.BACK, "confirm.no"),
            )
        ),
        header=view.header(),
    )


def _undervotes(view: View, marks: BallotMarks) -> Banner:
    pairs = zip(view.setup.contests, marks.contests, strict=True)
    count = sum(votes_left(contest, each) > 0 for contest, each in pairs)
    if not count:
        return Banner(Level.GOOD, view.words("review.complete"))
    return Banner(Level.WARNING, view.counted("review.left", count, count=count))


def _rows(view: View, marks: BallotMarks) -> tuple[ReviewRow, ...]:
    chosen = selections(view.setup.contests, marks, view.ballot)
    return tuple(
        ReviewRow(f"{CONTEST_ID}{contest.index}", each.title, each.lines, _left(view, contest, own))
        for contest, own, each in zip(view.setup.contests, marks.contests, chosen, strict=True)
    )


def _left(view: View, contest: Contest, marks: ContestMarks) -> str:
    left = votes_left(contest, marks)
    if not left:
        return ""
    several = any(option.limit > 1 for option in contest.options)
    return view.counted("contest.votes" if several else "contest.left", left, left=left)
