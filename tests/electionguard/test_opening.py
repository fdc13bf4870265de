"""A ballot opens with its nonce to what was encrypted, and not with anything else."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.engine_ballots import EVERY_KIND, EVERY_KIND_PLAIN, FIELD, ballots, keys_for, seeded
from support.small_group import SMALL

from device.electionguard.ballot import BallotShape
from device.electionguard.encryption import BallotEncryptor
from device.electionguard.opening import open_ballot
from device.electionguard.parameters import STANDARD
from device.electionguard.powers import build_table_powers
from device.errors import EncryptionError

KEYS = keys_for(SMALL)
ENCRYPTOR = BallotEncryptor(SMALL, KEYS, build_table_powers(SMALL, KEYS, 300_000), seeded(1))
MADE = ENCRYPTOR.encrypt(EVERY_KIND, EVERY_KIND_PLAIN, FIELD)


@given(ballots())
def test_any_small_ballot_opens_to_its_selections(ballot):
    shape, plain = ballot
    made = ENCRYPTOR.encrypt(shape, plain, FIELD)
    assert open_ballot(SMALL, KEYS, shape, made.ballot, made.nonce) == plain


def test_a_ballot_over_the_standard_group_opens(standard_tables):
    keys = keys_for(STANDARD)
    made = BallotEncryptor(STANDARD, keys, standard_tables, seeded(2)).encrypt(
        EVERY_KIND, EVERY_KIND_PLAIN, FIELD
    )
    assert open_ballot(STANDARD, keys, EVERY_KIND, made.ballot, made.nonce) == EVERY_KIND_PLAIN


def refused(ballot=MADE.ballot, nonce=MADE.nonce, shape=EVERY_KIND):
    with pytest.raises(EncryptionError, match="does not open") as caught:
        open_ballot(SMALL, KEYS, shape, ballot, nonce)
    assert nonce.hex() not in str(caught.value)


@given(st.integers(0, 255))
def test_another_nonce_does_not_open_it(bit):
    nonce = (int.from_bytes(MADE.nonce, "big") ^ 1 << bit).to_bytes(32, "big")
    refused(nonce=nonce)


def with_contest(position, **changes):
    contests = list(MADE.ballot.contests)
    contests[position] = dataclasses.replace(contests[position], **changes)
    return dataclasses.replace(MADE.ballot, contests=tuple(contests))


@pytest.mark.parametrize("name", ["alpha", "beta"])
@pytest.mark.parametrize("j", range(4))
def test_a_changed_ciphertext_does_not_open(name, j):
    ciphertexts = list(MADE.ballot.contests[1].ciphertexts)
    other = getattr(ciphertexts[j], name) * 4 % SMALL.p
    ciphertexts[j] = dataclasses.replace(ciphertexts[j], **{name: other})
    refused(with_contest(1, ciphertexts=tuple(ciphertexts)))


def test_a_value_above_the_limit_does_not_open():
    contest = dataclasses.replace(EVERY_KIND.contests[1], field_limits=(1, 1, 1, 1))
    contests = (EVERY_KIND.contests[0], contest, EVERY_KIND.contests[2])
    refused(shape=BallotShape(2, contests))


def test_changed_contest_data_does_not_open():
    data = MADE.ballot.contests[1].data
    refused(with_contest(1, data=dataclasses.replace(data, c0=data.c0 * 4 % SMALL.p)))
    refused(with_contest(1, data=dataclasses.replace(data, c1=data.c1[:32])))
    refused(with_contest(1, data=None))


def test_a_ballot_of_another_shape_does_not_open():
    refused(shape=BallotShape(2, EVERY_KIND.contests[:2]))
    refused(shape=BallotShape(2, EVERY_KIND.contests[::-1]))
    refused(with_contest(0, ciphertexts=MADE.ballot.contests[0].ciphertexts[:2]))


def test_a_ballot_with_another_identifier_does_not_open():
    refused(dataclasses.replace(MADE.ballot, id_b=bytes(32)))
