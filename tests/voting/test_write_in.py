"""The write-in keyboard: what fits, what is a name, and what is refused gently."""

from hypothesis import given
from hypothesis import strategies as st
from support.voter_story import BOARD, MANIFEST, Voter

from device.electionguard.contest_data import encode_write_ins
from device.ui.screen import Button, Keyboard
from device.voting.marks import ContestMarks
from device.voting.state import InContest
from device.voting.write_in import (
    CHARACTERS,
    KEY_ROWS,
    MAX_NAME_CHARACTERS,
    characters_left,
    fits,
    key_alive,
    tidy,
    typed,
)

CONTEST = MANIFEST.contests[BOARD - 1]
EMPTY = ContestMarks((0, 0, 0))


def at_keyboard() -> Voter:
    return Voter().to_contest(BOARD - 1).touch("write-in-add")


def keyboard(voter: Voter) -> Keyboard:
    assert isinstance(voter.screen.content, Keyboard)
    return voter.screen.content


def names(voter: Voter) -> tuple[str, ...]:
    stage = voter.session.stage
    assert isinstance(stage, InContest)
    return stage.marks.contests[stage.position].write_ins


def test_the_keyboard_has_every_letter_of_english_and_spanish_once() -> None:
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZÑÁÉÍÓÚÜ -'.") == CHARACTERS
    assert len("".join(KEY_ROWS)) == len(CHARACTERS)


def test_every_key_types_itself() -> None:
    for character in sorted(CHARACTERS - {" "}):
        assert keyboard(at_keyboard().type(character)).text == character


def test_keys_go_dead_at_the_limit_and_the_others_live() -> None:
    voter = at_keyboard().type("A" * MAX_NAME_CHARACTERS)
    keys: dict[str, Button] = {key.id: key for row in keyboard(voter).keys for key in row}
    assert {key for key, button in keys.items() if button.enabled} == {"key-erase"}
    assert keyboard(voter).remaining == "No more letters fit."
    assert voter.touch("key-erase").type("B").touch("write-in-accept").name == "contest"


def test_what_is_left_is_counted_in_bytes_of_all_names_together() -> None:
    # 32 * 3 bytes, less 2 of length, 16 of {"write_ins":[]} and 2 + 1 of quotes and comma a name
    one = ContestMarks((0, 0, 0), ("Ñ" * 20,))
    assert characters_left(CONTEST, one, "") == 96 - 2 - 16 - (40 + 2) - (2 + 1)
    assert characters_left(CONTEST, EMPTY, "") == MAX_NAME_CHARACTERS


def test_an_accent_that_does_not_fit_is_dead_where_a_letter_still_lives() -> None:
    tight = ContestMarks((0, 0, 0), ("Ñ" * 20,))
    text = "A" * (characters_left(CONTEST, tight, "") - 1)
    assert key_alive(CONTEST, tight, text, "B")
    assert not key_alive(CONTEST, tight, text, "É")


def test_no_keyboard_opens_where_no_name_fits_any_more() -> None:
    voter = at_keyboard().type("Ñ" * 37).touch("write-in-accept", "write-in-add")
    assert voter.name == "contest"
    assert "There is no room for another name here." in voter.banner


def test_blanks_at_the_start_twice_and_at_the_end_never_reach_a_name() -> None:
    voter = at_keyboard()
    assert "key-space" not in {key.id for row in keyboard(voter).keys for key in row if key.enabled}
    voter.type("DE ")
    assert "key-space" not in {key.id for row in keyboard(voter).keys for key in row if key.enabled}
    voter.type("LA ").touch("write-in-accept")
    assert names(voter) == ("DE LA",)


def test_a_name_needs_a_letter() -> None:
    voter = at_keyboard().type("-.'")
    accept = next(button for button in voter.screen.buttons if button.id == "write-in-accept")
    assert not accept.enabled


def test_the_same_name_twice_is_refused_and_can_be_mended() -> None:
    voter = at_keyboard().type("LEE").touch("write-in-accept", "write-in-add").type("LEE")
    voter.touch("write-in-accept")
    assert voter.name == "write-in"
    assert "already written in this name" in voter.banner
    assert keyboard(voter).text == "LEE"
    voter.type("S").touch("write-in-accept")
    assert names(voter) == ("LEE", "LEES")


def test_cancel_forgets_what_was_typed() -> None:
    assert names(at_keyboard().type("LEE").touch("write-in-cancel")) == ()


@given(st.lists(st.text(sorted(CHARACTERS), max_size=60), min_size=1, max_size=2))
def test_what_the_keyboard_lets_through_can_always_be_encoded(strokes: list[str]) -> None:
    marks = EMPTY
    for each in strokes:
        text = ""
        for character in each:
            text = typed(CONTEST, marks, text, character)
        name = tidy(text)
        if name:
            assert fits(CONTEST, marks, name)
            marks = ContestMarks(marks.votes, (*marks.write_ins, name))
    assert len(encode_write_ins(marks.write_ins, CONTEST.data_blocks)) == 32 * CONTEST.data_blocks
