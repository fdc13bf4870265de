"""What a ballot's shape does not allow is refused before anything is drawn or encrypted."""

import pytest
from support.engine_ballots import EVERY_KIND, EVERY_KIND_PLAIN, FIELD, keys_for
from support.small_group import SMALL

from device.electionguard.ballot import BallotShape, ContestShape, PlainBallot, PlainContest
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.powers import PlainPowers
from device.electionguard.selections import check_selections
from device.errors import EntropyError, SelectionError

SHAPE = BallotShape(1, (ContestShape(1, (1, 2, 3), 4, 1),))


def plain(*values: int, data: bytes = bytes(32)) -> PlainBallot:
    return PlainBallot((PlainContest(values, data),))


@pytest.mark.parametrize("values", [(0, 0, 0), (1, 0, 0), (1, 2, 1), (0, 1, 3)])
def test_undervotes_and_full_contests_are_allowed(values):
    check_selections(SHAPE, plain(*values))


REFUSED = {
    "above an option's limit": (plain(2, 0, 0), "limit"),
    "above another option's limit": (plain(0, 0, 4), "limit"),
    "below zero": (plain(0, -1, 0), "limit"),
    "above the selection limit": (plain(1, 2, 2), "exceed"),
    "a field too few": (plain(1, 0), "fields"),
    "a field too many": (plain(1, 0, 0, 0), "fields"),
    "no data": (plain(1, 0, 0, data=b""), "length"),
    "data a byte short": (plain(1, 0, 0, data=bytes(31)), "length"),
    "data a block long": (plain(1, 0, 0, data=bytes(64)), "length"),
    "no contest": (PlainBallot(()), "contests"),
    "a contest too many": (PlainBallot(plain(1, 0, 0).contests * 2), "contests"),
}


@pytest.mark.parametrize(("selections", "cause"), REFUSED.values(), ids=REFUSED)
def test_other_selections_are_refused(selections, cause):
    def no_randomness(count: int) -> bytes:
        raise AssertionError("nothing may be drawn")

    keys = keys_for(SMALL)
    encryptor = BallotEncryptor(SMALL, keys, PlainPowers(SMALL, keys), no_randomness)
    with pytest.raises(SelectionError, match=cause) as caught:
        encryptor.encrypt(SHAPE, selections, FIELD)
    assert not any(character.isdigit() for character in str(caught.value))


def test_data_where_the_contest_has_none_is_refused():
    shape = BallotShape(1, (ContestShape(1, (1,), 1, 0),))
    with pytest.raises(SelectionError, match="length"):
        check_selections(shape, plain(1))


@pytest.mark.parametrize("length", [0, 32, 35, 37])
def test_chaining_fields_have_36_bytes(length):
    keys = keys_for(SMALL)
    encryptor = BallotEncryptor(SMALL, keys, PlainPowers(SMALL, keys), bytes)
    with pytest.raises(ValueError, match="36 bytes"):
        encryptor.encrypt(EVERY_KIND, EVERY_KIND_PLAIN, bytes(length))


@pytest.mark.parametrize("stuck", [bytes, lambda count: b"", lambda count: bytes(count + 1)])
def test_randomness_that_is_plainly_none_is_refused(stuck):
    keys = keys_for(SMALL)
    encryptor = BallotEncryptor(SMALL, keys, PlainPowers(SMALL, keys), stuck)
    with pytest.raises(EntropyError):
        encryptor.encrypt(EVERY_KIND, EVERY_KIND_PLAIN, FIELD)
