"""One contest, the write-in keyboard over it, and the question before a name is removed."""

from device.election.content import ContestText
from device.election.manifest import Contest
from device.ui.screen import (
    Banner,
    Button,
    Choices,
    Emphasis,
    Keyboard,
    Level,
    OptionList,
    OptionRow,
    Screen,
)
from device.ui.voter_screens_parts import (
    LESS_ID,
    MORE_ID,
    OPTION_ID,
    WRITE_IN_ID,
    View,
    VoterScreen,
    key_id,
)
from device.voting.ballot_stages import contest_at
from device.voting.contest_rules import may_write_in
from device.voting.events import Touch
from device.voting.marks import ContestMarks, votes_left
from device.voting.state import Choice, InContest, Notice, NoticeKind, RemovingWriteIn, WritingIn
from device.voting.write_in import KEY_ROWS, characters_left, is_name, key_alive

LONG_NAMES = 70
"""Two names with more characters than this leave no room for both; the new one is marked anyway."""


def contest_screen(view: View, stage: InContest) -> Screen:
    """A contest: title, rule and what is left always in sight (VVSG 2.0 7.3-C), then the options."""
    contest, marks = contest_at(view.setup, stage)
    text = view.ballot.contests[contest.index]
    # A notice needs the room, and the rule says it too.
    instructions = text.instructions if stage.notice is None else ""
    place = {"number": stage.position + 1, "count": len(view.setup.contests)}
    return Screen(
        name=VoterScreen.CONTEST.value,
        language=view.language,
        title=text.title,
        subtitle=view.words("contest.place", **place),
        body=(instructions,) if instructions else (),
        banner=_banner(view, contest, stage.notice),
        content=OptionList(
            _rule(view, contest),
            _remaining(view, contest, marks),
            _rows(view, contest, marks),
            text.description,
            single=contest.selection_limit == 1 and not _counts_votes(contest),
        ),
        header=view.header(),
        buttons=_buttons(view, stage),
    )


def write_in_screen(view: View, stage: WritingIn) -> Screen:
    """The keyboard: keys that would not fit are dead, and how much still fits is said."""
    contest, marks = contest_at(view.setup, stage.contest)
    rows = [
        [
            Button(key_id(each), _key_text(view, each), enabled=key_alive(contest, marks, stage.text, each))
            for each in row
        ]
        for row in KEY_ROWS
    ]
    rows[-1].append(view.button(Touch.ERASE, "write_in.erase", enabled=bool(stage.text)))
    left = characters_left(contest, marks, stage.text)
    ready = is_name(stage.text)
    return Screen(
        name=VoterScreen.WRITE_IN.value,
        language=view.language,
        title=view.words("write_in.title"),
        subtitle=view.ballot.contests[contest.index].title,
        banner=_banner(view, contest, stage.notice),
        content=Keyboard(
            stage.text,
            tuple(tuple(row) for row in rows),
            view.counted("write_in.left", left, left=left),
        ),
        header=view.header(),
        buttons=(
            view.button(Touch.CANCEL_WRITE_IN, "write_in.cancel"),
            view.button(Touch.ACCEPT_WRITE_IN, "write_in.accept", Emphasis.PRIMARY, enabled=ready),
        ),
    )


def remove_screen(view: View, stage: RemovingWriteIn) -> Screen:
    """Asks before a typed name is lost; keeping it is the primary answer."""
    contest, marks = contest_at(view.setup, stage.contest)
    words = view.words
    body = [words("remove.body", name=marks.write_ins[stage.slot])]
    remove = words("remove.remove")
    if stage.instead is not None:
        option = view.ballot.contests[contest.index].options[stage.instead].name
        body.append(words("remove.instead", option=option))
        remove = words("remove.switch", option=option)
    rows = (
        view.button(Touch.KEEP, "remove.keep", Emphasis.PRIMARY),
        Button(Touch.REMOVE.value, remove, Emphasis.CAUTION),
    )
    return Screen(
        name=VoterScreen.REMOVE_WRITE_IN.value,
        language=view.language,
        title=words("remove.title"),
        subtitle=view.ballot.contests[contest.index].title,
        body=tuple(body),
        content=Choices(rows),
        header=view.header(),
    )


