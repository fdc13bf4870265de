"""The rules of the write-in keyboard: which keys are alive, and what a finished name looks like.

What does not fit into the contest's data (ELECTION_RECORD.md, contest data) is refused here, key
by key, so that nothing is ever cut at encryption.
"""

import unicodedata

from device.election.manifest import Contest
from device.electionguard.contest_data import write_ins_fit
from device.voting.marks import ContestMarks

MAX_NAME_CHARACTERS = 40
KEY_ROWS = ("QWERTYUIOP", "ASDFGHJKLÑ", "ZXCVBNMÜ'-", "ÁÉÍÓÚ. ")
"""The characters of the keyboard by row; the space is the last."""
CHARACTERS = frozenset("".join(KEY_ROWS))


def fits(contest: Contest, marks: ContestMarks, name: str) -> bool:
    """Whether ``name`` fits beside the names already written in, in characters and in bytes."""
    return len(name) <= MAX_NAME_CHARACTERS and write_ins_fit((*marks.write_ins, name), contest.data_blocks)


def has_room(contest: Contest, marks: ContestMarks) -> bool:
    """Whether a name of one letter still fits."""
    return fits(contest, marks, "A")


def characters_left(contest: Contest, marks: ContestMarks, text: str) -> int:
    """How many plain letters can still be typed; one with an accent may need the room of two."""
    left = 0
    while fits(contest, marks, text + "A" * (left + 1)):
        left += 1
    return left


def typed(contest: Contest, marks: ContestMarks, text: str, character: str) -> str:
    """The text after a key; unchanged when the key is dead."""
    return text + character if key_alive(contest, marks, text, character) else text


def key_alive(contest: Contest, marks: ContestMarks, text: str, character: str) -> bool:
    """Whether a key does something: no blank at the start or twice, nothing that does not fit."""
    if character not in CHARACTERS:
        return False
    if character == " " and (not text or text.endswith(" ")):
        return False
    return fits(contest, marks, text + character)


def tidy(text: str) -> str:
    """A name without leading, trailing and repeated blanks."""
    return " ".join(text.split())


def is_name(text: str) -> bool:
    """Whether the text can be accepted: it holds at least one letter."""
    return any(character.isalpha() for character in text)


def already_written(marks: ContestMarks, name: str) -> bool:
    """Whether the contest already holds this name, however its capitals and blanks are set."""
    return _comparable(name) in {_comparable(each) for each in marks.write_ins}


def _comparable(name: str) -> str:
    return unicodedata.normalize("NFC", tidy(name)).casefold()
