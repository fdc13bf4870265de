"""From the id of a touch back to an event of the session, only for what the screen offers."""

from collections.abc import Callable, Iterator

from device.ui.screen import Button, Choices, Keyboard, OptionList, OptionRow, ReviewList, Screen
from device.ui.voter_screens_parts import (
    CONTEST_ID,
    KEY_ID,
    KEY_NAMES,
    LANGUAGE_ID,
    LESS_ID,
    MORE_ID,
    OPTION_ID,
    WRITE_IN_ID,
)
from device.voting.events import (
    ChooseLanguage,
    FewerVotes,
    MoreVotes,
    OpenContest,
    Touch,
    TouchOption,
    TouchWriteIn,
    TypeKey,
    VoterEvent,
)

_TOUCHES = {touch.value: touch for touch in Touch}
_CHARACTERS = {name: character for character, name in KEY_NAMES.items()}
_FROM_NUMBER: tuple[tuple[str, Callable[[int], VoterEvent]], ...] = (
    (OPTION_ID, lambda number: TouchOption(number - 1)),
    (MORE_ID, lambda number: MoreVotes(number - 1)),
    (LESS_ID, lambda number: FewerVotes(number - 1)),
    (WRITE_IN_ID, lambda number: TouchWriteIn(number - 1)),
    (CONTEST_ID, OpenContest),
)


def voter_event(screen: Screen, touch_id: str) -> VoterEvent | None:
    """The event of a touch; None for an id that this screen does not offer, as a late touch has."""
    if touch_id not in offered_touches(screen):
        return None
    if touch_id in _TOUCHES:
        return _TOUCHES[touch_id]
    if touch_id.startswith(LANGUAGE_ID):
        return ChooseLanguage(touch_id.removeprefix(LANGUAGE_ID))
    if touch_id.startswith(KEY_ID):
        name = touch_id.removeprefix(KEY_ID)
        return TypeKey(_CHARACTERS.get(name, name))
    for prefix, event in _FROM_NUMBER:
        if touch_id.startswith(prefix):
            return event(int(touch_id.removeprefix(prefix)))
    return None


def offered_touches(screen: Screen) -> frozenset[str]:
    """The ids of everything on a screen that can be touched now."""
    return frozenset(_offered(screen))


def _offered(screen: Screen) -> Iterator[str]:
    for button in (*screen.header, *screen.buttons, *_content_buttons(screen)):
        if button.enabled:
            yield button.id
    match screen.content:
        case OptionList(rows=options):
            for option in options:
                yield from _row_ids(option)
        case ReviewList(rows=contests):
            yield from (contest.id for contest in contests)


def _content_buttons(screen: Screen) -> tuple[Button, ...]:
    match screen.content:
        case Choices(rows):
            return rows
        case Keyboard(keys=keys):
            return tuple(button for row in keys for button in row)
        case _:
            return ()


def _row_ids(row: OptionRow) -> Iterator[str]:
    yield row.id
    if row.can_less:
        yield row.less_id
    if row.can_more:
        yield row.more_id