def _buttons(view: View, stage: InContest) -> tuple[Button, ...]:
    if stage.from_review:
        return (view.button(Touch.REVIEW, "contest.to_review", Emphasis.PRIMARY),)
    return (
        view.button(Touch.BACK, "contest.back"),
        view.button(Touch.REVIEW, "contest.review", Emphasis.QUIET),
        view.button(Touch.NEXT, "contest.next", Emphasis.PRIMARY),
    )


def _counts_votes(contest: Contest) -> bool:
    return any(option.limit > 1 for option in contest.options)


def _rule(view: View, contest: Contest) -> str:
    limit = contest.selection_limit
    if _counts_votes(contest):
        return view.words("contest.rule.votes", limit=limit)
    return view.counted("contest.rule", limit, limit=limit)


def _remaining(view: View, contest: Contest, marks: ContestMarks) -> str:
    left = votes_left(contest, marks)
    return view.counted("contest.votes" if _counts_votes(contest) else "contest.left", left, left=left)


def _rows(view: View, contest: Contest, marks: ContestMarks) -> tuple[OptionRow, ...]:
    text = view.ballot.contests[contest.index]
    rows = [_option_row(view, contest, marks, text, position) for position in range(len(contest.options))]
    for slot, name in enumerate(marks.write_ins):
        detail = view.words("contest.written_in")
        rows.append(OptionRow(f"{WRITE_IN_ID}{slot + 1}", name, detail, selected=True))
    if may_write_in(contest, marks):
        add, detail = view.words("contest.add_write_in"), view.words("contest.add_write_in.detail")
        rows.append(OptionRow(Touch.ADD_WRITE_IN.value, add, detail))
    return tuple(rows)


def _option_row(
    view: View, contest: Contest, marks: ContestMarks, text: ContestText, position: int
) -> OptionRow:
    option, votes, number = text.options[position], marks.votes[position], position + 1
    limit = contest.options[position].limit
    if limit == 1:
        return OptionRow(f"{OPTION_ID}{number}", option.name, option.detail, selected=votes > 0)
    up_to = view.words("contest.option.limit", limit=limit)
    return OptionRow(
        f"{OPTION_ID}{number}",
        option.name,
        f"{option.detail} · {up_to}" if option.detail else up_to,
        selected=votes > 0,
        count=votes,
        less_id=f"{LESS_ID}{number}",
        more_id=f"{MORE_ID}{number}",
        can_less=votes > 0,
        can_more=votes < limit and votes_left(contest, marks) > 0,
    )


def _banner(view: View, contest: Contest, notice: Notice | None) -> Banner | None:
    if notice is None:
        return None
    text = view.ballot.contests[contest.index]
    match notice.kind:
        case NoticeKind.SWITCHED:
            return Banner(Level.NORMAL, _switched_text(view, text, notice))
        case NoticeKind.LIMIT_REACHED:
            return Banner(Level.WARNING, _limit_text(view, contest))
        case NoticeKind.OPTION_FULL:
            return Banner(Level.WARNING, view.words("notice.full"))
        case NoticeKind.NO_ROOM:
            return Banner(Level.WARNING, view.words("notice.no_room"))
        case NoticeKind.SAME_WRITE_IN:
            return Banner(Level.WARNING, view.words("notice.same"))


def _switched_text(view: View, text: ContestText, notice: Notice) -> str:
    before, now = _choice(text, notice.before), _choice(text, notice.now)
    if len(before) + len(now) > LONG_NAMES:
        return view.words("notice.switched.long", before=before)
    return view.words("notice.switched", before=before, now=now)


def _limit_text(view: View, contest: Contest) -> str:
    if _counts_votes(contest):
        return view.words("notice.limit.votes", limit=contest.selection_limit)
    return view.counted("notice.limit", contest.selection_limit, limit=contest.selection_limit)


def _choice(text: ContestText, choice: Choice | None) -> str:
    if isinstance(choice, int):
        return text.options[choice].name
    return choice or ""


def _key_text(view: View, character: str) -> str:
    return view.words("write_in.space") if character == " " else character
